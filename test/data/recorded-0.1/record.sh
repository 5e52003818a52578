#!/bin/sh
# Records what an upgrade must keep, with the version that this repository holds now: sh record.sh [folder].
# It writes into a new folder: what version 0.1 recorded here stays as it is.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
into=${1:-$(mktemp -d)}
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT

export PULUMI_HOME="$project/.pulumi" PULUMI_BACKEND_URL="file://$project/.pulumi" PULUMI_CONFIG_PASSPHRASE=""
mkdir -p "$project/.pulumi" "$project/node_modules"
ln -s "$root" "$project/node_modules/pulumi-dhcp-failover"
ln -s "$root/node_modules/@pulumi" "$project/node_modules/@pulumi"
cp "$here/index.js" "$here/dhcp1.conf" "$project"
cp "$here/dhcp2-before.conf" "$project/dhcp2.conf"
echo '{"private":true}' >"$project/package.json"
echo '{"name":"dhcp","runtime":{"name":"nodejs","options":{"typescript":false}}}' >"$project/Pulumi.yaml"

cli() { npm --prefix "$root" run -s pulumi -- -C "$project" --non-interactive "$@"; }
cli stack init dev
cli up --yes --skip-preview
cli stack export --file "$into/state.json"
cp "$project/dhcp2.conf" "$into/dhcp2.conf"
cp "$here/dhcp1-edited.conf" "$project/dhcp1.conf"
cli preview --diff --save-plan "$into/plan.json"
cp "$project/Pulumi.dev.yaml" "$into/Pulumi.dev.yaml"
echo "recorded in $into"
