#!/bin/sh
# Whether the servers are as they should be: 0 they are; 7 something differs, and drift.md tells it; any other code: it could not be told.
set -u
. "${0%/*}/common.sh"

rm -f drift.md
# Of a stack without an update a refresh finds nothing, and a preview always finds something.
state=$(pulumi stack export) || exit 1
case $state in
  *::pulumi-nodejs:dynamic/dhcp:Failover*) ;;
  *)
    echo "The stack $PULUMI_STACK has not had an update yet, and drift is told from the last one. Make an update first; until then scripts/preview.sh shows what differs."
    exit 1
    ;;
esac

told edited.txt pulumi refresh --preview-only --expect-no-changes --diff --non-interactive --color never
edited=$?
told behind.txt pulumi preview --expect-no-changes --diff --non-interactive --color never
behind=$?
for code in "$edited" "$behind"; do
  case $code in 0 | 7) ;; *) exit "$code" ;; esac
done
# What the program reports and does not write is refused here: an update still goes through.
told unwritten.txt env DHCP_FAILOVER_REPORTED=refuse pulumi preview --expect-no-changes --diff --non-interactive --color never
unwritten=$?
case $unwritten in
  0 | 7) unwritten=0 ;;
  *)
    grep -q 'which this program does not' unwritten.txt || exit "$unwritten"
    unwritten=7
    ;;
esac
[ "$edited$behind$unwritten" = 000 ] && exit 0
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
  if [ "$unwritten" = 7 ]; then
    echo
    echo "**What differs and no update would write:**"
    block unwritten.txt
  fi
} > drift.md
exit 7
