#!/bin/sh
# Whether the servers are as they should be: 0 they are; 7 they are not, and drift.md tells it; any other code: it could not be told.
set -u
. "${0%/*}/common.sh"

rm -f drift.md
told edited.txt pulumi refresh --preview-only --expect-no-changes --diff --non-interactive --color never
edited=$?
told behind.txt pulumi preview --expect-no-changes --diff --non-interactive --color never
behind=$?
for code in "$edited" "$behind"; do
  case $code in 0 | 7) ;; *) exit "$code" ;; esac
done
[ "$edited$behind" = 00 ] && exit 0
{
  echo "The DHCP servers of the stack $PULUMI_STACK are not as they should be."
  if [ "$edited" = 7 ]; then
    echo
    echo "**Edited since it was last replicated:**"
    block edited.txt
  fi
  if [ "$behind" = 7 ]; then
    echo
    echo "**What an update would do:**"
    block behind.txt
  fi
} > drift.md
exit 7
