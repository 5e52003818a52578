// One server by another spelling of its address, in this checkout and in another: nothing is replaced, and its direction is guarded.
import { mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { recorded, standIn, type StandIn } from "../helpers/unit/drivers/kea/stand-in.js";
import { again } from "../parts.js";
import { project, type Project } from "../helpers/cli/engine/cli.js";
import { kea } from "../helpers/cli/engine/pair.js";

const held = (lease: number) => ({
  Dhcp4: {
    subnet4: [{ id: 1, subnet: "10.0.1.0/24", "valid-lifetime": 900 }],
    "valid-lifetime": lease,
  },
});
const answers = (lease: number) =>
  recorded("single-subnet", { "config-get": { body: [{ result: 0, arguments: held(lease) }] } });

let servers: StandIn[];
let ends: (() => Promise<unknown>)[];
beforeEach(async () => {
  servers = [await standIn(answers(600)), await standIn(answers(900))];
  ends = servers.map(({ end }) => end);
});
afterEach(async () => void (await Promise.all(ends.map((end) => end()))));

/** Has a server of these answers listen at a socket as well: one question, one answer, and the socket closes. */
async function listen(address: string, lease: number): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = "";
    socket.on("data", (part) => {
      text += part.toString();
      try {
        const { command } = JSON.parse(text) as { command: string };
        const [answer] = (answers(lease)[command]?.body ?? [
          { result: 2, text: "not supported" },
        ]) as object[];
        socket.end(JSON.stringify(answer));
      } catch {
        // more is to come
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(address, resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
}

/** A pair of servers for each way to reach them, as source text. */
type Spelling = readonly (readonly [primary: string, partner: string])[];

const program = (pairs: Spelling, options = "{}") => `
const dhcp = require("pulumi-dhcp-failover");
const pairs = [${pairs.map(([primary, partner]) => `[${primary}, ${partner}]`).join(", ")}];
for (const [i, [primary, partner]] of pairs.entries()) new dhcp.FailoverScope("office" + i, { primary, partner, scopeId: "10.0.1.0" }, ${options});
`;
const url = (text: string) => `{ driver: "kea", url: "${text}" }`;
const path = (text: string) => `{ driver: "file", path: ${text} }`;

/** Expects that no resource is replaced, and that none can be turned round. */
async function expectSameServers(stack: Project, pairs: Spelling): Promise<void> {
  await stack.write("index.js", program(pairs, "{ protect: true }"));
  const { steps } = await stack.previewJson();
  const ours = steps.filter(({ urn }) => urn.includes("/dhcp:"));
  expect(ours.map(({ op }) => op).filter((op) => op !== "same" && op !== "update")).toEqual([]);
  expect(ours).toHaveLength(pairs.length);
  for (const [i, [primary, partner]] of pairs.entries()) {
    await stack.write(
      "index.js",
      program(pairs.map((pair, j) => (i === j ? [partner, primary] : pair))),
    );
    const { code, output } = await stack.preview();
    expect(
      [code === 0, output.includes("and would now replicate in the opposite direction")],
      output,
    ).toEqual([false, true]);
  }
  await stack.write("index.js", program(pairs, "{ protect: true }"));
}

function spellings(port: (server: 0 | 1) => string): readonly Spelling[] {
  const http = (host: string, end: string) =>
    [url(`http://${host}:${port(0)}${end}`), url(`http://${host}:${port(1)}${end}`)] as const;
  return [
    [
      http("localhost", ""),
      [path('"dhcp1.conf"'), path('"dhcp2.conf"')],
      [url("unix:run/a.sock"), url("unix:run/b.sock")],
    ],
    [
      http("LOCALHOST", "/"),
      [path('__dirname + "/./dhcp1.conf"'), path('"links/../dhcp2.conf"')],
      [url("unix://${__dirname}/run/a.sock"), url("unix:./run/../run/b.sock")],
    ],
    [
      http("LocalHost", "/#agent"),
      [path('"links/dhcp1.conf"'), path('"links/dhcp2.conf"')],
      [url("unix:links/a.sock"), url("unix:links/b.sock")],
    ],
  ].map((spelling) =>
    spelling.map(([primary, partner]) => [inFolder(primary!), inFolder(partner!)] as const),
  );
}

/** Source text in which a url may name the program's folder. */
const inFolder = (text: string) => text.replace(/"([^"]*\$\{__dirname\}[^"]*)"/, "`$1`");

async function checkout(text: string): Promise<Project> {
  const stack = await project({
    program: text,
    files: { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": kea("dhcp2") },
  });
  for (const name of ["run", "links"]) mkdirSync(join(stack.folder, name));
  for (const name of ["dhcp1.conf", "dhcp2.conf"])
    symlinkSync(join("..", name), join(stack.folder, "links", name));
  for (const name of ["a.sock", "b.sock"])
    symlinkSync(join("..", "run", name), join(stack.folder, "links", name));
  await listen(join(stack.folder, "run", "a.sock"), 700);
  await listen(join(stack.folder, "run", "b.sock"), 800);
  return stack;
}

again(() => {
  it("urls, sockets and files are the same by any spelling, and in another checkout", async () => {
    const [first, second] = spellings((server) => new URL(servers[server]!.url).port);
    const stack = await checkout(program(first!));
    const { code, output } = await stack.up();
    expect(code, output).toBe(0);
    const other = await checkout(program(second!));
    await other.write("state.json", JSON.stringify(await stack.state()));
    expect(await other.pulumi("stack", "import", "--file", "state.json")).toMatchObject({
      code: 0,
    });
    await expectSameServers(other, second!);
  });
});

again(() => {
  it("a spelling that an update brought is left again for the first one, and for a link", async () => {
    const [first, second, links] = spellings((server) => new URL(servers[server]!.url).port);
    const stack = await checkout(program(first!));
    expect(await stack.up()).toMatchObject({ code: 0 });
    for (const spelling of [second!, links!, first!]) {
      await expectSameServers(stack, spelling);
      const { code, output } = await stack.up();
      expect(code, output).toBe(0);
      expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    }
  });
});
