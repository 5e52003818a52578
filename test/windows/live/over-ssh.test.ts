// The cmdlet page's three examples, through the real CLI, the real ssh and a real sshd, whose logon runs our two scripts on the model of a server.
// https://learn.microsoft.com/powershell/module/dhcpserver/invoke-dhcpserverv4failoverreplication
import { afterAll, beforeAll, expect, it } from "vitest";
import { added, project, type Project } from "../../helpers/cli/engine/cli.js";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { join } from "../../helpers/windows/failover.js";
import { changesOn, runOn, type Machine } from "../../helpers/windows/live/model.js";
import { machine, scopesOf } from "../../helpers/windows/live/pair.js";
import { windowsHost, withSshd, type WindowsHost } from "../../helpers/windows/live/sshd.js";
import { prints } from "../../helpers/windows/live/stand-in.js";
import { once, repeats } from "../../parts.js";

/** The page's two scopes, and one that is in no relationship of its name. */
const held = (name: string): string =>
  rich
    .replaceAll("10.0.1.", "10.10.10.")
    .replaceAll("10.0.2.", "20.20.20.")
    .replace("<Name>Offices<", `<Name>${name}<`);

withSshd("a replication over ssh", () => {
  const [one, two] = [machine("dhcpserver", held("Büros €")), machine("dhcp2", held("Offices"))];
  const hosts: WindowsHost[] = [];
  let pair: Project;
  let program: (more: object) => string;

  beforeAll(async () => {
    join(one.server, two.server, {
      name: "SFO-SIN-Failover",
      scopes: ["10.10.10.0", "20.20.20.0"],
    });
    const host = async (of: Machine, computerName: string) => {
      const opened = await windowsHost({
        computerName,
        answer: async (script, request: unknown) =>
          prints({
            stdout: `a banner\n${await runOn(of, script, JSON.stringify(request))}\nand a farewell`,
          }),
      });
      hosts.push(opened);
      return opened.args;
    };
    const [primary, partner] = [
      await host(one, "dhcpserver.contoso.com"),
      await host(two, "dhcp2.contoso.com"),
    ];
    program = (more) =>
      `const dhcp = require("pulumi-dhcp-failover");\nexports.replicated = new dhcp.FailoverReplication("all", ${JSON.stringify({ primary, partner: { ...partner, backupDir: "kept" }, ...more })}).replicated;\n`;
    pair = await project({ program: program({}) });
  });
  afterAll(async () => {
    for (const host of hosts) await host.end();
  });

  it.each(
    repeats<readonly [example: string, more: object]>([
      ["1: a relationship by its name", { names: ["SFO-SIN-Failover"] }],
      ["2: all there is", {}],
      ["3: two scopes", { scopeIds: ["10.10.10.0", "20.20.20.0"] }],
      ["1, by the cmdlet itself", { names: ["SFO-SIN-Failover"], method: "native" }],
    ]),
  )("does what the cmdlet's page shows in example %s", async (_, more) => {
    await pair.write("index.js", program(more));
    two.server.call("Set-DhcpServerv4Scope", { ScopeId: "10.10.10.0", Name: "drifted" });
    expect(added(await pair.previewJson())).toEqual(["10.10.10.0/24 name: drifted => Büros €"]);
    expect(await pair.up()).toMatchObject({ code: 0 });
    expect(scopesOf(two.server)).toBe(scopesOf(one.server));
    expect(JSON.parse((await pair.pulumi("stack", "output", "--json")).stdout)).toEqual({
      replicated: ["10.10.10.0/24", "20.20.20.0/25"],
    });
    const made = changesOn(one) + changesOn(two);
    expect(await pair.up("--expect-no-changes")).toMatchObject({ code: 0 });
    expect(changesOn(one) + changesOn(two)).toBe(made);
  });

  once(() =>
    it("finds what was edited on the partner since", async () => {
      expect(await pair.refresh("--preview-only", "--expect-no-changes")).toMatchObject({
        code: 0,
      });
      two.server.call("Set-DhcpServerv4Scope", { ScopeId: "10.10.10.0", Name: "drifted again" });
      expect(await pair.refresh("--preview-only", "--expect-no-changes")).toMatchObject({
        code: 7,
      });
    }),
  );
});
