// DNS settings: option 81 of a level, as a mask (MS-DHCPM), and a policy's DNS suffix. Set clears
// whatever a call does not give.
// https://learn.microsoft.com/powershell/module/dhcpserver/set-dhcpserverv4dnssetting
import { assertLength, RefusedCall } from "./refused-call.js";
import type { Cmdlets, CmdletArguments } from "./arguments.js";
import {
  changeProperties,
  findPolicy,
  findPolicyHolder,
  putEntry,
  findReservation,
  findScope,
  type ServerState,
  type OptionHolder,
} from "./server-state.js";
import { optionMapKey } from "./options.js";

const dnsMaskBits = {
  enabled: 0x01,
  olderClients: 0x02,
  cleanUp: 0x04,
  always: 0x10,
  nameProtection: 0x20,
  noPtr: 0x40,
  suffix: 0x80,
} as const;
const dnsSettingNames = [
  "DynamicUpdates",
  "DeleteDnsRROnLeaseExpiry",
  "UpdateDnsRRForOlderClients",
  "DisableDnsPtrRRUpdate",
  "NameProtection",
  "DnsSuffix",
] as const;
const option81 = { optionId: 81, vendorClass: "", userClass: "" } as const;

/** The levels whose setting counts for a call, the nearest first. */
function findDnsLevels(
  server: ServerState,
  args: CmdletArguments,
): readonly [OptionHolder, ...OptionHolder[]] {
  const [address, scopeId, policyName] = [
    args.text("IPAddress"),
    args.text("ScopeId"),
    args.text("PolicyName"),
  ];
  if (address !== undefined && (scopeId !== undefined || policyName !== undefined))
    throw new RefusedCall("WIN32 87", "-IPAddress with another level");
  if (address !== undefined) {
    const { scope, reservation } = findReservation(server, address);
    return [reservation, scope, server];
  }
  if (policyName !== undefined)
    return [
      findPolicy(findPolicyHolder(server, scopeId), policyName),
      ...(scopeId === undefined ? [] : [findScope(server, scopeId)]),
      server,
    ];
  return scopeId === undefined ? [server] : [findScope(server, scopeId), server];
}

/** The arguments of Set-DhcpServerv4DnsSetting. */
interface DnsArguments {
  readonly updates: string;
  readonly suffix: string;
}

/** Throws for settings that a server refuses. */
function assertSettings(
  args: CmdletArguments,
  level: OptionHolder,
  { updates, suffix }: DnsArguments,
): void {
  if (!dnsSettingNames.some((name) => args.has(name)))
    throw new RefusedCall("WIN32 87", "no setting is given");
  assertLength(suffix, 256, "the DNS suffix", "WIN32 87");
  if (suffix !== "" && !("dnsSuffix" in level))
    throw new RefusedCall("WIN32 87", "only a policy has a DNS suffix"); // inferred
  if (args.flag("DeleteDnsRROnLeaseExpiry") && updates === "Never")
    throw new RefusedCall("WIN32 87", "records are deleted only where they are updated");
}

function encodeMask(args: CmdletArguments, { updates, suffix }: DnsArguments): number {
  const bit = (isSet: boolean | undefined, value: number): number => (isSet ? value : 0);
  return (
    bit(updates !== "Never", dnsMaskBits.enabled) |
    bit(updates === "Always", dnsMaskBits.always) |
    bit(args.flag("UpdateDnsRRForOlderClients"), dnsMaskBits.olderClients) |
    bit(args.flag("DeleteDnsRROnLeaseExpiry"), dnsMaskBits.cleanUp) |
    bit(args.flag("NameProtection"), dnsMaskBits.nameProtection) |
    bit(args.flag("DisableDnsPtrRRUpdate"), dnsMaskBits.noPtr) |
    bit(suffix !== "", dnsMaskBits.suffix)
  );
}

function decodeUpdates(mask: number): string {
  if ((mask & dnsMaskBits.enabled) === 0) return "Never";
  return (mask & dnsMaskBits.always) === 0 ? "OnClientRequest" : "Always";
}

export const dnsCmdlets: Cmdlets = {
  "Set-DhcpServerv4DnsSetting": (server, args) => {
    const [level] = findDnsLevels(server, args);
    // That Never is what is left without one is inferred.
    const settings: DnsArguments = {
      updates: args.text("DynamicUpdates") ?? "Never",
      suffix: args.text("DnsSuffix") ?? "",
    };
    assertSettings(args, level, settings);
    // A suffix alone changes nothing else: so DhcpServerMigration sets it.
    const isSuffixAlone = dnsSettingNames.every((name) => name === "DnsSuffix" || !args.has(name));
    if (!isSuffixAlone) {
      const value = [String(encodeMask(args, settings))];
      putEntry(server, level.options, optionMapKey(option81), { ...option81, value });
    }
    if (isSuffixAlone || "dnsSuffix" in level) {
      const policy = level as OptionHolder & { dnsSuffix: string };
      changeProperties<{ dnsSuffix: string }>(server, policy, { dnsSuffix: settings.suffix });
    }
    return [];
  },

  // The setting in force, wherever it comes from: it does not tell what is set at this level.
  "Get-DhcpServerv4DnsSetting": (server, args) => {
    const levels = findDnsLevels(server, args);
    const option = levels
      .map(({ options }) => options.get(optionMapKey(option81)))
      .find((value) => value);
    const mask = Number(option?.value[0] ?? dnsMaskBits.enabled | dnsMaskBits.cleanUp);
    return [
      {
        DynamicUpdates: decodeUpdates(mask),
        DeleteDnsRROnLeaseExpiry: Boolean(mask & dnsMaskBits.cleanUp),
        UpdateDnsRRForOlderClients: Boolean(mask & dnsMaskBits.olderClients),
        DnsSuffix: (levels[0] as { dnsSuffix?: string }).dnsSuffix ?? "",
        DisableDnsPtrRRUpdate: Boolean(mask & dnsMaskBits.noPtr),
        NameProtection: Boolean(mask & dnsMaskBits.nameProtection),
      },
    ];
  },
};
