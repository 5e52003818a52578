// Text that a terminal obeys or hides, in files and from a server, seen through the real CLI on a terminal.
import { expect, it } from "vitest";
import { recorded, standIn } from "../helpers/unit/drivers/kea/stand-in.js";
import { again, once } from "../parts.js";
import { project, type Project } from "../helpers/cli/engine/cli.js";
import { kea } from "../helpers/cli/engine/pair.js";
import { escaped, hidden, hostile, raw, spoilt } from "../helpers/cli/engine/hostile-files.js";

const program = (body: string): string => `
const dhcp = require("pulumi-dhcp-failover");
const file = (path) => ({ driver: "file", path, backupDir: "kept" });
const all = { serverSettings: "replicate", prune: true, force: true };
${body}
`;
const replication = (from: string, to: string): string =>
  program(`new dhcp.FailoverReplication("all", { primary: ${from}, partner: ${to}, ...all });`);

async function expectPrintable(
  of: Project,
  ...operations: readonly (readonly string[])[]
): Promise<string> {
  let all = "";
  for (const operation of operations) {
    const output = await of.terminal(...operation);
    expect(
      output.match(raw)?.index,
      JSON.stringify(output.slice(Math.max(0, output.search(raw) - 200)).slice(0, 400)),
    ).toBeUndefined();
    all += output;
  }
  return all;
}

once(() => {
  it("a preview and an update of hostile files show nothing that a terminal obeys or hides", async () => {
    const files = { "dhcp1.conf": spoilt(kea("dhcp1")), "dhcp2.conf": kea("dhcp2") };
    const pair = await project({
      program: replication('file("dhcp1.conf")', 'file("dhcp2.conf")'),
      files,
    });
    const output = await expectPrintable(pair, ["up", "--yes", "--diff"]);
    expect(output).toContain("\\u202e");
    expect(await pair.read("dhcp2.conf")).toContain("\u202e");
  });
});

again(() => {
  it("single scopes of hostile files show nothing that a terminal obeys or hides, from the preview to their removal", async () => {
    const files = { "dhcp1.conf": spoilt(kea("dhcp1")), [`dhcp2${hidden}.conf`]: kea("dhcp2") };
    const servers = `primary: file("dhcp1.conf"), partner: file("dhcp2${hidden}.conf")`;
    const pair = await project({
      program: program(
        `for (const id of ["10.0.1.0", "10.0.3.0"]) new dhcp.FailoverScope(id, { ${servers}, scopeId: id });`,
      ),
      files,
    });
    const output = await expectPrintable(
      pair,
      ["preview"],
      ["up", "--yes", "--diff"],
      ["refresh", "--yes", "--diff"],
      ["destroy", "--yes", "--diff"],
    );
    expect(output).toContain("\\u202e");
  });

  it("an error about a hostile file shows nothing that a terminal obeys or hides", async () => {
    const texts = {
      "a text that is no configuration": `{ "Dhcp4": { ${hidden} } }`,
      "a control character": `{ "Dhcp4": { "server-tag": "${hostile}" } }`,
      "an included file": `{ <?include "x${hidden}.conf"?> }`,
      "another server's configuration": `{ "Dhcp6${escaped}": {} }`,
      "an option that nobody knows": `{ "Dhcp4": { "option-data": [ { "name": "x${escaped}", "data": "${escaped}" } ] } }`,
      "bytes that are none": `{ "Dhcp4": { "client-classes": [ { "name": "${escaped}", "option-data": [ { "code": 66, "csv-format": false, "data": "${escaped}" } ] } ] } }`,
    };
    const pair = await project({
      program: replication('file("dhcp1.conf")', 'file("dhcp2.conf")'),
      files: { "dhcp2.conf": kea("dhcp2") },
    });
    for (const [what, text] of Object.entries(texts)) {
      await pair.write("dhcp1.conf", text);
      expect(await expectPrintable(pair, ["preview"]), what).toMatch(/error: /);
    }
  });

  it("the texts and errors of a hostile server show nothing that a terminal obeys or hides", async () => {
    const quiet = await standIn(recorded("several-subnets"));
    const done = (args: unknown) => ({ body: [{ result: 0, text: hostile, arguments: args }] });
    const refused = { body: [{ result: 1, text: `refused ${hostile}` }] };
    const config = JSON.parse(
      JSON.stringify(recorded("ha-load-balancing-primary")["config-get"]!.body).replaceAll(
        '"server-tag":""',
        `"server-tag":"${escaped}"`,
      ),
    ) as unknown;
    const answers: readonly Parameters<typeof standIn>[0][] = [
      {
        "version-get": {
          body: [
            { result: 0, text: `2.2.0${hostile}`, arguments: { extended: `2.2.0${hostile}` } },
          ],
        },
      },
      { "list-commands": done([hostile]) },
      { "config-get": refused },
      { "config-get": { body: config } },
      { "status-get": refused },
      { "config-test": refused },
      { "config-get": { status: 500, body: hostile } },
    ];
    const pair = await project({ program: "" });
    const at = (url: string): string => `{ driver: "kea", url: "${url}", backupDir: "kept" }`;
    for (const more of answers) {
      const server = await standIn(recorded("single-subnet", more));
      await pair.write("index.js", replication(at(quiet.url), at(server.url)));
      expect(await expectPrintable(pair, ["up", "--yes", "--diff"])).toMatch(/error: /);
      await server.end();
    }
    await quiet.end();
  });
});
