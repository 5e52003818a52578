// A failover relationship as something that is changed: its leaves, what would make it as wanted, and a server's relationships after that.
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

/** What a relationship states whatever kind of server states it. */
export const commonProperties = ["mode", "self", "partner", "role", "loadBalancePercent"] as const;

/** The scopes under it, each a leaf of its own. */
const scopesProperty = "scopes";
const memberMark = "member";

/** The relationship of a server that has the first of these names which it knows. Names are people's own: `constructor` is one. */
export function findRelationship(
  { relationships }: Pick<Configuration, "relationships">,
  ...names: readonly (string | undefined)[]
): Relationship | undefined {
  const name = names.find((one) => one !== undefined && Object.hasOwn(relationships, one));
  return name === undefined ? undefined : relationships[name];
}

/** Returns the name of the relationship that a scope is under. */
export function findRelationshipOf(
  scope: ScopeId,
  { relationships }: Pick<Configuration, "relationships">,
): string | undefined {
  let names = namesByRelationships.get(relationships);
  if (!names) namesByRelationships.set(relationships, (names = namesByScope(relationships)));
  return names.get(scope);
}

/** Whole operations ask for one scope after the other: each relationship is looked through once. */
const namesByRelationships = new WeakMap<Relationships, ReadonlyMap<ScopeId, string>>();

/** Returns the relationship of each scope by its name: the first where several have it. */
function namesByScope(relationships: Relationships): ReadonlyMap<ScopeId, string> {
  const names = new Map<ScopeId, string>();
  for (const [name, { scopes }] of Object.entries(relationships)) {
    for (const scope of scopes) if (!names.has(scope)) names.set(scope, name);
  }
  return names;
}

/** All scopes of a server that are under no other relationship than this one, whether or not they are under it. */
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

/** A relationship as a tree of leaves. */
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
 * What makes a server state the relationship `name` as wanted, or not at all. `formerName`: what it was called before. What is not said of
 * the scopes under it is left as it is.
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
            place: { kind: "relationship", key: name },
            path: [],
            desired: relationshipToTree(wanted),
          },
        ]
      : [];
  const { scopes, ...rest } = standing;
  const from = relationshipToTree(wanted?.scopes ? standing : rest);
  if (!wanted) return [{ place: { kind: "relationship", key: called }, path: [], current: from }];
  const renaming: Change = {
    place: { kind: "relationship", key: called },
    path: ["name"],
    current: called,
    desired: name,
  };
  return [
    ...(called === name ? [] : [renaming]),
    ...compareTrees({ kind: "relationship", key: name }, from, relationshipToTree(wanted)),
  ];
}

/** A scope that comes under a relationship, or leaves it. `standing`: whether it is there already, and only said once more. */
export const planMembership = (
  name: string,
  scope: ScopeId,
  comes: boolean,
  standing = !comes,
): Change => ({
  place: { kind: "relationship", key: name },
  path: [scopesProperty, scope],
  ...(standing && { current: memberMark }),
  ...(comes && { desired: memberMark }),
});

/** Whether a change is only said once more, for who did not hear it: its two values are equal. */
export const isReapplied = ({ current, desired }: Change): boolean =>
  current !== undefined && desired !== undefined && equal(current as Json, desired as Json);

/** Relationships after a change of one. A scope is under one relationship of a server: where it comes under another it leaves the former. */
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
