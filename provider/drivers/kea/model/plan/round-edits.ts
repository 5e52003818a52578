// Plans one round of edits of Kea's JSON towards a desired configuration. Nothing else is touched.
import { equal } from "../../../../core/equal.js";
import type { ConfigObject, Tree } from "../../../../core/model.js";
import type { Edit } from "../../json-edit.js";
import { planClasses, planDefinitions } from "./class-edits.js";
import type { IndexedSubnet } from "../parse/config-index.js";
import { chooseExplicit } from "./explicit-values.js";
import { planHook } from "../failover/hook-edits.js";
import { planRenamedDefinitions } from "./rename-definitions.js";
import { planObject, startRound, type Round, type RoundInput } from "./round.js";
import { planScopePeers } from "../failover/scope-peers.js";
import { sharedNetworkOf } from "../normalize/shared-objects.js";
import { planMoves, planPlaces, planSubnetIds } from "./subnet-places.js";
import { explicitValuesOf } from "./write-objects.js";

/**
 * Returns one round of edits; none where the document is read as desired. Objects are added,
 * removed and moved before changes that depend on their places. Objects that `current` and
 * `desired` have in common are left alone.
 */
export function planRound(input: RoundInput): readonly Edit[] {
  const round = startRound(input);
  const { index, current, desired, target, definitions } = round;
  // Names first, in a round of their own: options that are set by name must be found again.
  const renamed = planRenamedDefinitions(index, definitions);
  if (renamed.length > 0) return renamed;
  // Then subnets that move: they are read as they are, and their options change meaning afterwards.
  const moves = areDefined(round) ? [] : planMoves(round);
  if (moves.length > 0) return moves;

  const explicit = chooseOuterValues(round);
  const places = planPlaces(round);
  const edits = [
    ...planDefinitions(round),
    ...planClasses(round),
    ...(desired.settings === current.settings
      ? []
      : planObject(round, "server", index.server, explicit.server)),
    ...planNetworks(round, explicit),
    ...places,
    ...planSubnets(round, explicit),
    ...(desired.relationships === current.relationships
      ? []
      : planHook(index, desired.relationships, target)),
    ...(places.length > 0 ? [] : planSubnetIds(round)),
  ];
  // The peers of subnets are among their notes: they come last, in a round of their own.
  return edits.length > 0 ? edits : planScopePeers(index, desired);
}

/** Returns whether a configuration has the desired definitions of options and no others. */
const areDefined = ({ index: { definitionEntries }, definitions }: Round): boolean =>
  definitionEntries.size === definitions.size &&
  [...definitions].every(([key, { properties }]) =>
    equal(properties, definitionEntries.get(key)?.explicit),
  );

/** The explicit values that the objects around subnets will have. */
interface OuterValues {
  readonly server: Tree;
  readonly networks: ReadonlyMap<string, Tree>;
}

function chooseOuterValues(round: Round): OuterValues {
  const { index, desired, target } = round;
  const release = target.knownRelease;
  const server = chooseExplicit({
    level: "server",
    entry: index.server,
    desired: desired.settings.properties,
    outer: [],
    release,
  });
  const chooseForNetwork = (name: string, network: ConfigObject): Tree => {
    const entry = index.networks.get(name);
    if (!entry) return explicitValuesOf(network);
    const { properties } = network;
    return chooseExplicit({
      level: "network",
      entry,
      desired: properties,
      outer: [server],
      release,
    });
  };
  const networks = new Map(
    [...round.networks].map(([name, network]) => [name, chooseForNetwork(name, network)] as const),
  );
  return { server, networks };
}

function planNetworks(round: Round, { networks }: OuterValues): readonly Edit[] {
  return [...networks].flatMap(([name, explicit]) => {
    const entry = round.index.networks.get(name);
    return entry ? planObject(round, "network", entry, explicit) : [];
  });
}

/**
 * Returns the edits of subnets that stay where they are. Subnets that move are edited in a later
 * round.
 */
function planSubnets(round: Round, outer: OuterValues): readonly Edit[] {
  const { index, current, desired } = round;
  const edits: Edit[] = [];
  const isUnchangedAround = createOuterCheck(round, outer);
  for (const [id, subnet] of index.subnets) {
    const scope = desired.scopes[id];
    if (!scope || sharedNetworkOf(scope) !== subnet.network) continue;
    if (scope === current.scopes[id] && isUnchangedAround(subnet)) continue;
    for (const edit of planSubnet(round, outer, subnet, scope)) edits.push(edit);
  }
  return edits;
}

function planSubnet(
  round: Round,
  { server, networks }: OuterValues,
  subnet: IndexedSubnet,
  { properties }: ConfigObject,
): readonly Edit[] {
  const { id: _, sharedNetwork: __, ...desired } = properties;
  const network = subnet.network === undefined ? undefined : networks.get(subnet.network);
  const explicit = chooseExplicit({
    level: "subnet",
    entry: subnet,
    desired,
    outer: network ? [network, server] : [server],
    release: round.target.knownRelease,
  });
  return planObject(round, "subnet", subnet, explicit);
}

/** Returns a function that tells whether the objects around a subnet keep their explicit values. */
function createOuterCheck(
  { index }: Round,
  { server, networks }: OuterValues,
): (subnet: IndexedSubnet) => boolean {
  const isServerUnchanged = equal(server, index.server.explicit);
  const unchanged = new Set(
    [...networks]
      .filter(([name, explicit]) => equal(explicit, index.networks.get(name)?.explicit))
      .map(([name]) => name),
  );
  return ({ network }) => isServerUnchanged && (network === undefined || unchanged.has(network));
}
