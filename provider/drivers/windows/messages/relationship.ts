// Errors about failover relationships between Windows DHCP servers.
import type { RepairCommands } from "../../../core/messages.js";
import { listed, quoted, userError } from "../../../core/messages/sentence.js";

/** The cmdlets with which an administrator repairs a relationship. */
export const repairCommands: RepairCommands = {
  removeScope: "Remove-DhcpServerv4Scope",
  removeRelationship: "Remove-DhcpServerv4Failover -Name",
  removeMember: "Remove-DhcpServerv4FailoverScope",
  addMember: "Add-DhcpServerv4FailoverScope",
  reachPartner: "the second hop: log in with a password or CredSSP",
};

export const windowsRelationshipMessages = {
  windowsNoMode: (mode: string) =>
    userError(
      "windows-no-mode",
      `A Windows DHCP server does not support the mode ${quoted(mode)}.`,
      'Set mode to "loadBalance" or "hotStandby".',
    ),
  windowsNameLong: (length: number, most: number) =>
    userError(
      "windows-name-long",
      `The relationship's name has ${length} characters, but a Windows DHCP server allows ${most}.`,
      "Choose a shorter name.",
    ),
  windowsRelationshipsMost: (label: string, most: number) =>
    userError(
      "windows-relationships-most",
      `${label} is in ${most} failover relationships, the maximum of a server.`,
      "Add the scopes to an existing relationship.",
    ),
  windowsIntervalOff: () =>
    userError(
      "windows-interval-off",
      "stateSwitchInterval sets when a server takes over automatically, but " +
        "autoStateTransition: false disables that.",
      "Omit one of them.",
    ),
  windowsScopesNone: (name: string, label: string) =>
    userError(
      "windows-scopes-none",
      `No scope would be in ${quoted(name)}, ` +
        "and Add-DhcpServerv4Failover requires one: " +
        `every scope of ${label} is in another relationship.`,
      "Name at least one scope in scopeIds.",
    ),
  windowsSecretEmpty: (name: string) =>
    userError(
      "windows-secret-empty",
      `The value to which sharedSecret of ${quoted(name)} refers is empty.`,
      "Set the secret, or omit sharedSecret: " +
        "then the servers do not authenticate to each other.",
    ),
  windowsMembersMissing: (name: string, addresses: readonly string[]) => {
    const isOne = addresses.length === 1;
    const it = isOne ? "it" : "them";
    return (
      `the failover relationship ${quoted(name)} has the ${isOne ? "member" : "members"} ` +
      `${listed(addresses)}, which ${isOne ? "is not a scope" : "are not scopes"} here: ` +
      `on the server that has ${it}, remove ${it} from the relationship ` +
      `(Remove-DhcpServerv4FailoverScope) and add ${it} again.`
    );
  },
};
