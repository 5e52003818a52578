// A Windows server by another way to reach it: it says itself which one it is, so nothing is replaced and its direction is guarded.
import { expect, it } from "vitest";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { Engine } from "../../helpers/unit/lifecycle/engine.js";
import { repeats } from "../../parts.js";
import { pair, windowsDrivers } from "../../helpers/windows/live/pair.js";

const ways: readonly (readonly [what: string, partner: object])[] = [
  ["its name in capitals", { computerName: "DHCP2" }],
  ["its full name", { computerName: "dhcp2.test" }],
  ["its full name in mixed case", { computerName: "Dhcp2.Test" }],
  ["its address", { computerName: "192.0.2.2" }],
  ["a name of ssh's configuration", { computerName: "branch", sshConfig: "ssh_config" }],
  ["another user and port", { computerName: "dhcp2", user: "CORP\\admin", port: 2222 }],
];
const aliases = {
  DHCP2: "dhcp2",
  "dhcp2.test": "dhcp2",
  "Dhcp2.Test": "dhcp2",
  "192.0.2.2": "dhcp2",
  branch: "dhcp2",
};

it.each(repeats(ways, 2))("by %s", async (_, way) => {
  const { primary, partner, program } = pair(rich, rich);
  const engine = new Engine(windowsDrivers([primary, partner], undefined, aliases), "scope");
  const { all } = program({ scopeId: "10.0.1.0" });
  const other = { ...(all.partner as object), ...way };
  expect(await engine.up({ all })).toMatchObject({ all: { op: "create", failures: [] } });
  expect(await engine.up({ all: { ...all, partner: other } })).toMatchObject({
    all: { op: "update", added: [], failures: [] },
  });
  expect(await engine.up({ all })).toMatchObject({ all: { op: "update", added: [] } });
  await expect(
    engine.preview({ all: { ...all, primary: other, partner: all.primary } }),
  ).rejects.toThrow(/and would now replicate in the opposite direction/);
});
