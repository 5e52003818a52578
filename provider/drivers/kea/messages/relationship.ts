// Errors and warnings about failover relationships between Kea servers.
import { listed, quoted, userError, oneOrMany } from "../../../core/messages/sentence.js";

export const keaRelationshipMessages = {
  keaHasNo: (name: string, why: string, what: string) =>
    userError("kea-unsupported-argument", `Kea does not support ${name}: ${why}.`, `${what}.`),
  keaNamesEqual: (name: string) =>
    userError(
      "kea-names-equal",
      `kea.primaryName and kea.partnerName are both ${quoted(name)}.`,
      "Give the two servers different names.",
    ),
  keaPeerUrlMissing: (property: string) =>
    userError(
      "kea-peer-url-missing",
      `kea.${property} is missing. It is the URL at which that server's failover hook ` +
        "listens for its partner.",
      "Set it, such as http://192.0.2.1:8000/: an address and a free port of the server " +
        "that its partner can reach; without a dedicated listener (multiThreading), the URL " +
        "of its Control Agent.",
    ),
  keaPeerUrl: (where: string) =>
    userError(
      "kea-peer-url",
      `${where} is not a URL at which a failover hook can listen.`,
      "Write http:// or https:// with an IP address (Kea does not accept a host name) and " +
        "a port, such as http://192.0.2.1:8000/.",
    ),
  keaUrlsCrossed: (primary: string, partner: string) =>
    userError(
      "kea-urls-crossed",
      `kea.primaryUrl is the current listener of ${partner}, and kea.partnerUrl that of ` +
        `${primary}: a server cannot listen at the other's address.`,
      "If you swap primary and partner in the program, also swap primaryUrl and " +
        "partnerUrl, and primaryName and partnerName.",
    ),
  keaPeerTls: (where: string) =>
    userError(
      "kea-peer-tls",
      `${where} begins with https://, but kea.peerTls is missing.`,
      "Set its ca, cert and key, or write http://.",
    ),
  keaTlsPart: (missing: string) =>
    userError(
      "kea-tls-part",
      `kea.peerTls has no ${missing}, but Kea requires ca, cert and key together.`,
      "Set all three, or omit peerTls.",
    ),
  keaOnlyIn: (name: string, only: string, mode: string) =>
    userError(
      "kea-only-in",
      `kea.${name} applies only to the mode ${quoted(only)}, but this relationship is ` +
        `${quoted(mode)}: Kea would not load its failover hook.`,
      `Omit ${name}.`,
    ),
  keaScopesFewer: (name: string, missing: readonly string[]) =>
    `scopeIds of ${quoted(name)} omits ${listed(missing, 4)}. With a single ` +
    "relationship, all scopes of a Kea server are in it, and clients of a scope that the " +
    "partner does not have get no acknowledgement. Omit scopeIds, name every scope, or " +
    "assign the others to relationships of a hub in the same write.",
  keaScopesNone: (name: string, label: string) =>
    userError(
      "kea-scopes-none",
      `Every scope of ${label} is already in another failover relationship, so none is ` +
        `left for ${quoted(name)}.`,
      "Name its scopes in scopeIds.",
    ),

  keaScopesInherited: (
    label: string,
    gone: readonly string[],
    scopes: readonly string[],
    name: string,
  ) =>
    userError(
      "kea-scopes-inherited",
      `Without ${listed(gone.map(quoted))}, ${listed(scopes, 4)} of ${label} would move to ` +
        `${quoted(name)}, the only remaining relationship. Its partner may not have ` +
        `${oneOrMany(scopes, "it", "them")}, so clients would get no acknowledgement. ` +
        "Nothing was written there.",
      `Assign ${oneOrMany(scopes, "it", "them")} to ${quoted(name)} first, remove ` +
        `${oneOrMany(scopes, "it", "them")} from the server, or remove both ` +
        "relationships in one update.",
    ),
  keaCommandHooksTooOld: (label: string, release: string) =>
    `${label} is assumed to be Kea ${release}, whose packages have no hook libraries of commands: ` +
    "kea.commandHooks changes nothing there. Kea 3.0 and later have them.",
  keaNoListener: (where: string, url: string) =>
    `Unless ${url} (${where}) is the Control Agent's address, nothing listens there: the ` +
    "failover hook has no listener of its own without kea.multiThreading: { " +
    "enableMultiThreading: true, httpDedicatedListener: true }, which Kea 2.2 needs " +
    "explicitly. Each server then assumes that the other is down, and both answer all " +
    "clients.",
  // Failover that a server cannot be given.
  keaHubTooOld: (names: readonly string[], release: string) =>
    `It would be in several failover relationships (${listed(names.map(quoted))}). Kea ` +
    `supports this since 2.6, and this server is assumed to be ${release}. Upgrade it, ` +
    "or use one relationship.",
  keaHooksUnknown: (name: string) =>
    "It loads no hook library yet, so their folder is unknown. For the failover " +
    `relationship ${quoted(name)}, set kea.hooksDirectory, such as ` +
    '"/usr/lib/x86_64-linux-gnu/kea/hooks".',
  keaPeerShared: (peer: string, names: readonly string[]) =>
    `${quoted(peer)} would be the name of a peer in ${names.length} failover ` +
    `relationships, ${listed(names.map(quoted))}. A hub distinguishes its relationships ` +
    "by these names. Choose other names in kea.primaryName and kea.partnerName.",
  keaScopesLeft: (scopes: readonly string[], names: readonly string[]) =>
    `${listed(scopes)} would no longer be in a failover relationship, and no server ` +
    `would serve ${oneOrMany(scopes, "it", "them")}. Assign ` +
    `${oneOrMany(scopes, "it", "them")} to one of ${listed(names.map(quoted))}.`,
  keaRangesShared: (name: string, ranges: readonly string[], classes: readonly string[]) =>
    `With load balancing, both servers of ${quoted(name)} would hand out the same ` +
    `addresses of ${listed(ranges, 4)}. Split ${oneOrMany(ranges, "it", "each")} in ` +
    `two on the primary, one with client-class ${quoted(classes[0])}, one with ` +
    `${quoted(classes[1])}.`,
  keaThreadsOff: (name: string) =>
    `The failover hook of ${quoted(name)} needs a dedicated HTTP listener, but ` +
    "multi-threading is off on the server: the hook would not listen. Enable it on the " +
    'server ("multi-threading": { "enable-multi-threading": true }), or set ' +
    "kea.multiThreading: { httpDedicatedListener: false } and use the Control Agents' " +
    "addresses.",
};
