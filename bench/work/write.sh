#!/bin/bash
# The same update by curl and jq: reads both servers, keeps a copy, looks again, tests, sets, reads back, compares and saves.
set -euo pipefail
primary=$1 partner=$2 folder=$3
ask() { curl -sf -H 'Content-Type: application/json' -d "$2" "$1"; }
command() { ask "$1" "{\"command\":\"$2\",\"service\":[\"dhcp4\"]}"; }
for url in "$primary" "$partner"; do
  for name in version-get list-commands status-get; do command "$url" $name >/dev/null; done
done
command "$primary" config-get >"$folder/primary.json"
command "$partner" config-get >"$folder/partner.json"
scopes='.[0].arguments.Dhcp4.subnet4 | sort_by(.subnet)'
cmp -s <(jq -S "$scopes" "$folder/primary.json") <(jq -S "$scopes" "$folder/partner.json") && exit 1
cp "$folder/partner.json" "$folder/copy.json"
command "$partner" config-get >"$folder/again.json"
cmp -s <(jq -S . "$folder/again.json") <(jq -S . "$folder/partner.json") || exit 2
jq --slurpfile from "$folder/primary.json" \
  '.[0].arguments.Dhcp4 | .subnet4 = $from[0][0].arguments.Dhcp4.subnet4
   | {command: "config-test", service: ["dhcp4"], arguments: {Dhcp4: .}}' "$folder/partner.json" >"$folder/test.json"
ask "$partner" "@$folder/test.json" | jq -e '.[0].result == 0' >/dev/null
jq '.command = "config-set"' "$folder/test.json" >"$folder/set.json"
ask "$partner" "@$folder/set.json" | jq -e '.[0].result == 0' >/dev/null
command "$partner" config-get >"$folder/after.json"
cmp -s <(jq -S "$scopes" "$folder/primary.json") <(jq -S "$scopes" "$folder/after.json") || exit 3
command "$partner" config-write | jq -e '.[0].result == 0' >/dev/null
