// DNS settings: option 81 of a level, as a mask (MS-DHCPM), and a policy's DNS suffix. Set clears
// whatever a call does not give.
// https://learn.microsoft.com/powershell/module/dhcpserver/set-dhcpserverv4dnssetting
import { assertLength, Refused } from "./refused.js";
import type { Cmdlets, Given } from "./given.js";
import {
  alter,
  policyOf,
  policiesOf,
  put,
  reservationOf,
  scopeOf,
  type Held,
  type Level,
} from "./held.js";
import { optionKey } from "./options.js";

const bits = {
  enabled: 0x01,
  olderClients: 0x02,
  cleanUp: 0x04,
  always: 0x10,
  nameProtection: 0x20,
  noPtr: 0x40,
  suffix: 0x80,
} as const;
const settings = [
  "DynamicUpdates",
  "DeleteDnsRROnLeaseExpiry",
  "UpdateDnsRRForOlderClients",
  "DisableDnsPtrRRUpdate",
  "NameProtection",
  "DnsSuffix",
] as const;
const option81 = { optionId: 81, vendorClass: "", userClass: "" } as const;

/** The levels whose setting counts for a call, the nearest first. */
function levels(server: Held, given: Given): readonly [Level, ...Level[]] {
  const [address, scopeId, policyName] = [
    given.text("IPAddress"),
    given.text("ScopeId"),
    given.text("PolicyName"),
  ];
  if (address !== undefined && (scopeId !== undefined || policyName !== undefined))
    throw new Refused("WIN32 87", "-IPAddress with another level");
  if (address !== undefined) {
    const { scope, reservation } = reservationOf(server, address);
    return [reservation, scope, server];
  }
  if (policyName !== undefined)
    return [
      policyOf(policiesOf(server, scopeId), policyName),
      ...(scopeId === undefined ? [] : [scopeOf(server, scopeId)]),
      server,
    ];
  return scopeId === undefined ? [server] : [scopeOf(server, scopeId), server];
}

export const dns: Cmdlets = {
  "Set-DhcpServerv4DnsSetting": (server, given) => {
    const [level] = levels(server, given);
    const [updates, suffix] = [
      given.text("DynamicUpdates") ?? "Never",
      given.text("DnsSuffix") ?? "",
    ]; // that Never is what is left without one is inferred
    if (!settings.some((name) => given.has(name)))
      throw new Refused("WIN32 87", "no setting is given");
    assertLength(suffix, 256, "the DNS suffix", "WIN32 87");
    if (suffix !== "" && !("dnsSuffix" in level))
      throw new Refused("WIN32 87", "only a policy has a DNS suffix"); // inferred
    if (given.flag("DeleteDnsRROnLeaseExpiry") && updates === "Never")
      throw new Refused("WIN32 87", "records are deleted only where they are updated");
    // A suffix alone changes nothing else: so DhcpServerMigration sets it.
    const alone = settings.every((name) => name === "DnsSuffix" || !given.has(name));
    if (alone) {
      alter<{ dnsSuffix: string }>(server, level as Level & { dnsSuffix: string }, {
        dnsSuffix: suffix,
      });
      return [];
    }
    const mask =
      (updates === "Never" ? 0 : bits.enabled) |
      (updates === "Always" ? bits.always : 0) |
      (given.flag("UpdateDnsRRForOlderClients") ? bits.olderClients : 0) |
      (given.flag("DeleteDnsRROnLeaseExpiry") ? bits.cleanUp : 0) |
      (given.flag("NameProtection") ? bits.nameProtection : 0) |
      (given.flag("DisableDnsPtrRRUpdate") ? bits.noPtr : 0) |
      (suffix === "" ? 0 : bits.suffix);
    put(server, level.options, optionKey(option81), { ...option81, value: [String(mask)] });
    if ("dnsSuffix" in level)
      alter<{ dnsSuffix: string }>(server, level as Level & { dnsSuffix: string }, {
        dnsSuffix: suffix,
      });
    return [];
  },

  // The setting in force, wherever it comes from: it does not tell what is set at this level.
  "Get-DhcpServerv4DnsSetting": (server, given) => {
    const of = levels(server, given);
    const mask = Number(
      of.map(({ options }) => options.get(optionKey(option81))).find((found) => found)?.value[0] ??
        bits.enabled | bits.cleanUp,
    );
    return [
      {
        DynamicUpdates: !(mask & bits.enabled)
          ? "Never"
          : mask & bits.always
            ? "Always"
            : "OnClientRequest",
        DeleteDnsRROnLeaseExpiry: Boolean(mask & bits.cleanUp),
        UpdateDnsRRForOlderClients: Boolean(mask & bits.olderClients),
        DnsSuffix: (of[0] as { dnsSuffix?: string }).dnsSuffix ?? "",
        DisableDnsPtrRRUpdate: Boolean(mask & bits.noPtr),
        NameProtection: Boolean(mask & bits.nameProtection),
      },
    ];
  },
};
