#!/bin/sh
# What an update would do: kept as a plan in plan.json, and told in preview.md. Ends as pulumi does.
set -u
. "${0%/*}/common.sh"

rm -f plan.json preview.md
told preview.txt pulumi preview --diff --save-plan plan.json --non-interactive --color never
code=$?
{
  echo "<!-- preview of the stack $PULUMI_STACK -->"
  if [ "$code" = 0 ]; then
    echo "**What an update of the DHCP servers would do** (stack $PULUMI_STACK):"
  else
    echo "**The preview of the DHCP servers failed** (stack $PULUMI_STACK, exit code $code):"
  fi
  block preview.txt
} > preview.md
exit "$code"
