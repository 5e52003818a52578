// Messages about the parts of a desired configuration that a Kea server cannot hold.
import { listed, quoted, oneOrMany } from "../../../core/messages/sentence.js";

function adviseOtherId(onlyOnPartner: readonly string[]): string {
  if (onlyOnPartner.length === 0)
    return "Change the id on the primary, or replicate the other scope as well.";
  const them = oneOrMany(onlyOnPartner, "it", "them");
  return (
    `Only the partner has ${listed(onlyOnPartner)}: set prune: true in a ` +
    `FailoverReplication to have ${them} removed in the same update, or give the scope ` +
    "another id on the primary."
  );
}

export const keaUnsupportedMessages = {
  // Parts that a Kea server cannot be made to hold.
  keaCardUnknown: (where: string, card: string) =>
    `${where} is bound to the interface ${quoted(card)}, and the matching interface of ` +
    "the partner is unknown. Map it in the partner's interfaces: { " +
    `${JSON.stringify(card)}: "…" }.`,
  keaPeerMissing: (scope: string, peers: readonly string[]) =>
    `${scope} would be new on a server with several failover relationships, but names ` +
    'none of them: no server would serve it. Set user-context: { "ha-server-name": … } ' +
    `on the primary, with one of ${listed(peers.map(quoted))}.`,
  keaNetworkMissing: (scope: string, network: string) =>
    `${scope} belongs to the shared network ${quoted(network)}, which would not exist ` +
    "there. Replicate the shared network with it.",
  keaIdTaken: (id: string, scopes: readonly string[], onlyOnPartner: readonly string[]) =>
    `${listed(scopes)} would have the same subnet id, ${id}, and Kea accepts an id only ` +
    `once. ${adviseOtherId(onlyOnPartner)}`,
  keaLeaseBound: (where: string, lease: number, bound: number, which: "least" | "most") =>
    `${where} would have a lease duration of ${lease} s, but the ${which} allowed there ` +
    `is ${bound} s. Give it its own bounds on the primary, or replicate the server's ` +
    'bounds too with serverSettings: "replicate".',
  keaTeesCrossed: (where: string, t1: number, t2: number) =>
    `${where} would have a t1-percent of ${t1}, which is not below the t2-percent of ` +
    `${t2} in force there. Set both for it on the primary, or replicate the server's ` +
    'values too with serverSettings: "replicate".',
  keaReservationsShared: (scope: string, addresses: readonly string[]) =>
    `${scope} would have several reservations of ${listed(addresses)}, but the partner ` +
    "accepts an address only once (ip-reservations-unique). Replicate that setting too " +
    'with serverSettings: "replicate", or give each client its own address on the ' +
    "primary.",
  keaTestUndefined: (where: string, name: string) =>
    `${where} names the option ${quoted(name)}, which would no longer be defined. ` +
    'Replicate that expression too with serverSettings: "replicate", or give the ' +
    "definition one name on both servers.",
  keaTextUndefined: (where: string) =>
    `${where} is a string, but the partner would have no definition of that option. ` +
    "Define it in option-def on both servers, or keep the definition that the partner " +
    "has.",
  keaDefinedOtherwise: (where: string, option: string) =>
    `${where} would mean another value there, because the partner defines ${option} ` +
    "differently. Give the option one definition on both servers, or name the value in " +
    "keep.",
  keaTypeChanged: (where: string, option: string) =>
    `${where} would stay unchanged, but the definition of ${option} would get another ` +
    "type, which does not match it. Replicate that value too (outside scopes with " +
    'serverSettings: "replicate"), or remove it from the partner.',
  keaBuiltIn: (option: string, release: string) =>
    `The partner, assumed to be Kea ${release}, has the option ${option} built in, with ` +
    "another meaning than the primary's definition. Use the built-in option on the " +
    "primary, or exclude what uses the definition from the replication.",
  keaNameBuiltIn: (option: string, name: string, code: number, release: string) =>
    `The definition of ${option} has the name ${quoted(name)}, which the partner, ` +
    `assumed to be Kea ${release}, has built in for option ${code}. Give it another name ` +
    "on the primary.",
  keaTypeUnfit: (where: string, option: string, type: string) =>
    `${where} would have a value that the partner's definition of ${option} does not ` +
    `accept (${type}). Give the definition the same type on both servers, or exclude ` +
    "that value with keep.",
  keaDefinitionMixed: (where: string) =>
    `${where} would have the type of one server and the fields of the other, which Kea ` +
    "refuses. Name the whole definition in keep, or no part of it.",
  keaDefinitionNameTwice: (name: string, options: readonly string[], where: string | undefined) =>
    `${listed(options)} would both be named ` +
    `${quoted(name)}${where === undefined ? "" : ` in ${where}`}, but Kea accepts a name ` +
    'only once. Replicate both definitions with serverSettings: "replicate", or give the ' +
    "definition one name on both servers.",
  keaClassAskedTooEarly: (name: string, other: string, isDefined: boolean) =>
    `The class ${quoted(name)} depends on the class ${quoted(other)}, which ` +
    `${isDefined ? "would be defined after it" : "would not be defined"}. Replicate both ` +
    'with serverSettings: "replicate", or change that test on the partner.',
  keaTimersCrossed: (where: string, renewal: number, rebinding: number, isReleaseNamed: boolean) =>
    `${where} would be ${renewal} s, above the rebinding time of ${rebinding} s in force ` +
    "there, which Kea before 2.6 refuses. Set both for it on the primary, or replicate " +
    "the server's values too with serverSettings: " +
    `"replicate"${isReleaseNamed ? "" : "; if the partner is newer, set release"}.`,
  keaRangesOverlap: (where: string, one: string, other: string) =>
    `${where} ${one} and ${other} would overlap, which Kea refuses. Replicate both, or ` +
    "remove one from the partner.",
  keaClientTwice: (where: string, client: string, keys: readonly string[]) =>
    `${where} would have several reservations for the client ${client} ` +
    `(${listed(keys)}), but Kea accepts only one. Replicate them all, or remove one from ` +
    "the partner.",
  keaReservationEmpty: (where: string, isReleaseNamed: boolean) =>
    `${where} would assign nothing to its client, which Kea before 2.6 refuses. Give it ` +
    "an address or a host " +
    `name${isReleaseNamed ? "" : "; if the partner is newer, set release"}.`,
  keaAuthorityDiffers: (where: string, network: string) =>
    `${where} would differ from the shared network ${quoted(network)}, which Kea ` +
    "refuses. Give both the same value.",
  keaTooNew: (where: string, name: string, release: string) =>
    `${where} ${name} needs a newer Kea than the partner, which is assumed to be ` +
    `${release}. Upgrade the partner, or remove the value from the primary.`,
  keaUnsettled: (where: string) =>
    `${where} would not get its desired value. This is a bug in pulumi-dhcp-failover. ` +
    "Please report it.",
};
