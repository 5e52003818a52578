// getFailover on the real CLI: what it answers, and where the names that a replication takes may come from.
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { added, project, type Project } from "../helpers/cli/engine/cli.js";
import { edited, kea } from "../helpers/cli/engine/pair.js";
import { once, repeats } from "../parts.js";

const shorter = {
  what: "a shorter lease",
  from: '"valid-lifetime": 28800',
  to: '"valid-lifetime": 4800',
};
const files = { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": edited(kea("dhcp2"), shorter) };
const server = (name: string) => `{ driver: "file", path: "${name}.conf" }`;
const all = ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"];

const made = () => project({ program: "", files, config: { "dhcp:names": '["headquarters"]' } });
let pair: Project;
/** A program in which `names` is a replication's. */
const run = (names: string) =>
  pair.write(
    "index.js",
    `
const pulumi = require("@pulumi/pulumi");
const dhcp = require("pulumi-dhcp-failover");
const config = new pulumi.Config("dhcp");
const server = ${server("dhcp1")};
/** A scope that nobody knows before it is there. */
const later = (value) => new dhcp.FailoverScope("first", { primary: server, partner: ${server("other")}, scopeId: "10.0.1.0" }).relationship.apply(() => value);
const replication = new dhcp.FailoverReplication("all", { primary: server, partner: ${server("dhcp2")}, names: ${names} });
module.exports = { replicated: replication.replicated };
`,
  );
const outputs = async () =>
  JSON.parse((await pair.pulumi("stack", "output", "--json")).stdout) as Record<string, unknown>;

describe("the relationship names of a replication", () => {
  beforeAll(async () => {
    pair = await made();
  });

  it.each(
    repeats([
      [
        "a mapped getFailover",
        `dhcp.getFailover({ server }).apply((found) => found.map(({ name }) => name))`,
      ],
      [
        "the relationships of some scopes",
        `dhcp.getFailover({ server, scopeIds: ["10.0.1.0"] }).apply((found) => found.map(({ name }) => name))`,
      ],
      ["a configuration value", `config.requireObject("names")`],
      [
        "a getFailover that a configuration value narrows",
        `dhcp.getFailover({ server, names: config.requireObject("names") }).apply((found) => found.map(({ name }) => name))`,
      ],
    ]),
  )("are %s, known in the preview", async (_, names) => {
    await pair.write("dhcp2.conf", files["dhcp2.conf"]);
    await run(names);
    expect(added(await pair.previewJson())).toEqual(["10.0.1.0/24 leaseDuration: 4800 => 28800"]);
    const up = await pair.up();
    expect(up.code, up.output).toBe(0);
    expect(await outputs()).toEqual({ replicated: all });
    expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });
});

describe("the relationship names of a replication that come from a resource not created yet", () => {
  beforeEach(async () => {
    pair = await made();
  });

  it.each(
    repeats([
      ["an output", `later(["headquarters"])`],
      ["an output within a list", `[later("headquarters")]`],
      [
        "a getFailover of names",
        `dhcp.getFailover({ server, names: [later("headquarters")] }).apply((found) => found.map(({ name }) => name))`,
      ],
      [
        "a getFailover of a server",
        `dhcp.getFailover({ server: later(server) }).apply((found) => found.map(({ name }) => name))`,
      ],
    ]),
  )("are %s, unknown in the preview", async (_, names) => {
    await pair.write("other.conf", kea("dhcp2"));
    await run(names);
    const preview = await pair.preview("--diff");
    expect(preview.code, preview.output).toBe(0);
    expect(preview.output).toMatch(/replicate\s*: \[?unknown|replicate\s*: output/);
    const up = await pair.up();
    expect(up.code, up.output).toBe(0);
    expect(await outputs()).toEqual({ replicated: all });
    expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));
    expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });
});

describe("getFailover", () => {
  beforeAll(async () => {
    pair = await made();
  });
  const asking = (args: string) =>
    pair.write(
      "index.js",
      `module.exports = { found: require("pulumi-dhcp-failover").getFailover(${args}) };`,
    );

  once(() =>
    it("returns what a server states, and for a file no state", async () => {
      await asking(`{ server: ${server("dhcp2")} }`);
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect(await outputs()).toEqual({
        found: [
          {
            name: "headquarters",
            mode: "hotStandby",
            state: "",
            role: "standby",
            partner: "dhcp1",
            scopeIds: all,
          },
        ],
      });
    }),
  );

  it.each(
    repeats([
      [
        `{ server: ${server("dhcp1")}, names: ["branch"] }`,
        'No failover relationship of the server is named "branch"; it has headquarters. Use that name. [relationship-unknown]',
      ],
      [
        `{ server: ${server("dhcp1")}, scopeIds: ["10.0.9.0"] }`,
        'The server has no scope "10.0.9.0"; it has',
      ],
      [
        `{ server: ${server("dhcp1")}, name: ["headquarters"] }`,
        'getFailover: the arguments: there is no property "name". Did you mean names? Write server, partner, names or scopeIds. [property-unknown]',
      ],
      [`{ server: ${server("nowhere")} }`, "nowhere.conf"],
    ]),
  )("refuses %s in a sentence", async (args, sentence) => {
    await asking(args);
    const { code, output } = await pair.preview();
    expect(code).not.toBe(0);
    expect(output).toContain(sentence);
    expect(output).not.toContain("node_modules");
  });
});
