// A script's way to the PowerShell of this machine and back.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openPowerShell } from "../../../provider/transports/powershell.js";
import { standIn, type StandIn } from "../../helpers/windows/live/stand-in.js";
import { failure, repeats, stories } from "../../helpers/windows/transports/powershell-stories.js";

describe("a PowerShell of this machine", () => {
  const path = process.env["PATH"];
  const open: StandIn[] = [];
  afterEach(async () => {
    process.env["PATH"] = path;
    await Promise.all(open.splice(0).map((made) => made.end()));
  });

  stories(async (options) => {
    const made = await standIn(options);
    open.push(made);
    process.env["PATH"] = `${made.path}:${path}`;
    return { shell: openPowerShell({ over: "local" }), calls: made.calls };
  });

  it("identifies the server that its script asks by that server's name", () => {
    expect(openPowerShell({ over: "local", computerName: "DHCP1.example.com" })).toMatchObject({
      label: "DHCP1.example.com",
      address: openPowerShell({ computerName: "dhcp1.example.com" }).address,
    });
    expect(openPowerShell({ over: "local" }).label).not.toBe("");
  });

  // A powershell.exe below a PowerShell 7 would inherit its module path, and find no module of its own there
  // (about_PSModulePath; PowerShell/PowerShell#27774).
  it("finds its own modules, whatever PowerShell started this program", async () => {
    const made = await standIn({ answer: repeats });
    open.push(made);
    process.env["PATH"] = `${made.path}:${path}`;
    process.env["PSModulePath"] = "C:\\Program Files\\PowerShell\\7\\Modules";
    try {
      await openPowerShell({ over: "local" }).run("x", {});
      expect(made.calls[0]!.variables.filter((name) => /^psmodulepath$/i.test(name))).toEqual([]);
      expect(made.calls[0]!.variables).toContain("PATH");
    } finally {
      delete process.env["PSModulePath"];
    }
  });

  it("is reported as missing where PATH has none", async () => {
    process.env["PATH"] = mkdtempSync(join(tmpdir(), "empty-"));
    expect(
      await failure(openPowerShell({ over: "local", computerName: "dhcp1" }).run("x", {})),
    ).toEqual({
      code: "powershell-missing",
      asked: false,
      message:
        'dhcp1 is reached from this machine (over: "local"), but there is no powershell.exe on its PATH. Run this on Windows with the DHCP tools (RSAT), or set over: "ssh". [powershell-missing]',
    });
  });
});
