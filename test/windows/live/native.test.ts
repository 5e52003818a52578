// method: "native": the cmdlet itself writes the partner. Previewed like any replication, and verified afterwards.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../provider/core/messages.js";
import { Engine } from "../../helpers/unit/lifecycle/engine.js";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { join as joined } from "../../helpers/windows/failover.js";
import {
  machine,
  pair,
  scopesOf,
  windowsDrivers,
  type Pair,
} from "../../helpers/windows/live/pair.js";

const changed = rich
  .replace("<Name>Offices<", "<Name>Rooms<")
  .replace("<Name>scanner<", "<Name>copier<")
  .replace("<Delay>500<", "<Delay>250<");
const native = { method: "native" };

/** Returns the request that the primary got: the last call that is no question. */
function asked({ primary: { server } }: Pair): () => readonly unknown[] {
  const calls: unknown[] = [];
  const call = server.call.bind(server);
  server.call = (cmdlet, parameters) => {
    if (!cmdlet.startsWith("Get-")) calls.push([cmdlet, parameters]);
    return call(cmdlet, parameters);
  };
  return () => calls;
}

/** The sentence that an update ends with. */
const ending = (one: Pair, more: object): Promise<string> =>
  one.engine.up(one.program({ ...native, ...more })).then(
    () => "",
    (error: unknown) =>
      error instanceof UserError ? error.message : Promise.reject(error as Error),
  );

describe("Invoke-DhcpServerv4FailoverReplication", () => {
  const cmdlet = "Invoke-DhcpServerv4FailoverReplication";

  it.each<readonly [what: string, more: object, parameters: object]>([
    ["all there is, with neither", {}, { Force: true }],
    [
      "a relationship by its name",
      { names: ["dhcp1-dhcp2"] },
      { Name: ["dhcp1-dhcp2"], Force: true },
    ],
    [
      "scopes",
      { scopeIds: ["10.0.1.0", "10.0.2.0"] },
      { ScopeId: ["10.0.1.0", "10.0.2.0"], Force: true },
    ],
    ["so many at a time", { throttleLimit: 3 }, { Force: true, ThrottleLimit: 3 }],
  ])("is called for %s, and leaves nothing to write", async (_, more, parameters) => {
    const one = pair(changed, rich);
    const calls = asked(one);
    const { all } = await one.engine.preview(one.program({ ...native, ...more }));
    expect(all!.failures).toEqual([]);
    expect(all!.added).toContain("10.0.1.0/24 name: Offices => Rooms");
    expect(all!.said.join("\n")).toContain(
      `The update runs ${cmdlet} on dhcp1, which writes to dhcp2 with the credentials it has there`,
    );
    expect(calls()).toEqual([]);
    await one.engine.up(one.program({ ...native, ...more }));
    expect(calls()).toEqual([[cmdlet, parameters]]);
    expect(one.engine.states.get("all")!.outputs.replicated).toEqual(
      [...one.primary.server.scopes.keys()]
        .sort()
        .map((id) => expect.stringMatching(`^${id.replaceAll(".", "\\.")}/`)),
    );
    expect((await one.engine.preview(one.program({ ...native, ...more }))).all).toMatchObject({
      op: "same",
      added: [],
    });
    expect(await one.engine.refresh(false)).toEqual({ all: [] });
    expect(one.kept()).toHaveLength(1);
  });

  it("is called for the other scopes where some are left out", async () => {
    const one = pair(changed, rich);
    const calls = asked(one);
    await one.engine.up(one.program({ ...native, exclude: ["10.0.2.0"] }));
    expect(calls()).toEqual([[cmdlet, { ScopeId: ["10.0.1.0"], Force: true }]]);
  });

  it("is refused where the partner has a class of the same data under another name: it writes in the primary's names", async () => {
    const visitors = rich.replaceAll(
      /<(Name|UserClass)>Guests<(?!\/Name>\s*<ProcessingOrder)/g,
      "<$1>Visitors<",
    );
    const one = pair(changed, visitors);
    const calls = asked(one);
    const { all } = await one.engine.preview(one.program(native));
    expect(all!.failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(
        "The scopes need definitions that are missing or different on dhcp2: userClasses.Guests",
      ),
    ]);
    expect(calls()).toEqual([]);
    await one.engine.up(one.program());
    expect(
      one.partner.server.scopes.get("10.0.1.0")!.policies.get("laptops")!.conditions.UserClass,
    ).toEqual(["NE", "Visitors"]);
    expect((await one.engine.preview(one.program())).all).toMatchObject({ op: "same", added: [] });
    expect(await one.engine.refresh(false)).toEqual({ all: [] });
  });

  it("is not run where nothing differs", async () => {
    const one = pair(rich, rich);
    const calls = asked(one);
    await one.engine.up(one.program(native));
    expect(calls()).toEqual([]);
  });

  it("leaves what it does not copy, and the preview says so and what copies it", async () => {
    const one = pair(changed.replace("<SuperScopeName>Campus<", "<SuperScopeName>Site<"), rich);
    expect(await ending(one, {})).toBe(
      'The server\'s own replication succeeded, but dhcp2 still differs: 10.0.1.0/24 sharedNetwork. Use method: "direct", which writes these too. [native-left]',
    );
    await one.engine.up(one.program());
    expect(scopesOf(one.partner.server)).toBe(scopesOf(one.primary.server));
  });

  it("is not believed where it answers with other scopes than it was called for", async () => {
    const one = pair(changed, rich);
    const call = one.primary.server.call.bind(one.primary.server);
    one.primary.server.call = (name, parameters) =>
      name === cmdlet ? call(name, parameters).slice(1) : call(name, parameters);
    expect(await ending(one, {})).toContain(
      "reports that it replicated 10.0.2.0/25, instead of 10.0.1.0/24, 10.0.2.0/25",
    );
  });

  it("reports why it does not reach the partner, and what needs no second hop", async () => {
    const one = pair(changed, rich);
    one.primary.server.secondHop = false;
    expect(await ending(one, {})).toMatch(
      /^dhcp1: Invoke-DhcpServerv4FailoverReplication was denied by the partner \(DHCP 20121,.* method "direct" needs no second hop\. \[windows-second-hop\]$/,
    );
    expect(scopesOf(one.partner.server)).not.toBe(scopesOf(one.primary.server));
  });
});

describe("a replication by the cmdlet is refused before anything is written", () => {
  it.each<readonly [what: string, more: object, sentence: string]>([
    [
      "keep",
      { keep: ["name"] },
      'keep cannot be combined with method: "native": the server\'s own command cannot skip properties of a scope',
    ],
    [
      "prune",
      { prune: true },
      'prune cannot be combined with method: "native": the server\'s own command does not remove scopes',
    ],
    [
      "the server's own settings",
      { serverSettings: "replicate" },
      "the server's own command does not copy settings outside scopes",
    ],
    ["another word", { method: "robocopy" }, 'method is "robocopy"'],
  ])("%s", async (_, more, sentence) => {
    const one = pair(changed, rich);
    const { all } = await one.engine.preview(one.program({ ...native, ...more }));
    expect(all!.failures.map(({ reason }) => reason).join("\n")).toContain(sentence);
  });

  it("where the partner lacks classes and definitions", async () => {
    const one = pair(
      changed.replace("<Description>Desk phones<", "<Description>All phones<"),
      rich,
    );
    const { all } = await one.engine.preview(one.program(native));
    expect(all!.failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(
        "The scopes need definitions that are missing or different on dhcp2: vendorClasses.Phones.",
      ),
    ]);
  });

  it("where a scope is in no relationship", async () => {
    const one = pair(changed, rich, { related: false });
    const { all } = await one.engine.preview(one.program(native));
    expect(all!.failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(
        "10.0.1.0/24, 10.0.2.0/25 of dhcp1 are not in a failover relationship with this partner",
      ),
    ]);
  });

  it("where a server is of another kind", async () => {
    const engine = new Engine(windowsDrivers([]), "replication");
    const file = (path: string) => ({
      driver: "file",
      path: new URL(`../../../examples/two-files/${path}`, import.meta.url).pathname,
    });
    const { all } = await engine.preview({
      all: { primary: file("dhcp1.conf"), partner: file("dhcp2.conf"), ...native },
    });
    expect(all!.failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("dhcp1.conf does not have"),
    ]);
  });
});

describe("a hub", () => {
  it("runs the cmdlet for the relationships of each partner, and for no other", async () => {
    const [hub, one, two] = [machine("hub", changed), machine("one", rich), machine("two", rich)];
    joined(hub.server, one.server, { name: "hub-one", scopes: ["10.0.1.0"] });
    joined(hub.server, two.server, { name: "hub-two", scopes: ["10.0.2.0"] });
    const engine = new Engine(windowsDrivers([hub, one, two]), "replication");
    const calls = asked({ primary: hub } as unknown as Pair);
    const server = (computerName: string) => ({
      driver: "windows",
      computerName,
      backupDir: join(tmpdir(), "hub-kept"),
    });
    const program = {
      all: {
        primary: server("hub"),
        partners: { "one.test": server("one"), "two.test": server("two") },
        ...native,
      },
    };
    await engine.up(program);
    const byRelationship = [...calls()].sort((a, b) =>
      JSON.stringify(a).localeCompare(JSON.stringify(b)),
    );
    expect(byRelationship).toEqual([
      ["Invoke-DhcpServerv4FailoverReplication", { Name: ["hub-one"], Force: true }],
      ["Invoke-DhcpServerv4FailoverReplication", { Name: ["hub-two"], Force: true }],
    ]);
    expect((await engine.preview(program)).all).toMatchObject({ op: "same", added: [] });
  });
});
