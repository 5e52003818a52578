// The resource options of Pulumi, set in each way that Pulumi has: all work, or are refused in a sentence.
import { expect, it } from "vitest";
import { kea } from "../helpers/cli/engine/pair.js";
import { project } from "../helpers/cli/engine/cli.js";
import { again, once } from "../parts.js";

const files = {
  "dhcp1.conf": kea("dhcp1"),
  "dhcp2.conf": kea("dhcp2").replace('"valid-lifetime": 28800', '"valid-lifetime": 600'),
};

/** Options that no dynamic provider can answer, as source text, and how the sentence begins. */
const refused: readonly (readonly [options: string, sentence: string])[] = [
  [
    `{ import: "dhcp2 10.0.1.0/24" }`,
    "the resource option import cannot work with a dynamic provider. Leave it out;",
  ],
  [
    `{ id: "dhcp2 10.0.1.0/24" }`,
    "the resource option id cannot work with a dynamic provider. Leave it out;",
  ],
  [
    `{ urn: "urn:pulumi:dev::dhcp::a:b:C::d" }`,
    "the resource option urn cannot work with a dynamic provider. Leave it out;",
  ],
  [
    `{ ignoreChanges: ["keep", 'replicate["leaseDuration"]'] }`,
    `ignoreChanges: ["replicate[\\"leaseDuration\\"]"] would hide differences`,
  ],
  [`{ ignoreChanges: ["*"] }`, `ignoreChanges: ["*"] would hide differences`],
  [
    `{ customTimeouts: { update: "half an hour" } }`,
    `customTimeouts.update is "half an hour". It must be a duration`,
  ],
  [`{ customTimeouts: { delete: 300 } }`, "customTimeouts.delete is 300. It must be a duration"],
  [
    `{ provider: { getPackage: () => "cloud", __pulumiResource: true } }`,
    `provider is one of "cloud", which does not know this resource.`,
  ],
];

/** Options that work. */
const working: readonly string[] = [
  `{ protect: false }`,
  `{ retainOnDelete: false }`,
  `{ retainOnDelete: true }`,
  `{ deleteBeforeReplace: true }`,
  `{ aliases: [{ name: "former" }] }`,
  `{ additionalSecretOutputs: ["revision"] }`,
  `{ dependsOn: [other] }`,
  `{ deletedWith: other }`,
  `{ replaceWith: [other] }`,
  `{ replaceOnChanges: ["replicate"] }`,
  `{ replaceOnChanges: ["*"] }`,
  `{ replacementTrigger: "a" }`,
  `{ hideDiffs: ["replicate"] }`,
  `{ ignoreChanges: ["keep", "primary.path"] }`,
  `{ customTimeouts: { create: "30s", update: "", delete: "1h30m" } }`,
  `{ provider: explicit }`,
  `{ hooks: {} }`,
];

/** The ways in which options come to a resource. Those of a parent's transforms and transformations are its children's. */
const ways = [
  "itself",
  "transformations",
  "transforms",
  "parent's transformations",
  "parent's transforms",
  "stack's transformations",
] as const;
type Way = (typeof ways)[number];
/** Ways that change a resource before its constructor is done. */
const inConstructor: readonly Way[] = [
  "itself",
  "transformations",
  "parent's transformations",
  "stack's transformations",
];

/** A program that has a scope for each of the options, with a pair of files of its own; what a constructor throws is printed. */
const program = (options: readonly string[], chosen: readonly Way[] = ways) => `
const fs = require("fs");
const pulumi = require("@pulumi/pulumi");
const dhcp = require("pulumi-dhcp-failover");
class Explicit extends pulumi.ProviderResource {}
const other = new pulumi.ComponentResource("test:Other", "other");
const explicit = new Explicit("pulumi-nodejs", "explicit", {});
const all = [${options.join(", ")}];
fs.mkdirSync("pairs", { recursive: true });
let ofStack = undefined;
pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
  type.includes("/dhcp:") ? { props, opts: { ...opts, ...ofStack } } : undefined);
for (const [i, options] of all.entries()) for (const [j, way] of ${JSON.stringify(chosen)}.entries()) {
  const name = "n" + i + "-" + j;
  const server = (n) => {
    const path = "pairs/" + name + "." + n + ".conf";
    if (!fs.existsSync(path)) fs.copyFileSync("dhcp" + n + ".conf", path);
    return { driver: "file", path, backupDir: "kept" };
  };
  const change = ({ type, props, opts }) => (type.includes("/dhcp:") ? { props, opts: { ...opts, ...options } } : undefined);
  const parent = (more) => ({ parent: new pulumi.ComponentResource("test:Parent", name + "-parent", {}, more) });
  ofStack = way === "stack's transformations" ? options : undefined;
  const inWays = {
    itself: () => options,
    transformations: () => ({ transformations: [change] }),
    transforms: () => ({ transforms: [change] }),
    "parent's transformations": () => parent({ transformations: [change] }),
    "parent's transforms": () => parent({ transforms: [change] }),
  };
  const own = inWays[way]?.() ?? {};
  const args = { primary: server(1), partner: server(2) };
  try {
    if (i % 2 === 0) new dhcp.FailoverScope(name, { ...args, scopeId: "10.0.1.0", onDelete: "remove" }, own);
    else new dhcp.FailoverReplication(name, { ...args, scopeIds: ["10.0.1.0"] }, own);
  } catch (error) {
    if (!pulumi.RunError.isInstance(error)) throw error;
    console.log("refused " + way + ": " + error.message);
  }
}
`;

const stackTrace = /\n\s+at |TypeError|Unhandled|unhandled/;

once(() => {
  it("resource options that cannot work are refused by the constructor, whichever way they come to it", async () => {
    const options = refused.map(([text]) => text);
    const { code, output } = await (
      await project({ program: program(options, inConstructor), files })
    ).preview();
    expect(code, output).toBe(0);
    for (const [j, way] of inConstructor.entries())
      for (const [i, [, sentence]] of refused.entries())
        expect(output).toContain(`refused ${way}: n${i}-${j}: ${sentence}`);
    expect(output).not.toMatch(stackTrace);
  });

  it("resource options that cannot work are refused in the preview where a transform sets them", async () => {
    const [text, sentence] = refused[0]!;
    const stack = await project({ program: program([text], ["parent's transforms"]), files });
    const { code, output } = await stack.preview();
    expect([0, 255]).not.toContain(code);
    expect(output).toContain(`resource 'n0-0' has a problem: ${sentence}`);
    expect(output).not.toMatch(stackTrace);
  });
});

again(() => {
  it("resource options that work leave nothing to do after an update, and take no scope from the partner when a resource is replaced", async () => {
    const stack = await project({ program: program(working, ["itself", "transforms"]), files });
    const created = await stack.up();
    expect(created.code, created.output).toBe(0);
    expect(created.output).not.toMatch(stackTrace);
    const unchanged = await stack.preview("--expect-no-changes", "--diff");
    expect(unchanged.code, unchanged.output).toBe(0);
    const keys = (await stack.state()).deployment.resources!.flatMap(
      ({ outputs }) => outputs?.__key ?? [],
    );
    expect(keys).toHaveLength(2 * working.length);
    expect(keys.filter((key) => typeof key === "string")).toEqual([]); // a secret of the state

    const pairs = working.flatMap((_, i) => [`pairs/n${i}-0`, `pairs/n${i}-1`]);
    const changed = kea("dhcp1").replace('"valid-lifetime": 28800', '"valid-lifetime": 4700');
    for (const pair of pairs) await stack.write(`${pair}.1.conf`, changed);
    const updated = await stack.up();
    expect(updated.code, updated.output).toBe(0);
    expect(updated.output).toMatch(/replaced/);
    for (const pair of pairs)
      expect(await stack.read(`${pair}.2.conf`), pair).toContain('"valid-lifetime": 4700');
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });

  const inTransforms = refused.flatMap((one) => [
    ["transforms", ...one] as const,
    ["parent's transforms", ...one] as const,
  ]);
  it.each(inTransforms)(
    "a resource option set in %s is refused in a sentence: %s",
    async (way, text, sentence) => {
      const { code, output } = await (
        await project({ program: program([text], [way]), files })
      ).preview();
      expect([0, 255]).not.toContain(code);
      expect(output).toContain(`resource 'n0-0' has a problem: ${sentence}`);
      expect(output).not.toMatch(stackTrace);
    },
  );

  it("resource options that work do so whichever way they come to a resource", async () => {
    const stack = await project({ program: program(working), files });
    const { code, output } = await stack.up();
    expect(code, output).toBe(0);
    expect(output).not.toMatch(stackTrace);
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });
});
