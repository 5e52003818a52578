// DNS settings, which Windows keeps as the bits of a pseudo option, 81 (MS-DHCPM: DHCP_OPTION_ID of
// dynamic DNS). Both cmdlets and people know them by their names (Set-DhcpServerv4DnsSetting).
import type { Tree } from "../../../core/model.js";

/** The option that holds them. */
export const dnsOption = 81;

const dnsBits = {
  enabled: 0x01,
  olderClients: 0x02,
  cleanUp: 0x04,
  always: 0x10,
  nameProtection: 0x20,
  withoutPtr: 0x40,
} as const;

function decodeDynamicUpdates(value: number): string {
  if ((value & dnsBits.enabled) === 0) return "Never";
  return (value & dnsBits.always) === 0 ? "OnClientRequest" : "Always";
}

/** Returns the settings that a number stands for. `otherBits`: the bits that have no name. */
export function decodeDnsSettings(value: number): Tree {
  const has = (bit: number): boolean => (value & bit) !== 0;
  const named: Tree = {
    dynamicUpdates: decodeDynamicUpdates(value),
    updateDnsRRForOlderClients: has(dnsBits.olderClients),
    deleteDnsRROnLeaseExpiry: has(dnsBits.cleanUp),
    nameProtection: has(dnsBits.nameProtection),
    disableDnsPtrRRUpdate: has(dnsBits.withoutPtr),
  };
  const rest = value & ~encodeDnsSettings(named);
  return rest === 0 ? named : { ...named, otherBits: rest };
}

/** Returns the number that stands for settings. */
export function encodeDnsSettings(settings: Tree): number {
  const bit = (name: string, value: number): number => (settings[name] === true ? value : 0);
  const updates: Readonly<Record<string, number>> = {
    Never: 0,
    OnClientRequest: dnsBits.enabled,
    Always: dnsBits.enabled | dnsBits.always,
  };
  return (
    (updates[String(settings.dynamicUpdates)] ?? 0) |
    bit("updateDnsRRForOlderClients", dnsBits.olderClients) |
    bit("deleteDnsRROnLeaseExpiry", dnsBits.cleanUp) |
    bit("nameProtection", dnsBits.nameProtection) |
    bit("disableDnsPtrRRUpdate", dnsBits.withoutPtr) |
    (typeof settings.otherBits === "number" ? settings.otherBits : 0)
  );
}
