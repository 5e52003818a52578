// Errors about failover relationships between Windows DHCP servers.
import { listed, quoted, refusal } from "../../../core/messages/sentence.js";

export const windowsRelationshipMessages = {
  windowsNoMode: (mode: string) =>
    refusal(
      "windows-no-mode",
      `A Windows DHCP server does not support the mode ${quoted(mode)}.`,
      'Set mode to "loadBalance" or "hotStandby".',
    ),
  windowsNameLong: (length: number, most: number) =>
    refusal(
      "windows-name-long",
      `The relationship's name has ${length} characters, but a Windows DHCP server allows ${most}.`,
      "Choose a shorter name.",
    ),
  windowsRelationshipsMost: (label: string, most: number) =>
    refusal(
      "windows-relationships-most",
      `${label} is in ${most} failover relationships, the maximum of a server.`,
      "Add the scopes to an existing relationship.",
    ),
  windowsIntervalOff: () =>
    refusal(
      "windows-interval-off",
      "stateSwitchInterval sets when a server takes over automatically, but autoStateTransition: false disables that.",
      "Omit one of them.",
    ),
  windowsScopesNone: (name: string, label: string) =>
    refusal(
      "windows-scopes-none",
      `No scope would be in ${quoted(name)}, and Add-DhcpServerv4Failover requires one: every scope of ${label} is in another relationship.`,
      "Name at least one scope in scopeIds.",
    ),
  windowsSecretEmpty: (name: string) =>
    refusal(
      "windows-secret-empty",
      `The value to which sharedSecret of ${quoted(name)} refers is empty.`,
      "Set the secret, or omit sharedSecret: then the servers do not authenticate to each other.",
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
