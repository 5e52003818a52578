// What goes wrong on the way: a call that fails, a connection that breaks, a server that is busy, an account without rights. Whatever it is, the
// partner holds what it held before or what is told, and the next update does the rest.
import { describe, expect, it } from "vitest";
import { UserError } from "../../../provider/core/messages.js";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { edited, rows } from "../../helpers/unit/drivers/windows/rows.js";
import { createWindowsDriver } from "../../../provider/drivers/windows/live/index.js";
import { readScript } from "../../../provider/drivers/windows/live/scripts/index.js";
import { isQuick, once } from "../../parts.js";
import {
  changesOn,
  cmdletError,
  connections,
  Cut,
  documentIn,
  runOn,
  type Machine,
} from "../../helpers/windows/live/model.js";
import { machine, pair, scopesOf, type Pair } from "../../helpers/windows/live/pair.js";

/** A primary that differs in a bit of everything. */
const several = [
  "Scope.StartRange",
  "Scope.Name",
  "Scope.State",
  "ExclusionRange.EndRange",
  "Reservation.ClientId",
  "Reservation options",
  "OptionValue.Value, of text",
  "Policy.Description",
  "Policy, a kind of condition less",
  "DnsSetting of a scope (81)",
];
const primaryXml = several.reduce(
  (xml, property) => edited(xml, rows.find((row) => row.property === property)!),
  rich,
);

/** The sentence that an update ends with. */
const ending = (one: Pair): Promise<string> =>
  one.engine.up(one.program()).then(
    () => "",
    (error: unknown) =>
      error instanceof UserError ? error.message : Promise.reject(error as Error),
  );

/** How many calls the whole update makes. */
async function callsIn(one: Pair): Promise<number> {
  await one.engine.up(one.program());
  expect(changesOn(one.partner)).toBeGreaterThan(15);
  return changesOn(one.partner);
}

/** Scopes and reservations there are: those that an update takes away are told in its preview. */
const members = ({ server }: Pair["partner"]): readonly string[] =>
  [...server.scopes.values()].flatMap((scope) => [
    scope.scopeId,
    ...[...scope.reservations.values()].map(({ clientId }) => `${scope.scopeId} ${clientId}`),
  ]);

describe("an update in which a call fails", () => {
  it("keeps what was done, reports what was not, and the next update does the rest, whichever call it is", async () => {
    const calls = await callsIn(pair(primaryXml, rich));
    for (let at = 1; at <= calls; at += isQuick ? 5 : 1) {
      const one = pair(primaryXml, rich);
      const [before, after] = [scopesOf(one.partner.server), scopesOf(one.primary.server)];
      const previewed = (await one.engine.preview(one.program())).all!.added.join("\n");
      const were = members(one.partner);
      one.partner.before = (cmdlet, number) => {
        if (number === at) throw cmdletError("DHCP 20007", cmdlet);
      };
      const said = await ending(one);
      if (at === 1) {
        expect(said).toContain("dhcp2 is unchanged. The first call failed: ");
        expect(scopesOf(one.partner.server)).toBe(before);
      } else
        expect(said).toMatch(
          /^dhcp2 was written in part\. Done: .+\. Then this call failed: .+: dhcp2 refused [\w-]+: .* Not done: .+\. A backup of the previous configuration is in .+\. The next update writes the rest\. \[windows-stopped\]$/,
        );
      const gone = were.filter((member) => !members(one.partner).includes(member));
      for (const member of gone) expect(previewed).toContain(member.split(" ")[1]!);
      delete one.partner.before;
      await one.engine.up(one.program());
      expect(scopesOf(one.partner.server)).toBe(after);
      expect((await one.engine.preview(one.program())).all).toMatchObject({
        op: "same",
        added: [],
      });
      expect(one.partner.server.dangers).toEqual([]);
    }
  });

  once(() => {
    it("repeats a call that was refused because servers are at work on the scope, and gives up in the end", async () => {
      const one = pair(primaryXml, rich);
      let busy = 3;
      one.partner.before = (cmdlet) => {
        if (busy-- > 0) throw cmdletError("DHCP 20133", cmdlet);
      };
      expect(await ending(one)).toBe("");
      expect(scopesOf(one.partner.server)).toBe(scopesOf(one.primary.server));
      const never = pair(primaryXml, rich);
      never.partner.before = (cmdlet) => {
        throw cmdletError("DHCP 20133", cmdlet);
      };
      expect(await ending(never)).toContain(
        "was refused several times because the two servers are synchronising the same scope (DHCP 20133,",
      );
      expect(changesOn(never.partner)).toBe(4);
    });
  });
});

// An inactive scope may be refused another range for being inactive, which no document says: then the
// script activates it for a second try. Another refusal has nothing to do with that.
describe("a range of an inactive scope that is refused for another reason than its state", () => {
  it("is not tried with the scope active, and the reason is reported", async () => {
    const inactive = rich.replace(/(<ScopeId>10\.0\.1\.0[^]*?<State>)Active</, "$1Inactive<");
    const one = pair(inactive.replace("<EndRange>10.0.1.200<", "<EndRange>10.0.1.210<"), inactive);
    one.partner.before = (cmdlet) => {
      throw cmdletError("WIN32 14", cmdlet, "NotSpecified", {
        error_Code: 14,
        error_WindowsErrorMessage: "Not enough storage is available.",
      });
    };
    expect(await ending(one)).toContain(
      "(WIN32 14,Set-DhcpServerv4Scope: Not enough storage is available)",
    );
    expect(changesOn(one.partner)).toBe(1);
  });
});

describe("an update whose connection breaks", () => {
  it("keeps what was done, reports what was not, and the next update does the rest, at whichever call it breaks", async () => {
    const calls = await callsIn(pair(primaryXml, rich));
    for (let at = 1; at <= calls; at += isQuick ? 5 : 1) {
      const one = pair(primaryXml, rich);
      const after = scopesOf(one.primary.server);
      one.partner.before = (_, number) => {
        if (number === at) throw new Cut();
      };
      const said = await ending(one);
      if (at === 1) expect(said).toContain("dhcp2 was sent changes, but is unchanged: ");
      else
        expect(said).toMatch(
          /^dhcp2 was written in part: .+ Not done: .+\. A backup of the previous configuration is in .+\. The next update writes the rest\. \[windows-partly\]$/,
        );
      delete one.partner.before;
      await one.engine.up(one.program());
      expect(scopesOf(one.partner.server)).toBe(after);
      expect((await one.engine.preview(one.program())).all).toMatchObject({
        op: "same",
        added: [],
      });
    }
  });

  once(() => {
    it("leaves the partner as desired where only the last answer was lost", async () => {
      const calls = await callsIn(pair(primaryXml, rich));
      const one = pair(primaryXml, rich);
      const call = one.partner.server.call.bind(one.partner.server);
      let made = 0;
      one.partner.server.call = (cmdlet, parameters) => {
        const output = call(cmdlet, parameters);
        if (!cmdlet.startsWith("Get-") && ++made === calls) throw new Cut();
        return output;
      };
      expect(await ending(one)).toBe("");
      expect(one.engine.said.join("\n")).toContain(
        "all changes were written, although the answer was lost",
      );
    });
  });
});

once(() => {
  describe("an update of a partner that somebody else changed after it was read", () => {
    it("reports the change and writes nothing", async () => {
      const one = pair(primaryXml, rich);
      const session = one.engine.begin();
      const { inputs } = (await session.check({}, { ...one.program().all, __resource: "all" })) as {
        inputs: Record<string, unknown>;
      };
      await session.diff("all", {}, inputs);
      one.partner.server.call("Set-DhcpServerv4Scope", { ScopeId: "10.0.2.0", Name: "Cellar" });
      const { changes } = one.partner.server;
      await expect(session.create(inputs)).rejects.toThrow(
        "dhcp2 changed after this operation read it",
      );
      expect(one.partner.server.changes).toBe(changes);
    });
  });

  describe("an error of Windows", () => {
    const told = (more: Partial<Machine>): Promise<string> =>
      createWindowsDriver(
        connections([{ ...machine("dhcp1", rich), ...more }]),
        0,
      )({ computerName: "dhcp1" })
        .read()
        .then(
          () => "",
          ({ message }: Error) => message,
        );
    const failing = (code: string, category?: string): Partial<Machine> => ({
      asked: (cmdlet) => {
        throw cmdletError(code, cmdlet, category);
      },
    });

    it.each<readonly [what: string, more: Partial<Machine>, sentence: string]>([
      [
        "access denied",
        failing("WIN32 5", "PermissionDenied"),
        'dhcp1 does not allow this account to run Get-DhcpServerv4Scope (WIN32 5,Get-DhcpServerv4Scope). Add it to "DHCP Administrators" on that server',
      ],
      [
        "a stopped service",
        failing("WIN32 1753"),
        "Start the service on that server: Start-Service DHCPServer. [windows-service-stopped]",
      ],
      [
        "no server in reach",
        failing("WIN32 1722"),
        "could not reach the DHCP server (WIN32 1722,Get-DhcpServerv4Scope)",
      ],
      [
        "no module",
        { module: false },
        "dhcp1 does not have the PowerShell module DhcpServer. Install it on that server: Install-WindowsFeature RSAT-DHCP",
      ],
      [
        "anything else",
        failing("DHCP 20019"),
        "dhcp1 refused Get-DhcpServerv4Scope: Failed: Get-DhcpServerv4Scope. (DHCP 20019) (DHCP 20019,Get-DhcpServerv4Scope).",
      ],
    ])("%s is reported with what to do", async (_, more, sentence) => {
      expect(await told(more)).toContain(sentence);
    });

    it("ends the read, whichever question it answers: what could not be read is never taken for empty", async () => {
      const asked: string[] = [];
      await told({ asked: (cmdlet) => void asked.push(cmdlet) });
      expect(asked.length).toBeGreaterThan(20);
      for (const at of asked.keys()) {
        let number = 0;
        expect(
          await told({
            asked: (cmdlet) => {
              if (number++ === at) throw cmdletError("DHCP 20013", cmdlet);
            },
          }),
        ).toContain(`dhcp1 refused ${asked[at]}: `);
      }
    });

    it("ends the read also where the cmdlet only reports it and goes on", async () => {
      const one = machine("dhcp1", rich, {
        asked: (cmdlet) => {
          if (cmdlet === "Get-DhcpServerv4Reservation") throw cmdletError("DHCP 20013", cmdlet);
        },
      });
      const lenient = readScript.replace(/^ *'\*-DhcpServer\*:ErrorAction' = 'Stop'\n/m, "");
      expect(lenient).not.toBe(readScript);
      const written = await runOn(one, lenient, '{"computerName":null}');
      expect(documentIn(written)).toMatchObject({
        ok: false,
        error: { id: "DHCP 20013,Get-DhcpServerv4Reservation" },
      });
    });

    it("is waited for in a read where it passes by itself", async () => {
      let busy = 3;
      expect(
        await told({
          asked: (cmdlet) => {
            if (busy-- > 0) throw cmdletError("WIN32 1722", cmdlet);
          },
        }),
      ).toBe("");
    });

    it("is assumed where an answer leaves a list out: that is no empty list", async () => {
      const server = createWindowsDriver(
        () => ({
          label: "dhcp1",
          address: "dhcp1",
          run: async () => ({ ok: true, data: { format: 1 } }),
          close: async () => {},
        }),
        0,
      )({ computerName: "dhcp1" });
      await expect(server.read()).rejects.toThrow(
        "dhcp1 returned an incomplete or unexpected answer (names)",
      );
    });
  });
});
