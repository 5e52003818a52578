// check of a hub and its spokes: each pair has its own scopes, and what belongs to another spoke is no difference.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { differencesIn, folderWith, keaFile, reportOn } from "../helpers/unit/report/reports.js";

const relationship = (self: string, n: number) => ({
  "this-server-name": self,
  mode: "hot-standby",
  peers: [
    { name: `hub${n}`, url: `http://10.0.0.1:800${n}/`, role: "primary" },
    { name: `spoke${n}`, url: `http://10.0.${n}.2:8000/`, role: "standby" },
  ],
});
const server = (
  relationships: readonly object[],
  subnets: readonly object[],
  more: object = {},
) => ({
  "hooks-libraries": [
    {
      library: "/usr/lib/kea/hooks/libdhcp_ha.so",
      parameters: { "high-availability": relationships },
    },
  ],
  subnet4: subnets,
  ...more,
});
const subnet = (n: number, lease: number, network?: string) => ({
  id: n,
  subnet: `10.0.${n}.0/24`,
  "valid-lifetime": lease,
  "user-context": { "ha-server-name": `hub${n}` },
  ...(network !== undefined && { "client-class": network }),
});
const classes = [
  { name: "one", test: "member('KNOWN')" },
  { name: "two", test: "member('KNOWN')" },
];

/** A hub whose scopes are the same on its spokes, and the files of all three. */
const files = (leaseOnSpoke2 = 600) => ({
  "hub.conf": keaFile(
    server(
      [relationship("hub1", 1), relationship("hub2", 2)],
      [subnet(1, 600, "one"), subnet(2, 600, "two")],
      { "client-classes": classes },
    ),
  ),
  "spoke1.conf": keaFile(
    server([relationship("spoke1", 1)], [subnet(1, 600, "one")], {
      "client-classes": [classes[0]],
    }),
  ),
  "spoke2.conf": keaFile(
    server([relationship("spoke2", 2)], [subnet(2, leaseOnSpoke2, "two")], {
      "client-classes": [classes[1]],
    }),
  ),
});
const report = (folder: string) =>
  reportOn(["hub.conf", "spoke1.conf", "spoke2.conf"].map((name) => join(folder, name)));

describe("a hub", () => {
  it("is in sync with each spoke in the scopes that the two share, and says what it left out", async () => {
    const { result, pairs } = await report(folderWith(files()));
    expect(pairs.flatMap(({ scopes }) => scopes.map(({ scope }) => scope))).toEqual([
      "10.0.1.0/24",
      "10.0.2.0/24",
    ]);
    expect(result).toBe("in-sync");
    expect(pairs.map(({ relationships }) => relationships.map(({ name }) => name))).toEqual([
      ["hub1/spoke1"],
      ["hub2/spoke2"],
    ]);
    expect(pairs[0]!.warnings).toEqual([expect.stringMatching(/^1 scope is not compared: /)]);
  });

  it("differs from the one spoke that was edited", async () => {
    const found = await report(folderWith(files(3600)));
    expect(found.pairs.map(({ result }) => result)).toEqual(["in-sync", "differs"]);
    expect(differencesIn(found)).toEqual(["10.0.2.0/24 leaseDuration"]);
  });
});

describe("an option whose value a server does not return", () => {
  const hollow = { code: 43, "csv-format": false, data: "", "never-send": false };
  const hiding = {
    "option-def": [{ name: "vendor", code: 43, type: "empty", encapsulate: "vendor-space" }],
    subnet4: [{ id: 1, subnet: "10.0.1.0/24", "option-data": [hollow] }],
  };

  it("makes the answer unknown, unless it is left out", async () => {
    const folder = folderWith({ "dhcp1.conf": keaFile(hiding), "dhcp2.conf": keaFile(hiding) });
    const both = [join(folder, "dhcp1.conf"), join(folder, "dhcp2.conf")];
    const { result, pairs } = await reportOn(both);
    expect(result).toBe("unknown");
    expect(pairs[0]!.scopes).toMatchObject([{ result: "unknown", differences: [] }]);
    expect(pairs[0]!.errors).toMatchObject([{ code: "option-unreadable" }]);
    const without = await reportOn(both, { ignore: ["options.dhcp4:43"] });
    expect(without.result).toBe("in-sync");
  });
});
