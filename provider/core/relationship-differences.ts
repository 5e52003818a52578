// Differences between the statements of two servers about the failover relationships between them.
import { equal } from "./equal.js";
import { invertPerspective } from "./mirror.js";
import type { Configuration, Json, Relationship, ScopeId } from "./model.js";
import { commonProperties, findRelationship, findRelationshipOf } from "./relationship.js";

/** One difference: the value that follows from the primary's statement, and the partner's own. */
export interface RelationshipDifference {
  readonly relationship: string;
  /** Absent where only one server states the relationship at all. */
  readonly property?: string;
  readonly primary?: Json;
  readonly partner?: Json;
}

/** The relationships of a primary and a partner, those with other servers left out. */
export interface RelationshipsOfPair {
  /** Names of relationships that either server states with the other one. */
  readonly names: readonly string[];
  /** Scopes in relationships with other servers only: they are none of this pair's. */
  readonly foreignScopes: ReadonlySet<ScopeId>;
}

/**
 * Returns the relationships that concern both servers. A relationship that only one of them states
 * concerns the pair where it names the other server, or where the two share none. `partnerName` is
 * the partner's name in the primary's relationships, where that is known.
 */
export function findRelationshipsOfPair(
  primary: Configuration,
  partner: Configuration,
  partnerName?: string,
): RelationshipsOfPair {
  const shared = Object.keys(primary.relationships).filter((name) =>
    findRelationship(partner, name),
  );
  const selfOf = ({ relationships }: Configuration): ReadonlySet<string | undefined> =>
    new Set(Object.values(relationships).map(({ self }) => self));
  const concerns = (name: string, stated: Relationship, other: Configuration): boolean => {
    if (partnerName !== undefined && other === partner) return stated.partner === partnerName;
    return shared.length === 0 || shared.includes(name) || selfOf(other).has(stated.partner);
  };
  const listOf = (own: Configuration, other: Configuration): readonly string[] =>
    Object.entries(own.relationships)
      .filter(([name, stated]) => concerns(name, stated, other))
      .map(([name]) => name);
  const names = [...new Set([...listOf(primary, partner), ...listOf(partner, primary)])];
  return { names, foreignScopes: findForeignScopes(names, primary, partner) };
}

/** Returns the scopes that each server that has them puts into a relationship with another one. */
function findForeignScopes(
  names: readonly string[],
  ...servers: readonly Configuration[]
): ReadonlySet<ScopeId> {
  const isForeign = (scope: ScopeId, server: Configuration): boolean => {
    const relationship = findRelationshipOf(scope, server);
    return relationship !== undefined && !names.includes(relationship);
  };
  return new Set(
    servers
      .flatMap(({ scopes }) => Object.keys(scopes))
      .filter((scope) =>
        servers
          .filter(({ scopes }) => Object.hasOwn(scopes, scope))
          .every((server) => isForeign(scope, server)),
      ),
  );
}

/**
 * Compares the statements of relationships by name. `mayBeItself`: the primary may be a file of the
 * partner itself, which then states the same side.
 */
export function compareRelationships(
  names: readonly string[],
  primary: Configuration,
  partner: Configuration,
  mayBeItself: boolean,
): readonly RelationshipDifference[] {
  return names.flatMap((relationship) => {
    const ours = findRelationship(primary, relationship);
    const theirs = findRelationship(partner, relationship);
    if (!ours || !theirs)
      return [
        {
          relationship,
          ...(ours && { primary: ours.mode }),
          ...(theirs && { partner: theirs.mode }),
        },
      ];
    const isItself = mayBeItself && ours.self !== undefined && ours.self === theirs.self;
    const expected = isItself ? ours : invertPerspective(ours);
    return [...compareCommon(expected, theirs), ...compareParameters(expected, theirs)].map(
      (difference) => ({ relationship, ...difference }),
    );
  });
}

type Statement = Omit<RelationshipDifference, "relationship">;

const compareCommon = (expected: Relationship, stated: Relationship): readonly Statement[] =>
  commonProperties
    .filter((property) => expected[property] !== stated[property])
    .map((property) => toStatement(property, expected[property], stated[property]));

/**
 * Compares the parameters of one kind of server as far as both must mean the same by them: numbers,
 * and what both state as true or false. Paths and addresses are each server's own, and a value that
 * only one states may be the default of the other's release.
 */
function compareParameters(
  { own: expected = {} }: Relationship,
  { own: stated = {} }: Relationship,
): readonly Statement[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(stated)])];
  return names
    .filter((name) => {
      const [one, other] = [expected[name], stated[name]];
      const isNumber = [one, other].some((value) => typeof value === "number");
      const isFlag = typeof one === "boolean" && typeof other === "boolean";
      return (isNumber || isFlag) && !equal(one ?? null, other ?? null);
    })
    .map((name) => toStatement(name, expected[name], stated[name]));
}

const toStatement = (
  property: string,
  primary: Json | undefined,
  partner: Json | undefined,
): Statement => ({
  property,
  ...(primary !== undefined && { primary }),
  ...(partner !== undefined && { partner }),
});

/** The relationship that each server puts one scope into; absent where it is in none. */
export interface Membership {
  readonly primary?: string;
  readonly partner?: string;
}

/**
 * Returns the scopes, among these, that the two servers put into different relationships. One that
 * only one server states is a difference by itself, and not once more for each scope in it.
 */
export function compareMemberships(
  scopes: readonly ScopeId[],
  primary: Configuration,
  partner: Configuration,
): ReadonlyMap<ScopeId, Membership> {
  const isStatedByBoth = (name: string | undefined): boolean =>
    name === undefined ||
    [primary, partner].every((server) => findRelationship(server, name) !== undefined);
  const found = new Map<ScopeId, Membership>();
  for (const scope of scopes) {
    const ours = findRelationshipOf(scope, primary);
    const theirs = findRelationshipOf(scope, partner);
    if (ours === theirs || !isStatedByBoth(ours) || !isStatedByBoth(theirs)) continue;
    found.set(scope, {
      ...(ours !== undefined && { primary: ours }),
      ...(theirs !== undefined && { partner: theirs }),
    });
  }
  return found;
}
