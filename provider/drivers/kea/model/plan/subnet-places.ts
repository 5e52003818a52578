// Plans edits of the places of subnets: the server's array, and those of shared networks.
import type { Json, ScopeId } from "../../../../core/model.js";
import type { Edit, JsonPath } from "../../json-edit.js";
import { keywords } from "../../names.js";
import { listUnder, planElements } from "./class-edits.js";
import type { IndexedSubnet } from "../parse/config-index.js";
import { planAppend } from "./list-edits.js";
import { paths, type Round } from "./round.js";
import { sharedNetworkOf } from "../normalize/shared-objects.js";
import { writeNetwork, writeSubnet } from "./write-objects.js";

/** The name of a shared network; `undefined`: the server's own array. */
type Place = string | undefined;

type MovingSubnet = readonly [id: ScopeId, subnet: IndexedSubnet];

const desiredPlaceOf = ({ desired }: Round, id: ScopeId): Place =>
  sharedNetworkOf(desired.scopes[id]);

/** Returns the subnets whose place changes. */
function listMoving(round: Round): readonly MovingSubnet[] {
  const { index, desired } = round;
  return [...index.subnets].filter(
    ([id, subnet]) => desired.scopes[id] && desiredPlaceOf(round, id) !== subnet.network,
  );
}

const pathOf = ({ index }: Round, place: Place): JsonPath =>
  place === undefined ? paths.subnets : [...index.networks.get(place)!.path, keywords.subnets];

/** Returns the array of a place as it is; nothing where it is missing. */
function listOf({ index }: Round, place: Place): Json | undefined {
  const holder = place === undefined ? index.server : index.networks.get(place)!;
  return holder.raw[keywords.subnets];
}

/** Returns the edits that add, remove and move subnets and shared networks. */
export function planPlaces(round: Round): readonly Edit[] {
  const { index, desired, networks, context } = round;
  const moving = listMoving(round);
  const newSubnets = new Map<Place, Json[]>();
  for (const [id, scope] of Object.entries(desired.scopes)) {
    if (index.subnets.has(id)) continue;
    listUnder(newSubnets, sharedNetworkOf(scope)).push(writeSubnet(id, scope, context.writing));
  }
  // A shared network is removed once its subnets have moved out of it.
  const places = new Set(moving.map(([, { network }]) => network));
  const removedNetworks = new Set(
    [...index.networks.keys()].filter((name) => !networks.has(name) && !places.has(name)),
  );
  return [
    ...planRemovedSubnets(round, removedNetworks),
    ...planNetworkList(round, removedNetworks, newSubnets),
    ...planArrivals(round, moving, newSubnets),
  ];
}

function planRemovedSubnets(
  { index, desired }: Round,
  removedNetworks: ReadonlySet<string>,
): readonly Edit[] {
  return [...index.subnets].flatMap(([id, { network, path }]): readonly Edit[] => {
    const stays = desired.scopes[id] !== undefined;
    const goesWithItsNetwork = network !== undefined && removedNetworks.has(network);
    if (stays || goesWithItsNetwork) return [];
    return [{ kind: "remove", path }];
  });
}

/** Returns the edits that remove shared networks, and add new ones with their new subnets. */
function planNetworkList(
  { index, networks, context }: Round,
  removed: ReadonlySet<string>,
  newSubnets: ReadonlyMap<Place, readonly Json[]>,
): readonly Edit[] {
  // The others wait for their subnets to move out.
  const entries = new Map(
    [...index.networks].filter(([name]) => networks.has(name) || removed.has(name)),
  );
  return planElements({
    path: paths.networks,
    list: index.server.raw[keywords.sharedNetworks],
    entries,
    desired: networks,
    hasOthers: entries.size < index.networks.size,
    write: (name, network) =>
      writeNetwork(name, network, newSubnets.get(name) ?? [], context.writing),
  });
}

/** Returns the edits that put new subnets and moving ones into arrays that are there. */
function planArrivals(
  round: Round,
  moving: readonly MovingSubnet[],
  newSubnets: ReadonlyMap<Place, readonly Json[]>,
): readonly Edit[] {
  const { index, networks } = round;
  const movingTo = Map.groupBy(moving, ([id]) => desiredPlaceOf(round, id));
  const places = new Set([...newSubnets.keys(), ...movingTo.keys()]);
  return [...places].flatMap((place): readonly Edit[] => {
    const isThere = place === undefined || (networks.has(place) && index.networks.has(place));
    if (!isThere) return [];
    const path = pathOf(round, place);
    const list = listOf(round, place);
    const added = planAppend(path, list, newSubnets.get(place) ?? []);
    // A missing array is created first, and subnets move into it in the next round.
    if (!Array.isArray(list)) return added.length > 0 ? added : [{ kind: "set", path, value: [] }];
    const subnets = movingTo.get(place) ?? [];
    return [...added, ...subnets.map(([, subnet]) => moveTo(path, subnet))];
  });
}

const moveTo = (to: JsonPath, { path }: IndexedSubnet): Edit => ({ kind: "move", path, to });

/** Returns the edits that move subnets and do nothing else. Missing arrays are created first. */
export function planMoves(round: Round): readonly Edit[] {
  const { index } = round;
  const moving = listMoving(round);
  const places = [...new Set(moving.map(([id]) => desiredPlaceOf(round, id)))];
  const newNetworks = places.filter((place) => place !== undefined && !index.networks.has(place));
  if (newNetworks.length > 0)
    return planAppend(
      paths.networks,
      index.server.raw[keywords.sharedNetworks],
      newNetworks.map((name) => ({ name: name!, [keywords.subnets]: [] })),
    );
  const missing = places.filter((place) => !Array.isArray(listOf(round, place)));
  if (missing.length > 0)
    return missing.map((place) => ({ kind: "set", path: pathOf(round, place), value: [] }));
  return moving.map(([id, subnet]) => moveTo(pathOf(round, desiredPlaceOf(round, id)), subnet));
}

/**
 * Returns the edits of subnet ids. Kea counts subnets without an id: the id is written where the
 * count would give another one.
 */
export function planSubnetIds({ index, desired }: Round): readonly Edit[] {
  const edits: Edit[] = [];
  let counted = 0;
  for (const [id, { raw, path }] of index.subnets) {
    const value = desired.scopes[id]!.properties.id!;
    const isCounted = raw.id === undefined || raw.id === 0;
    if (isCounted && value === counted + 1) counted += 1;
    else if (isCounted || raw.id !== value)
      edits.push({ kind: "set", path: [...path, "id"], value });
  }
  return edits;
}
