// A resource that is renamed while its servers are swapped, on the real CLI: to the engine it is a new one, without a record.
import { expect, it } from "vitest";
import { project } from "../helpers/cli/engine/cli.js";
import { edited, kea } from "../helpers/cli/engine/pair.js";

const program = (name: string, from: string, to: string, more = ""): string => `
const dhcp = require("pulumi-dhcp-failover");
const server = (path) => ({ driver: "file", path, backupDir: "kept" });
new dhcp.FailoverReplication("${name}", { primary: server("${from}"), partner: server("${to}"), secretNames: ["wifi*"]${more} });
`;
const noted = (secret: string): string =>
  edited(kea("dhcp1"), {
    what: "a note",
    from: '"subnet": "10.0.1.0/24", // offices',
    to: `"subnet": "10.0.1.0/24", "user-context": { "wifiKey": "${secret}" },`,
  });

it("a password under a misspelled property is refused in a preview, and shown nowhere", async () => {
  const pair = await project({
    program: program("all", "dhcp1.conf", "dhcp2.conf"),
    files: { "dhcp1.conf": noted("hunter2"), "dhcp2.conf": kea("dhcp2") },
  });
  const first = await pair.up();
  expect(first).toMatchObject({ code: 0 });
  expect(await pair.read("dhcp2.conf")).toContain("hunter2");
  await pair.write("dhcp1.conf", noted("hunter3"));
  const preview = await pair.preview("--diff");
  expect(preview).toMatchObject({ code: 0, output: expect.stringContaining("(secret, changed)") });

  await pair.write("index.js", program("renamed", "dhcp2.conf", "dhcp1.conf"));
  const refused = await pair.preview();
  expect(refused.code).not.toBe(0);
  expect(refused.output.replace(/\s+/g, " ")).toMatch(
    /FailoverReplication all last replicated from dhcp1.conf to dhcp2.conf, at 20\S+Z \(recorded in \S+\/kept\/\S+\/replicated.json\)/,
  );
  expect(await pair.read("dhcp1.conf")).toContain("hunter3");

  await pair.write("index.js", program("renamed", "dhcp2.conf", "dhcp1.conf", ", force: true"));
  const forced = await pair.up();
  expect(forced).toMatchObject({ code: 0 });
  expect(await pair.read("dhcp1.conf")).toContain("hunter2");
  const state = await pair.pulumi("stack", "export");
  for (const { output } of [first, preview, refused, forced, state])
    expect(output).not.toMatch(/hunter/);
});
