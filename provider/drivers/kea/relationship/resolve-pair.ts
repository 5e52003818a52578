// Resolves the failover relationship that a program declares: as the failover hooks of its two
// servers should state it.
import { byName } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import { messages } from "../messages.js";
import type { DesiredRelationship, Relationship, ScopeId, Tree } from "../../../core/model.js";
import { listFreeScopes } from "../../../core/relationship.js";
import type { DesiredPair, RelationshipInput } from "../../driver.js";
import { before, hasCommands, hasOwnListener, termsToMatch } from "../model/index.js";
import { heartbeatsToStart } from "../running/interruption.js";
import { assertParametersValid, type KeaRelationship } from "./arguments.js";
import { resolveNames } from "./names.js";
import { createRequest, isHub, peerIn } from "./pair-request.js";
import type { PairNames, PairRequest, PairScopes, RelationshipServer } from "./pair-request.js";
import { chooseHooksDirectory, chooseParameters } from "./parameters.js";
import { resolvePeers } from "./peers.js";

/**
 * Returns the relationship that a program declares, as each server's failover hook should state it.
 * Throws where an argument is missing, contradicts another, or does not exist in Kea.
 */
export function resolvePair(
  input: RelationshipInput<KeaRelationship>,
  primary: RelationshipServer,
  partner: RelationshipServer,
): DesiredPair {
  const request = createRequest(input, primary, partner);
  const scopes = resolveScopes(request);
  assertParametersValid(request.vendor, request.mode);
  const names = resolveNames(request, scopes);
  const peers = resolvePeers(request, names);
  const onPrimary = statePrimary(request, scopes, names, peers);
  const onPartner = statePartner(request, scopes, names, peers);
  // Both servers wait for each other before one answers, unless they communicate on the same terms.
  // In passive backup no server waits for the other.
  const isInTouch = keepsTerms(request, onPrimary);
  const waitsForPartner = request.mode !== "passiveBackup" && !isInTouch;
  const { heartbeatDelay = 10_000 } = request.vendor;
  return {
    primary: onPrimary,
    partner: onPartner,
    scopes: scopes.scopes,
    unassignedScopes: scopes.unassigned,
    warnings: [
      ...(isInTouch ? [] : warnOfMissingListeners(request, onPrimary, onPartner)),
      ...warnOfReleasesWithoutCommands(request),
    ],
    ...(waitsForPartner && { outageSeconds: (heartbeatsToStart * heartbeatDelay) / 1000 }),
  };
}

/** Returns whether both servers state the relationship and its terms stay the same. */
const keepsTerms = ({ onPrimary, onPartner }: PairRequest, desired: DesiredRelationship): boolean =>
  onPrimary !== undefined &&
  onPartner !== undefined &&
  equal(termsToMatch(onPrimary), termsToMatch(desired));

function resolveScopes(request: PairRequest): PairScopes {
  const { primary, onPrimary } = request;
  const isPrimaryHub = isHub(request, primary);
  const scopes = chooseScopes(request, isPrimaryHub);
  const former = isPrimaryHub
    ? (onPrimary?.scopes ?? [])
    : Object.keys(primary.configuration.scopes);
  const unassigned = former.filter(
    (scope) => primary.configuration.scopes[scope] && !scopes.includes(scope),
  );
  return { scopes, unassigned };
}

/** Returns the scopes that are to be in the relationship, and so on both servers. */
function chooseScopes(
  { input, primary, onPrimary }: PairRequest,
  isPrimaryHub: boolean,
): readonly ScopeId[] {
  const { name, scopes } = input;
  const { configuration, label } = primary;
  if (scopes) return scopes;
  if (!isPrimaryHub) return Object.keys(configuration.scopes).sort(byName);
  if (onPrimary) return onPrimary.scopes;
  const free = listFreeScopes(name, configuration);
  if (free.length === 0) throw messages.keaScopesNone(name, label).withProperty("scopeIds");
  return free;
}

function statePrimary(
  request: PairRequest,
  scopes: PairScopes,
  names: PairNames,
  peers: Tree,
): DesiredRelationship {
  const { mode, onPrimary, primary, input, isPrimaryActive } = request;
  const formerPartner = onPrimary?.partner;
  const keepsPartner =
    mode === "passiveBackup" &&
    names.backup !== undefined &&
    formerPartner !== undefined &&
    peers[formerPartner] !== undefined;
  const statesScopes =
    (isHub(request, primary) || scopes.unassigned.length > 0) && (input.scopes || !onPrimary);
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
  const { mode, onPartner, partner, input, isPrimaryActive } = request;
  const statesScopes = isHub(request, partner) && (input.scopes || !onPartner);
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
  { release, raw }: RelationshipServer,
  current: Relationship | undefined,
  peers: Tree,
): Tree {
  const context = { mode, release, raw, current };
  return {
    ...chooseParameters(vendor, context),
    peers,
    hooksDirectory: chooseHooksDirectory(vendor, context),
  };
}

/**
 * Returns a warning for each server whose hook has no listener of its own, as in Kea 2.2 by
 * default, and whose peer URL is not that of its Control Agent. The Control Agent is usually the
 * address that is used here, too.
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

/** Returns a warning for each server whose release has no hook libraries of commands. */
const warnOfReleasesWithoutCommands = ({ vendor, primary, partner }: PairRequest) =>
  vendor.commandHooks === true
    ? [primary, partner]
        .filter(({ release }) => !hasCommands(release))
        .map(({ label, release }) => messages.keaCommandHooksTooOld(label, release))
    : [];

/**
 * Returns whether two URLs have the same port. The hosts may differ: a server may have a name in
 * one of them and an address in the other.
 */
const isSamePort = (one: string, other: string): boolean =>
  URL.canParse(other) && new URL(one).port === new URL(other).port;
