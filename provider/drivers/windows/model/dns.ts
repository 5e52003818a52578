// DNS settings, which Windows keeps as the bits of a pseudo option, 81 (MS-DHCPM: DHCP_OPTION_ID of dynamic DNS). Both cmdlets and
// people know them by their names (Set-DhcpServerv4DnsSetting).
import type { Tree } from "../../../core/model.js";

/** The option that holds them. */
export const dnsOption = 81;

const bits = {
  enabled: 0x01,
  olderClients: 0x02,
  cleanUp: 0x04,
  always: 0x10,
  nameProtection: 0x20,
  withoutPtr: 0x40,
} as const;

/** The settings that a number stands for. `otherBits`: what it has beyond those that have a name. */
export function dnsSettings(value: number): Tree {
  const has = (bit: number): boolean => (value & bit) !== 0;
  const named: Tree = {
    dynamicUpdates: !has(bits.enabled) ? "Never" : has(bits.always) ? "Always" : "OnClientRequest",
    updateDnsRRForOlderClients: has(bits.olderClients),
    deleteDnsRROnLeaseExpiry: has(bits.cleanUp),
    nameProtection: has(bits.nameProtection),
    disableDnsPtrRRUpdate: has(bits.withoutPtr),
  };
  const rest = value & ~dnsNumber(named);
  return rest === 0 ? named : { ...named, otherBits: rest };
}

/** The number that stands for settings. */
export function dnsNumber(settings: Tree): number {
  const bit = (name: string, value: number): number => (settings[name] === true ? value : 0);
  const updates: Readonly<Record<string, number>> = {
    Never: 0,
    OnClientRequest: bits.enabled,
    Always: bits.enabled | bits.always,
  };
  return (
    (updates[String(settings.dynamicUpdates)] ?? 0) |
    bit("updateDnsRRForOlderClients", bits.olderClients) |
    bit("deleteDnsRROnLeaseExpiry", bits.cleanUp) |
    bit("nameProtection", bits.nameProtection) |
    bit("disableDnsPtrRRUpdate", bits.withoutPtr) |
    (typeof settings.otherBits === "number" ? settings.otherBits : 0)
  );
}
