// Network cards have names of their own on each server: a scope that is new to a server gets the card that is meant there.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { example } from "../helpers/kea/example.js";
import { networks } from "../helpers/kea/network.js";
import { withKea } from "../helpers/kea/versions.js";

const kept = mkdtempSync(join(tmpdir(), "kept-"));
const open: Awaited<ReturnType<typeof example>>[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.end()));
  rmSync(kept, { recursive: true, force: true });
});

/** A server of 2.2.0 that has the cards eth0 and enp0s8, among others. */
async function server(subnets: readonly object[], networksIn: readonly object[] = []) {
  const made = await example(
    JSON.stringify({
      Dhcp4: { "valid-lifetime": 3600, subnet4: subnets, "shared-networks": networksIn },
    }),
  );
  open.push(made);
  return made;
}

withKea("2.2.0", networks)("a scope new to the partner", () => {
  it("gets its interface through the argument interfaces, and so does a shared network", async () => {
    const offices = { id: 1, subnet: "10.0.1.0/24", interface: "eth0" };
    const primary = await server(
      [offices, { id: 2, subnet: "10.0.2.0/24", interface: "eth0" }],
      [{ name: "campus", interface: "eth0", subnet4: [{ id: 3, subnet: "10.0.3.0/24" }] }],
    );
    const partner = await server([{ ...offices, interface: "eth1961" }]);
    const program = {
      all: {
        primary: { driver: "kea", url: primary.unixUrl },
        partner: {
          driver: "kea",
          url: partner.unixUrl,
          backupDir: kept,
          interfaces: { eth0: "enp0s8" },
        },
      },
    };
    const engine = new Engine(drivers, "replication");
    await engine.up(program);
    const {
      subnet4,
      "shared-networks": [campus],
    } = (await partner.command("config-get")).arguments!.Dhcp4;
    const cards = Object.fromEntries(
      subnet4.map(({ subnet, interface: card }: { subnet: string; interface?: string }) => [
        subnet,
        card,
      ]),
    );
    expect(cards).toEqual({ "10.0.1.0/24": "eth1961", "10.0.2.0/24": "enp0s8" }); // one that was there keeps its own
    expect(campus.interface).toBe("enp0s8");
    expect((await engine.preview(program)).all).toMatchObject({ op: "same", added: [] });
  });
});
