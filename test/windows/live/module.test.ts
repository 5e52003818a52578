// The module DhcpServer as servers have it: it may lack a text file for the display language, handle errors of its own, and ask before it removes.
import { describe, expect, it } from "vitest";
import { ipv4ToNumber } from "../../../provider/core/address.js";
import { formatScript } from "../../../provider/drivers/windows/plan/script.js";
import { applyScript, readScript } from "../../../provider/drivers/windows/live/scripts/index.js";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { join as joined } from "../../helpers/windows/failover.js";
import {
  changesOn,
  cmdletError,
  documentIn,
  runOn,
  type Machine,
} from "../../helpers/windows/live/model.js";
import {
  failuresOf,
  machine,
  pair,
  readMachine,
  scopesOf,
  type Pair,
} from "../../helpers/windows/live/pair.js";
import { Thrown } from "../../helpers/windows/live/values.js";

const request = JSON.stringify({ computerName: null, statistics: null });
const answerOn = async (one: Machine, more: Partial<Machine> = {}) =>
  documentIn(await runOn({ ...one, ...more }, readScript, request)) as {
    ok: boolean;
    error?: object;
  };
const withoutPhones = rich.replace(/<Scope>\s*<ScopeId>10\.0\.2\.0[^]*?<\/Scope>/, "");

describe("a module without a text file for the display language", () => {
  // Import-LocalizedData reports an error in its body, which ends the import under a global preference
  // of Stop (about_Preference_Variables, about_Scopes: a module sees the global one).
  it("is loaded, and its cmdlets answer", async () => {
    expect(await answerOn(machine("dhcp1", rich), { unlocalized: true })).toMatchObject({
      ok: true,
    });
  });

  it("is not loaded by a script that sets the global preference before it imports", async () => {
    const before =
      "$ErrorActionPreference = 'Stop'\nImport-Module -Name 'DhcpServer' -ErrorAction 'Continue'\n$scopes = @(Get-DhcpServerv4Scope)";
    const after =
      "Import-Module -Name 'DhcpServer' -ErrorAction 'Continue'\n$ErrorActionPreference = 'Stop'\n$scopes = @(Get-DhcpServerv4Scope)";
    const one = { ...machine("dhcp1", rich), unlocalized: true };
    await expect(runOn(one, before, "", "dotSourced")).rejects.toThrow("could not be loaded");
    expect(await runOn(one, after, "", "dotSourced")).toBe("");
    expect(await runOn(one, before, "", "called")).toBe("");
  });

  it("is loaded by a generated script, which sets its preference afterwards and demands nothing", () => {
    const text = formatScript("dhcp2", []);
    const [imports, asks, prefers] = [
      "Import-Module",
      "Get-Command",
      "$ErrorActionPreference = 'Stop'",
    ].map((part) => text.indexOf(part));
    expect(imports).toBeGreaterThan(0);
    expect(asks).toBeGreaterThan(imports!);
    expect(prefers).toBeGreaterThan(asks!);
    expect(text).not.toMatch(/#requires/i);
  });
});

describe("a machine without the module", () => {
  it("is reported in an error that names the module", async () => {
    expect(await answerOn(machine("dhcp1", rich), { module: false })).toMatchObject({
      ok: false,
      error: { id: expect.stringMatching(/^Modules_ModuleNotFound/) },
    });
  });
});

// $Error also holds what a module caught itself, or silenced with SilentlyContinue (about_Automatic_Variables,
// tried under PowerShell 7.6): a reading ends only where a cmdlet of this module reported the error.
describe("an error that does not end a cmdlet", () => {
  const mention = (error: Thrown) =>
    answerOn(machine("dhcp1", rich), {
      handled: (cmdlet) => (cmdlet === "Get-DhcpServerv4Filter" ? error : undefined),
    });

  it("changes nothing where another command than a cmdlet of the module reports it", async () => {
    expect(
      await mention(new Thrown("handled inside", "handled inside", "OperationStopped")),
    ).toMatchObject({ ok: true });
    expect(
      await mention(
        new Thrown(
          "PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand",
          "Cannot find path.",
          "ObjectNotFound",
          { activity: "Get-Item" },
        ),
      ),
    ).toMatchObject({ ok: true });
  });

  it("ends the reading where a cmdlet of the module reported it", async () => {
    for (const error of [
      cmdletError("DHCP 20005", "Get-DhcpServerv4Filter"),
      new Thrown("WIN32 5,x", "Failed", "PermissionDenied"),
      new Thrown("HRESULT 0x80070005,Get-DhcpServerv4Filter", "Failed", "NotSpecified", {
        activity: "Get-DhcpServerv4Filter",
      }),
    ]) {
      expect(await mention(error)).toMatchObject({ ok: false, error: { id: error.id } });
    }
  });
});

// Exception.ErrorData.error_WindowsErrorMessage and .error_Code, as DhcpServerMigration reads them.
describe("the reason why a cmdlet failed", () => {
  const renamed = rich.replace("<Name>Offices<", "<Name>Rooms<");
  const failing = async (data?: Thrown["errorData"]) => {
    const one = pair(renamed, rich);
    one.partner.before = (cmdlet) => {
      throw cmdletError("DHCP 20046", cmdlet, "InvalidData", data);
    };
    return one.engine.up(one.program()).then(
      () => "",
      (error: Error) => error.message,
    );
  };

  it("is given in Windows' own words, which stand in the CIM error", async () => {
    expect(
      await failing({
        error_Code: 20046,
        error_WindowsErrorMessage: "The scope name is too long.\r\n",
      }),
    ).toContain("(DHCP 20046,Set-DhcpServerv4Scope: The scope name is too long)");
    expect(await failing({ error_Code: 13, error_WindowsErrorMessage: "" })).toContain(
      "(DHCP 20046,Set-DhcpServerv4Scope: error 13)",
    );
  });

  it("is left out where the exception has none", async () => {
    expect(await failing()).toContain("(DHCP 20046,Set-DhcpServerv4Scope)");
    expect(await failing({})).toContain("(DHCP 20046,Set-DhcpServerv4Scope)");
  });
});

// A mandatory parameter takes neither $null nor an empty array (about_Functions_Advanced_Parameters,
// seen under PowerShell 7.6.9): the cmdlet does not run.
describe("a call whose mandatory value is missing", () => {
  it.each([
    ["$null", null, "ParameterArgumentValidationErrorNullNotAllowed"],
    ["an empty array", [], "ParameterArgumentValidationErrorEmptyArrayNotAllowed"],
  ])(
    "is refused by PowerShell where the value is %s, and changes nothing",
    async (_, Value, id) => {
      const one = machine("dhcp1", rich);
      const before = one.server.export();
      const parameters = { ScopeId: "10.0.1.0", OptionId: 66, Value };
      const operations = [{ cmdlet: "Set-DhcpServerv4OptionValue", parameters }];
      const moduleRequest = JSON.stringify({ computerName: null, operations, reading: null });
      expect(documentIn(await runOn(one, applyScript, moduleRequest))).toMatchObject({
        ok: true,
        data: { done: 0, failed: { id: `${id},Set-DhcpServerv4OptionValue` } },
      });
      expect(one.server.export()).toBe(before);
    },
  );
});

// Get-DhcpServerSetting answers IsAuthorized; such a server hands out no addresses (Add-DhcpServerInDC).
describe("a server that is not authorized in Active Directory", () => {
  it("is compared and written, and a warning says that it is not authorized", async () => {
    const one = pair(rich.replace("<Name>Offices<", "<Name>Rooms<"), rich);
    one.partner.server.authorized = false;
    const { all } = await one.engine.up(one.program());
    expect(all!.said.filter((sentence) => sentence.includes("not authorized"))).toEqual([
      expect.stringMatching(/^dhcp2: the server is not authorized in Active Directory/),
    ]);
    expect(scopesOf(one.partner.server)).toBe(scopesOf(one.primary.server));
  });

  it("counts as unchanged when it is authorized", async () => {
    const one = machine("dhcp1", rich);
    const before = await readMachine(one);
    one.server.authorized = false;
    expect((await readMachine(one)).version).toBe(before.version);
  });
});

// Remove-DhcpServerv4Scope asks where a scope is active or has leases (its page, example 2), and a scope in
// a relationship stays (20132: https://learn.microsoft.com/previous-versions/windows/desktop/dhcp/dhcp-server-management-api-error-codes).
describe("a scope that is to be removed", () => {
  const leaving = (state: "Active" | "Inactive", leases: number) => {
    const one = pair(withoutPhones, rich, { related: false });
    one.partner.server.call("Set-DhcpServerv4Scope", {
      ScopeId: "10.0.2.0",
      State: state === "Active" ? "Active" : "InActive",
    });
    if (leases > 0) one.partner.server.lent.set("10.0.2.0", leases);
    return one;
  };
  const callsOf = (one: Pair) => {
    const calls: string[] = [];
    one.partner.before = (cmdlet) => void calls.push(cmdlet);
    return calls;
  };

  // Without -Force the cmdlet asks, and ShouldContinue fails under -NonInteractive (tried).
  it("is made inactive first while it is active, and the question of the cmdlet is answered", async () => {
    const one = leaving("Active", 0);
    const calls = callsOf(one);
    await one.engine.up(one.program({ prune: true }));
    expect([...one.partner.server.scopes.keys()]).toEqual(["10.0.1.0"]);
    expect(calls).toEqual(["Set-DhcpServerv4Scope", "Remove-DhcpServerv4Scope"]);
  });

  it("is removed with leases only where that is forced", async () => {
    const one = leaving("Active", 3);
    expect(await failuresOf(one, { prune: true })).toEqual([
      expect.stringContaining("3 clients hold addresses of it"),
    ]);
    await one.engine.up(one.program({ prune: true, force: true }));
    expect([...one.partner.server.scopes.keys()]).toEqual(["10.0.1.0"]);
  });

  it("is removed by one call while it is inactive", async () => {
    const one = leaving("Inactive", 0);
    const calls = callsOf(one);
    await one.engine.up(one.program({ prune: true }));
    expect(calls).toEqual(["Remove-DhcpServerv4Scope"]);
  });

  it("stays where it is in a relationship, whatever is forced", async () => {
    const one = pair(withoutPhones, rich, { related: false });
    joined(one.primary.server, one.partner.server, {
      name: "both",
      scopes: ["10.0.1.0", "10.0.2.0"],
    });
    expect(await failuresOf(one, { prune: true })).toEqual([
      expect.stringContaining("a member of a relationship cannot be removed"),
    ]);
    expect(() =>
      one.partner.server.call("Remove-DhcpServerv4Scope", { ScopeId: ["10.0.2.0"], Force: true }),
    ).toThrow("20132");
    expect(changesOn(one.partner)).toBe(0);
  });

  it("makes the cmdlet ask without -Force while it is active or has leases, and not afterwards", () => {
    const { partner } = leaving("Active", 1);
    const remove = () => partner.server.call("Remove-DhcpServerv4Scope", { ScopeId: ["10.0.2.0"] });
    expect(remove).toThrow("with its leases");
    partner.server.lent.delete("10.0.2.0");
    expect(remove).toThrow("that is active");
    partner.server.call("Set-DhcpServerv4Scope", { ScopeId: "10.0.2.0", State: "InActive" });
    remove();
    expect([...partner.server.scopes.keys()]).toEqual(["10.0.1.0"]);
  });

  it("loses addresses of its range with the number of leases that are left outside", async () => {
    const narrower = rich.replace("<EndRange>10.0.1.200<", "<EndRange>10.0.1.190<");
    const warningsWith = async (lent: number, lists = true) => {
      const one = pair(narrower, rich);
      one.partner.server.lent.set("10.0.1.0", lent);
      one.partner.asked = (cmdlet) => {
        if (cmdlet === "Get-DhcpServerv4Lease" && !lists)
          throw cmdletError("WIN32 5", cmdlet, "PermissionDenied");
      };
      const { said } = (await one.engine.preview(one.program())).all!;
      return said.filter((sentence) => sentence.includes("outside"));
    };
    const { first } = pair(rich, rich).partner.server.scopes.get("10.0.1.0")!.range;
    const up = (last: string) => ipv4ToNumber(last) - first + 1;
    expect(await warningsWith(up("10.0.1.190"))).toEqual([
      expect.stringContaining("That leaves no active lease outside."),
    ]);
    expect(await warningsWith(up("10.0.1.193"))).toEqual([
      expect.stringContaining("That leaves 3 active leases outside."),
    ]);
    expect(await warningsWith(up("10.0.1.193"), false)).toEqual([
      expect.stringContaining("It is not known how many active leases that leaves outside."),
    ]);
  });

  it("is the only scope whose leases are counted", async () => {
    const asked = async (one: Pair, program: object) => {
      const cmdlets: string[] = [];
      for (const server of [one.primary, one.partner])
        server.asked = (cmdlet) => void cmdlets.push(cmdlet);
      await one.engine.preview(one.program(program));
      return cmdlets.filter((cmdlet) => cmdlet === "Get-DhcpServerv4ScopeStatistics").length;
    };
    expect(await asked(pair(rich.replace("<Name>Offices<", "<Name>Rooms<"), rich), {})).toBe(0);
    expect(await asked(leaving("Active", 0), { prune: true })).toBe(1);
  });
});

// Seen by others on Server 2022 (20023), documented nowhere: the range alone is tried first.
describe("an inactive scope whose range changes", () => {
  const inactive = rich.replace(/(<ScopeId>10\.0\.1\.0[^]*?<State>)Active</, "$1Inactive<");
  const wider = inactive.replace("<EndRange>10.0.1.200<", "<EndRange>10.0.1.210<");
  const states = async (refuses: boolean) => {
    const one = pair(wider, inactive);
    const held = one.partner.server.scopes.get("10.0.1.0")!;
    const calls: string[] = [];
    const call = one.partner.server.call.bind(one.partner.server);
    one.partner.server.call = (cmdlet, parameters = {}) => {
      if (cmdlet === "Set-DhcpServerv4Scope")
        calls.push(parameters.State === undefined ? "range" : String(parameters.State));
      // A server that takes the range all the same: nothing documents that none does.
      if (!refuses && parameters.EndRange !== undefined) {
        Object.assign(held, { state: "Active" });
        const answer = call(cmdlet, parameters);
        Object.assign(held, { state: "Inactive" });
        return answer;
      }
      return call(cmdlet, parameters);
    };
    const { all } = await one.engine.up(one.program());
    expect(scopesOf(one.partner.server)).toBe(scopesOf(one.primary.server));
    return { calls, said: all!.said.join("\n") };
  };

  it("is activated for it only where the server refuses the range otherwise, and the preview says so", async () => {
    const { calls, said } = await states(true);
    expect(calls).toEqual(["range", "Active", "range", "InActive"]);
    expect(said).toContain(
      "dhcp2: 10.0.1.0/24 is inactive, and the range changes. If the server refuses that for an inactive scope, the scope is activated for that one call",
    );
  });

  it("stays inactive where the server takes it", async () => {
    expect((await states(false)).calls).toEqual(["range"]);
  });
});
