// What a program says of a failover relationship, as the failover hooks of its two servers should state it.
import { isIP } from "node:net";
import { byName } from "../../core/canonical.js";
import { messages } from "../../core/messages.js";
import type {
  Configuration,
  FailoverMode,
  Json,
  Relationship,
  ScopeId,
  Tree,
  DesiredRelationship,
} from "../../core/model.js";
import { findRelationship, listFreeScopes } from "../../core/relationship.js";
import { referenceShape, z } from "../../core/shape.js";
import { reveal } from "../../transports/credentials.js";
import type { RelationshipInput, DesiredPair } from "../driver.js";
import { equal } from "../../core/equal.js";
import {
  before,
  isParameter,
  hasOwnListener,
  peerNames,
  withoutDefaults,
  termsToMatch,
  type KeaMap,
  type Release,
} from "./model/index.js";

const threads = z.strictObject({
  enableMultiThreading: z.boolean().optional(),
  httpDedicatedListener: z.boolean().optional(),
  httpListenerThreads: z.number().optional(),
  httpClientThreads: z.number().optional(),
});

/** Kea's side of a FailoverRelationship: names, addresses, and the hook's parameters. */
export const keaRelationship = z.strictObject({
  primaryName: z.string().optional(),
  partnerName: z.string().optional(),
  primaryUrl: z.string().optional(),
  partnerUrl: z.string().optional(),
  hooksDirectory: z.string().optional(),
  peerUser: z.string().optional(),
  peerPassword: referenceShape.optional(),
  peerTls: z
    .strictObject({
      ca: z.string().optional(),
      cert: z.string().optional(),
      key: z.string().optional(),
    })
    .optional(),
  autoFailover: z.boolean().optional(),
  heartbeatDelay: z.number().optional(),
  maxResponseDelay: z.number().optional(),
  maxAckDelay: z.number().optional(),
  maxUnackedClients: z.number().optional(),
  maxRejectedLeaseUpdates: z.number().optional(),
  sendLeaseUpdates: z.boolean().optional(),
  syncLeases: z.boolean().optional(),
  syncTimeout: z.number().optional(),
  syncPageLimit: z.number().optional(),
  delayedUpdatesLimit: z.number().optional(),
  waitBackupAck: z.boolean().optional(),
  restrictCommands: z.boolean().optional(),
  requireClientCerts: z.boolean().optional(),
  multiThreading: threads.optional(),
});

export type KeaRelationship = z.infer<typeof keaRelationship>;

/** A server that is to be in the relationship. */
export interface RelationshipServer {
  readonly label: string;
  readonly configuration: Configuration;
  readonly release: Release;
  /** `Dhcp4`. */
  readonly raw: KeaMap;
}

/** Arguments that say nothing to Kea, and what does. */
function assertNothingForeign(asked: RelationshipInput): void {
  const {
    loadBalancePercent,
    reservePercent,
    maxClientLeadTime,
    autoStateTransition,
    stateSwitchInterval,
    sharedSecret,
  } = asked;
  if (loadBalancePercent !== undefined && loadBalancePercent !== 50)
    throw messages
      .keaHasNo(
        "loadBalancePercent",
        "Kea halves the clients, always",
        "Leave loadBalancePercent out, or write 50",
      )
      .withProperty("loadBalancePercent");
  const foreign = {
    reservePercent,
    maxClientLeadTime,
    autoStateTransition,
    stateSwitchInterval,
    sharedSecret,
  };
  for (const [name, value] of Object.entries(foreign))
    if (value !== undefined)
      throw messages.keaHasNo(name, ...foreignArguments[name]!).withProperty(name);
}

const foreignArguments: Readonly<Record<string, readonly [why: string, what: string]>> = {
  reservePercent: [
    "in hot standby its active server answers all clients, and the other one takes over the same ranges",
    "Leave reservePercent out",
  ],
  maxClientLeadTime: [
    "each server learns of the other's leases before the client does, so no lease is cut short",
    "Leave maxClientLeadTime out; kea.maxAckDelay and kea.maxUnackedClients say when a silent partner is taken for down",
  ],
  autoStateTransition: [
    "a server always takes over from a partner that stays silent",
    "Leave autoStateTransition out; kea.maxResponseDelay says after how long, kea.autoFailover: false that it does not",
  ],
  stateSwitchInterval: [
    "it has a time of its own for that, in milliseconds",
    "Write kea.maxResponseDelay",
  ],
  sharedSecret: [
    "the servers show each other a user and a password, or certificates",
    "Write kea.peerUser and kea.peerPassword, or kea.peerTls",
  ],
};

/** Names the relationship that two servers are in under another name: they cannot be in a second one with each other. */
function assertNotNamedOtherwise(
  name: string,
  primary: RelationshipServer,
  partner: RelationshipServer,
): void {
  const { relationships } = partner.configuration;
  const shared = Object.keys(primary.configuration.relationships).find((one) =>
    Object.hasOwn(relationships, one),
  );
  if (shared === undefined) return;
  throw messages
    .relationshipCalled(name, shared, primary.label, partner.label)
    .withProperty("name");
}

export function resolvePair(
  asked: RelationshipInput<KeaRelationship>,
  primary: RelationshipServer,
  partner: RelationshipServer,
): DesiredPair {
  assertNothingForeign(asked);
  const { name, formerName = name, vendor: own = {}, serverRole } = asked;
  const mode = asked.mode ?? "loadBalance";
  if (serverRole !== undefined && mode !== "hotStandby")
    throw messages.roleWithoutStandby(mode).withProperty("serverRole");
  if ((own.peerUser === undefined) !== (own.peerPassword === undefined))
    throw messages
      .keaUserAlone(
        "kea",
        own.peerUser === undefined ? "peerPassword" : "peerUser",
        own.peerUser === undefined ? "peerUser" : "peerPassword",
      )
      .withProperty("kea");
  const [here, there] = [
    findRelationship(primary.configuration, name, formerName),
    findRelationship(partner.configuration, name, formerName),
  ];
  if (asked.adopt && !here && !there) assertNotNamedOtherwise(name, primary, partner);
  const others = ({ configuration: { relationships } }: RelationshipServer) =>
    Object.entries(relationships).filter(([key]) => key !== name && key !== formerName);
  const hub = (side: RelationshipServer): boolean => others(side).length > 0;
  const scopes = chooseScopes(asked, primary, hub(primary), here);
  const under = hub(primary) ? (here?.scopes ?? []) : Object.keys(primary.configuration.scopes);
  const leftOut = under.filter(
    (scope) => primary.configuration.scopes[scope] && !scopes.includes(scope),
  );
  // In a hub each relationship has names of its own, the same whichever is looked at first.
  const named = (server: string): string =>
    hub(primary) || hub(partner) || leftOut.length > 0 ? `${name}-${server}` : server;
  assertParametersValid(own, mode);
  const self = own.primaryName ?? here?.self ?? there?.partner ?? named("server1");
  const known = (peer: string): Tree =>
    (((here ?? there)?.own?.peers as Tree | undefined)?.[peer] ?? {}) as Tree;
  // In passive backup the primary does not say which of several backups is meant: that one does, or its address.
  const several =
    here?.mode === "passiveBackup" ? peerNames(here).filter((peer) => peer !== here.self) : [];
  const meant =
    several.length < 2
      ? undefined
      : (several.find((peer) => peer === there?.self) ??
        several.find((peer) => known(peer).url === own.partnerUrl));
  const other = own.partnerName ?? meant ?? here?.partner ?? there?.self ?? named("server2");
  if (self === other) throw messages.keaNamesEqual(self).withProperty("kea");
  const url = (property: "primaryUrl" | "partnerUrl", peer: string): string => {
    const found = own[property] ?? known(peer).url;
    if (found === undefined) throw messages.keaPeerUrlMissing(property).withProperty("kea");
    if (
      typeof found !== "string" ||
      !URL.canParse(found) ||
      !/^https?:$/.test(new URL(found).protocol) ||
      isIP(new URL(found).hostname.replace(/^\[|\]$/g, "")) === 0
    )
      throw messages.keaPeerUrl(`kea.${property}`).withProperty("kea");
    if (new URL(found).username !== "" || new URL(found).password !== "")
      throw messages.keaUrlSecret(`kea.${property}`).withProperty("kea");
    if (new URL(found).protocol === "https:" && !own.peerTls)
      throw messages.keaPeerTls(`kea.${property}`).withProperty("kea");
    return found;
  };
  const [mineNow, theirsNow] = [known(here?.self ?? "").url, known(here?.partner ?? "").url];
  if (
    here &&
    mineNow !== theirsNow &&
    url("primaryUrl", self) === theirsNow &&
    url("partnerUrl", other) === mineNow
  )
    throw messages.keaUrlsCrossed(primary.label, partner.label).withProperty("kea");
  const active = serverRole !== "standby";
  const [mine, theirs] = rolesOf(mode, active);
  const password =
    own.peerPassword &&
    reveal(own.peerPassword, `kea.peerPassword of the failover relationship ${name}`);
  const peer = (of: string, address: string, role: string): Tree => {
    const {
      url: _,
      role: __,
      autoFailover: ___,
      basicAuthUser: user,
      basicAuthPassword: ____,
      basicAuthPasswordFile: passwordFile,
      ...more
    } = known(of);
    const kept = own.peerTls
      ? Object.fromEntries(Object.entries(more).filter(([key]) => !tlsNames.includes(key)))
      : more;
    // No argument speaks of a password in a file of the server: with its user it stays until the program gives another.
    const byFile =
      own.peerUser === undefined && passwordFile !== undefined
        ? {
            ...(user !== undefined && { basicAuthUser: user }),
            basicAuthPasswordFile: passwordFile,
          }
        : {};
    return {
      ...kept,
      ...byFile,
      url: address,
      role,
      ...(own.autoFailover === false && { autoFailover: false }),
      ...(own.peerUser !== undefined && {
        basicAuthUser: own.peerUser,
        basicAuthPassword: password!,
      }),
    };
  };
  const backups = Object.entries(((here ?? there)?.own?.peers ?? {}) as Tree).filter(
    ([key, one]) =>
      (one as Tree).role === "backup" &&
      ![
        self,
        other,
        here?.self,
        meant === undefined ? here?.partner : undefined,
        there?.self,
        there?.partner,
      ].includes(key),
  );
  const peers: Tree = {
    ...Object.fromEntries(backups),
    [self]: peer(self, url("primaryUrl", self), mine),
    [other]: peer(other, url("partnerUrl", other), theirs),
  };

  const statement = (
    side: RelationshipServer,
    standing: Relationship | undefined,
    which: "primary" | "partner",
  ): DesiredRelationship => ({
    mode,
    self: which === "primary" ? self : other,
    partner:
      which === "partner"
        ? self
        : mode === "passiveBackup" && meant !== undefined && peers[here!.partner!] !== undefined
          ? here!.partner!
          : other,
    ...(mode === "hotStandby" && { role: (which === "primary") === active ? "active" : "standby" }),
    ...(mode === "loadBalance" && { loadBalancePercent: 50 }),
    own: {
      ...chooseParameters(own, standing, side, mode),
      peers,
      hooksDirectory:
        withSlash(own.hooksDirectory) ??
        standing?.own?.hooksDirectory ??
        findHooksDirectory(side.raw) ??
        "",
    },
    ...((hub(side) || (side === primary && leftOut.length > 0)) &&
      (asked.scopes || !standing) && { scopes }),
  });
  const [first, second] = [
    statement(primary, here, "primary"),
    statement(partner, there, "partner"),
  ];
  // Both begin anew before either answers, unless they were in touch on the same terms; in passive backup nobody waits for the other.
  const inTouch = here && there && equal(termsToMatch(here), termsToMatch(first));
  const begins = mode !== "passiveBackup" && !inTouch;
  // Without a listener of its own, as Kea 2.2 is unless told, the hook is reached at its server's Control Agent: usually the door that is used here, too.
  const addresses = [
    [primary, first, "primaryUrl", self],
    [partner, second, "partnerUrl", other],
  ] as const;
  const deaf = addresses.filter(
    ([{ label, release }, one, , peer]) =>
      !hasOwnListener(one, !before(release, "2.4")) &&
      !isSamePort(String((peers[peer] as Tree).url), label),
  );
  const told = inTouch
    ? []
    : deaf.map(([, , property, peer]) =>
        messages.keaNoListener(`kea.${property}`, String((peers[peer] as Tree).url)),
      );
  return {
    primary: first,
    partner: second,
    scopes,
    unassignedScopes: leftOut,
    warnings: told,
    ...(begins && { outageSeconds: (heartbeatsToBegin * (own.heartbeatDelay ?? 10_000)) / 1000 }),
  };
}

/** Whether two addresses name one port: a server that is reached by a name here is reached by an address there. */
const isSamePort = (one: string, other: string): boolean =>
  URL.canParse(other) && new URL(one).port === new URL(other).port;

/** So many signs of life pass until two servers that wait for each other both answer: seen on 2.2.0 to 3.0.3. */
const heartbeatsToBegin = 3;

/** What the hook refuses while it is loaded, when it is too late to say so (HAConfig::validate, 2.2 to 3.0). */
function assertParametersValid(
  { peerTls, multiThreading, ...own }: KeaRelationship,
  mode: FailoverMode,
): void {
  for (const [name, value] of Object.entries({ ...own, ...multiThreading }))
    if (typeof value === "number" && (!Number.isInteger(value) || value < 0))
      throw messages
        .propertyNot(`kea.${name}`, "a whole number, 0 or more", value)
        .withProperty("kea");
  if (own.waitBackupAck && mode !== "passiveBackup")
    throw messages.keaOnlyIn("waitBackupAck", "passiveBackup", mode).withProperty("kea");
  if ((own.delayedUpdatesLimit ?? 0) > 0 && mode !== "loadBalance")
    throw messages.keaOnlyIn("delayedUpdatesLimit", "loadBalance", mode).withProperty("kea");
  const missing = peerTls
    ? (["ca", "cert", "key"] as const).filter((name) => peerTls[name] === undefined)
    : [];
  if (missing.length > 0) throw messages.keaTlsPart(missing[0]!).withProperty("kea");
}

/** Kea's words for both: which one answers the clients first. */
const rolesOf = (
  mode: FailoverMode,
  active: boolean,
): readonly [primary: string, partner: string] =>
  mode === "loadBalance"
    ? ["primary", "secondary"]
    : mode === "passiveBackup"
      ? ["primary", "backup"]
      : active
        ? ["primary", "standby"]
        : ["standby", "primary"];

const tlsNames = ["trustAnchor", "certFile", "keyFile"];

/** The parameters as asked; what is not said is Kea's own. What no argument speaks of stays as it stands. */
function chooseParameters(
  { peerTls, ...own }: KeaRelationship,
  standing: Relationship | undefined,
  { release }: RelationshipServer,
  mode: FailoverMode,
): Tree {
  const { peers: _, hooksDirectory: __, ...stands } = standing?.own ?? {};
  const foreign = Object.fromEntries(
    Object.entries(stands).filter(([name]) => !isParameter(name) && !tlsNames.includes(name)),
  );
  const asked = Object.fromEntries(
    Object.entries(own).filter(([name]) => !notParameters.has(name)),
  );
  const tls = { trustAnchor: peerTls?.ca, certFile: peerTls?.cert, keyFile: peerTls?.key };
  return {
    ...foreign,
    ...withoutDefaults(asked as Tree, release, mode),
    ...(Object.fromEntries(Object.entries(tls).filter(([, path]) => path !== undefined)) as Tree),
  };
}

const notParameters = new Set([
  "primaryName",
  "partnerName",
  "primaryUrl",
  "partnerUrl",
  "hooksDirectory",
  "peerUser",
  "peerPassword",
  "autoFailover",
]);

/** The scopes that are to be under the relationship, and so on both servers. */
function chooseScopes(
  { scopes, name }: RelationshipInput,
  { configuration, label }: RelationshipServer,
  hub: boolean,
  standing: Relationship | undefined,
): readonly ScopeId[] {
  if (scopes) return scopes;
  if (!hub) return Object.keys(configuration.scopes).sort(byName);
  if (standing) return standing.scopes;
  const free = listFreeScopes(name, configuration);
  if (free.length === 0) throw messages.keaScopesNone(name, label).withProperty("scopeIds");
  return free;
}

const withSlash = (path: string | undefined): string | undefined =>
  path === undefined || path === "" || path.endsWith("/") ? path : `${path}/`;

/** Where the hook libraries lie that are loaded already. */
function findHooksDirectory(raw: KeaMap): string | undefined {
  const libraries = raw["hooks-libraries"];
  const paths = Array.isArray(libraries)
    ? libraries.map((one: Json) => String((one as Tree).library ?? ""))
    : [];
  return paths.map((path) => path.slice(0, path.lastIndexOf("/") + 1)).find((path) => path !== "");
}
