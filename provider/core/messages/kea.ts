// What Kea's configuration says that it should not, or cannot be made to say.
import { listed, quoted, refusal } from "./sentence.js";

export const keaMessages = {
  keaShape: (where: string, wanted: string) =>
    refusal(
      "kea-shape",
      `${where} is not ${wanted}.`,
      "Correct it; kea-dhcp4 -t tells what else Kea would refuse.",
    ),
  keaTwice: (where: string, what: string, key: string, first: string, second: string) =>
    refusal(
      "kea-twice",
      `${where} has two ${what} on one key, ${key}: ${quoted(first)} and ${quoted(second)}.`,
      "Take one of them out.",
    ),
  keaOptionUnknown: (where: string, space: string, name: unknown) =>
    refusal(
      "kea-option-unknown",
      `${where} sets the option ${quoted(name)} of the space ${quoted(space)}, which neither Kea nor this configuration defines.`,
      "Define it in option-def, or give its code.",
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
    `${where} holds the option ${key} more than once with different values. Kea sends clients the last one before 3.0, the first one since; the ${last ? "last" : "first"} one is compared here, ${known ? `because this is Kea ${release}` : `because the file is read as one of Kea ${release}: set release where that is wrong`}. Take the others out.`,
  keaReadInPart: (scope: string, why: string) =>
    `${scope} cannot be replicated until this is corrected: ${why}`,
  keaHexInvalid: (where: string) =>
    refusal(
      "kea-hex-invalid",
      `${where} is given in bytes, and its value is not hexadecimal.`,
      "Write digits such as 0a1b or 0a:1b, or a text in single quotes.",
    ),
  keaClientMissing: (where: string, address: string | undefined) =>
    refusal(
      "kea-client-missing",
      `${where} has a reservation${address === undefined ? "" : ` of ${address}`} that does not say for whom.`,
      "Give it a hw-address, duid, client-id, circuit-id or flex-id.",
    ),
  keaReleaseOfExport: (where: string) =>
    refusal(
      "kea-release-of-export",
      `${where} names a release of Kea, and the file is an export of a Windows server.`,
      "Take release out.",
    ),
  // What Kea takes without a word.
  keaHostBits: (text: string, id: string) =>
    `The subnet ${text} names an address within ${id}; Kea takes it for ${id}, and so does this comparison.`,
  keaOverlap: (pairs: readonly string[]) =>
    `Subnets overlap: ${listed(pairs)}. Kea takes that silently and may serve a client from either.`,
  keaClassUndefined: (name: string, where: readonly string[]) =>
    `The class ${quoted(name)} is defined nowhere, and ${listed(where, 4)} ${where.length === 1 ? "names" : "name"} it: unless a hook gives it to clients, nobody is in it.`,
  keaNegativeLifetime: (where: readonly string[]) =>
    `A lifetime is negative in ${listed(where)}: Kea takes -1 for ever, and other negative numbers for more than a hundred years.`,
  keaBytesUntold: (where: readonly string[]) =>
    `${listed(where)}: if this option was written as bytes, this server no longer tells them, and a configuration sent to it would lose them. Define the option as binary in option-def.`,
  keaBytesKept: (where: string, release: string) =>
    `${where} is written as bytes, which Kea ${release} takes and does not tell: nobody could compare them, and config-write would lose them. Define the option as binary in option-def of both servers, or name it in keep where the partner has its own.`,
  keaHostsDatabase: () =>
    "Reservations that this server keeps in a database (hosts-databases) are not compared.",
  keaConfigDatabase: () =>
    "its configuration comes from a database (config-databases), and Kea does not keep what is written over it.",
  keaCommentsLost: (path: string, count: number) =>
    count === 1
      ? `${path}: one comment stands with what is removed, and goes with it.`
      : `${path}: ${count} comments stand with what is removed, and go with it.`,
  // What a Kea server cannot be made to hold.
  keaCardUnknown: (where: string, card: string) =>
    `${where} is served on the network card ${quoted(card)}, and it is not known here which card that is. Name it in the partner's interfaces: { ${JSON.stringify(card)}: "…" }.`,
  keaPeerMissing: (scope: string, peers: readonly string[]) =>
    `${scope} is new to a server with several failover relationships, and does not say whose it is: nobody would serve it. Give it user-context: { "ha-server-name": … } on the primary, with one of ${listed(peers.map(quoted))}.`,
  keaNetworkMissing: (scope: string, network: string) =>
    `${scope} belongs to the shared network ${quoted(network)}, which it would not have. Replicate the shared network with it.`,
  keaIdTaken: (id: string, scopes: readonly string[], onlyOnPartner: readonly string[]) =>
    `${listed(scopes)} would have one subnet id, ${id}, and Kea takes an id once. ${
      onlyOnPartner.length > 0
        ? `Only the partner has ${listed(onlyOnPartner)}: set prune: true in a FailoverReplication to have ${onlyOnPartner.length === 1 ? "it" : "them"} removed in the same update, or give the scope another id on the primary.`
        : "Change the id on the primary, or replicate the other scope as well."
    }`,
  keaLeaseBound: (where: string, lease: number, bound: number, which: "least" | "most") =>
    `${where} would have a lease duration of ${lease} s, and ${bound} s is the ${which} that is allowed there. Give it bounds of its own on the primary, or replicate the server's too with serverSettings: "replicate".`,
  keaTeesCrossed: (where: string, t1: number, t2: number) =>
    `${where} would have a t1-percent of ${t1}, which is not below the t2-percent of ${t2} in force there. Give it both on the primary, or replicate the server's too with serverSettings: "replicate".`,
  keaReservationsShared: (scope: string, addresses: readonly string[]) =>
    `${scope} would have several reservations of ${listed(addresses)}, and the partner takes an address once (ip-reservations-unique). Replicate that setting too with serverSettings: "replicate", or give each client its own address on the primary.`,
  keaTestUndefined: (where: string, name: string) =>
    `${where} names the option ${quoted(name)}, which nobody would define any more. Replicate what names it too with serverSettings: "replicate", or give the definition one name on both servers.`,
  keaTextUndefined: (where: string) =>
    `${where} is a text, and the partner's Kea would know no definition of that option. Define it in option-def on both servers, or keep the definition that the partner has.`,
  keaDefinedOtherwise: (where: string, option: string) =>
    `${where} would mean another value there, because the partner defines ${option} otherwise. Give the option one definition on both servers, or name the value in keep.`,
  keaTypeChanged: (where: string, option: string) =>
    `${where} would stay as it is, and the definition of ${option} would get another type, which does not fit it. Replicate that value too (for one outside scopes with serverSettings: "replicate"), or take it off the partner.`,
  keaBuiltIn: (option: string, release: string) =>
    `The partner's Kea, which is taken for ${release}, has the option ${option} built in, with another meaning than the primary's definition gives it. Use the built-in option on the primary, or keep what uses the definition out of the replication.`,
  keaNameBuiltIn: (option: string, name: string, code: number, release: string) =>
    `The definition of ${option} has the name ${quoted(name)}, which the partner's Kea, taken for ${release}, has built in for option ${code}. Give it another name on the primary.`,
  keaTypeUnfit: (where: string, option: string, type: string) =>
    `${where} would have a value that the partner's definition of ${option} does not take (${type}). Give the definition one type on both servers, or leave that value out with keep.`,
  keaDefinitionMixed: (where: string) =>
    `${where} would have the type of one server and the fields of the other, which Kea refuses. Name the whole definition in keep, or none of it.`,
  keaDefinitionNameTwice: (name: string, options: readonly string[], where: string | undefined) =>
    `${listed(options)} would both be named ${quoted(name)}${where === undefined ? "" : ` in ${where}`}, and Kea takes a name once. Replicate both definitions with serverSettings: "replicate", or give the definition one name on both servers.`,
  keaClassAskedTooEarly: (name: string, other: string, isDefined: boolean) =>
    `The class ${quoted(name)} asks for the class ${quoted(other)}, which ${isDefined ? "would stand behind it" : "would not be defined"}. Replicate both with serverSettings: "replicate", or change that test on the partner.`,
  keaTimersCrossed: (where: string, renewal: number, rebinding: number, isReleaseNamed: boolean) =>
    `${where} would be ${renewal} s, above the rebinding time of ${rebinding} s in force there, which Kea before 2.6 refuses. Give it both on the primary, or replicate the server's too with serverSettings: "replicate"${isReleaseNamed ? "" : "; where the partner is newer, set release"}.`,
  keaRangesOverlap: (where: string, one: string, other: string) =>
    `${where} ${one} and ${other} would have addresses in common, which Kea refuses. Replicate both, or take one off the partner.`,
  keaClientTwice: (where: string, client: string, keys: readonly string[]) =>
    `${where} would have several reservations for the client ${client} (${listed(keys)}), and Kea takes one. Replicate them all, or take one off the partner.`,
  keaReservationEmpty: (where: string, isReleaseNamed: boolean) =>
    `${where} would give its client nothing, which Kea before 2.6 refuses. Give it an address or a name${isReleaseNamed ? "" : "; where the partner is newer, set release"}.`,
  keaAuthorityDiffers: (where: string, network: string) =>
    `${where} would not be that of the shared network ${quoted(network)}, which Kea refuses. Give both the same value.`,
  keaTooNew: (where: string, name: string, release: string) =>
    `${where} ${name} needs a newer Kea than the partner's, which is taken for ${release}. Upgrade it, or take the value off the primary.`,
  // Failover that a server cannot be given.
  keaHubTooOld: (names: readonly string[], release: string) =>
    `It would be in several failover relationships (${listed(names.map(quoted))}), which Kea knows since 2.6, and this one is taken for ${release}. Upgrade it, or give it one relationship.`,
  keaHooksUnknown: (name: string) =>
    `It loads no hook library yet, so it is not known where they lie: for the failover relationship ${quoted(name)} name the folder in kea.hooksDirectory, such as "/usr/lib/x86_64-linux-gnu/kea/hooks".`,
  keaPeerShared: (peer: string, names: readonly string[]) =>
    `${quoted(peer)} would be the name of a peer in ${names.length} failover relationships, ${listed(names.map(quoted))}: a hub tells them apart by these names. Give other names in kea.primaryName and kea.partnerName.`,
  keaScopesLeft: (scopes: readonly string[], names: readonly string[]) =>
    `${listed(scopes)} would be under no failover relationship any more, and nobody would serve ${scopes.length === 1 ? "it" : "them"}. Put ${scopes.length === 1 ? "it" : "them"} under one of ${listed(names.map(quoted))}.`,
  keaRangesShared: (name: string, ranges: readonly string[], classes: readonly string[]) =>
    `In load balancing both servers of ${quoted(name)} would give out the same addresses of ${listed(ranges, 4)}. Divide ${ranges.length === 1 ? "it" : "each"} in two on the primary, one with client-class ${quoted(classes[0])}, one with ${quoted(classes[1])}.`,
  keaThreadsOff: (name: string) =>
    `The failover hook is to listen with threads of its own for ${quoted(name)}, and the server's own multi-threading is off: nobody would listen. Switch it on there ("multi-threading": { "enable-multi-threading": true }), or set kea.multiThreading: { httpDedicatedListener: false } and give the Control Agents' addresses.`,
  keaUnsettled: (where: string) =>
    `${where} does not come out as it should. This is a fault of pulumi-dhcp-failover: please report it.`,
};
