// examples/windows-pair as a user would run it, but for the servers: a real sshd each, whose PowerShell is ours and works on a model.
import { afterAll, expect, it } from "vitest";
import { added } from "../helpers/cli/engine/cli.js";
import { rich } from "../helpers/unit/drivers/windows/exports.js";
import { join } from "../helpers/windows/failover.js";
import { runOn } from "../helpers/windows/live/model.js";
import { machine, scopesOf } from "../helpers/windows/live/pair.js";
import { windowsHost, withSshd, type WindowsHost } from "../helpers/windows/live/sshd.js";
import { prints } from "../helpers/windows/live/stand-in.js";
import { example } from "../helpers/cli/examples/example.js";

withSshd("windows-pair", () => {
  const hosts: WindowsHost[] = [];
  afterAll(async () => {
    for (const host of hosts) await host.end();
  });

  it("shows what differs, and makes the servers equal", async () => {
    const [primary, partner] = [
      machine("dhcpserver", rich),
      machine("dhcp2", rich.replace("<Name>Offices<", "<Name>Rooms<")),
    ];
    join(primary.server, partner.server, {
      name: "SFO-SIN-Failover",
      scopes: [...primary.server.scopes.keys()],
    });
    for (const one of [primary, partner])
      hosts.push(
        await windowsHost({
          computerName: `${one.name}.contoso.com`,
          answer: async (script, request: unknown) =>
            prints({ stdout: await runOn(one, script, JSON.stringify(request)) }),
        }),
      );
    const [from, to] = hosts.map(({ args }) => {
      const { driver: _, ...rest } = args as { driver: string };
      return rest;
    });
    const config = {
      "windows-pair:primary": from,
      "windows-pair:partner": { ...to, backupDir: "kept" },
      "windows-pair:relationship": "SFO-SIN-Failover",
    };
    const pair = await example("windows-pair", { "Pulumi.dev.yaml": JSON.stringify({ config }) });
    expect(added(await pair.previewJson())).toEqual(["10.0.1.0/24 name: Rooms => Offices"]);
    expect(await pair.up()).toMatchObject({ code: 0 });
    expect(scopesOf(partner.server)).toBe(scopesOf(primary.server));
    expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    expect(JSON.parse((await pair.pulumi("stack", "output", "--json")).stdout)).toEqual({
      replicated: [...primary.server.scopes.keys()].map((scope) =>
        expect.stringContaining(`${scope}/`),
      ),
    });
  });
});
