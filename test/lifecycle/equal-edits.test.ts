// Both servers are edited alike: nothing is written, and the record follows.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "equal-edits-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (seconds: number, ...names: readonly string[]) => {
  const subnet4 = [{ id: 1, subnet: "10.0.1.0/24", "valid-lifetime": seconds }];
  for (const name of names)
    writeFileSync(join(folder, name), JSON.stringify({ Dhcp4: { subnet4 } }));
};
const both = ["dhcp1.conf", "dhcp2.conf"];

it.each(["replication", "scope"] as const)(
  "equal edits of both servers are on record after an update of a %s, there and back again",
  async (kind) => {
    const [primary, partner] = both.map((name) => ({
      driver: "file",
      path: join(folder, name),
      backupDir: join(folder, "kept"),
    }));
    const program = {
      all: { primary, partner, ...(kind === "scope" && { scopeId: "10.0.1.0" }) },
    };
    const engine = new Engine(drivers, kind);
    write(7200, ...both);
    await engine.up(program);
    for (const seconds of [3600, 7200, 3600]) {
      write(seconds, ...both);
      expect((await engine.up(program)).all).toMatchObject({ op: "update", failures: [] });
      expect((await engine.preview(program)).all).toMatchObject({ op: "same", added: [] });
      write(1800, "dhcp2.conf");
      expect(await engine.refresh(true)).toEqual({
        all: [expect.stringContaining(`leaseDuration: ${seconds} => 1800`)],
      });
    }
  },
);
