#!/bin/sh
# The program's packages, and the pulumi CLI where there is none.
set -eu
. "${0%/*}/common.sh"

npm ci --no-audit --no-fund
if ! command -v pulumi > /dev/null; then
  curl -fsSL https://get.pulumi.com -o install-pulumi.sh
  sh install-pulumi.sh --version 3.260.0
  rm install-pulumi.sh
fi
pulumi version
