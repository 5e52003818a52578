// A resource's life on the real CLI: plans, renames, replacements, moves, and what is left on the partner in the end.
import { beforeEach, describe, expect, it } from "vitest";
import { added, project, type Project } from "../helpers/cli/engine/cli.js";
import { edited, kea, program } from "../helpers/cli/engine/pair.js";
import { again, once, repeats } from "../parts.js";

const shorter = {
  what: "a shorter lease",
  from: '"valid-lifetime": 28800',
  to: '"valid-lifetime": 4800',
};
const renamed = {
  what: "another name",
  from: '"hostname": "printer-2"',
  to: '"hostname": "plotter"',
};
const files = { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": kea("dhcp2") };
const server = (name: string) => `{ driver: "file", path: "${name}.conf" }`;
const both = `primary: ${server("dhcp1")}, partner: ${server("dhcp2")}`;
const of = (body: string) =>
  `const pulumi = require("@pulumi/pulumi");\nconst dhcp = require("pulumi-dhcp-failover");\n${body}\n`;

let pair: Project;
const start = async (body: string) => {
  pair = await project({ program: of(body), files });
};
const run = (body: string) => pair.write("index.js", of(body));
const drift = () => pair.write("dhcp2.conf", edited(kea("dhcp2"), shorter));
const scopes = async () =>
  [...(await pair.read("dhcp2.conf")).matchAll(/"subnet": "([^"]+)"/g)].map(([, id]) => id);

describe.each(repeats([true, false]))("a saved plan, FailoverReplication: %s", (bulk) => {
  it("is carried out when no file changed, and refused when either did", async () => {
    pair = await project({ program: program(bulk), files });
    expect(await pair.up()).toMatchObject({ code: 0 });
    const plan = async () =>
      expect(await pair.preview("--save-plan", "plan.json")).toMatchObject({ code: 0 });
    const planned = () => pair.up("--plan", "plan.json");

    await drift();
    await plan();
    expect(await planned()).toMatchObject({ code: 0 });
    expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));

    await drift();
    await plan();
    await pair.write("dhcp2.conf", edited(edited(kea("dhcp2"), shorter), renamed));
    expect((await planned()).code).not.toBe(0);
    expect(await pair.read("dhcp2.conf")).toContain("plotter");

    await drift();
    await plan();
    await pair.write("dhcp1.conf", edited(kea("dhcp1"), renamed));
    expect((await planned()).code).not.toBe(0);
    expect(await pair.read("dhcp2.conf")).toBe(edited(kea("dhcp2"), shorter));
  });
});

once(() => {
  describe("the scopes of the partner stay", () => {
    const hq = (name: string, more = "") =>
      `new dhcp.FailoverScope("${name}", { ${both}, scopeId: "10.0.1.0", ${more} });`;
    beforeEach(() => start(hq("hq")));

    it("when a resource is renamed, replaced, moved into a FailoverReplication, and destroyed", async () => {
      expect(await pair.up()).toMatchObject({ code: 0 });
      await run(hq("office"));
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));

      const [urn] = (await pair.state()).deployment
        .resources!.filter(({ type }) => type.endsWith("FailoverScope"))
        .map(({ urn: one }) => one);
      expect(await pair.up("--replace", urn!)).toMatchObject({ code: 0 });
      expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));

      await run(`new dhcp.FailoverReplication("all", { ${both} });`);
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));

      expect(await pair.destroy()).toMatchObject({ code: 0 });
      expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));
    });

    it('after a rename and not after a destroy with onDelete "remove"', async () => {
      await run(hq("hq", `onDelete: "remove"`));
      expect(await pair.up()).toMatchObject({ code: 0 });
      await run(hq("office", `onDelete: "remove"`));
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect(await scopes()).toEqual(["10.0.3.0/24", "10.0.1.0/24", "10.0.2.0/24"]);
      expect(await pair.destroy()).toMatchObject({ code: 0 });
      expect(await scopes()).toEqual(["10.0.3.0/24", "10.0.2.0/24"]);
    });
  });
});

again(() => {
  describe("the scopes of the partner stay", () => {
    it("when the resource gets another scopeId", async () => {
      await start(`new dhcp.FailoverScope("hq", { ${both}, scopeId: "10.0.1.0" });`);
      expect(await pair.up()).toMatchObject({ code: 0 });
      await run(`new dhcp.FailoverScope("hq", { ${both}, scopeId: "10.0.2.0" });`);
      const { steps } = await pair.previewJson();
      expect(steps.map(({ op }) => op)).toContain("replace");
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));
    });
  });
});

describe("the engine's own features work:", () => {
  const two = ["hq", "phones"]
    .map((name, i) => `new dhcp.FailoverScope("${name}", { ${both}, scopeId: "10.0.${i + 1}.0" });`)
    .join("\n");
  once(() => {
    it("an input that is not known yet is shown as unknown, and its plan can be carried out", async () => {
      await start(`
        class Later extends pulumi.dynamic.Resource {
          constructor(name) { super({ create: async () => ({ id: "later", outs: { scope: "10.0.1.0" } }) }, name, { scope: undefined }); }
        }
        new dhcp.FailoverScope("hq", { ${both}, scopeId: new Later("later").scope });`);
      const { steps } = await pair.previewJson("--save-plan", "plan.json");
      const hq = steps.find(({ urn }) => urn.endsWith("::hq"))!;
      expect(hq.op).toBe("create");
      expect(await pair.up("--plan", "plan.json")).toMatchObject({ code: 0 });
      expect(
        (await pair.state()).deployment.resources!.find(({ urn }) => urn.endsWith("::hq"))!.inputs,
      ).toMatchObject({ scopeId: "10.0.1.0" });
    });

    it("two resources on one scope are refused, naming both", async () => {
      await start(`${two}\nnew dhcp.FailoverReplication("all", { ${both} });`);
      const { code, output } = await pair.preview();
      expect(code).not.toBe(0);
      expect(output).toMatch(
        /Two resources replicate the scope 10\.0\.[12]\.0\/24 to .*dhcp2\.conf: Failover(Scope (hq|phones)|Replication all) and Failover(Scope (hq|phones)|Replication all)\./,
      );
    });

    it("an argument that is a secret stays one in the state, and so does the key of the record", async () => {
      await start("");
      await pair.write("vault/dhcp2.conf", edited(kea("dhcp2"), shorter));
      await run(
        `new dhcp.FailoverReplication("all", { primary: ${server("dhcp1")}, partner: pulumi.secret({ driver: "file", path: "vault/dhcp2.conf", backupDir: "kept" }) });`,
      );
      expect(await pair.up()).toMatchObject({ code: 0 });
      const state = JSON.stringify(await pair.state());
      expect(state).toContain("dhcp1.conf");
      expect(state).not.toContain("vault");
      const outputs = (await pair.state()).deployment.resources!.find(({ urn }) =>
        urn.endsWith("::all"),
      )!.outputs!;
      expect(outputs.__key).toHaveProperty("ciphertext");
      expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
      expect(await pair.refresh("--preview-only", "--expect-no-changes")).toMatchObject({
        code: 0,
      });
    });
  });

  again(() => {
    it("an alias under a component shows no change but the edit, and a name with a number is explained", async () => {
      const hq = (name: string, options: string) =>
        `new dhcp.FailoverScope("${name}", { ${both}, scopeId: "10.0.1.0" }, ${options});`;
      await start(hq("hq", "{}"));
      expect(await pair.up()).toMatchObject({ code: 0 });
      await drift();
      expect(await pair.up()).toMatchObject({ code: 0 });
      await run(`
      const site = new pulumi.ComponentResource("test:Site", "site");
      ${hq("office", `{ parent: site, aliases: [{ name: "hq", parent: pulumi.rootStackResource }] }`)}`);
      await drift();
      const { steps } = await pair.previewJson();
      const office = steps.find(({ urn }) => urn.endsWith("::office"))!;
      expect(office.op).toBe("update");
      expect(Object.keys(office.detailedDiff!)).toEqual([
        expect.stringContaining("leaseDuration (2)"),
      ]);
      const { output } = await pair.preview("--diff");
      expect(output).not.toContain("__resource");
      expect(output).toContain(
        'A number after a name, as in "leaseDuration (2)", means that the last update changed the same property',
      );
      expect((await pair.preview("--diff", "--refresh")).output).not.toContain("(2)");
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));
    });

    it("getScope reads in the preview, and feeds scopeIds", async () => {
      await start(`
        const scopes = dhcp.getScope({ server: ${server("dhcp1")} });
        new dhcp.FailoverReplication("some", { ${both}, scopeIds: scopes.apply((all) => all.filter((s) => s.sharedNetwork === "").map((s) => s.scopeId)) });
        module.exports = { scopes };`);
      await drift();
      expect(added(await pair.previewJson())).toEqual(["10.0.1.0/24 leaseDuration: 4800 => 28800"]);
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
      const outputs = JSON.parse((await pair.pulumi("stack", "output", "--json")).stdout) as {
        scopes: { scopeId: string }[];
      };
      expect(outputs.scopes.find(({ scopeId }) => scopeId === "10.0.1.0/24")).toEqual({
        scopeId: "10.0.1.0/24",
        relationship: "headquarters",
        sharedNetwork: "",
        leaseDuration: 28800,
        ranges: ["10.0.1.100-10.0.1.199"],
      });
    });

    it("--target replicates one resource, and asks nothing of the others", async () => {
      await start(two);
      expect(await pair.up()).toMatchObject({ code: 0 });
      await pair.write(
        "dhcp1.conf",
        edited(edited(kea("dhcp1"), shorter), {
          what: "a pool",
          from: "10.0.2.100 - 10.0.2.149",
          to: "10.0.2.100 - 10.0.2.140",
        }),
      );
      expect(await pair.up("--target", "**::phones")).toMatchObject({ code: 0 });
      const partner = await pair.read("dhcp2.conf");
      expect(partner).toContain('"valid-lifetime": 28800');
      expect(partner).toContain("10.0.2.140");
      expect(added(await pair.previewJson())).toEqual(["leaseDuration: 28800 => 4800"]);
    });

    it("protect keeps a resource from being destroyed", async () => {
      await start(
        `new dhcp.FailoverScope("hq", { ${both}, scopeId: "10.0.1.0" }, { protect: true });`,
      );
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect((await pair.destroy()).code).not.toBe(0);
      expect(
        (await pair.state()).deployment.resources!.some(({ type }) =>
          type.endsWith("FailoverScope"),
        ),
      ).toBe(true);
    });

    it("ignoreChanges on what is computed is refused", async () => {
      await start(
        `new dhcp.FailoverScope("hq", { ${both}, scopeId: "10.0.1.0" }, { ignoreChanges: ["replicate.leaseDuration"] });`,
      );
      const { code, output } = await pair.preview();
      expect(code).not.toBe(0);
      expect(output).toContain(
        'hq: ignoreChanges: ["replicate.leaseDuration"] would hide differences that are then written to the partner all the same.',
      );
      expect(output).not.toMatch(/\n\s+at /);
    });

    it("onDrift: refuse is one error, printed once", async () => {
      const refuse = `new dhcp.FailoverReplication("all", { ${both}, onDrift: "refuse" });`;
      await start(refuse);
      expect(await pair.up()).toMatchObject({ code: 0 });
      await drift();
      const { code, output } = await pair.preview();
      expect(code).not.toBe(0);
      const diagnostics = output.slice(output.indexOf("Diagnostics:")); // above it the CLI tells its progress, which repeats them
      expect(
        diagnostics.split(
          "10.0.1.0/24 leaseDuration (dhcp2.conf has 4800, dhcp1.conf 28800; last replicated 28800)",
        ),
      ).toHaveLength(2);
      expect(output).not.toMatch(/\n\s+at /);
    });

    it("a destroy that refreshes shows no difference of the last update", async () => {
      await start(`new dhcp.FailoverScope("hq", { ${both}, scopeId: "10.0.1.0" });`);
      await drift();
      expect(await pair.up()).toMatchObject({ code: 0 });
      const { code, output } = await pair.pulumi(
        "destroy",
        "--preview-only",
        "--diff",
        "--refresh",
      );
      expect(code, output).toBe(0);
      expect(output).not.toContain("4800 => 28800");
    });

    it("two resources of one name under two kinds of parent are two resources", async () => {
      await start(`
        for (const kind of ["Site", "Branch"]) new dhcp.FailoverScope("hq", { ${both}, scopeId: "10.0.1.0" }, { parent: new pulumi.ComponentResource("test:" + kind, kind) });`);
      const { code, output } = await pair.preview();
      expect(code).not.toBe(0);
      expect(output).toContain("FailoverScope hq and FailoverScope hq.");
    });
  });
});
