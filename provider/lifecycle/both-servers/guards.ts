// Guards and warnings for relationships of servers that change both when one is written.
import { messages, type UserError } from "../../core/messages.js";
import type { Relationship, ScopeId } from "../../core/model.js";
import { findRelationship } from "../../core/relationship.js";
import { labelScopes } from "../../core/scope-labels.js";
import type { BothServersPlans, Server } from "../../drivers/driver.js";
import { runGuards, type GuardResult } from "../guard-list.js";
import {
  findStated,
  type BothServersComparison,
  type RelationshipComparison,
} from "../relationship-comparison.js";
import type { Session } from "../session.js";
import { nameServers } from "../shared-relationship.js";

/**
 * Counts the active leases in scopes of a server. Returns nothing where their number is unknown.
 */
export async function countLeases(
  server: Server | undefined,
  scopes: readonly ScopeId[],
): Promise<number | undefined> {
  if (scopes.length === 0) return 0;
  const counts = (await server?.leases?.countActive(scopes)) ?? [undefined];
  let sum = 0;
  for (const count of counts) {
    if (count === undefined) return undefined;
    sum += count;
  }
  return sum;
}

/** A relationship with its plans, as the guards look at it. */
interface CheckedRelationship {
  readonly session: Session;
  readonly comparison: RelationshipComparison;
  readonly plans: BothServersPlans;
  readonly onPrimary: Relationship | undefined;
  readonly onPartner: Relationship | undefined;
}

type BothServersGuard = (checked: CheckedRelationship) => GuardResult;

/** The guards, in the order in which they run: the first error is shown. */
const bothServersGuards: readonly BothServersGuard[] = [
  checkStatements,
  checkMembersOnPartner,
  checkReplacement,
  checkReleasedScopes,
  checkMovedScopes,
  checkExistingScopes,
];

/** Returns the reason why plans must not be carried out, or nothing. */
export async function checkBothServers(
  session: Session,
  comparison: BothServersComparison,
  plans: BothServersPlans,
): Promise<UserError | undefined> {
  const { primary, partner, bothServers } = comparison;
  const partnerConfiguration = bothServers.planner.withMissingMembers(
    partner.snapshot.configuration,
    primary.snapshot.configuration,
  );
  const checked: CheckedRelationship = {
    session,
    comparison,
    plans,
    onPrimary: findStated(primary.snapshot.configuration, comparison),
    onPartner: findStated(partnerConfiguration, comparison),
  };
  return runGuards(bothServersGuards.map((guard) => () => guard(checked)));
}

const nameBoth = ({ session, comparison: { args, primary, partner } }: CheckedRelationship) =>
  nameServers(session, args.name, { primary: primary.args, partner: partner.args });

function checkStatements(checked: CheckedRelationship): UserError | undefined {
  const { comparison, onPrimary, onPartner } = checked;
  const { args, partner, desired } = comparison;
  if (onPartner && onPartner.partner !== desired.partner.partner)
    return messages
      .relationshipElsewhere(args.name, partner.label, String(onPartner.partner))
      .withProperty("name");
  if (onPartner && !onPrimary)
    return messages.relationshipPartnerAlone(nameBoth(checked)).withProperty("name");
  return undefined;
}

function checkMembersOnPartner(checked: CheckedRelationship): UserError | undefined {
  const { comparison, onPrimary, onPartner } = checked;
  const members = (onPartner?.scopes ?? []).filter(
    (scope) => onPrimary && !onPrimary.scopes.includes(scope),
  );
  if (members.length === 0) return undefined;
  return messages
    .relationshipMembersAlone(nameBoth(checked), labelMembers(members, comparison))
    .withProperty("scopeIds");
}

async function checkReplacement({
  session,
  comparison,
  onPrimary,
}: CheckedRelationship): Promise<UserError | undefined> {
  const { args, primary, partner, former, desired } = comparison;
  const { requiresReplacement = [] } = desired;
  if (args.force || requiresReplacement.length === 0) return undefined;
  const keepsPartner = onPrimary?.partner === desired.primary.partner;
  const left = keepsPartner
    ? partner
    : former.find(({ snapshot }) => !session.isSameServer(snapshot, primary.snapshot));
  const members = onPrimary?.scopes ?? [];
  const leases = await countLeases(left && session.server(left.args), members);
  return messages
    .relationshipReplaced(args.name, requiresReplacement, {
      label: left?.label ?? String(onPrimary?.partner),
      scopes: labelMembers(members, comparison),
      leases,
    })
    .withProperty("force");
}

async function checkReleasedScopes({
  session,
  comparison,
  plans,
}: CheckedRelationship): Promise<UserError | undefined> {
  const { args, partner } = comparison;
  if (args.force || plans.removedScopes.length === 0) return undefined;
  const leases = await countLeases(session.server(partner.args), plans.removedScopes);
  if (leases === 0) return undefined;
  return messages
    .relationshipLeaves(args.name, {
      label: partner.label,
      scopes: labelMembers(plans.removedScopes, comparison),
      leases,
    })
    .withProperty("scopeIds");
}

function checkMovedScopes({ comparison, plans }: CheckedRelationship): UserError | undefined {
  const { args, formerName, primary } = comparison;
  if (args.force) return undefined;
  const { relationships } = primary.snapshot.configuration;
  const moved = Object.entries(relationships)
    .filter(([name]) => name !== args.name && name !== formerName)
    .flatMap(([name, { scopes }]) =>
      scopes
        .filter((scope) => plans.addedScopes.includes(scope))
        .map((scope) => `${scope} (${name})`),
    );
  if (moved.length === 0) return undefined;
  return messages.relationshipMoves(args.name, moved).withProperty("scopeIds");
}

function checkExistingScopes(checked: CheckedRelationship): UserError | undefined {
  const { comparison, plans } = checked;
  const { scopes } = comparison.partner.snapshot.configuration;
  const existing = plans.addedScopes.filter(
    (scope) => scopes[scope] && !plans.removedScopes.includes(scope),
  );
  if (existing.length === 0) return undefined;
  const labels = labelMembers(existing, comparison);
  if (plans.isRemade)
    return messages.relationshipPrimaryAlone(nameBoth(checked), labels).withProperty("name");
  return messages.relationshipScopesExist(nameBoth(checked), labels).withProperty("scopeIds");
}

/** Lists what a person should know before both servers are written. */
export function listBothServersWarnings(
  comparison: RelationshipComparison,
  plans: BothServersPlans,
  formerOnDelete: unknown,
): readonly string[] {
  const { args, primary, partner, former, desired } = comparison;
  const { name } = args;
  const label = (scopes: readonly ScopeId[]) => labelMembers(scopes, comparison);
  const warnings: string[] = [];
  if (plans.isRemade)
    warnings.push(messages.relationshipRecreated(name, primary.label, partner.label));
  if (plans.reapplied.length > 0)
    warnings.push(
      messages.relationshipReapplied(
        { name, primary: primary.label, partner: partner.label },
        plans.reapplied,
      ),
    );
  const isReplaced = (desired.requiresReplacement ?? []).length > 0;
  const losing = isReplaced ? (former[0] ?? partner) : partner;
  const members = findRelationship(primary.snapshot.configuration, name)?.scopes ?? [];
  const lost = losing === partner ? plans.removedScopes : members;
  if (lost.length > 0)
    warnings.push(messages.relationshipDeletesScopes(name, losing.label, label(lost)));
  const isDeleteNew = plans.primary.length > 0 || formerOnDelete !== "remove";
  if (args.onDelete === "remove" && isDeleteNew && desired.scopes.length > 0)
    warnings.push(messages.relationshipDeletesScopes(name, partner.label, label(desired.scopes)));
  return warnings;
}

/** Returns scopes of a relationship as people read them. */
const labelMembers = (
  scopes: readonly ScopeId[],
  { primary, partner }: RelationshipComparison,
): readonly string[] =>
  labelScopes(scopes, primary.snapshot.configuration, partner.snapshot.configuration);
