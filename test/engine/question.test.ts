// What the real CLI shows of a resource while it works: what differs, before it asks, and warnings, on the resource.
import { expect, it } from "vitest";
import { project } from "../helpers/cli/engine/cli.js";
import { edited, kea } from "../helpers/cli/engine/pair.js";
import { sayYes, screenTexts } from "../helpers/cli/engine/screen.js";

const program = (name: string, options = ""): string => `
const pulumi = require("@pulumi/pulumi");
const dhcp = require("pulumi-dhcp-failover");
class Site extends pulumi.ComponentResource {
  constructor(name) { super("acme:index:Site", name); }
}
const site = new Site("berlin");
const server = (path) => ({ driver: "file", path, backupDir: "kept" });
new dhcp.FailoverReplication("${name}", { primary: server("dhcp1.conf"), partner: server("dhcp2.conf") }, { ${options} });
`;
/** A note that the CLI would read as a colour. */
const primary = edited(kea("dhcp1"), {
  what: "a note",
  from: "// offices",
  to: `"user-context": { "note": "<{%boom%}>" }, // offices`,
});

it("is shown on its resource, also where that was renamed and moved, and changes nothing in the state", async () => {
  const pair = await project({
    program: program("all"),
    files: { "dhcp1.conf": primary, "dhcp2.conf": kea("dhcp2") },
  });
  const { code, pieces } = await pair.record([sayYes], "up", "--color", "always");
  const texts = await screenTexts(pieces);
  expect(code, texts.at(-1)).toBe(0);
  const asking = texts.find((text) => text.includes("Do you want to perform this update?"));
  expect(asking).toContain("An update writes 1 change from dhcp1.conf to dhcp2.conf:");
  expect(asking).toContain("<{\\u0025boom%}>");
  expect(texts.at(-1)!.split("Updating (dev):")[1]).not.toContain("An update writes");

  const aliases = `aliases: [{ name: "all", parent: pulumi.rootStackResource }]`;
  await pair.write("index.js", program("everything", `parent: site, ${aliases}`));
  expect(await pair.up()).toMatchObject({ code: 0 });
  expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });

  await pair.write("dhcp2.conf", kea("dhcp2"));
  const { diagnostics = [] } = await pair.previewJson();
  const urn =
    "urn:pulumi:dev::dhcp::acme:index:Site$pulumi-nodejs:dynamic/dhcp:FailoverReplication::everything";
  expect(
    diagnostics.map((one) => [one.urn, one.severity, one.message.replace(/:? .*/s, "")]),
  ).toEqual([
    [urn, "info", "An"],
    [urn, "warning", "warning"],
    [urn, "info", "This"],
  ]);
});
