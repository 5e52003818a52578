// A running Kea server is never taken for its configuration file: it refuses properties that its file may have, and
// does not return values that its file keeps.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drivers } from "../../../provider/drivers/index.js";
import { Engine } from "../../helpers/unit/lifecycle/engine.js";
import { recorded, standIn, type StandIn } from "../../helpers/unit/drivers/kea/stand-in.js";

const subnet = (more: object = {}) => ({ id: 8, subnet: "10.8.0.0/24", ...more });
const answer = (args: unknown, text = "") => ({ body: [{ result: 0, text, arguments: args }] });

describe("a running Kea server of 2.6", () => {
  let folder: string;
  let partner: StandIn;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "running-target-"));
    partner = await standIn({
      ...recorded("ha-load-balancing-primary"),
      "version-get": answer({ extended: "2.6.3" }, "2.6.3"),
      "config-get": answer({ Dhcp4: { subnet4: [subnet()] } }),
      "config-test": { body: [{ result: 1, text: "the test ends here" }] },
    });
  });
  afterEach(async () => {
    await partner.end();
    rmSync(folder, { recursive: true });
  });

  /** A program that replicates a file of this subnet to the running server. */
  const from = (more: object) => {
    const path = join(folder, "dhcp1.conf");
    writeFileSync(path, JSON.stringify({ Dhcp4: { subnet4: [subnet(more)] } }));
    return {
      all: {
        primary: { driver: "file", path },
        partner: { driver: "kea", url: partner.url, backupDir: join(folder, "kept") },
      },
    };
  };

  it("is sent the property for DNS conflicts that it takes, where a file has the one that it refuses", async () => {
    const program = from({ "ddns-use-conflict-resolution": false });
    await expect(new Engine(drivers, "replication").up(program)).rejects.toThrow(
      "the test ends here",
    );
    expect(partner.tested).toEqual([
      { Dhcp4: { subnet4: [subnet({ "ddns-conflict-resolution-mode": "no-check-with-dhcid" })] } },
    ]);
  });

  it("is refused an option value that it would take and never return", async () => {
    const program = from({ "option-data": [{ code: 43, "csv-format": false, data: "010203" }] });
    const { failures } = (await new Engine(drivers, "replication").preview(program)).all!;
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("10.8.0.0/24 options.dhcp4:43"),
    ]);
  });
});
