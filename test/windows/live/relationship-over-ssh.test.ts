// Drives a failover relationship through the real CLI, the real ssh and a real sshd: made, changed,
// given a scope and relieved of it, replaced, taken away. Each update is followed by one that has
// nothing to do. The shared secret is shown nowhere.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { project, type Project } from "../../helpers/cli/engine/cli.js";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { filesIn, watched } from "../../helpers/in-sight.js";
import { connect } from "../../helpers/windows/failover.js";
import { runOn, type Machine } from "../../helpers/windows/live/model.js";
import { machine, scopesOf } from "../../helpers/windows/live/pair.js";
import { withSshd, windowsHost, type WindowsHost } from "../../helpers/windows/live/sshd.js";
import { prints } from "../../helpers/windows/live/stand-in.js";

/** The cmdlets do not bring superscope names to the partner, as far as is known. */
const single = rich.replace("<SuperScopeName>Campus<", "<SuperScopeName><");
const empty = rich.replace(/<Scopes>[^]*<\/Scopes>/, "<Scopes />");
const [first, second] = ["canary-of-failover-1", "canary-of-failover-2"] as const;

withSshd("a failover relationship over ssh", () => {
  const [one, two] = [machine("dhcp1", single), machine("dhcp2", empty)];
  const hosts: WindowsHost[] = [];
  const said: string[] = [];
  let stack: Project;
  let secret: string;
  let processes: ReturnType<typeof watched> | undefined;
  let ends: object;

  beforeAll(async () => {
    connect(one.server, two.server);
    const host = async (of: Machine, computerName: string) => {
      const opened = await windowsHost({
        computerName,
        answer: async (script, request: unknown) =>
          prints({ stdout: `a banner\n${await runOn(of, script, JSON.stringify(request))}\n` }),
      });
      hosts.push(opened);
      return opened.args;
    };
    ends = {
      primary: await host(one, "dhcp1.test"),
      partner: { ...(await host(two, "dhcp2.test")), backupDir: "kept" },
    };
    stack = await project({ program: "", refresh: "always" });
    secret = join(dirname(hosts[0]!.files.sshConfig), "secret"); // where no file of the project lies
    writeFileSync(secret, first);
    processes = watched();
  });
  afterAll(async () => {
    processes?.end();
    await stack?.remove();
    for (const host of hosts) await host.end();
  });

  const initial = { loadBalancePercent: 70, scopeIds: ["10.0.1.0"] };
  const changed = { loadBalancePercent: 60, maxClientLeadTime: 1800 };

  function programOf(more: object, scope?: object): string {
    const own = { name: "SFO-SIN", sharedSecret: { file: secret }, onDelete: "remove" };
    const relationship = JSON.stringify({ ...ends, ...own, ...more });
    const lines = [
      'const dhcp = require("pulumi-dhcp-failover");',
      `const sfo = new dhcp.FailoverRelationship("sfo", ${relationship});`,
    ];
    if (scope) {
      const args = JSON.stringify({ ...ends, ...scope, onDelete: "remove" });
      lines.push(`new dhcp.FailoverScope("second", { ...${args}, relationship: sfo.name });`);
    }
    return lines.join("\n");
  }

  /** Runs an operation with all of its logs, and remembers what it prints. */
  async function logged(...args: string[]): Promise<void> {
    const { code, output } = await stack.pulumi(...args, "--logtostderr", "-v=9", "--logflow");
    said.push(output);
    expect(code, output.slice(-3000)).toBe(0);
  }

  async function update(program: string, ...flags: string[]): Promise<void> {
    await stack.write("index.js", program);
    await logged("up", "--yes", "--skip-preview", ...flags);
  }

  async function expectNothingToDo(): Promise<void> {
    const again = await stack.up("--expect-no-changes", "--diff");
    expect(again.code, again.output).toBe(0);
    expect(await stack.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ code: 0 });
  }

  const relationshipsOf = () =>
    [one, two].map(({ server }) => server.relationships.get("SFO-SIN")!);
  const relationshipCounts = () => [one, two].map(({ server }) => server.relationships.size);
  const scopesShared = () => relationshipsOf().map(({ scopes }) => [...scopes]);

  // The stories follow each other on one stack: each begins where the one before it ended.

  it("is previewed without a write to the servers", async () => {
    await stack.write("index.js", programOf({ scopeIds: ["10.0.1.0"] }));
    const preview = await stack.previewJson();
    said.push(JSON.stringify(preview));
    const { configure } = preview.steps.find(({ urn }) => urn.endsWith("::sfo"))!.newState!.inputs!;
    const parts = Object.keys(configure.partner);
    expect(parts).toEqual(expect.arrayContaining(["(relationship)", "10.0.1.0/24"]));
    expect(relationshipCounts()).toEqual([0, 0]);
  });

  it("is made with its scope, and then there is nothing left to do", async () => {
    await update(programOf(initial));
    expect(scopesShared()).toEqual([["10.0.1.0"], ["10.0.1.0"]]);
    await expectNothingToDo();
  });

  it("is changed, and then there is nothing left to do", async () => {
    await update(programOf({ ...initial, ...changed }));
    await expectNothingToDo();
  });

  it("is given another secret, and keeps the scopes that its program no longer names", async () => {
    writeFileSync(secret, second);
    await update(programOf(changed));
    expect(scopesShared()).toEqual([["10.0.1.0"], ["10.0.1.0"]]);
    await expectNothingToDo();
  });

  it("is given a scope by a FailoverScope, and both servers then hold it alike", async () => {
    await update(programOf(changed, { scopeId: "10.0.2.0" }));
    const both = ["10.0.1.0", "10.0.2.0"];
    expect(scopesShared()).toEqual([both, both]);
    expect(scopesOf(two.server)).toBe(scopesOf(one.server));
    await expectNothingToDo();
  });

  it("loses the scope when the FailoverScope is removed from the program", async () => {
    await update(programOf(changed));
    expect(scopesShared()).toEqual([["10.0.1.0"], ["10.0.1.0"]]);
    expect([...two.server.scopes.keys()]).toEqual(["10.0.1.0"]);
    await expectNothingToDo();
  });

  it("is replaced, and has its scopes again", async () => {
    const { resources } = (await stack.state()).deployment;
    const { urn } = resources!.find((resource) => resource.urn.endsWith("::sfo"))!;
    await update(programOf(changed), "--replace", urn);
    expect(scopesShared()).toEqual([["10.0.1.0"], ["10.0.1.0"]]);
    await expectNothingToDo();
  });

  it("is removed by a destroy, and the primary keeps its scopes", async () => {
    said.push((await stack.pulumi("stack", "export", "--show-secrets")).output);
    await logged("destroy", "--yes", "--skip-preview");
    expect(relationshipCounts()).toEqual([0, 0]);
    expect([one, two].map(({ server }) => server.scopes.size)).toEqual([2, 0]);
  });

  it("has shown its secrets nowhere: in no output, log, file or command line", () => {
    const everything = [...said, filesIn(stack.folder), processes!.end()].join("\n");
    // These show that the search looks where secrets could be.
    for (const text of ["SFO-SIN", "sshd", "-EncodedCommand"]) expect(everything).toContain(text);
    expect([first, second].filter((canary) => everything.includes(canary))).toEqual([]);
  });
});
