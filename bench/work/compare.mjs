// Finds the differences of two documents in memory: this package's way, or another tool's on data that is keyed for it. Prints
// milliseconds of the processor and the number of differences as JSON.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import deepDiff from "deep-diff";
import * as jsonDiffPatch from "jsondiffpatch";
import { compare } from "../../dist/core/compare.js";
import { parseConfiguration, shareAlike } from "../../dist/drivers/kea/model/index.js";
import { changeReservations, keaDocument, shuffleReservations } from "../documents.mjs";

const [way, kind, subnets, reservations] = process.argv.slice(2);
const size = { subnets: Number(subnets), reservations: Number(reservations) };
const change = {
  equal: (document) => document,
  "1 %": (document) => changeReservations(document, 100),
  "100 %": (document) => changeReservations(document, 1),
  shuffled: shuffleReservations,
}[kind];
const parsed = (document) => JSON.parse(JSON.stringify(document)).Dhcp4;
const primary = parsed(keaDocument(size));
const partner = parsed(change(keaDocument(size)));

function compareHere() {
  const [from, to] = [primary, partner].map(
    (dhcp4) => parseConfiguration(shareAlike(dhcp4)).configuration,
  );
  const selection = { scopes: Object.keys(to.scopes), settings: true, isIgnored: () => false };
  return compare(from, to, selection).length;
}

const keyBy = (list, name) => Object.fromEntries(list.map((one) => [one[name], one]));
const keyed = ({ subnet4, ...rest }) => ({
  ...rest,
  subnet4: Object.fromEntries(
    subnet4.map((subnet) => [
      subnet.subnet,
      { ...subnet, reservations: keyBy(subnet.reservations, "ip-address") },
    ]),
  ),
});
const compareWithDeepDiff = () => (deepDiff(keyed(primary), keyed(partner)) ?? []).length;

/** Counts the leaves of a delta: arrays, all else holds them. */
const countChanges = (delta) => {
  if (delta === undefined) return 0;
  if (Array.isArray(delta)) return 1;
  return Object.values(delta).reduce((sum, inner) => sum + countChanges(inner), 0);
};
const compareWithJsonDiffPatch = () =>
  countChanges(jsonDiffPatch.diff(keyed(primary), keyed(partner)));

function inThisProcess(find) {
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const differences = find();
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1000, differences };
}

/** Runs a program over the keyed data as two files, a value on each line. */
function inProgram(run) {
  const folder = mkdtempSync(join(tmpdir(), "bench-compare-"));
  try {
    const paths = [primary, partner].map((document, i) => {
      const path = join(folder, `${i}.json`);
      writeFileSync(path, JSON.stringify(keyed(document), null, 1));
      return path;
    });
    return run(paths);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const python = `
import json, sys, time
from deepdiff import DeepDiff
one, other = (json.load(open(path)) for path in sys.argv[1:3])
began = time.process_time()
found = DeepDiff(one, other)
count = sum(len(each) for each in found.values())
print(json.dumps({"cpu": (time.process_time() - began) * 1000, "differences": count}))
`;
/** Debian's python3-deepdiff. */
function compareWithPython(paths) {
  const { status, stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", python, ...paths], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`python3-deepdiff: ${stderr}`);
  return JSON.parse(stdout);
}

function compareWithDiff(paths) {
  const script = 'TIMEFORMAT="%U %S"; time diff "$@" | grep -c "^[<>]"';
  const { stdout, stderr } = spawnSync("bash", ["-c", script, "bash", ...paths], {
    encoding: "utf8",
  });
  const [user, system] = stderr.trim().split(" ").map(Number);
  return { cpu: (user + system) * 1000, differences: Number(stdout) };
}

const ways = {
  ours: () => inThisProcess(compareHere),
  "deep-diff": () => inThisProcess(compareWithDeepDiff),
  jsondiffpatch: () => inThisProcess(compareWithJsonDiffPatch),
  "python3-deepdiff": () => inProgram(compareWithPython),
  "GNU diff": () => inProgram(compareWithDiff),
};
console.log(JSON.stringify(ways[way]()));
