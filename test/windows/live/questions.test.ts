// How much a server is asked: PowerShells that are started, and cmdlets that are called, for each operation.
import { describe, expect, it } from "vitest";
import { drivers, type Drivers } from "../../../provider/drivers/index.js";
import { createWindowsDriver } from "../../../provider/drivers/windows/live/index.js";
import { failoverReader } from "../../../provider/lifecycle/failovers.js";
import { operation } from "../../../provider/lifecycle/operation.js";
import { scopeReader as scopesOfServer } from "../../../provider/lifecycle/scopes.js";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { edited, rows } from "../../helpers/unit/drivers/windows/rows.js";
import { Engine } from "../../helpers/unit/lifecycle/engine.js";
import { connect } from "../../helpers/windows/failover.js";
import { again, once } from "../../parts.js";
import { connections, type Machine } from "../../helpers/windows/live/model.js";
import {
  machine,
  pair,
  scopesOf,
  type Mutable,
  type Pair,
} from "../../helpers/windows/live/pair.js";

interface Asked {
  starts: number;
  cmdlets: string[];
}

/** Drivers for these machines that count. */
function counting(machines: readonly Mutable<Machine>[]): {
  readonly all: Drivers;
  asked(): Asked;
} {
  let asked: Asked = { starts: 0, cmdlets: [] };
  for (const one of machines) {
    one.asked = (cmdlet) => void asked.cmdlets.push(cmdlet);
    one.before = (cmdlet) => void asked.cmdlets.push(cmdlet);
  }
  const connected = connections(machines);
  const open = createWindowsDriver((options) => {
    const connection = connected(options);
    const run: typeof connection.run = (...given) => {
      asked.starts++;
      return connection.run(...given);
    };
    return { ...connection, run };
  }, 0);
  return {
    all: { ...drivers, windows: { ...drivers.windows!, open: open as never } },
    asked: () => {
      const found = asked;
      asked = { starts: 0, cmdlets: [] };
      return found;
    },
  };
}

/** Four properties of two scopes. */
const changed = rich
  .replace("<Name>Offices<", "<Name>Rooms<")
  .replace("<Value>scan.example<", "<Value>scan2.example<")
  .replace("<Name>scanner<", "<Name>copier<")
  .replace("<EndRange>10.0.1.200<", "<EndRange>10.0.1.210<");

function counted(primaryXml: string, partnerXml: string): Pair & { asked(): Asked } {
  const one = pair(primaryXml, partnerXml);
  const { all, asked } = counting([one.primary, one.partner]);
  return { ...one, engine: new Engine(all, "replication"), asked };
}

once(() => {
  describe("a replication that changes four properties", () => {
    it("starts two PowerShells for a preview, four for an update and one for a refresh", async () => {
      const one = counted(changed, rich);
      await one.engine.preview(one.program());
      const preview = one.asked();
      await one.engine.up(one.program());
      const up = one.asked();
      await one.engine.refresh(false);
      const refresh = one.asked();
      expect([preview.starts, up.starts, refresh.starts]).toEqual([2, 4, 1]);
      // An update reads both servers, then the partner right before its calls and right after them.
      const reading = preview.cmdlets.length / 2;
      expect([preview, up, refresh].map(({ cmdlets }) => cmdlets.length)).toEqual([
        2 * reading,
        4 * reading + up.cmdlets.filter((cmdlet) => !cmdlet.startsWith("Get-")).length,
        reading,
      ]);
      expect(reading).toBeLessThanOrEqual(30);
    });
  });

  describe("a relationship", () => {
    it("starts two PowerShells for a preview, five for an update and two for a refresh", async () => {
      const [one, two] = [
        machine("dhcp1", rich),
        machine("dhcp2", rich.replace(/<Scopes>[^]*<\/Scopes>/, "<Scopes></Scopes>")),
      ];
      connect(one.server, two.server);
      const { all, asked } = counting([one, two]);
      const engine = new Engine(all, "relationship");
      const server = (computerName: string) => ({ driver: "windows", computerName });
      const program = {
        pair: {
          name: "both",
          primary: server("dhcp1"),
          partner: server("dhcp2"),
          mode: "loadBalance",
        },
      };
      const { pair: previewed } = await engine.preview(program);
      expect(previewed!.failures).toEqual([]);
      const preview = asked();
      await engine.up(program);
      const up = asked();
      await engine.refresh(false);
      const refresh = asked();
      expect([preview.starts, up.starts, refresh.starts]).toEqual([2, 5, 2]);
      // Each start reads one server at most once: 30 cmdlets for these two scopes.
      for (const { starts, cmdlets } of [preview, up, refresh])
        expect(cmdlets.length).toBeLessThanOrEqual(starts * 30);
    });
  });
});

const scopeOf = (at: number) => `10.${at >> 8}.${at & 255}.0`;

/** An export with so many scopes, all alike. */
function many(count: number, name: string): string {
  const scope = (at: number): string => {
    const net = scopeOf(at).replace(/0$/, "");
    const reservations = Array.from(
      { length: 50 },
      (_, i) =>
        `<Reservation><Name>r${i}</Name><IPAddress>${net}${100 + i}</IPAddress><ClientId>02-00-${[at >> 8, at & 255, i].map((byte) => byte.toString(16).padStart(2, "0")).join("-")}-00</ClientId><Type>Both</Type><Description /></Reservation>`,
    );
    return `<Scope><ScopeId>${net}0</ScopeId><Name>${at === 7 ? name : `s${at}`}</Name><SubnetMask>255.255.255.0</SubnetMask><StartRange>${net}10</StartRange><EndRange>${net}200</EndRange><LeaseDuration>8.00:00:00</LeaseDuration><State>Active</State><Type>Dhcp</Type><MaxBootpClients>4294967295</MaxBootpClients><NapEnable>false</NapEnable><Delay>0</Delay><NapProfile /><Description /><ActivatePolicies>true</ActivatePolicies><SuperScopeName /><Reservations>${reservations.join("")}</Reservations></Scope>`;
  };
  return rich.replace(
    /<Scopes>[^]*<\/Scopes>/,
    `<Scopes>${Array.from({ length: count }, (_, at) => scope(at)).join("")}</Scopes>`,
  );
}

again(() => {
  describe("a server of 1,000 scopes with 50 reservations each", () => {
    it("is asked about the one scope that is selected, and written there", async () => {
      const [one, two] = [
        machine("dhcp1", many(1_000, "new")),
        machine("dhcp2", many(1_000, "old")),
      ];
      const { all, asked } = counting([one, two]);
      const engine = new Engine(all, "scope");
      const server = (computerName: string) => ({ driver: "windows", computerName });
      const program = {
        offices: { primary: server("dhcp1"), partner: server("dhcp2"), scopeId: scopeOf(7) },
      };
      const { offices } = await engine.preview(program);
      expect(offices!.failures).toEqual([]);
      const { starts, cmdlets } = asked();
      expect(starts).toBe(2);
      expect(cmdlets.length / 2).toBeLessThanOrEqual(13 + 4 + 50);
      await engine.up(program);
      expect(two.server.scopes.get(scopeOf(7))!.name).toBe("new");
      const up = asked();
      expect(up.starts).toBeLessThanOrEqual(5);
      expect(up.cmdlets.length).toBeLessThanOrEqual(4 * (13 + 4 + 50) + 1);
      expect(await engine.refresh(false)).toEqual({ offices: [] });
      expect(asked().cmdlets.length).toBeLessThanOrEqual(13 + 4 + 50);

      const answer = await scopesOfServer(operation(all, () => {})).read("x", {
        server: server("dhcp1"),
        scopeIds: [scopeOf(9)],
      });
      expect(answer.props).toMatchObject({ scopes: [{ ranges: ["10.0.9.10-10.0.9.200"] }] });
      expect(asked().cmdlets.length).toBeLessThanOrEqual(13 + 4 + 50);
    });
  });
});

once(() => {
  describe("several resources of one operation", () => {
    const program = (one: Pair, ...scopeIds: readonly string[]) => {
      const { all } = one.program();
      return Object.fromEntries(
        scopeIds.map((scopeId) => [
          scopeId,
          { primary: all.primary, partner: all.partner, scopeId },
        ]),
      );
    };

    it("share what was read, and ask the server again only where more is needed", async () => {
      const one = pair(rich.replace("<Name>Offices<", "<Name>Rooms<"), rich);
      const { all, asked } = counting([one.primary, one.partner]);
      const engine = new Engine(all, "scope");
      await engine.up(program(one, "10.0.1.0", "10.0.2.0"));
      expect(one.partner.server.scopes.get("10.0.1.0")!.name).toBe("Rooms");
      expect(asked().starts).toBeLessThanOrEqual(2 + 2 + 2);
      expect(await engine.preview(program(one, "10.0.1.0", "10.0.2.0"))).toMatchObject({
        "10.0.1.0": { op: "same" },
        "10.0.2.0": { op: "same" },
      });
    });
  });

  describe("the content of scopes that are not selected", () => {
    const server = (computerName: string) => ({ driver: "windows", computerName });
    const both = { primary: server("dhcp1"), partner: server("dhcp2") };
    const without = (xml: string) => xml.replace(/<Reservations>[^]*?<\/Reservations>/, "");
    const wholeReadings = (cmdlets: readonly string[]) =>
      cmdlets.filter((cmdlet) => cmdlet === "Get-DhcpServerv4PolicyIPRange").length;

    it("is read before a keep that names it is refused", async () => {
      const [one, two] = [
        machine("dhcp1", without(many(3, "x"))),
        machine("dhcp2", without(many(3, "x"))),
      ];
      const { all, asked } = counting([one, two]);
      const engine = new Engine(all, "scope");
      const first = { ...both, scopeId: scopeOf(0) };
      expect(
        (await engine.preview({ first: { ...first, keep: ["reservations.*.name"] } })).first!
          .failures,
      ).toEqual([]);
      expect(wholeReadings(asked().cmdlets)).toBe(2 * 1 + 2 * 3);
      expect(
        (await engine.preview({ first: { ...first, keep: ["reservations.*.nam"] } })).first!
          .failures,
      ).toHaveLength(1);
    });

    it("is read where a relationship has a member that the partner has in none", async () => {
      const one = pair(many(3, "x").replace(/<Name>s1</, "<Name>renamed<"), many(3, "x"));
      const { all } = counting([one.primary, one.partner]);
      const stated = one.partner.server.relationships.get("dhcp1-dhcp2")!;
      one.partner.server.relationships.set("dhcp1-dhcp2", {
        ...stated,
        scopes: new Set([scopeOf(0)]),
      });
      const engine = new Engine(all, "replication");
      await engine.up({ all: { ...both, names: ["dhcp1-dhcp2"] } });
      expect(one.partner.server.scopes.get(scopeOf(1))!.name).toBe("renamed");
    });

    it("is not read where only relationships are asked for", async () => {
      const one = pair(rich, rich);
      const { all, asked } = counting([one.primary, one.partner]);
      const answer = await failoverReader(operation(all, () => {})).read("x", {
        server: server("dhcp1"),
      });
      expect(answer.props).toMatchObject({
        relationships: [{ name: "dhcp1-dhcp2", scopeIds: ["10.0.1.0/24", "10.0.2.0/25"] }],
      });
      expect(wholeReadings(asked().cmdlets)).toBe(0);
    });
  });

  describe("option values of reservations", () => {
    const withOption = rich;
    const servers = (how: boolean | "piped") => {
      const server = (computerName: string) => ({
        driver: "windows",
        computerName,
        reservationOptions: how,
      });
      return { primary: server("dhcp1"), partner: server("dhcp2") };
    };
    const asked = async (how: boolean | "piped", primaryXml: string, partnerXml: string) => {
      const one = pair(primaryXml, partnerXml);
      const { all, asked: found } = counting([one.primary, one.partner]);
      const engine = new Engine(all, "replication");
      const { all: outcome } = await engine.up({ all: servers(how) });
      return { one, outcome: outcome!, cmdlets: found().cmdlets };
    };
    const optionValues = (cmdlets: readonly string[]) =>
      cmdlets.filter((cmdlet) => cmdlet === "Get-DhcpServerv4OptionValue").length;
    const changedOption = edited(
      withOption,
      rows.find(({ property }) => property === "Reservation options")!,
    );

    it("are read with the other option values", async () => {
      const { one } = await asked(true, changedOption, withOption);
      expect(scopesOf(one.partner.server)).toBe(scopesOf(one.primary.server));
    });

    it("are left alone on both servers where the program says so, and a warning says that", async () => {
      const every = await asked(true, withOption, withOption);
      const { one, outcome, cmdlets } = await asked(false, changedOption, withOption);
      expect(outcome.added).toEqual([]);
      expect(
        outcome.said.filter((sentence) => sentence.includes("reservationOptions is false")),
      ).toHaveLength(2);
      expect(scopesOf(one.partner.server)).not.toBe(scopesOf(one.primary.server));
      const reservations = [...one.primary.server.scopes.values()].reduce(
        (all, scope) => all + scope.reservations.size,
        0,
      );
      expect(optionValues(every.cmdlets) - optionValues(cmdlets)).toBe(2 * reservations);
    });

    it("are not lost where they are not read: recreating a reservation is refused", async () => {
      const other = edited(
        withOption,
        rows.find(({ property }) => property === "Reservation.ClientId")!,
      );
      const one = pair(other, withOption);
      const { all: outcome } = await one.engine.preview({ all: servers(false) });
      expect(outcome!.failures.map(({ reason }) => reason)).toEqual([
        expect.stringContaining("its client changes, so it must be recreated"),
      ]);
    });

    it("are read by one pipeline for each scope where the program says so, and one by one where there are any", async () => {
      const { one } = await asked("piped", changedOption, withOption);
      expect(scopesOf(one.partner.server)).toBe(scopesOf(one.primary.server));
      const none = withOption.replace(
        /(<Reservation>(?:(?!<\/Reservation>)[^])*?)<OptionValues>[^]*?<\/OptionValues>/g,
        "$1",
      );
      // The model counts a call for each thing in a pipeline; a server counts its own.
      const [each, piped] = [await asked(true, none, none), await asked("piped", none, none)];
      expect(optionValues(piped.cmdlets)).toBe(optionValues(each.cmdlets));
    });
  });
});

describe("a long reading", () => {
  once(() => {
    it("reports how many calls it takes, and how far it is", async () => {
      const one = machine("dhcp1", many(60, "x"));
      const said: string[] = [];
      await createWindowsDriver(connections([one]), 0)({ computerName: "dhcp1" }, (sentence) =>
        said.push(sentence),
      ).read();
      expect(said[0]).toMatch(
        /^dhcp1: reading it takes 3\d{3} cmdlet calls of some milliseconds each\. A resource that names its scopes reads only those/,
      );
      expect(said.slice(1).length).toBeGreaterThan(3);
      for (const sentence of said.slice(1))
        expect(sentence).toMatch(/^reading, \d+ of 3\d{3} calls: dhcp1$/);
    });
  });

  again(() =>
    it("reports nothing where it takes 2,000 calls or fewer", async () => {
      const one = machine("dhcp1", many(35, "x"));
      const said: string[] = [];
      await createWindowsDriver(connections([one]), 0)({ computerName: "dhcp1" }, (sentence) =>
        said.push(sentence),
      ).read();
      expect(said).toEqual([]);
    }),
  );

  once(() => {
    it("may take as many seconds as the server's timeout says", async () => {
      const one = machine("dhcp1", rich);
      const waited: (number | undefined)[] = [];
      const connected = connections([one]);
      const reading = (timeout?: number) =>
        createWindowsDriver((options) => {
          const connection = connected(options);
          return {
            ...connection,
            run(script, request, patience) {
              waited.push(patience);
              return connection.run(script, request);
            },
          };
        }, 0)({ computerName: "dhcp1", timeout }).read();
      await reading();
      await reading(1_800);
      expect(waited).toEqual([300_000, 1_800_000]);
    });
  });
});
