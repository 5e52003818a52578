#!/bin/sh
# Does what plan.json says, or refuses. Ends as pulumi does.
set -u
. "${0%/*}/common.sh"

told update.txt pulumi up --yes --skip-preview --plan plan.json --diff --non-interactive --color never
code=$?
if [ "$code" != 0 ] && grep -q 'violates plan' update.txt; then
  echo "The plan was refused: since it was made, one of the servers has changed, or the program has. Run the preview again, read it, and then run this job again."
fi
exit "$code"
