// The rows of docs/performance.md: the work, the thing that it is compared with, and the most that it may take of it.
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { changeSubnets, keaDocument, keaText, windowsExport } from "./documents.mjs";
import { compareInTurn, median, runWork } from "./measure.mjs";
import { providerRows } from "./provider-rows.mjs";

const large = { subnets: 10_000, reservations: 10 };

/** Writes a pair of Kea files in which so many subnets differ, and returns their paths. */
export function writePair(folder, size, changed = 0) {
  const document = keaDocument(size);
  const paths = ["dhcp1.conf", "dhcp2.conf"].map((name) =>
    join(folder, `${size.subnets}-${size.reservations}-${changed}-${name}`),
  );
  writeFileSync(paths[0], keaText(changed > 0 ? changeSubnets(document, changed) : document));
  writeFileSync(paths[1], keaText(document));
  return paths;
}

const bytesOf = (paths) => paths.reduce((sum, path) => sum + statSync(path).size, 0);
const checkCpu =
  (paths, ...words) =>
  () =>
    runWork("check.mjs", ...paths, ...words).cpu;
const parseCpu = (paths) => () => runWork("parse.mjs", ...paths).cpu;

const inMemory = (kind, expected) => ({
  id: `memory-${kind.replace(" %", "-percent")}`,
  work: `10,000 × 20 reservations in memory: ${kind}, ${expected.toLocaleString("en")} differences`,
  against: "deep-diff on data keyed by address, with the keying",
  most: 1.2,
  unit: "ms of the processor",
  measure({ rounds }) {
    const run = (way) => () => {
      const { cpu, differences } = runWork("compare.mjs", way, kind, 10_000, 20);
      if (differences !== expected && way !== "deep-diff")
        throw new Error(`${kind}: ${differences} differences instead of ${expected}`);
      return cpu;
    };
    return compareInTurn(rounds, run("ours"), run("deep-diff"));
  },
});

/** The same comparison beside another tool: once, for some take long. */
const beside = (kind, tool) => ({
  id: `${tool.replace(" ", "-")}-${kind.replace(" %", "-percent")}`,
  work: `the same, ${kind}, once`,
  against: `${tool} on data keyed by address`,
  unit: "ms of the processor",
  measure() {
    const run = (way) => () => runWork("compare.mjs", way, kind, 10_000, 20).cpu;
    return compareInTurn(1, run("ours"), run(tool));
  },
});
const otherTools = ["jsondiffpatch", "GNU diff", "python3-deepdiff"];

export const rows = [
  {
    id: "equal",
    work: "one process: `check` of 10,000 × 10, equal, the state has a record",
    against: "reading and `JSON.parse` of both files",
    most: 2,
    unit: "ms of the processor",
    measure({ folder, rounds }) {
      const paths = writePair(folder, large);
      return compareInTurn(rounds, checkCpu(paths, "recorded"), parseCpu(paths));
    },
  },
  {
    id: "first",
    work: "the same for the first time: nothing is on record",
    against: "reading and `JSON.parse` of both files",
    unit: "ms of the processor",
    measure({ folder, rounds }) {
      const paths = writePair(folder, large);
      return compareInTurn(rounds, checkCpu(paths), parseCpu(paths));
    },
  },
  {
    id: "changed",
    work: "the same, 100 scopes changed",
    against: "the equal pair, nothing on record",
    most: 1.2,
    unit: "ms of the processor",
    measure({ folder, rounds }) {
      const changed = writePair(folder, large, 100);
      return compareInTurn(rounds, checkCpu(changed), checkCpu(writePair(folder, large)));
    },
  },
  {
    id: "peak",
    work: "peak memory of that process",
    against: "the bytes of the two files",
    most: 10,
    unit: "MB",
    measure({ folder, rounds }) {
      const paths = writePair(folder, large);
      const megabytes = bytesOf(paths) / 1e6;
      return compareInTurn(
        rounds,
        () => runWork("check.mjs", ...paths).peak / 1e6,
        () => megabytes,
      );
    },
  },
  inMemory("equal", 0),
  inMemory("1 %", 2_000),
  inMemory("100 %", 200_000),
  inMemory("shuffled", 0),
  ...["equal", "1 %"].flatMap((kind) => otherTools.map((tool) => beside(kind, tool))),
  ...providerRows,
  {
    id: "rounds",
    work: "memory after 1,000 rounds of `check` and `diff` in one process, 100 scopes",
    against: "after 100 rounds",
    most: 1.1,
    unit: "MB of the heap",
    measure({ folder }) {
      const paths = writePair(folder, { subnets: 100, reservations: 10 });
      const { first, all } = runWork("rounds.mjs", ...paths, 100, 1000);
      return { ours: all / 1e6, theirs: first / 1e6, ratio: all / first };
    },
  },
  {
    id: "windows",
    work: "one process: `check` of two equal Windows exports, 1,000 scopes × 50 reservations",
    against: "parsing both with saxes",
    unit: "ms of the processor",
    measure({ folder, rounds }) {
      const text = windowsExport({ scopes: 1000, reservations: 50 });
      const paths = ["dhcp1.xml", "dhcp2.xml"].map((name) => join(folder, name));
      for (const path of paths) writeFileSync(path, text);
      return compareInTurn(rounds, checkCpu(paths), () => runWork("parse-xml.mjs", ...paths).cpu);
    },
  },
];

/** Time and memory of one `check` for more and more scopes. */
export function measureGrowth({ folder, rounds }, sizes) {
  return sizes.map((subnets) => {
    const own = join(folder, `growth-${subnets}`);
    mkdirSync(own);
    const paths = writePair(own, { subnets, reservations: 10 });
    const runs = Array.from({ length: rounds }, () => runWork("check.mjs", ...paths));
    const parses = Array.from({ length: rounds }, () => runWork("parse.mjs", ...paths));
    return {
      subnets,
      check: median(runs.map(({ cpu }) => cpu)),
      parse: median(parses.map(({ cpu }) => cpu)),
      peak: median(runs.map(({ peak }) => peak)) / 1e6,
      megabytes: bytesOf(paths) / 1e6,
    };
  });
}
