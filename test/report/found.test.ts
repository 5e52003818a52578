// check finds every difference between two servers, says each once, and never calls in sync what it does not know.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toMembershipDifference } from "../../provider/commands/check/relationship-report.js";
import type { CheckReport } from "../../provider/report/report.js";
import { edits, serves } from "../helpers/kea/edits.js";
import {
  differencesIn,
  driftedFiles,
  folderWith,
  reportOn,
  reportOnFiles,
  windowsExport,
} from "../helpers/unit/report/reports.js";

const on = (folder: string) => [join(folder, "dhcp1.conf"), join(folder, "dhcp2.conf")];
/** The names of the edits of a pair in a report. */
const injected = edits()
  .map(({ part, scope, leaf }) => `${part}${part === scope ? " " : "."}${leaf}`)
  .sort();

describe("what check finds", () => {
  it("is exactly what differs between two Kea files", async () => {
    const report = await reportOn(on(folderWith(driftedFiles)));
    expect(differencesIn(report)).toEqual(injected);
    expect(report.result).toBe("differs");
  });

  it("is nothing where nothing differs", async () => {
    const report = await reportOnFiles(serves(), serves());
    expect(differencesIn(report)).toEqual([]);
    expect(report.result).toBe("in-sync");
    expect(report.pairs[0]!.scopes).toHaveLength(6);
  });

  it("is exactly what differs between two exports of Windows servers", async () => {
    const report = await reportOn([windowsExport("dhcp1.xml"), windowsExport("dhcp2.xml")]);
    expect(differencesIn(report)).toEqual([
      "10.20.1.0/24 exclusions.10.20.1.190-10.20.1.200",
      "10.20.1.0/24 options.dhcp4:6.value",
      "10.20.1.0/24 reservations.10.20.1.21.client",
      "10.20.1.0/24 reservations.10.20.1.23",
      "10.20.1.0/24 reservations.10.20.1.99",
      "10.20.2.0/24 policies.Desk phones.options.dhcp4:66.value".replace(
        "Desk phones",
        '"Desk phones"',
      ),
    ]);
    expect(report.pairs[0]!.scopes.map(({ name }) => name)).toEqual(["Offices", "Telephones"]);
  });

  it("names the IPv6 part of exports, and the one that holds selected scopes only", async () => {
    const text = readFileSync(windowsExport("dhcp1.xml"), "utf8");
    const ipv6 = (name: string) =>
      `<IPv6><Classes><Class><Name>${name}</Name></Class></Classes></IPv6>`;
    const withIpv6 = (content: string) =>
      text
        .replace(/<IPv6\b[^]*<\/IPv6>|<IPv6 ?\/>/, "")
        .replace("</DHCPServer>", `${content}</DHCPServer>`);
    const folder = folderWith({
      "a.xml": withIpv6(ipv6("a")),
      "b.xml": withIpv6(ipv6("b")),
      "c.xml": withIpv6(""),
    });
    const [a, b, c] = ["a.xml", "b.xml", "c.xml"].map((name) => join(folder, name));
    const found = await reportOn([a!, b!]);
    expect(found.pairs[0]!.outside).toMatchObject([{ kind: "IPv6", change: "differs" }]);
    expect((await reportOn([a!, b!], { ignore: ["IPv6"] })).result).toBe("in-sync");
    const part = await reportOn([a!, c!]);
    expect(part.result).toBe("in-sync");
    expect(part.pairs[0]!.warnings).toContainEqual(
      expect.stringContaining("its server may have more"),
    );
  });

  it("has both values in their words, the name of the scope, and the side that has more", async () => {
    const [one, other] = [serves(), serves()].map((dhcp4) => structuredClone(dhcp4) as any);
    one.subnet4[0]["user-context"] = { name: "infusion-pumps" };
    other.subnet4[0]["user-context"] = { name: "infusion-pumps" };
    other.subnet4[0]["valid-lifetime"] = 600;
    other.subnet4[0].reservations.pop();
    const [{ scopes }] = (await reportOnFiles(one, other)).pairs as [CheckReport["pairs"][0]];
    expect(scopes[0]).toMatchObject({ scope: "10.0.1.0/24", name: "infusion-pumps" });
    expect(scopes[0]!.differences).toEqual([
      {
        kind: "lease duration",
        path: "leaseDuration",
        label: "lease duration",
        change: "differs",
        primary: "3600",
        partner: "600",
      },
      {
        kind: "reservation",
        path: "reservations.10.0.1.13",
        label: "reservation 10.0.1.13",
        change: "only-on-primary",
        primary: "hw:02-00-00-00-01-0d printer-1",
      },
    ]);
  });

  it("has notes by their names, whatever these are", async () => {
    const [one, other] = [serves(), serves()].map((dhcp4) => structuredClone(dhcp4) as any);
    one.subnet4[0]["user-context"] = { constructor: { toString: { room: "one" } }, valueOf: 1 };
    other.subnet4[0]["user-context"] = { constructor: { name: "two" }, valueOf: 2 };
    const [{ scopes }] = (await reportOnFiles(one, other)).pairs as [CheckReport["pairs"][0]];
    expect(scopes[0]!.differences.map(({ kind, label }) => [kind, label])).toEqual([
      ["name", "note, constructor, name"],
      ["name", "note, constructor, to string"],
      ["name", "note, value of"],
    ]);
  });

  it("holds scopes that failover does not have, settings, classes, networks and definitions", async () => {
    const partner = structuredClone(serves()) as any;
    partner["option-data"] = [{ name: "ntp-servers", data: "10.0.0.1" }];
    partner["client-classes"].reverse();
    partner["client-classes"].push({ name: "doors", test: "member('KNOWN')" });
    partner["option-def"][0].code = 241;
    partner["shared-networks"].push({ name: "annex" });
    partner["calculate-tee-times"] = true;
    partner.subnet4.push({ id: 77, subnet: "10.7.7.0/24" });
    const report = await reportOnFiles(serves(), partner);
    expect(differencesIn(report)).toEqual([
      "10.7.7.0/24 (scope)",
      "classes.(order)",
      "classes.doors",
      "optionDefinitions.dhcp4:240",
      "optionDefinitions.dhcp4:241",
      "server.calculate-tee-times",
      "server.options.dhcp4:42",
      "sharedNetworks.annex",
    ]);
    expect(report.pairs[0]!.outside.map(({ kind }) => kind).sort()).toEqual([
      "class",
      "network",
      "option",
      "option definition",
      "option definition",
      "order",
      "setting",
    ]);
  });

  it("holds what two servers state of failover, each from its own side", async () => {
    const failover = (ownName: string, added: object = {}) => ({
      ...serves(),
      "hooks-libraries": [
        {
          library: "/usr/lib/libdhcp_ha.so",
          parameters: {
            "high-availability": [
              {
                "this-server-name": ownName,
                mode: "hot-standby",
                "max-response-delay": 30_000,
                peers: [
                  { name: "dhcp1", url: "http://10.0.0.1:8000/", role: "primary" },
                  { name: "dhcp2", url: "http://10.0.0.2:8000/", role: "standby" },
                ],
                ...added,
              },
            ],
          },
        },
      ],
    });
    const inSync = await reportOnFiles(failover("dhcp1"), failover("dhcp2"));
    expect(inSync.result).toBe("in-sync");
    expect(inSync.pairs[0]).toMatchObject({
      name: "dhcp1 and dhcp2",
      relationships: [{ mode: "hot standby", states: [] }],
    });
    const both = [failover("dhcp1"), failover("dhcp2", { "max-response-delay": 15_000 })] as const;
    const [difference, ...more] = (await reportOnFiles(...both)).pairs[0]!.outside;
    expect(difference).toMatchObject({ kind: "failover", primary: "30000", partner: "15000" });
    expect(more).toEqual([]);
    const alone = await reportOnFiles(failover("dhcp1"), serves());
    expect(alone.pairs[0]!.outside).toMatchObject([
      { kind: "failover", change: "only-on-primary", primary: "hot standby" },
    ]);
    const ignored = { ignore: ["failover"] };
    expect((await reportOnFiles(failover("dhcp1"), serves(), ignored)).result).toBe("in-sync");
  });
});

describe("a scope in different relationships", () => {
  it("has their names as its values, whatever these are", () => {
    expect(toMembershipDifference({ primary: "constructor", partner: "east" })).toMatchObject({
      primary: "constructor",
      partner: "east",
    });
  });
});

describe("what check leaves out", () => {
  const report = (...ignore: string[]) => reportOn(on(folderWith(driftedFiles)), { ignore });

  it.each<[string, (line: string) => boolean]>([
    ["settings", (line) => /^(classes|sharedNetworks|server)\./.test(line)],
    ["scopes", (line) => /^10\./.test(line)],
    ["only-on-primary", (line) => line === "10.9.4.0/24 (scope)"],
    ["10.0.1.0/24", (line) => line.startsWith("10.0.1.0/24 ")],
    ["10.0.3.0", (line) => line.startsWith("10.0.3.0/24 ")],
    ["leaseDuration", (line) => line.endsWith(" leaseDuration")],
    ["reservations.*.name", (line) => line.endsWith(".name")],
    ["10.0.1.0/24 options.dhcp4:3", (line) => line.endsWith("options.dhcp4:3.value")],
  ])("is what --ignore %s names, and nothing else", async (word, isIgnored) => {
    const found = await report(word);
    expect(differencesIn(found)).toEqual(injected.filter((line) => !isIgnored(line)));
    expect(injected.some(isIgnored)).toBe(true);
    expect(found.pairs[0]!.ignored).toEqual([word]);
    const isWholeScope = /^[\d./]+$/.test(word);
    const scopes = found.pairs[0]!.scopes.map(({ scope }) => scope);
    expect(scopes.some((scope) => scope.startsWith(word))).toBe(false);
    expect(scopes.length).toBe(
      ({ scopes: 0, "only-on-primary": 6 } as Record<string, number>)[word] ??
        (isWholeScope ? 6 : 7),
    );
  });

  it.each(["leaseDurations", "constructor"])(
    "is said in a warning where %s names nothing",
    async (word) => {
      const found = await report(word);
      expect(differencesIn(found)).toEqual(injected);
      expect(found.pairs[0]!.warnings).toEqual([
        expect.stringMatching(`^--ignore "${word}" names nothing on these servers\\.`),
      ]);
    },
  );
});

describe("what check cannot know", () => {
  it("is unknown, and says which server and why", async () => {
    const folder = folderWith({ "dhcp1.conf": driftedFiles["dhcp1.conf"] });
    const report = await reportOn(on(folder));
    expect(report.result).toBe("unknown");
    const [pair] = report.pairs;
    expect(pair!.servers).toMatchObject({
      primary: { name: "dhcp1", reached: true },
      partner: { name: "dhcp2", reached: false },
    });
    expect(pair!.errors).toEqual([
      { code: "file-missing", message: expect.stringContaining("dhcp2.conf") },
    ]);
    expect(new Set(pair!.scopes.map(({ result }) => result))).toEqual(new Set(["unknown"]));
  });

  it("does not keep other pairs from being compared", async () => {
    const folder = folderWith(driftedFiles);
    const missing = join(folder, "missing.conf");
    const report = await reportOn(on(folder), {
      pair: [`${missing},${on(folder)[0]}`, `${windowsExport("dhcp1.xml")},${missing}`],
    });
    expect(report.pairs.map(({ result }) => result)).toEqual(["differs", "unknown", "unknown"]);
    expect(report.result).toBe("unknown");
    expect(differencesIn(report)).toEqual(injected);
  });

  it("is unknown where both are one server", async () => {
    const [file] = on(folderWith(driftedFiles));
    const { result, pairs } = await reportOn([file!, file!]);
    expect(result).toBe("unknown");
    expect(pairs[0]!.errors).toMatchObject([{ code: "same-server" }]);
  });
});

describe("check of a stack file", () => {
  const servers =
    "  dhcp-failover:servers:\n    one: { driver: file, path: dhcp1.conf }\n    two: { driver: file, path: dhcp2.conf }\n";
  const stack = (text: string) => {
    const folder = folderWith({ ...driftedFiles, "Pulumi.lab.yaml": `config:\n${servers}${text}` });
    return reportOn([], { "stack-file": [join(folder, "Pulumi.lab.yaml")] });
  };

  it("compares its servers under their names, and leaves out what keep names", async () => {
    const report = await stack(
      "  dhcp-failover:replications:\n    all: { primary: one, partner: two, keep: [leaseDuration] }\n",
    );
    expect(report.pairs).toMatchObject([{ name: "one and two", ignored: ["leaseDuration"] }]);
    expect(differencesIn(report)).toEqual(
      injected.filter((line) => !line.endsWith(" leaseDuration")),
    );
  });

  it("compares the scopes of several entries for the same servers once", async () => {
    const report = await stack(
      "  dhcp-failover:scopes:\n    a: { primary: one, partner: two, scopeId: 10.0.1.0 }\n    b: { primary: one, partner: two, scopeId: 10.0.2.0 }\n",
    );
    expect(report.pairs.map(({ scopes }) => scopes.map(({ scope }) => scope))).toEqual([
      ["10.0.1.0/24", "10.0.2.0/24"],
    ]);
    expect(report.pairs[0]!.ignored).toEqual(["all but 10.0.1.0, 10.0.2.0"]);
  });

  it.each([
    ["config: {}\n", /has no dhcp-failover keys under config/],
    ["config: [\n", /is not valid YAML/],
    [
      'config:\n  dhcp-failover:servers:\n    one: { driver: kea, url: "http://a:1", user: u, password: { secure: "v1:abc" } }\n',
      /only Pulumi can decrypt it.*\{ env: "DHCP_PASSWORD" \}/,
    ],
    [`config:\n${servers}`, /replicates nothing yet/],
  ])("says what is wrong with %j", async (text, sentence) => {
    const folder = folderWith({ "Pulumi.lab.yaml": text });
    await expect(reportOn([], { "stack-file": [join(folder, "Pulumi.lab.yaml")] })).rejects.toThrow(
      sentence,
    );
  });

  it("reads the stack file of the example", async () => {
    const path = join(import.meta.dirname, "..", "..", "examples", "stack-file", "Pulumi.dev.yaml");
    expect(readFileSync(path, "utf8")).toContain("keep: [reservations.10.0.1.99]");
    expect(differencesIn(await reportOn([], { "stack-file": [path] }))).toEqual([
      "10.0.1.0/24 options.dhcp4:6.value",
      "10.0.1.0/24 reservations.10.0.1.14",
    ]);
  });
});
