// A model of a Windows DHCP Server: it obeys the rules of the DhcpServer cmdlets, and reports the real error ids. What no document settles is
// decided the stricter way, and said to be inferred where it stands.
import { numberToIpv4 } from "../../../provider/core/address.js";
import { bind, findCmdlet, type Value } from "../../../provider/drivers/windows/rules/binder.js";
import { definitionMapKey } from "../../../provider/drivers/windows/rules/definitions.js";
import { readArguments } from "../../../provider/drivers/windows/rules/arguments.js";
import { mapKey, findScope } from "../../../provider/drivers/windows/rules/server-state.js";
import { RefusedCall } from "../../../provider/drivers/windows/rules/refused-call.js";
import { assertTexts, call, type Output } from "../../../provider/drivers/windows/rules/server.js";
import { DhcpError } from "./errors.js";
import { exported, noIpv6 } from "./export.js";
import { failover, type ModelCmdlets } from "./failover-cmdlets.js";
import type { ModelHeld } from "./model-state.js";
import { imported } from "./import.js";
import { builtInClasses, standardDefinitions } from "./installed.js";

export type { Output };

export interface ModelServer extends ModelHeld {
  /** Carries out one call. Throws a BindingError where PowerShell would not run it, a DhcpError where the server refuses; what was done before it refused stays. */
  call(cmdlet: string, parameters?: Readonly<Record<string, Value>>): readonly Output[];
  /** Holds from now on what an Export-DhcpServer document says, and its relationships, of which documents say nothing. No change is counted. */
  import(document: string): void;
  /** An Export-DhcpServer document of what it holds, without a byte order mark. */
  export(): string;
}

/**
 * Cmdlets for the parts that the rules of one server do not cover: its leases, and its partners.
 */
const beyond: ModelCmdlets = {
  ...failover,

  // Of a domain's computer (Add-DhcpServerInDC: it has to be authorized before it leases addresses).
  "Get-DhcpServerSetting": (server) =>
    call(server, "Get-DhcpServerSetting").map((setting) => ({
      ...setting,
      IsAuthorized: server.authorized,
      IsDomainJoined: true,
    })),

  "Remove-DhcpServerv4Scope": (server, given) => {
    const leased = given.texts("ScopeId")!.filter((scopeId) => (server.lent.get(scopeId) ?? 0) > 0);
    if (leased.length > 0 && given.flag("Force") !== true)
      throw new RefusedCall(
        "WIN32 87",
        `it would ask whether ${leased.join(", ")} may go with its leases`,
      );
    call(server, "Remove-DhcpServerv4Scope", {
      ScopeId: given.texts("ScopeId")!,
      Force: given.flag("Force") === true,
    });
    for (const scopeId of leased) server.lent.delete(scopeId);
    return [];
  },

  // Clients hold the first addresses of a range here; each reserved address has a lease too. States: the
  // MOF of DhcpServerv4Lease.
  "Get-DhcpServerv4Lease": (server, given) => {
    const scopeId = given.text("ScopeId")!;
    const { range, reservations } = findScope(server, scopeId);
    const held = Array.from({ length: server.lent.get(scopeId) ?? 0 }, (_, i) => ({
      IPAddress: numberToIpv4(range.first + i),
      AddressState: "Active",
    }));
    const reserved = [...reservations.keys()].map((address) => ({
      IPAddress: numberToIpv4(address),
      AddressState: "ActiveReservation",
    }));
    return [...held, ...reserved].map((lease) => ({ ScopeId: scopeId, ...lease }));
  },

  "Get-DhcpServerv4ScopeStatistics": (server, given) =>
    (given.texts("ScopeId") ?? [...server.scopes.keys()]).map((scopeId) => {
      const { range, superscopeName } = findScope(server, scopeId);
      const [all, inUse] = [range.last - range.first + 1, server.lent.get(scopeId) ?? 0];
      return {
        ScopeId: scopeId,
        SuperscopeName: superscopeName,
        Free: all - inUse,
        InUse: inUse,
        PercentageInUse: (inUse / all) * 100,
        Reserved: 0,
        Pending: 0,
      };
    }),
};

/** A server as it is after its role was installed: 10.0 is Windows Server 2016 to 2022, 6.3 is 2012 R2, 6.2 is 2012. */
export function modelServer(
  name: string,
  { version = [10, 0] }: { readonly version?: ModelHeld["version"] } = {},
): ModelServer {
  const server: ModelServer = {
    name,
    version,
    settings: {
      conflictDetectionAttempts: 0,
      napEnabled: false,
      npsUnreachableAction: "Full",
      activatePolicies: true,
    },
    classes: new Map(builtInClasses.map((held) => [mapKey(held.type, held.name), { ...held }])),
    definitions: new Map(
      standardDefinitions.map((held) => [
        definitionMapKey(held.vendorClass, held.optionId),
        { ...held },
      ]),
    ),
    options: new Map(),
    policies: new Map(),
    filters: new Map(),
    filterLists: { allow: false, deny: false },
    scopes: new Map(),
    relationships: new Map(),
    lent: new Map(),
    ipv6: noIpv6,
    network: new Map(),
    secondHop: true,
    answers: true,
    authorized: true,
    changes: 0,
    dangers: [],

    call(asked, parameters = {}) {
      const cmdlet = findCmdlet(asked);
      const bound = bind({ cmdlet, parameters });
      try {
        const { ComputerName: computer = name, WhatIf: whatIf } = bound.parameters;
        if (String(computer).toLowerCase() !== name.toLowerCase())
          throw new RefusedCall("WIN32 17", String(computer));
        assertTexts(Object.values(bound.parameters));
        if (whatIf) return [];
        return beyond[cmdlet]
          ? (beyond[cmdlet](server, readArguments(bound)) as readonly Output[])
          : call(server, cmdlet, parameters);
      } catch (error) {
        if (error instanceof RefusedCall) throw new DhcpError(error, cmdlet, name);
        throw error;
      }
    },

    import: (document) => void Object.assign(server, imported(document)),
    export: () => exported(server),
  };
  return server;
}
