// What Kea's configuration says that it should not, or cannot be made to say.
import { listed, quoted, refusal } from "./sentence.js";

export const keaMessages = {
  keaShape: (where: string, wanted: string) =>
    refusal(
      "kea-shape",
      `${where} is not ${wanted}.`,
      "Correct it; kea-dhcp4 -t shows what else Kea would refuse.",
    ),
  keaTwice: (where: string, what: string, key: string, first: string, second: string) =>
    refusal(
      "kea-duplicate-key",
      `${where} has two ${what} with the same key, ${key}: ${quoted(first)} and ${quoted(second)}.`,
      "Remove one of them.",
    ),
  keaOptionUnknown: (where: string, space: string, name: unknown) =>
    refusal(
      "kea-option-unknown",
      `${where} sets the option ${quoted(name)} of the option space ${quoted(space)}, which neither Kea nor this configuration defines.`,
      "Define it in option-def, or use its code.",
    ),
  keaOptionTwice: (
    where: string,
    key: string,
    {
      release,
      known,
      last,
    }: { readonly release: string; readonly known: boolean; readonly last: boolean },
  ) =>
    `${where} has the option ${key} more than once with different values. Kea before 3.0 sends clients the last one, Kea 3.0 and later the first one; the ${last ? "last" : "first"} one is compared here, ${known ? `because this is Kea ${release}` : `because the file is read as one of Kea ${release}: set release if that is wrong`}. Remove the others.`,
  keaReadInPart: (scope: string, why: string) =>
    `${scope} cannot be replicated until this error is corrected: ${why}`,
  keaHexInvalid: (where: string) =>
    refusal(
      "kea-hex-invalid",
      `${where} is given as bytes, but its value is not hexadecimal.`,
      "Write digits such as 0a1b or 0a:1b, or a string in single quotes.",
    ),
  keaClientMissing: (where: string, address: string | undefined) =>
    refusal(
      "kea-client-missing",
      `${where} has a reservation${address === undefined ? "" : ` of ${address}`} without a client identifier.`,
      "Give it a hw-address, duid, client-id, circuit-id or flex-id.",
    ),
  keaReleaseOfExport: (where: string) =>
    refusal(
      "kea-release-of-export",
      `${where} is a Kea release, but the file is an export of a Windows server.`,
      "Remove release.",
    ),
  // What Kea takes without a word.
  keaHostBits: (text: string, id: string) =>
    `The subnet ${text} is an address within ${id}. Kea reads it as ${id}, and so does this comparison.`,
  keaOverlap: (pairs: readonly string[]) =>
    `Subnets overlap: ${listed(pairs)}. Kea accepts this without an error and may serve a client from either subnet.`,
  keaClassUndefined: (name: string, where: readonly string[]) =>
    `The class ${quoted(name)} is not defined, but ${listed(where, 4)} ${where.length === 1 ? "uses" : "use"} it. Unless a hook assigns it, no client will ever match it.`,
  keaNegativeLifetime: (where: readonly string[]) =>
    `A lifetime is negative in ${listed(where)}: Kea reads -1 as infinite, and other negative numbers as more than a hundred years.`,
  keaBytesUntold: (where: readonly string[]) =>
    `${listed(where)}: if this option was written as bytes, this server does not return them, and a configuration sent to it would lose them. Define the option as binary in option-def.`,
  keaBytesKept: (where: string, release: string) =>
    `${where} is written as bytes, which Kea ${release} accepts but does not return: they could not be compared, and config-write would lose them. Define the option as binary in option-def of both servers, or name it in keep if the partner has its own value.`,
  keaHostsDatabase: () =>
    "Reservations that this server stores in a database (hosts-databases) are not compared.",
  keaConfigDatabase: () =>
    "its configuration comes from a database (config-databases), and Kea does not keep changes that are written over it.",
  keaCommentsLost: (path: string, count: number) =>
    count === 1
      ? `${path}: one comment belongs to a removed entry and is removed with it.`
      : `${path}: ${count} comments belong to removed entries and are removed with them.`,
  // What a Kea server cannot be made to hold.
  keaCardUnknown: (where: string, card: string) =>
    `${where} is bound to the interface ${quoted(card)}, and the matching interface of the partner is unknown. Map it in the partner's interfaces: { ${JSON.stringify(card)}: "…" }.`,
  keaPeerMissing: (scope: string, peers: readonly string[]) =>
    `${scope} would be new on a server with several failover relationships, but names none of them: no server would serve it. Set user-context: { "ha-server-name": … } on the primary, with one of ${listed(peers.map(quoted))}.`,
  keaNetworkMissing: (scope: string, network: string) =>
    `${scope} belongs to the shared network ${quoted(network)}, which would not exist there. Replicate the shared network with it.`,
  keaIdTaken: (id: string, scopes: readonly string[], onlyOnPartner: readonly string[]) =>
    `${listed(scopes)} would have the same subnet id, ${id}, and Kea accepts an id only once. ${
      onlyOnPartner.length > 0
        ? `Only the partner has ${listed(onlyOnPartner)}: set prune: true in a FailoverReplication to have ${onlyOnPartner.length === 1 ? "it" : "them"} removed in the same update, or give the scope another id on the primary.`
        : "Change the id on the primary, or replicate the other scope as well."
    }`,
  keaLeaseBound: (where: string, lease: number, bound: number, which: "least" | "most") =>
    `${where} would have a lease duration of ${lease} s, but the ${which} allowed there is ${bound} s. Give it its own bounds on the primary, or replicate the server's bounds too with serverSettings: "replicate".`,
  keaTeesCrossed: (where: string, t1: number, t2: number) =>
    `${where} would have a t1-percent of ${t1}, which is not below the t2-percent of ${t2} in force there. Set both for it on the primary, or replicate the server's values too with serverSettings: "replicate".`,
  keaReservationsShared: (scope: string, addresses: readonly string[]) =>
    `${scope} would have several reservations of ${listed(addresses)}, but the partner accepts an address only once (ip-reservations-unique). Replicate that setting too with serverSettings: "replicate", or give each client its own address on the primary.`,
  keaTestUndefined: (where: string, name: string) =>
    `${where} names the option ${quoted(name)}, which would no longer be defined. Replicate that expression too with serverSettings: "replicate", or give the definition one name on both servers.`,
  keaTextUndefined: (where: string) =>
    `${where} is a string, but the partner would have no definition of that option. Define it in option-def on both servers, or keep the definition that the partner has.`,
  keaDefinedOtherwise: (where: string, option: string) =>
    `${where} would mean another value there, because the partner defines ${option} differently. Give the option one definition on both servers, or name the value in keep.`,
  keaTypeChanged: (where: string, option: string) =>
    `${where} would stay unchanged, but the definition of ${option} would get another type, which does not match it. Replicate that value too (outside scopes with serverSettings: "replicate"), or remove it from the partner.`,
  keaBuiltIn: (option: string, release: string) =>
    `The partner, assumed to be Kea ${release}, has the option ${option} built in, with another meaning than the primary's definition. Use the built-in option on the primary, or exclude what uses the definition from the replication.`,
  keaNameBuiltIn: (option: string, name: string, code: number, release: string) =>
    `The definition of ${option} has the name ${quoted(name)}, which the partner, assumed to be Kea ${release}, has built in for option ${code}. Give it another name on the primary.`,
  keaTypeUnfit: (where: string, option: string, type: string) =>
    `${where} would have a value that the partner's definition of ${option} does not accept (${type}). Give the definition the same type on both servers, or exclude that value with keep.`,
  keaDefinitionMixed: (where: string) =>
    `${where} would have the type of one server and the fields of the other, which Kea refuses. Name the whole definition in keep, or no part of it.`,
  keaDefinitionNameTwice: (name: string, options: readonly string[], where: string | undefined) =>
    `${listed(options)} would both be named ${quoted(name)}${where === undefined ? "" : ` in ${where}`}, but Kea accepts a name only once. Replicate both definitions with serverSettings: "replicate", or give the definition one name on both servers.`,
  keaClassAskedTooEarly: (name: string, other: string, isDefined: boolean) =>
    `The class ${quoted(name)} depends on the class ${quoted(other)}, which ${isDefined ? "would be defined after it" : "would not be defined"}. Replicate both with serverSettings: "replicate", or change that test on the partner.`,
  keaTimersCrossed: (where: string, renewal: number, rebinding: number, isReleaseNamed: boolean) =>
    `${where} would be ${renewal} s, above the rebinding time of ${rebinding} s in force there, which Kea before 2.6 refuses. Set both for it on the primary, or replicate the server's values too with serverSettings: "replicate"${isReleaseNamed ? "" : "; if the partner is newer, set release"}.`,
  keaRangesOverlap: (where: string, one: string, other: string) =>
    `${where} ${one} and ${other} would overlap, which Kea refuses. Replicate both, or remove one from the partner.`,
  keaClientTwice: (where: string, client: string, keys: readonly string[]) =>
    `${where} would have several reservations for the client ${client} (${listed(keys)}), but Kea accepts only one. Replicate them all, or remove one from the partner.`,
  keaReservationEmpty: (where: string, isReleaseNamed: boolean) =>
    `${where} would assign nothing to its client, which Kea before 2.6 refuses. Give it an address or a host name${isReleaseNamed ? "" : "; if the partner is newer, set release"}.`,
  keaAuthorityDiffers: (where: string, network: string) =>
    `${where} would differ from the shared network ${quoted(network)}, which Kea refuses. Give both the same value.`,
  keaTooNew: (where: string, name: string, release: string) =>
    `${where} ${name} needs a newer Kea than the partner, which is assumed to be ${release}. Upgrade the partner, or remove the value from the primary.`,
  // Failover that a server cannot be given.
  keaHubTooOld: (names: readonly string[], release: string) =>
    `It would be in several failover relationships (${listed(names.map(quoted))}). Kea supports this since 2.6, and this server is assumed to be ${release}. Upgrade it, or use one relationship.`,
  keaHooksUnknown: (name: string) =>
    `It loads no hook library yet, so their folder is unknown. For the failover relationship ${quoted(name)}, set kea.hooksDirectory, such as "/usr/lib/x86_64-linux-gnu/kea/hooks".`,
  keaPeerShared: (peer: string, names: readonly string[]) =>
    `${quoted(peer)} would be the name of a peer in ${names.length} failover relationships, ${listed(names.map(quoted))}. A hub distinguishes its relationships by these names. Choose other names in kea.primaryName and kea.partnerName.`,
  keaScopesLeft: (scopes: readonly string[], names: readonly string[]) =>
    `${listed(scopes)} would no longer be in a failover relationship, and no server would serve ${scopes.length === 1 ? "it" : "them"}. Assign ${scopes.length === 1 ? "it" : "them"} to one of ${listed(names.map(quoted))}.`,
  keaRangesShared: (name: string, ranges: readonly string[], classes: readonly string[]) =>
    `With load balancing, both servers of ${quoted(name)} would hand out the same addresses of ${listed(ranges, 4)}. Split ${ranges.length === 1 ? "it" : "each"} in two on the primary, one with client-class ${quoted(classes[0])}, one with ${quoted(classes[1])}.`,
  keaThreadsOff: (name: string) =>
    `The failover hook of ${quoted(name)} needs a dedicated HTTP listener, but multi-threading is off on the server: the hook would not listen. Enable it on the server ("multi-threading": { "enable-multi-threading": true }), or set kea.multiThreading: { httpDedicatedListener: false } and use the Control Agents' addresses.`,
  keaUnsettled: (where: string) =>
    `${where} would not get its desired value. This is a bug in pulumi-dhcp-failover. Please report it.`,
};
