// The guards on members of a failover relationship, where a write to the primary changes both
// servers: a scope that joins is created on the partner by that, and a scope that leaves is deleted
// there.
import { messages, type SharedRelationship, type UserError } from "../../core/messages.js";
import type { Configuration, ScopeId } from "../../core/model.js";
import { findRelationship, findRelationshipOf } from "../../core/relationship.js";
import { listRemovedScopes } from "../../core/sweeping.js";
import { labelScopes } from "../../core/scope-labels.js";
import { writesBothServers } from "../../drivers/index.js";
import type { PairComparison } from "../comparison.js";
import type { MembershipArgs } from "./membership-write.js";
import type { Operation } from "../operation.js";
import { nameServers } from "../shared-relationship.js";

/** The servers of a resource, with the configurations that its plan starts from. */
interface CheckedMembership {
  readonly args: MembershipArgs;
  readonly pair: PairComparison;
  readonly from: Configuration;
  readonly to: Configuration;
  readonly nameServers: (name: string) => SharedRelationship;
  /** The scopes that join, and the relationship of each. */
  readonly joining: ReadonlyMap<ScopeId, string>;
}

/**
 * Returns the reason why scopes cannot join a relationship, or why members that the partner lacks
 * cannot be replicated; or nothing.
 */
export function checkMembership(
  { session, drivers }: Operation,
  args: MembershipArgs,
  pair: PairComparison,
): UserError | undefined {
  if (!writesBothServers(drivers, args.primary)) return undefined;
  const checked: CheckedMembership = {
    args,
    pair,
    from: session.expectedWrites.predict(pair.primary),
    to: session.expectedWrites.predict(pair.partner),
    nameServers: (name) => nameServers(session, name, args),
    joining: findJoining(pair),
  };
  return checkJoining(checked) ?? checkRemovedMembers(checked) ?? checkMissingMembers(checked);
}

function findJoining({ primaryPlan = [] }: PairComparison): ReadonlyMap<ScopeId, string> {
  const joining = new Map<ScopeId, string>();
  for (const { location, path } of primaryPlan)
    if (location.kind === "relationship" && path[1] !== undefined)
      joining.set(path[1], location.key);
  return joining;
}

function checkJoining({
  args,
  from,
  to,
  nameServers: nameBoth,
  joining,
}: CheckedMembership): UserError | undefined {
  const about = (error: UserError): UserError => error.withProperty("relationship");
  for (const [scope, name] of joining) {
    if (!Object.hasOwn(to.relationships, name))
      return about(messages.relationshipNotOnPartner(nameBoth(name)));
    const former = findRelationshipOf(scope, from);
    const moves = former !== undefined && former !== name;
    if (moves && !args.force)
      return about(messages.relationshipMoves(name, [`${scope} (${former})`]));
    const leavesPartner = moves && findRelationship(to, former)?.scopes.includes(scope);
    if (to.scopes[scope] && !leavesPartner)
      return about(
        messages.relationshipScopesExist(nameBoth(name), labelScopes([scope], to, from)),
      );
  }
  return undefined;
}

function checkRemovedMembers({
  pair,
  to,
  nameServers: nameBoth,
}: CheckedMembership): UserError | undefined {
  const relationshipOf = (scope: ScopeId): string | undefined => findRelationshipOf(scope, to);
  const removed = listRemovedScopes(pair.plan);
  const first = removed.find((scope) => relationshipOf(scope) !== undefined);
  if (first === undefined) return undefined;
  const name = relationshipOf(first)!;
  const members = removed.filter((scope) => relationshipOf(scope) === name);
  return messages.memberRemoved(nameBoth(name), labelScopes(members, to)).withProperty("partner");
}

function checkMissingMembers({
  pair,
  from,
  to,
  nameServers: nameBoth,
  joining,
}: CheckedMembership): UserError | undefined {
  const missing = pair.selection.scopes.filter(
    (scope) =>
      from.scopes[scope] &&
      !to.scopes[scope] &&
      !joining.has(scope) &&
      findRelationshipOf(scope, from) !== undefined,
  );
  if (missing[0] === undefined) return undefined;
  const name = findRelationshipOf(missing[0], from)!;
  const members = missing.filter((scope) => findRelationshipOf(scope, from) === name);
  return messages.memberMissing(nameBoth(name), labelScopes(members, from)).withProperty("partner");
}
