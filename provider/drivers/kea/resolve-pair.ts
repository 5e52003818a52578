// Resolves the failover relationship that a program declares: as the failover hooks of its two
// servers should state it.
import { isIP } from "node:net";
import { byName } from "../../core/canonical.js";
import { messages } from "./messages.js";
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

/** Throws for arguments that mean nothing to Kea, and names those that do. */
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

/**
 * Throws where two servers are in a relationship of another name: they cannot be in a second one
 * with each other.
 */
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
    .relationshipOtherName(name, shared, primary.label, partner.label)
    .withProperty("name");
}

/**
 * A relationship to be resolved: the request, its servers, and the relationship as each states it
 * now.
 */
interface PairRequest {
  readonly asked: RelationshipInput<KeaRelationship>;
  readonly vendor: KeaRelationship;
  readonly mode: FailoverMode;
  /** True where the primary answers the clients first. */
  readonly isPrimaryActive: boolean;
  readonly primary: RelationshipServer;
  readonly partner: RelationshipServer;
  readonly onPrimary: Relationship | undefined;
  readonly onPartner: Relationship | undefined;
}

/** The scopes of a relationship, and those of the primary that come under no relationship by it. */
interface PairScopes {
  readonly scopes: readonly ScopeId[];
  readonly unassigned: readonly ScopeId[];
}

/** The names of the two peers. */
interface PairNames {
  readonly primary: string;
  readonly partner: string;
  /** The backup that a passive backup with several of them means. */
  readonly backup: string | undefined;
}

/**
 * Returns the relationship that a program declares, as each server's failover hook should state it.
 * Throws where an argument is missing, contradicts another, or does not exist in Kea.
 */
export function resolvePair(
  asked: RelationshipInput<KeaRelationship>,
  primary: RelationshipServer,
  partner: RelationshipServer,
): DesiredPair {
  const request = checkRequest(asked, primary, partner);
  const scopes = resolveScopes(request);
  assertParametersValid(request.vendor, request.mode);
  const names = resolveNames(request, scopes);
  const peers = resolvePeers(request, names);
  const [first, second] = [
    statePrimary(request, scopes, names, peers),
    statePartner(request, scopes, names, peers),
  ];
  // Both begin anew before either answers, unless they were in touch on the same terms; in passive
  // backup nobody waits for the other.
  const { onPrimary, onPartner, mode, vendor } = request;
  const isInTouch =
    onPrimary !== undefined &&
    onPartner !== undefined &&
    equal(termsToMatch(onPrimary), termsToMatch(first));
  const begins = mode !== "passiveBackup" && !isInTouch;
  const outageSeconds = (heartbeatsToBegin * (vendor.heartbeatDelay ?? 10_000)) / 1000;
  return {
    primary: first,
    partner: second,
    scopes: scopes.scopes,
    unassignedScopes: scopes.unassigned,
    warnings: isInTouch ? [] : warnOfMissingListeners(request, first, second),
    ...(begins && { outageSeconds }),
  };
}

function checkRequest(
  asked: RelationshipInput<KeaRelationship>,
  primary: RelationshipServer,
  partner: RelationshipServer,
): PairRequest {
  assertNothingForeign(asked);
  const { name, formerName = name, vendor = {}, serverRole, mode = "loadBalance" } = asked;
  if (serverRole !== undefined && mode !== "hotStandby")
    throw messages.roleWithoutStandby(mode).withProperty("serverRole");
  if (vendor.peerUser === undefined && vendor.peerPassword !== undefined)
    throw messages.keaUserAlone("kea", "peerPassword", "peerUser").withProperty("kea");
  if (vendor.peerUser !== undefined && vendor.peerPassword === undefined)
    throw messages.keaUserAlone("kea", "peerUser", "peerPassword").withProperty("kea");
  const onPrimary = findRelationship(primary.configuration, name, formerName);
  const onPartner = findRelationship(partner.configuration, name, formerName);
  if (asked.adopt && !onPrimary && !onPartner) assertNotNamedOtherwise(name, primary, partner);
  const isPrimaryActive = serverRole !== "standby";
  return { asked, vendor, mode, isPrimaryActive, primary, partner, onPrimary, onPartner };
}

/** Returns whether a server is in other relationships as well. */
function isHub({ asked }: PairRequest, server: RelationshipServer): boolean {
  const { name, formerName = name } = asked;
  const names = Object.keys(server.configuration.relationships);
  return names.some((other) => other !== name && other !== formerName);
}

function resolveScopes(request: PairRequest): PairScopes {
  const { asked, primary, onPrimary } = request;
  const hub = isHub(request, primary);
  const scopes = chooseScopes(asked, primary, hub, onPrimary);
  const former = hub ? (onPrimary?.scopes ?? []) : Object.keys(primary.configuration.scopes);
  const unassigned = former.filter(
    (scope) => primary.configuration.scopes[scope] && !scopes.includes(scope),
  );
  return { scopes, unassigned };
}

/** Returns the peers that the relationship has now, by name. */
function currentPeers({ onPrimary, onPartner }: PairRequest): Tree {
  return ((onPrimary ?? onPartner)?.own?.peers ?? {}) as Tree;
}

const peerIn = (peers: Tree, name: string): Tree => (peers[name] ?? {}) as Tree;

function resolveNames(request: PairRequest, { unassigned }: PairScopes): PairNames {
  const { asked, vendor, primary, partner, onPrimary, onPartner } = request;
  // In a hub each relationship has names of its own, the same whichever is looked at first.
  const hasOwnNames = isHub(request, primary) || isHub(request, partner) || unassigned.length > 0;
  const defaultName = (server: string): string =>
    hasOwnNames ? `${asked.name}-${server}` : server;
  const backup = findBackup(request);
  const primaryName =
    vendor.primaryName ?? onPrimary?.self ?? onPartner?.partner ?? defaultName("server1");
  const partnerName =
    vendor.partnerName ?? backup ?? onPrimary?.partner ?? onPartner?.self ?? defaultName("server2");
  if (primaryName === partnerName) throw messages.keaNamesEqual(primaryName).withProperty("kea");
  return { primary: primaryName, partner: partnerName, backup };
}

/**
 * Returns the backup that is meant where a passive backup has several. The primary does not say
 * which one: the partner's own name does, or its address.
 */
function findBackup(request: PairRequest): string | undefined {
  const { vendor, onPrimary, onPartner } = request;
  if (onPrimary?.mode !== "passiveBackup") return undefined;
  const backups = peerNames(onPrimary).filter((peer) => peer !== onPrimary.self);
  if (backups.length < 2) return undefined;
  const peers = currentPeers(request);
  return (
    backups.find((peer) => peer === onPartner?.self) ??
    backups.find((peer) => peerIn(peers, peer).url === vendor.partnerUrl)
  );
}

/** Returns the peers that both servers should state, other backups among them, by name. */
function resolvePeers(request: PairRequest, names: PairNames): Tree {
  const { asked, vendor, mode, isPrimaryActive } = request;
  assertNotCrossed(request, names);
  const [primaryRole, partnerRole] = rolesOf(mode, isPrimaryActive);
  const password =
    vendor.peerPassword &&
    reveal(vendor.peerPassword, `kea.peerPassword of the failover relationship ${asked.name}`);
  const peer = (property: PeerUrlProperty, name: string, role: string): Tree => ({
    ...keepPeer(vendor, peerIn(currentPeers(request), name)),
    url: resolveUrl(request, property, name),
    role,
    ...(vendor.autoFailover === false && { autoFailover: false }),
    ...(vendor.peerUser !== undefined && {
      basicAuthUser: vendor.peerUser,
      basicAuthPassword: password!,
    }),
  });
  return {
    ...otherBackups(request, names),
    [names.primary]: peer("primaryUrl", names.primary, primaryRole),
    [names.partner]: peer("partnerUrl", names.partner, partnerRole),
  };
}

type PeerUrlProperty = "primaryUrl" | "partnerUrl";

/** Returns the URL of a peer: the argument, or the one that it has. */
function resolveUrl(request: PairRequest, property: PeerUrlProperty, name: string): string {
  const { vendor } = request;
  const url = vendor[property] ?? peerIn(currentPeers(request), name).url;
  if (url === undefined) throw messages.keaPeerUrlMissing(property).withProperty("kea");
  if (typeof url !== "string" || !isPeerUrl(url))
    throw messages.keaPeerUrl(`kea.${property}`).withProperty("kea");
  const { username, password, protocol } = new URL(url);
  if (username !== "" || password !== "")
    throw messages.keaUrlSecret(`kea.${property}`).withProperty("kea");
  if (protocol === "https:" && !vendor.peerTls)
    throw messages.keaPeerTls(`kea.${property}`).withProperty("kea");
  return url;
}

/** Returns whether a URL is one that the hook accepts for a peer: its host is an address. */
function isPeerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return /^https?:$/.test(protocol) && isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
}

/** Throws where the arguments give each server the address that the other one has. */
function assertNotCrossed(request: PairRequest, names: PairNames): void {
  const { onPrimary, primary, partner } = request;
  if (!onPrimary) return;
  const peers = currentPeers(request);
  const selfUrl = peerIn(peers, onPrimary.self ?? "").url;
  const partnerUrl = peerIn(peers, onPrimary.partner ?? "").url;
  if (
    selfUrl !== partnerUrl &&
    resolveUrl(request, "primaryUrl", names.primary) === partnerUrl &&
    resolveUrl(request, "partnerUrl", names.partner) === selfUrl
  )
    throw messages.keaUrlsCrossed(primary.label, partner.label).withProperty("kea");
}

/** Returns the properties of a peer that stay as they are, since no argument sets them. */
function keepPeer({ peerTls, peerUser }: KeaRelationship, current: Tree): Tree {
  const user = current.basicAuthUser;
  const passwordFile = current.basicAuthPasswordFile;
  const kept = Object.fromEntries(
    Object.entries(current).filter(
      ([name]) => !resolvedPeerProperties.has(name) && !(peerTls && tlsNames.includes(name)),
    ),
  );
  // No argument names a file with a password on the server: with its user it stays until the
  // program gives another.
  if (peerUser !== undefined || passwordFile === undefined) return kept;
  return {
    ...kept,
    ...(user !== undefined && { basicAuthUser: user }),
    basicAuthPasswordFile: passwordFile,
  };
}

const resolvedPeerProperties: ReadonlySet<string> = new Set([
  "url",
  "role",
  "autoFailover",
  "basicAuthUser",
  "basicAuthPassword",
  "basicAuthPasswordFile",
]);

/** Returns the backups of the relationship that are neither of the two servers. */
function otherBackups(request: PairRequest, names: PairNames): Tree {
  const { onPrimary, onPartner } = request;
  const inPair = [
    names.primary,
    names.partner,
    onPrimary?.self,
    names.backup === undefined ? onPrimary?.partner : undefined,
    onPartner?.self,
    onPartner?.partner,
  ];
  return Object.fromEntries(
    Object.entries(currentPeers(request)).filter(
      ([name, peer]) => (peer as Tree).role === "backup" && !inPair.includes(name),
    ),
  );
}

function statePrimary(
  request: PairRequest,
  scopes: PairScopes,
  names: PairNames,
  peers: Tree,
): DesiredRelationship {
  const { mode, onPrimary, primary, asked, isPrimaryActive } = request;
  const formerPartner = onPrimary?.partner;
  const keepsPartner =
    mode === "passiveBackup" &&
    names.backup !== undefined &&
    formerPartner !== undefined &&
    peers[formerPartner] !== undefined;
  const statesScopes =
    (isHub(request, primary) || scopes.unassigned.length > 0) && (asked.scopes || !onPrimary);
  return {
    mode,
    self: names.primary,
    partner: keepsPartner ? formerPartner : names.partner,
    ...(mode === "hotStandby" && { role: isPrimaryActive ? "active" : "standby" }),
    ...(mode === "loadBalance" && { loadBalancePercent: 50 }),
    own: stateVendorProperties(request, primary, onPrimary, peers),
    ...(statesScopes && { scopes: scopes.scopes }),
  };
}

function statePartner(
  request: PairRequest,
  { scopes }: PairScopes,
  names: PairNames,
  peers: Tree,
): DesiredRelationship {
  const { mode, onPartner, partner, asked, isPrimaryActive } = request;
  const statesScopes = isHub(request, partner) && (asked.scopes || !onPartner);
  return {
    mode,
    self: names.partner,
    partner: names.primary,
    ...(mode === "hotStandby" && { role: isPrimaryActive ? "standby" : "active" }),
    ...(mode === "loadBalance" && { loadBalancePercent: 50 }),
    own: stateVendorProperties(request, partner, onPartner, peers),
    ...(statesScopes && { scopes }),
  };
}

function stateVendorProperties(
  { vendor, mode }: PairRequest,
  server: RelationshipServer,
  standing: Relationship | undefined,
  peers: Tree,
): Tree {
  const hooksDirectory =
    withSlash(vendor.hooksDirectory) ??
    standing?.own?.hooksDirectory ??
    findHooksDirectory(server.raw) ??
    "";
  return { ...chooseParameters(vendor, standing, server, mode), peers, hooksDirectory };
}

/**
 * Returns a warning for each server whose hook has no listener of its own, as Kea 2.2 has none by
 * default, and whose peer URL is not its Control Agent's. That is usually the address that is used
 * here, too.
 */
function warnOfMissingListeners(
  { primary, partner }: PairRequest,
  onPrimary: DesiredRelationship,
  onPartner: DesiredRelationship,
): readonly string[] {
  const members = [
    { server: primary, relationship: onPrimary, property: "primaryUrl" },
    { server: partner, relationship: onPartner, property: "partnerUrl" },
  ];
  return members.flatMap(({ server, relationship, property }) => {
    const peers = (relationship.own?.peers ?? {}) as Tree;
    const url = String(peerIn(peers, String(relationship.self)).url);
    const isReached =
      hasOwnListener(relationship, !before(server.release, "2.4")) || isSamePort(url, server.label);
    return isReached ? [] : [messages.keaNoListener(`kea.${property}`, url)];
  });
}

/**
 * Returns whether two URLs have one port: a server may be reached by a name here, and by an address
 * there.
 */
const isSamePort = (one: string, other: string): boolean =>
  URL.canParse(other) && new URL(one).port === new URL(other).port;

/**
 * The heartbeats until two servers that wait for each other both answer: seen on 2.2.0 to 3.0.3.
 */
const heartbeatsToBegin = 3;

/**
 * Throws for parameters that the hook refuses while it is loaded: that is too late
 * (HAConfig::validate, 2.2 to 3.0).
 */
function assertParametersValid(
  { peerTls, multiThreading, ...own }: KeaRelationship,
  mode: FailoverMode,
): void {
  for (const [name, value] of Object.entries({ ...own, ...multiThreading }))
    if (typeof value === "number" && (!Number.isInteger(value) || value < 0))
      throw messages
        .propertyInvalid(`kea.${name}`, "a whole number, 0 or more", value)
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

/** Returns Kea's role of each server: it says which one answers the clients first. */
function rolesOf(
  mode: FailoverMode,
  isPrimaryActive: boolean,
): readonly [primary: string, partner: string] {
  if (mode === "loadBalance") return ["primary", "secondary"];
  if (mode === "passiveBackup") return ["primary", "backup"];
  return isPrimaryActive ? ["primary", "standby"] : ["standby", "primary"];
}

const tlsNames = ["trustAnchor", "certFile", "keyFile"];

/**
 * Returns the parameters that the arguments set; others have Kea's defaults. Parameters without an
 * argument stay as they are.
 */
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

/** Returns the scopes that are to be under the relationship, and so on both servers. */
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

/** Returns the folder of the hook libraries that are loaded already. */
function findHooksDirectory(raw: KeaMap): string | undefined {
  const libraries = raw["hooks-libraries"];
  const paths = Array.isArray(libraries)
    ? libraries.map((one: Json) => String((one as Tree).library ?? ""))
    : [];
  return paths.map((path) => path.slice(0, path.lastIndexOf("/") + 1)).find((path) => path !== "");
}
