// Each folder under cases/ is a mistake: a program, the files it names (those of cases/pair where it has none of its own), and what is said.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drivers } from "../provider/drivers/index.js";
import { operation } from "../provider/lifecycle/operation.js";
import { replication } from "../provider/lifecycle/replication.js";
import { scopeProvider as scope } from "../provider/lifecycle/scope.js";
import { addingTo } from "./helpers/unit/lifecycle/said.js";

const cases = join(import.meta.dirname, "cases");
const lifecycles = { FailoverReplication: replication, FailoverScope: scope };

describe("what is wrong is said", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cases-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(readdirSync(cases).filter((name) => name !== "pair"))("%s", async (name) => {
    const here = join(folder, name);
    cpSync(join(cases, "pair"), here, { recursive: true });
    cpSync(join(cases, name), here, { recursive: true });
    const { resource, args } = JSON.parse(
      readFileSync(join(here, "program.json"), "utf8"),
      (key, value: unknown) => (key === "path" ? join(here, String(value)) : value),
    ) as {
      resource: keyof typeof lifecycles;
      args: Record<string, unknown>;
    };
    const before = readFileSync(join(here, "partner.conf"), "utf8");
    const said: string[] = [];
    const { failures = [] } = (await lifecycles[resource](operation(drivers, addingTo(said))).check(
      {},
      args,
    )) as { failures?: { property: string; reason: string }[] };
    const message = failures
      .map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`))
      .join("\n")
      .replaceAll(here, "/etc/kea");
    await expect(`${message}\n`).toMatchFileSnapshot(join(cases, name, "message.txt"));
    expect(readFileSync(join(here, "partner.conf"), "utf8")).toBe(before);
  });
});
