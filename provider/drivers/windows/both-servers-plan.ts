// Plans for relationships of servers that change both when one is written: the primary alone is
// written, and the partner comes to state its side by itself. A change that reached only one of
// them is found on both: it is applied again where that takes nothing from anybody.
import { indexByNetwork } from "../../core/address.js";
import { valueAt, byName, canonicalText } from "../../core/canonical.js";
import { compare } from "../../core/compare.js";
import type {
  Change,
  Configuration,
  Json,
  Plan,
  Relationship,
  ScopeId,
  Tree,
} from "../../core/model.js";
import { formatScopedProperty } from "../../core/paths.js";
import { planRelationship, findRelationship, relationshipToTree } from "../../core/relationship.js";
import type {
  BothServersPlanner,
  BothServersPlans,
  DesiredPair,
  PlannedRelationship,
} from "../driver.js";

/** The two sides of a relationship, with the changes that each needs. */
interface Statements {
  readonly name: string;
  readonly desired: DesiredPair;
  /** The relationship as the primary states it. */
  readonly onPrimary: Relationship | undefined;
  /** The relationship as the partner states it. */
  readonly onPartner: Relationship | undefined;
  readonly primaryChanges: Plan;
  readonly partnerChanges: Plan;
  readonly isReplaced: boolean;
}

/** Plans a relationship on two servers as they are. */
function planBothServers(
  { name, formerName, desire }: PlannedRelationship,
  primary: Configuration,
  listedPartner: Configuration,
): BothServersPlans {
  const partner = withMissingMembers(listedPartner, primary);
  const desired = desire(primary, partner);
  const plan = (current: Configuration, side: "primary" | "partner"): Plan =>
    planRelationship(current.relationships, name, desired[side], formerName);
  const statements: Statements = {
    name,
    desired,
    onPrimary: findRelationship(primary, name, formerName),
    onPartner: findRelationship(partner, name, formerName),
    primaryChanges: plan(primary, "primary"),
    partnerChanges: plan(partner, "partner"),
    isReplaced: (desired.requiresReplacement ?? []).length > 0,
  };
  const isRemade =
    statements.onPrimary !== undefined &&
    statements.onPartner === undefined &&
    !statements.isReplaced;
  const reapplied = findReapplied(statements);
  const { added, removed } = findScopeChanges(statements);
  const scopes = compare(partner, primary, {
    scopes: added,
    settings: false,
    isIgnored: () => false,
  });
  return {
    primary: isRemade ? [remake(statements)] : [...statements.primaryChanges, ...reapplied],
    partner: [
      ...scopes,
      ...planScopeRemovals(partner, removed, added),
      ...statements.partnerChanges,
    ],
    statementChanges: statements.primaryChanges,
    isRemade,
    reapplied: reapplied.map(({ location, path }) => formatScopedProperty(location, path)),
    addedScopes: added,
    removedScopes: removed.filter((scope) => partner.scopes[scope]),
  };
}

const desiredTree = ({ desired }: Statements): Tree =>
  relationshipToTree({ ...desired.primary, scopes: desired.scopes });

/** Returns the change that removes the relationship from the primary and creates it again. */
const remake = (statements: Statements): Change => ({
  location: { kind: "relationship", key: statements.name },
  path: [],
  current: relationshipToTree(statements.onPrimary!),
  desired: desiredTree(statements),
});

/** Returns changes that apply again what the primary states already and the partner does not. */
function findReapplied(statements: Statements): Plan {
  const { onPrimary, onPartner, primaryChanges, partnerChanges, isReplaced } = statements;
  if (!onPrimary || !onPartner || isReplaced) return [];
  const changedOnPrimary = new Set(primaryChanges.map(({ path }) => canonicalText(path)));
  const tree = desiredTree(statements);
  return partnerChanges
    .filter(
      ({ path, desired }) =>
        !changedOnPrimary.has(canonicalText(path)) &&
        (path[0] !== "scopes" || desired !== undefined),
    )
    .map(({ location, path }) => ({ location, path, ...reapplyValue(tree, path) }));
}

/** Returns both sides of a change that leaves a value as it is. */
function reapplyValue(tree: Tree, path: readonly string[]): Pick<Change, "current" | "desired"> {
  const value = valueAt(tree, path) as Json | undefined;
  return value === undefined ? {} : { current: value, desired: value };
}

function findScopeChanges({ desired, onPrimary, onPartner, isReplaced }: Statements): {
  readonly added: readonly ScopeId[];
  readonly removed: readonly ScopeId[];
} {
  const isReleased = (scope: ScopeId): boolean =>
    desired.primary.scopes !== undefined && !desired.scopes.includes(scope);
  return {
    added: desired.scopes.filter(
      (scope) => !onPartner || isReplaced || !onPartner.scopes.includes(scope),
    ),
    removed: isReplaced ? (onPartner?.scopes ?? []) : (onPrimary?.scopes ?? []).filter(isReleased),
  };
}

const planScopeRemovals = (
  partner: Configuration,
  removed: readonly ScopeId[],
  added: readonly ScopeId[],
): Plan =>
  removed
    .filter((scope) => !added.includes(scope) && partner.scopes[scope])
    .map((scope) => ({
      location: { kind: "scope", key: scope },
      path: [],
      current: partner.scopes[scope]!,
    }));

/**
 * Returns the partner's configuration with the members that it lists and does not have: the scopes
 * of the primary at their addresses.
 */
function withMissingMembers(partner: Configuration, primary: Configuration): Configuration {
  const ids = indexByNetwork(primary.scopes);
  const complete = ({ missing = [], ...rest }: Relationship): Relationship => ({
    ...rest,
    scopes: [...rest.scopes, ...missing.flatMap((address) => ids.get(address) ?? [])].sort(byName),
  });
  return {
    ...partner,
    relationships: Object.fromEntries(
      Object.entries(partner.relationships).map(([name, relationship]) => [
        name,
        relationship.missing ? complete(relationship) : relationship,
      ]),
    ),
  };
}

export const bothServersPlanner: BothServersPlanner = {
  plan: planBothServers,
  withMissingMembers,
};
