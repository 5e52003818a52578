// What a resource is called changes, and nothing else: an alias, another parent, another stack or project. Also what a destroy prints.
import { expect, it } from "vitest";
import { again } from "../parts.js";
import { project, type Project } from "../helpers/cli/engine/cli.js";
import { kea } from "../helpers/cli/engine/pair.js";

const shorter = (text: string) => text.replace('"valid-lifetime": 28800', '"valid-lifetime": 600');

/** Two resources of these names; what else stands in the program comes first. */
const program = (scope: string, rest: string, options = "{}", before = "") => `
const pulumi = require("@pulumi/pulumi");
const dhcp = require("pulumi-dhcp-failover");
const both = { primary: { driver: "file", path: "dhcp1.conf" }, partner: { driver: "file", path: "dhcp2.conf", backupDir: "kept" } };
${before}
new dhcp.FailoverScope("${scope}", { ...both, scopeId: "10.0.1.0", onDelete: "remove" }, ${options});
new dhcp.FailoverReplication("${rest}", { ...both, scopeIds: ["10.0.2.0", "10.0.3.0"] }, { aliases: [{ name: "others" }] });
`;

/** Expects a preview to show no resource of ours, then one changed lease time and nothing besides. */
async function expectOnlyTheLeaseTime(stack: Project): Promise<void> {
  const { steps } = await stack.previewJson();
  expect(steps.filter(({ op, urn }) => op !== "same" && urn.includes("/dhcp:"))).toEqual([]);
  await stack.write("dhcp2.conf", shorter(kea("dhcp2")));
  const { output } = await stack.preview("--diff");
  expect(output).toMatch(/leaseDuration(?: \(\d\))?: "600 => 28800"/);
  const properties = [...output.matchAll(/^ +[~+-] (\w+) *: [{"[]/gm)].map(([, name]) => name);
  expect(properties).toEqual(["replicate", "leaseDuration"]);
  await stack.write("dhcp2.conf", kea("dhcp2"));
}

again(() => {
  it("an alias, another parent, another name in the state and another project show no change of their own", async () => {
    const files = { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": kea("dhcp2") };
    const stack = await project({ program: program("hq", "others"), files });
    const change = async (text: string) => {
      await stack.write("index.js", text);
      await expectOnlyTheLeaseTime(stack);
      const { code, output } = await stack.up();
      expect(code, output).toBe(0);
    };
    expect(await stack.up()).toMatchObject({ code: 0 });
    await change(program("headquarters", "others", '{ aliases: [{ name: "hq" }] }'));
    const component = 'const parent = new pulumi.ComponentResource("test:Site", "site");';
    await change(
      program(
        "headquarters",
        "rest",
        "{ parent, aliases: [{ parent: pulumi.rootStackResource }] }",
        component,
      ),
    );

    const urn = (await stack.state()).deployment.resources!.find((one) =>
      one.urn.endsWith("::headquarters"),
    )!.urn;
    expect(await stack.pulumi("state", "rename", "--yes", urn, "main-office")).toMatchObject({
      code: 0,
    });
    await change(program("main-office", "rest", "{ parent }", component));

    await stack.write(
      "Pulumi.yaml",
      (await stack.read("Pulumi.yaml")).replace('"name":"dhcp"', '"name":"addresses"'),
    );
    expect(
      await stack.pulumi(
        "stack",
        "rename",
        "--stack",
        "organization/dhcp/dev",
        "organization/addresses/prod",
      ),
    ).toMatchObject({ code: 0 });
    expect(await stack.pulumi("stack", "select", "prod")).toMatchObject({ code: 0 });
    await change(program("main-office", "rest", "{ parent }", component));
  });
});

again(() => {
  it("a destroy prints what the last update wrote until a refresh, or an update with nothing to do", async () => {
    const files = { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": shorter(kea("dhcp2")) };
    const stack = await project({ program: program("hq", "others"), files });
    expect(await stack.up()).toMatchObject({ code: 0 });
    const destroyed = async (...flags: string[]) =>
      (await stack.pulumi("destroy", "--preview-only", ...flags)).output;
    expect(await destroyed("--diff")).toContain('leaseDuration: "600 => 28800"');
    expect(await destroyed()).not.toContain("leaseDuration");
    expect(await destroyed("--diff", "--refresh")).not.toContain("leaseDuration");
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(await destroyed("--diff")).not.toContain("leaseDuration");
  });
});
