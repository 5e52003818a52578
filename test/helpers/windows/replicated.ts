// Two exports in a folder of their own, one replication of them, and what its script does to a server.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { drivers } from "../../../provider/drivers/index.js";
import { readDocument } from "../../../provider/drivers/windows/export/document.js";
import { Engine } from "../unit/lifecycle/engine.js";
import { carryOut } from "./script.js";
import { modelServer } from "./server.js";

/** The folder of the test that runs: its exports, the copies of them and the script. */
export let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "exports-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Returns the path of a file in that folder. */
export const at = (name: string): string => join(folder, name);

/** Returns the arguments of a server whose export is in that folder. */
export const server = (name: string) => ({
  driver: "file",
  format: "windows",
  path: at(name),
  backupDir: at("kept"),
});

/** Returns what an export says. */
export const read = (xml: string) => readDocument("dhcp.xml", xml).configuration;

/** Replicates between two exports: previews, updates, and carries the script out on a server that holds what the partner's export said. */
export async function replicated(primary: string, partner: string, more: object = {}) {
  writeFileSync(at("dhcp1.xml"), primary);
  writeFileSync(at("dhcp2.xml"), partner);
  const engine = new Engine(drivers, "replication");
  const program = { all: { primary: server("dhcp1.xml"), partner: server("dhcp2.xml"), ...more } };
  const { all: preview } = await engine.preview(program);
  if (preview!.failures.length > 0) return { preview: preview! };
  await engine.up(program);
  expect((await engine.preview(program)).all).toMatchObject({ op: "same", added: [] });
  expect(await engine.refresh(false)).toEqual({ all: [] });
  const model = modelServer("dhcp2");
  model.import(partner);
  const script = readFileSync(at("replicate-dhcp2.ps1"), "utf8");
  carryOut(script, model);
  return { preview: preview!, script, model, after: readFileSync(at("dhcp2.xml"), "utf8") };
}
