// Changes of failover relationships: as a tree of properties, as a plan, and as the relationships
// of a server afterwards.
import { byName, withValueAt } from "./canonical.js";
import { equal } from "./equal.js";
import { compareTrees } from "./compare.js";
import type {
  Change,
  Configuration,
  FailoverMode,
  Json,
  Plan,
  Relationship,
  ScopeId,
  Tree,
  DesiredRelationship,
} from "./model.js";

type Relationships = Configuration["relationships"];

/** The properties of a relationship that every kind of server states. */
export const commonProperties = ["mode", "self", "partner", "role", "loadBalancePercent"] as const;

/** The modes as people say them. */
export const modeNames: Readonly<Record<FailoverMode, string>> = {
  loadBalance: "load balancing",
  hotStandby: "hot standby",
  passiveBackup: "passive backup",
};

/** The scopes of a relationship, each one property. */
const scopesProperty = "scopes";
const memberMark = "member";

/**
 * Returns the relationship with the first of these names that the server has. Names are chosen by
 * people: `constructor` is one.
 */
export function findRelationship(
  { relationships }: Pick<Configuration, "relationships">,
  ...names: readonly (string | undefined)[]
): Relationship | undefined {
  const name = names.find((one) => one !== undefined && Object.hasOwn(relationships, one));
  return name === undefined ? undefined : relationships[name];
}

/** Returns the name of the relationship that a scope is in. */
export function findRelationshipOf(
  scope: ScopeId,
  { relationships }: Pick<Configuration, "relationships">,
): string | undefined {
  const names = namesByRelationships.get(relationships) ?? namesByScope(relationships);
  namesByRelationships.set(relationships, names);
  return names.get(scope);
}

/**
 * The names by relationships. An operation asks for one scope after the other; each relationship is
 * searched once.
 */
const namesByRelationships = new WeakMap<Relationships, ReadonlyMap<ScopeId, string>>();

/** Returns the relationship of each scope by its name: the first where several have it. */
function namesByScope(relationships: Relationships): ReadonlyMap<ScopeId, string> {
  const names = new Map<ScopeId, string>();
  for (const [name, { scopes }] of Object.entries(relationships)) {
    for (const scope of scopes) if (!names.has(scope)) names.set(scope, name);
  }
  return names;
}

/**
 * Returns the scopes of a server that are in no other relationship, whether or not they are in this
 * one.
 */
export function listFreeScopes(
  name: string,
  { scopes, relationships }: Configuration,
): readonly ScopeId[] {
  const elsewhere = new Set(
    Object.entries(relationships).flatMap(([other, one]) => (other === name ? [] : one.scopes)),
  );
  return Object.keys(scopes)
    .filter((scope) => !elsewhere.has(scope))
    .sort(byName);
}

/** Returns a relationship as a tree of properties. */
export function relationshipToTree({ own, scopes, ...rest }: DesiredRelationship): Tree {
  const tree: Record<string, Json> = { ...own };
  for (const fact of commonProperties) if (rest[fact] !== undefined) tree[fact] = rest[fact];
  if (scopes) tree[scopesProperty] = Object.fromEntries(scopes.map((scope) => [scope, memberMark]));
  return tree;
}

function treeToRelationship(tree: Tree): Relationship {
  const { mode, self, partner, role, loadBalancePercent, [scopesProperty]: scopes, ...own } = tree;
  const stated = {
    mode: mode as FailoverMode,
    self,
    partner,
    role,
    loadBalancePercent,
  } as Relationship;
  return {
    ...(Object.fromEntries(
      Object.entries(stated).filter(([, value]) => value !== undefined),
    ) as unknown as Relationship),
    scopes: Object.keys((scopes as Tree | undefined) ?? {}).sort(byName),
    own,
  };
}

/**
 * Returns the plan that makes a server state the relationship `name` as desired, or remove it.
 * `formerName` is its name before. Scopes that are not stated stay as they are.
 */
export function planRelationship(
  current: Relationships,
  name: string,
  wanted: DesiredRelationship | undefined,
  formerName = name,
): Plan {
  const called = Object.hasOwn(current, name) ? name : formerName;
  const standing = findRelationship({ relationships: current }, called);
  if (!standing)
    return wanted
      ? [
          {
            location: { kind: "relationship", key: name },
            path: [],
            desired: relationshipToTree(wanted),
          },
        ]
      : [];
  const { scopes, ...rest } = standing;
  const from = relationshipToTree(wanted?.scopes ? standing : rest);
  if (!wanted)
    return [{ location: { kind: "relationship", key: called }, path: [], current: from }];
  const renaming: Change = {
    location: { kind: "relationship", key: called },
    path: ["name"],
    current: called,
    desired: name,
  };
  return [
    ...(called === name ? [] : [renaming]),
    ...compareTrees({ kind: "relationship", key: name }, from, relationshipToTree(wanted)),
  ];
}

/**
 * Returns the change that adds a scope to a relationship, or removes it. `standing`: the scope is
 * in it already, and the change only applies it again.
 */
export const planMembership = (
  name: string,
  scope: ScopeId,
  comes: boolean,
  standing = !comes,
): Change => ({
  location: { kind: "relationship", key: name },
  path: [scopesProperty, scope],
  ...(standing && { current: memberMark }),
  ...(comes && { desired: memberMark }),
});

/** Returns true where a change applies an unchanged value again: its two values are equal. */
export const isReapplied = ({ current, desired }: Change): boolean =>
  current !== undefined && desired !== undefined && equal(current as Json, desired as Json);

/**
 * Returns the relationships after a change of one. A scope is in one relationship of a server: it
 * leaves the former one.
 */
export function changeRelationships(
  relationships: Relationships,
  key: string,
  { path, desired }: Change,
): Relationships {
  const standing = findRelationship({ relationships }, key);
  const { [key]: _, ...others } = relationships;
  if (path.length === 0)
    return desired === undefined
      ? others
      : putRelationship(others, key, treeToRelationship(desired as Tree));
  if (!standing) return relationships;
  if (path.length === 1 && path[0] === "name") return { ...others, [String(desired)]: standing };
  return putRelationship(
    others,
    key,
    treeToRelationship(
      withValueAt(relationshipToTree(standing), path, desired as Json | undefined),
    ),
  );
}

function putRelationship(
  others: Relationships,
  key: string,
  relationship: Relationship,
): Relationships {
  const taken = new Set(relationship.scopes);
  const left = Object.entries(others).map(
    ([name, other]) =>
      [
        name,
        other.scopes.some((scope) => taken.has(scope))
          ? { ...other, scopes: other.scopes.filter((scope) => !taken.has(scope)) }
          : other,
      ] as const,
  );
  return { ...Object.fromEntries(left), [key]: relationship };
}
