// The edits of Kea's JSON that bring a configuration to what it should be, touching nothing else.
import type { Configuration, Json, ConfigObject, ScopeId, Tree } from "../../../core/model.js";
import type { Edit, JsonPath } from "../json-edit.js";
import { definitionsOfConfiguration, sharedObjects } from "./normalize.js";
import { equal } from "../../../core/equal.js";
import { planHook, planMemberships } from "./hook-edits.js";
import { planAppend } from "./list-edits.js";
import type { IndexedObject, ConfigIndex } from "./config-index.js";
import { planRenamedDefinitions } from "./rename-definitions.js";
import type { Target } from "./target.js";
import { planTree } from "./tree-edits.js";
import { chooseExplicit } from "./explicit-values.js";
import {
  writeClass,
  writeDefinition,
  writeNetwork,
  writeSubnet,
  type WriteContext,
} from "./write-objects.js";

const subnetsPath: JsonPath = ["Dhcp4", "subnet4"];
const networksPath: JsonPath = ["Dhcp4", "shared-networks"];
const classesPath: JsonPath = ["Dhcp4", "client-classes"];
const definitionsPath: JsonPath = ["Dhcp4", "option-def"];

/**
 * One round of edits towards `desired`, which must be as `fitted` gives it: what goes and comes
 * before what changes in places that move. None: the configuration says what it should. `current`
 * is what the outline reads as; what it has in common with `desired` is left alone.
 */
export function planRound(
  from: ConfigIndex,
  current: Configuration,
  desired: Configuration,
  target: Target,
): readonly Edit[] {
  const reading: WriteContext = { target, definitions: from.definitions };
  const writing: WriteContext = {
    target,
    definitions: definitionsOfConfiguration(desired, target),
  };
  const made: Edit[] = [];
  const change = (
    kindOf: Parameters<typeof planTree>[0]["kind"],
    { path, raw, explicit }: IndexedObject,
    to: Tree,
  ): void => {
    for (const edit of planTree({ kind: kindOf, path, raw, from: explicit, to }, reading, writing))
      made.push(edit);
  };

  const definitions = sharedObjects(desired, "optionDefinitions");
  // Names first, in a round of their own: wherever an option is set by name it must be found again.
  const renamed = planRenamedDefinitions(from, definitions);
  if (renamed.length > 0) return renamed;
  // A subnet that moves speaks as it stands: what its options mean changes once it is where it
  // should be.
  const ahead = areDefined(from, definitions) ? [] : planMoves(from, desired);
  if (ahead.length > 0) return ahead;
  made.push(
    ...planMembers(
      definitionsPath,
      from.server.raw["option-def"],
      from.definitionEntries,
      definitions,
      (key, { properties }) => writeDefinition(key, properties, writing),
    ),
  );
  for (const [key, entry] of from.definitionEntries)
    if (definitions.has(key)) change("definition", entry, definitions.get(key)!.properties);

  const classes = sharedObjects(desired, "classes");
  made.push(...planClasses(from, desired, classes, writing));
  for (const [name, entry] of from.classes)
    if (classes.has(name)) change("class", entry, classes.get(name)!.properties);

  const serverWord = chooseExplicit(
    "server",
    from.server,
    desired.settings.properties,
    [],
    target.knownRelease,
  );
  if (desired.settings !== current.settings) change("server", from.server, serverWord);
  const networks = sharedObjects(desired, "sharedNetworks");
  const words = new Map<string, readonly Tree[]>(); // what a subnet in each network has around it
  for (const [name, part] of networks) {
    const entry = from.networks.get(name);
    const explicit = entry
      ? chooseExplicit("network", entry, part.properties, [serverWord], target.knownRelease)
      : withoutInheritedValues(part);
    words.set(name, [explicit, serverWord]);
    if (entry) change("network", entry, explicit);
  }

  const moves = planPlaces(from, desired, networks, writing);
  made.push(...moves);
  const around = {
    server: equal(serverWord, from.server.explicit),
    networks: new Set(
      [...words]
        .filter(([name, [explicit]]) => equal(explicit, from.networks.get(name)?.explicit))
        .map(([name]) => name),
    ),
  };
  for (const [id, subnet] of from.subnets) {
    const part = desired.scopes[id];
    const network = part?.properties.sharedNetwork as string | undefined;
    // Gone, or on its way: what it says is seen to where it arrives.
    if (!part || network !== subnet.network) continue;
    if (
      part === current.scopes[id] &&
      around.server &&
      (network === undefined || around.networks.has(network))
    )
      continue;
    change(
      "subnet",
      subnet,
      chooseExplicit(
        "subnet",
        subnet,
        withoutPlace(part.properties),
        words.get(network ?? "") ?? [serverWord],
        target.knownRelease,
      ),
    );
  }
  if (desired.relationships !== current.relationships)
    made.push(...planHook(from, desired.relationships, target));
  const all = moves.length > 0 ? made : [...made, ...planSubnetIds(from, desired)];
  // Whose a subnet is stands among its notes: last, in a round of their own.
  return all.length > 0 ? all : planMemberships(from, desired);
}

const withoutInheritedValues = ({ properties, inherited }: ConfigObject): Tree =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !inherited.includes(name)));

const withoutPlace = ({ id: _, sharedNetwork: __, ...rest }: Tree): Tree => rest;

/** Members of a list of Kea's whose order means nothing. */
function planMembers(
  path: JsonPath,
  standing: Json | undefined,
  entries: ReadonlyMap<string, IndexedObject>,
  desired: ReadonlyMap<string, ConfigObject>,
  write: (key: string, part: ConfigObject) => Json,
): readonly Edit[] {
  const gone = [...entries].filter(([key]) => !desired.has(key));
  const come = [...desired].filter(([key]) => !entries.has(key));
  if (gone.length > 0 && gone.length === entries.size && come.length === 0)
    return [{ kind: "remove", path }];
  return [
    ...gone.map(([, entry]): Edit => ({ kind: "remove", path: entry.path })),
    ...planAppend(
      path,
      standing,
      come.map(([key, part]) => write(key, part)),
    ),
  ];
}

/** Classes stand in their order: first those that go, then those that come, then the order. */
function planClasses(
  from: ConfigIndex,
  desired: Configuration,
  classes: ReadonlyMap<string, ConfigObject>,
  writing: WriteContext,
): readonly Edit[] {
  const standing = [...from.classes.keys()];
  const gone = standing.filter((name) => !classes.has(name));
  if (gone.length === standing.length && gone.length > 0 && classes.size === 0)
    return [{ kind: "remove", path: classesPath }];
  if (gone.length > 0)
    return gone.map((name): Edit => ({ kind: "remove", path: from.classes.get(name)!.path }));
  const order = [...(desired.order.classes ?? [])];
  const positions = new Map(standing.map((name, i) => [name, i]));
  const come = order.filter((name) => !from.classes.has(name));
  if (come.length === 0)
    return equal(standing, order)
      ? []
      : [
          {
            kind: "reorder",
            path: classesPath,
            order: order.map((name) => positions.get(name) ?? -1),
          },
        ];
  const at = new Map<number, Json[]>(); // before which class that stands
  let before = 0;
  for (const name of order) {
    const index = positions.get(name);
    if (index !== undefined) before = index + 1;
    else listUnder(at, before).push(writeClass(name, classes.get(name)!.properties, writing));
  }
  return [...at].flatMap(([index, values]) =>
    index < standing.length
      ? [{ kind: "insert", path: [...classesPath, index], values } as const]
      : planAppend(classesPath, from.server.raw["client-classes"], values),
  );
}

/** Returns the list under a key, entered where there was none. */
function listUnder<Key, Item>(lists: Map<Key, Item[]>, key: Key): Item[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** Subnets and shared networks that go, come, or move from one list to another. */
function planPlaces(
  from: ConfigIndex,
  desired: Configuration,
  networks: ReadonlyMap<string, ConfigObject>,
  writing: WriteContext,
): readonly Edit[] {
  const networkOf = (id: ScopeId) =>
    desired.scopes[id]?.properties.sharedNetwork as string | undefined;
  const gone = [...from.subnets].filter(([id]) => !desired.scopes[id]);
  const moving = [...from.subnets].filter(
    ([id, subnet]) => desired.scopes[id] && networkOf(id) !== subnet.network,
  );
  const arriving = new Map<string | undefined, Json[]>();
  for (const [id, part] of Object.entries(desired.scopes)) {
    if (from.subnets.has(id)) continue;
    listUnder(arriving, networkOf(id)).push(writeSubnet(id, part, writing));
  }

  // A network that goes waits for the subnets that move out of it.
  const left = new Set(moving.map(([, { network }]) => network));
  const leaving = new Set(
    [...from.networks.keys()].filter((name) => !networks.has(name) && !left.has(name)),
  );
  const made: Edit[] = [];
  for (const [, { network, path }] of gone) {
    if (network === undefined || !leaving.has(network)) made.push({ kind: "remove", path });
  }
  const standing = new Map(
    [...from.networks].filter(([name]) => networks.has(name) || leaving.has(name)),
  );
  const staying = new Map([...networks].filter(([name]) => from.networks.has(name)));
  const isRest = standing.size < from.networks.size;
  const write = (name: string, part: ConfigObject): Json =>
    writeNetwork(name, part, arriving.get(name) ?? [], writing);
  if (isRest && staying.size === 0 && leaving.size > 0) {
    for (const name of leaving) made.push({ kind: "remove", path: from.networks.get(name)!.path });
    const come = [...networks].filter(([name]) => !from.networks.has(name));
    made.push(
      ...planAppend(
        networksPath,
        from.server.raw["shared-networks"],
        come.map(([name, part]) => write(name, part)),
      ),
    );
  } else {
    made.push(
      ...planMembers(networksPath, from.server.raw["shared-networks"], standing, networks, write),
    );
  }

  // A subnet moves into a list that is there: where it is not, it is made first, and the subnet
  // moves in the next round.
  const listed = new Map<string | undefined, Json | undefined>([
    [undefined, from.server.raw.subnet4],
  ]);
  for (const name of staying.keys()) listed.set(name, from.networks.get(name)!.raw.subnet4);
  const movingInto = Map.groupBy(moving, ([id]) => networkOf(id));
  for (const network of new Set([...arriving.keys(), ...movingInto.keys()])) {
    if (!listed.has(network)) continue;
    const at =
      network === undefined ? subnetsPath : [...from.networks.get(network)!.path, "subnet4"];
    const subnets = arriving.get(network) ?? [];
    if (subnets.length > 0) made.push(...planAppend(at, listed.get(network), subnets));
    else if (!Array.isArray(listed.get(network))) made.push({ kind: "set", path: at, value: [] });
    if (!Array.isArray(listed.get(network))) continue;
    for (const [, { path }] of movingInto.get(network) ?? [])
      made.push({ kind: "move", path, to: at });
  }
  return made;
}

/** Returns whether a configuration has these definitions of options and no other. */
const areDefined = (
  { definitionEntries: standing }: ConfigIndex,
  desired: ReadonlyMap<string, ConfigObject>,
): boolean =>
  standing.size === desired.size &&
  [...desired].every(([key, { properties }]) => equal(properties, standing.get(key)?.explicit));

/**
 * Subnets that move and nothing else; where the list is not there that one moves into, it comes
 * first.
 */
function planMoves(from: ConfigIndex, desired: Configuration): readonly Edit[] {
  const networkOf = (id: ScopeId) =>
    desired.scopes[id]?.properties.sharedNetwork as string | undefined;
  const moving = [...from.subnets].filter(
    ([id, subnet]) => desired.scopes[id] && networkOf(id) !== subnet.network,
  );
  const targets = new Set(moving.map(([id]) => networkOf(id)));
  const come = [...targets].filter(
    (network) => network !== undefined && !from.networks.has(network),
  );
  if (come.length > 0)
    return planAppend(
      networksPath,
      from.server.raw["shared-networks"],
      come.map((name) => ({ name: name!, subnet4: [] })),
    );
  const pathOf = (network: string | undefined): JsonPath =>
    network === undefined ? subnetsPath : [...from.networks.get(network)!.path, "subnet4"];
  const isThere = (network: string | undefined): boolean =>
    Array.isArray(
      network === undefined ? from.server.raw.subnet4 : from.networks.get(network)!.raw.subnet4,
    );
  const lists = [...targets]
    .filter((network) => !isThere(network))
    .map((network): Edit => ({ kind: "set", path: pathOf(network), value: [] }));
  return lists.length > 0
    ? lists
    : moving.map(([id, { path }]): Edit => ({ kind: "move", path, to: pathOf(networkOf(id)) }));
}

/**
 * Subnet ids as they should be. One that Kea gives by counting is written down where the count
 * would come out otherwise.
 */
function planSubnetIds(from: ConfigIndex, desired: Configuration): readonly Edit[] {
  const made: Edit[] = [];
  let counted = 0;
  for (const [id, { raw, path }] of from.subnets) {
    const value = desired.scopes[id]!.properties.id!;
    const counts = raw.id === undefined || raw.id === 0;
    if (counts && value === counted + 1) counted += 1;
    else if (counts || raw.id !== value) made.push({ kind: "set", path: [...path, "id"], value });
  }
  return made;
}
