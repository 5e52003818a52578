// A failover relationship through the real CLI, the real ssh and a real sshd: made, changed, given a scope and relieved of it, replaced, taken
// away; each update is followed by one that has nothing to do. What the servers show each other is in nobody's sight.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { project, type Project } from "../../engine/cli.js";
import { rich } from "../../drivers/windows/exports.js";
import { filesIn, watched } from "../../in-sight.js";
import { connect } from "../failover.js";
import { runOn, type Machine } from "./model.js";
import { machine, scopesOf } from "./pair.js";
import { withSshd, windowsHost, type WindowsHost } from "./sshd.js";
import { prints } from "./stand-in.js";

/** The cmdlets do not bring superscope names to the partner, as far as is known. */
const single = rich.replace("<SuperScopeName>Campus<", "<SuperScopeName><");
const empty = rich.replace(/<Scopes>[^]*<\/Scopes>/, "<Scopes />");
const [first, second] = ["canary-of-failover-1", "canary-of-failover-2"];

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
      const opened = await windowsHost({ computerName, answer: (script, request: unknown) => prints({ stdout: `a banner\n${runOn(of, script, JSON.stringify(request))}\n` }) });
      hosts.push(opened);
      return opened.args;
    };
    ends = { primary: await host(one, "dhcp1.test"), partner: { ...(await host(two, "dhcp2.test")), backupDir: "kept" } };
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

  /** Writes a program, updates, and sees that nothing is left to do. */
  async function updated(more: object, scope: object | undefined, ...flags: string[]) {
    await stack.write("index.js", [
      'const dhcp = require("pulumi-dhcp-failover");',
      `const sfo = new dhcp.FailoverRelationship("sfo", ${JSON.stringify({ ...ends, name: "SFO-SIN", sharedSecret: { file: secret }, onDelete: "remove", ...more })});`,
      ...(scope ? [`new dhcp.FailoverScope("second", { ...${JSON.stringify({ ...ends, ...scope, onDelete: "remove" })}, relationship: sfo.name });`] : []),
    ].join("\n"));
    const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", "--logtostderr", "-v=9", "--logflow", ...flags);
    said.push(output);
    expect(code, output.slice(-3000)).toBe(0);
    const again = await stack.up("--expect-no-changes", "--diff");
    expect(again.code, again.output).toBe(0);
    expect(await stack.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ code: 0 });
  }
  const shares = () => [one, two].map(({ server }) => server.relationships.get("SFO-SIN")!).map(({ scopes }) => [...scopes]);

  it("is made, changed, given a scope, relieved of it, replaced and taken away", async () => {
    await stack.write("index.js", `const dhcp = require("pulumi-dhcp-failover");\nnew dhcp.FailoverRelationship("sfo", ${JSON.stringify({ ...ends, name: "SFO-SIN", sharedSecret: { file: secret }, scopeIds: ["10.0.1.0"] })});`);
    const preview = await stack.previewJson();
    said.push(JSON.stringify(preview));
    const { configure } = preview.steps.find(({ urn }) => urn.endsWith("::sfo"))!.newState!.inputs!;
    expect(Object.keys(configure.partner)).toEqual(expect.arrayContaining(["(relationship)", "10.0.1.0/24"]));
    expect([one, two].map(({ server }) => server.relationships.size)).toEqual([0, 0]);

    await updated({ loadBalancePercent: 70, scopeIds: ["10.0.1.0"] }, undefined);
    expect(shares()).toEqual([["10.0.1.0"], ["10.0.1.0"]]);
    await updated({ loadBalancePercent: 60, maxClientLeadTime: 1800, scopeIds: ["10.0.1.0"] }, undefined);
    writeFileSync(secret, second);
    await updated({ loadBalancePercent: 60, maxClientLeadTime: 1800 }, undefined); // another secret, and the scopes are not managed here any more
    await updated({ loadBalancePercent: 60, maxClientLeadTime: 1800 }, { scopeId: "10.0.2.0" });
    expect(shares()).toEqual([["10.0.1.0", "10.0.2.0"], ["10.0.1.0", "10.0.2.0"]]);
    expect(scopesOf(two.server)).toBe(scopesOf(one.server));
    await updated({ loadBalancePercent: 60, maxClientLeadTime: 1800 }, undefined);
    expect(shares()).toEqual([["10.0.1.0"], ["10.0.1.0"]]);
    expect([...two.server.scopes.keys()]).toEqual(["10.0.1.0"]);
    const urn = (await stack.state()).deployment.resources!.find((resource) => resource.urn.endsWith("::sfo"))!.urn;
    await updated({ loadBalancePercent: 60, maxClientLeadTime: 1800 }, undefined, "--replace", urn);
    expect(shares()).toEqual([["10.0.1.0"], ["10.0.1.0"]]);

    const exported = await stack.pulumi("stack", "export", "--show-secrets");
    said.push(exported.output);
    const gone = await stack.destroy("--logtostderr", "-v=9", "--logflow");
    said.push(gone.output);
    expect(gone.code, gone.output.slice(-3000)).toBe(0);
    expect([one, two].map(({ server }) => [server.relationships.size, server.scopes.size])).toEqual([[0, 2], [0, 0]]);

    const everything = [...said, filesIn(stack.folder), processes!.end()].join("\n");
    for (const looked of ["SFO-SIN", "sshd", "-EncodedCommand"]) expect(everything).toContain(looked); // it was looked into
    expect([first, second].filter((canary) => everything.includes(canary!))).toEqual([]);
  });
});
