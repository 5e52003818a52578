// How often the expensive steps of a preview are taken: what is equal costs none, and what changes costs its own.
import { Session } from "node:inspector/promises";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { replication } from "../../provider/lifecycle/replication.js";

const folder = mkdtempSync(join(tmpdir(), "counts-"));
afterAll(() => rmSync(folder, { recursive: true }));

const counted = {
  readings: ["read-file.ts", "readRegularFile"],
  canonicalScopes: ["read-partly.ts", "readNow"],
  comparedScopes: ["compare.ts", "compareTrees"],
} as const;

/** Counts the calls of some functions while work goes on. */
async function countCalls(work: () => Promise<unknown>) {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  await work();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  session.disconnect();
  const countOf = ([file, name]: readonly [string, string]): number =>
    result
      .filter(({ url }) => url.includes(`/${file}`))
      .flatMap(({ functions }) => functions.filter(({ functionName }) => functionName === name))
      .reduce((sum, { ranges }) => sum + ranges[0]!.count, 0);
  return Object.fromEntries(Object.entries(counted).map(([what, where]) => [what, countOf(where)]));
}

const size = 400;
const write = (name: string, changed: number, indent = 1): string => {
  const subnet4 = Array.from({ length: size }, (_, n) => ({
    id: n + 1,
    subnet: `10.${n >> 8}.${n & 255}.0/24`,
    "valid-lifetime": n < changed ? 3600 : 7200,
    pools: [{ pool: `10.${n >> 8}.${n & 255}.100 - 10.${n >> 8}.${n & 255}.199` }],
    reservations: [
      { "hw-address": "02:00:00:00:00:01", "ip-address": `10.${n >> 8}.${n & 255}.9` },
    ],
  }));
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ Dhcp4: { subnet4 } }, undefined, indent));
  return path;
};
const providerOf = (paths: readonly string[]) => {
  const [primary, partner] = paths.map((path) => ({ driver: "file", path, backupDir: folder }));
  const args = { primary, partner, __resource: "all" };
  return { args, ...replication(operation(drivers, () => {})) };
};
/** A preview of a resource that the state knows. */
const preview = (paths: readonly string[]) => async () => {
  const { args, check } = providerOf(paths);
  const { failures = [] } = await check({ ...args, revision: "recorded" }, args);
  expect(failures).toEqual([]);
};

it.each([
  ["written alike", 1],
  ["written in other white space", 2],
])(
  "a preview of equal servers reads each once, and makes and compares no scope, %s",
  async (_, indent) => {
    const paths = [write("one", 0), write("two", 0, indent)];
    expect(await countCalls(preview(paths))).toEqual({
      readings: 2,
      canonicalScopes: 0,
      comparedScopes: 0,
    });
  },
);

it("a preview compares the scopes that differ alone, and makes no other but for the primary's fingerprint", async () => {
  const paths = [write("one", 40), write("two", 0)];
  expect(await countCalls(preview(paths))).toEqual({
    readings: 2,
    canonicalScopes: size + 40,
    comparedScopes: 40,
  });
});

it("an update with nothing to write reads each server once more, and makes and compares no scope", async () => {
  const paths = [write("one", 0), write("two", 0)];
  const { args, check, create } = providerOf(paths);
  const { inputs } = await check({ ...args, revision: "recorded" }, args);
  expect(await countCalls(() => create(inputs))).toEqual({
    readings: 2,
    canonicalScopes: 0,
    comparedScopes: 0,
  });
});
