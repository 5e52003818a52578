#!/bin/sh
# Whether the servers hold the same: 0 they do; 7 they differ, and drift.md tells it; any other code: it could not be told.
# The servers themselves are asked: this needs no state, no passphrase and no update before it.
set -u
. "${0%/*}/common.sh"

rm -f drift.md
told differences.txt node_modules/.bin/pulumi-dhcp-failover check --stack-file "Pulumi.$PULUMI_STACK.yaml"
code=$?
[ "$code" = 7 ] || exit "$code"
{
  echo "The DHCP servers of the stack $PULUMI_STACK differ:"
  block differences.txt
} > drift.md
exit 7
