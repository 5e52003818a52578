// The comparison of two servers with what a program says of the relationship between them.
import { equal } from "../core/equal.js";
import { compare, type Selection } from "../core/compare.js";
import { messages } from "../core/messages.js";
import type { Configuration, Plan, SharedKey } from "../core/model.js";
import { nameRejectedProperty, nameProperty, messageOf } from "../core/user-errors.js";
import { planRelationship } from "../core/relationship.js";
import { requireScope } from "../core/select.js";
import type { BothServersPlans, DesirePair, RelationshipSupport } from "../drivers/driver.js";
import type { RelationshipArgs, ServerArgs } from "./arguments.js";
import type { Operation } from "./operation.js";
import type { Properties } from "./record.js";
import {
  findSupport,
  isStated,
  planBothServers,
  readRelatedServer,
  writesBoth,
  type RelatedServer,
  type RelationshipComparison,
  type RelationshipPlans,
} from "./relationship-comparison.js";
import { excludeInvisible, listBuiltInObjects } from "./visibility.js";

/** Both servers of a relationship, read for its comparison. */
export interface ReadRelationship extends Omit<RelationshipComparison, "desired" | "bothServers"> {
  readonly support: RelationshipSupport;
  /** The program's words for the driver. */
  readonly input: Properties;
}

/** Reads and compares both servers of a relationship. Throws a `UserError`. */
export const compareRelationship = async (
  operation: Operation,
  args: RelationshipArgs,
  olds: Properties,
): Promise<RelationshipComparison> =>
  completeComparison(operation, await readRelationship(operation, args, olds));

/** Reads both servers of a relationship, and those that leave it. Throws a `UserError`. */
export async function readRelationship(
  operation: Operation,
  args: RelationshipArgs,
  olds: Properties,
): Promise<ReadRelationship> {
  const { session } = operation;
  const support = findSupport(operation, args);
  assertNoForeignArguments(operation, support, args);
  const [primary, partner] = await Promise.all([
    nameRejectedProperty("primary", readRelatedServer(operation, args.primary)),
    nameRejectedProperty("partner", readRelatedServer(operation, args.partner)),
  ]);
  if (session.isSameServer(primary.snapshot, partner.snapshot))
    throw messages.sameServer(primary.label, partner.label).withProperty("partner");
  const formerName =
    typeof olds.name === "string" && olds.name !== args.name ? olds.name : undefined;
  const input = createInput(support, args, { formerName, primary });
  const former = await findFormerServers(operation, args, olds, [primary, partner]);
  return { args, formerName, primary, partner, former, support, input };
}

/** Completes a comparison with what both servers should state. Throws a `UserError`. */
export function completeComparison(
  { session }: Operation,
  { support, input, ...read }: ReadRelationship,
): RelationshipComparison {
  const expect = ({ label, snapshot }: RelatedServer, configuration: Configuration) => ({
    label,
    snapshot,
    configuration,
  });
  const desire: DesirePair = (onPrimary, onPartner) =>
    support.desiredPair(
      input as never,
      expect(read.primary, onPrimary),
      expect(read.partner, onPartner),
    );
  const desired = desire(
    session.expectedWrites.predict(read.primary.snapshot),
    session.expectedWrites.predict(read.partner.snapshot),
  );
  const planner = support.bothServers;
  return { ...read, desired, ...(planner && { bothServers: { desire, planner } }) };
}

/** Throws where the arguments hold a property that belongs to another driver. */
function assertNoForeignArguments(
  { drivers }: Operation,
  { argumentName }: RelationshipSupport,
  args: RelationshipArgs,
): void {
  const properties = args as unknown as Properties;
  for (const { relationships } of Object.values(drivers)) {
    const name = relationships?.argumentName;
    if (name === undefined || name === argumentName) continue;
    if (properties[name] === undefined) continue;
    throw messages.relationshipForeign(name, args.primary.driver).withProperty(name);
  }
}

/** Returns the program's words for the driver, without those that are not given. */
function createInput(
  { argumentName }: RelationshipSupport,
  args: RelationshipArgs,
  { formerName, primary }: Pick<RelationshipComparison, "formerName" | "primary">,
): Properties {
  const scopes = args.scopeIds?.map((id) =>
    nameProperty("scopeIds", () => requireScope(id, primary.snapshot.configuration, "primary")),
  );
  const properties = {
    name: args.name,
    formerName,
    adopt: args.adopt,
    mode: args.mode,
    loadBalancePercent: args.loadBalancePercent,
    serverRole: args.serverRole,
    reservePercent: args.reservePercent,
    maxClientLeadTime: args.maxClientLeadTime,
    autoStateTransition: args.autoStateTransition,
    stateSwitchInterval: args.stateSwitchInterval,
    sharedSecret: args.sharedSecret,
    scopes,
    vendor: argumentName === undefined ? undefined : (args as unknown as Properties)[argumentName],
  };
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

/**
 * Finds the servers on record that leave the relationship. A server that cannot be read is often
 * the reason for that: it is told, and stays as it is.
 */
async function findFormerServers(
  operation: Operation,
  args: RelationshipArgs,
  olds: Properties,
  current: readonly RelatedServer[],
): Promise<readonly RelatedServer[]> {
  const { session } = operation;
  const candidates = [olds.primary, olds.partner].filter(
    (server) => server !== undefined && !current.some((one) => equal(one.args, server)),
  ) as ServerArgs[];
  const found = await Promise.all(
    candidates.map((server) =>
      readRelatedServer(operation, server).catch((error: unknown) => {
        session.tell(messages.relationshipFormerPartnerUnreachable(args.name, messageOf(error)));
        return undefined;
      }),
    ),
  );
  return found
    .filter((one) => one !== undefined)
    .filter(({ snapshot }) => !current.some((one) => session.isSameServer(one.snapshot, snapshot)));
}

/** Selects the members that the partner lacks. */
function selectMissingMembers(
  { args, formerName, desired, partner }: RelationshipComparison,
  configuration: Configuration,
): Selection {
  const createsMembers =
    args.scopeIds !== undefined || !isStated(configuration, args.name, formerName);
  const scopes = createsMembers
    ? desired.scopes.filter((scope) => configuration.scopes[scope] === undefined)
    : [];
  return excludeInvisible(
    { scopes, settings: false, isIgnored: () => false },
    [],
    partner.snapshot,
  );
}

/**
 * Plans the partner: the members that it lacks with the objects that they need, then its statement.
 */
export function planRelationshipPartner(
  comparison: RelationshipComparison,
  current: Configuration,
  primary: Configuration,
): Plan {
  const { args, formerName, desired, partner } = comparison;
  // Where other resources make the partner a hub, the new relationship says which scopes are its
  // own.
  const becomesHub =
    !isStated(partner.snapshot.configuration, args.name, formerName) &&
    Object.keys(current.relationships).some((name) => name !== args.name && name !== formerName);
  const statement = becomesHub ? { ...desired.partner, scopes: desired.scopes } : desired.partner;
  return [
    ...compare(current, primary, selectMissingMembers(comparison, current)),
    ...planRelationship(current.relationships, args.name, statement, formerName),
  ];
}

/**
 * Lists the shared objects that the partner is not given, because its software has them built in.
 */
export const listBuiltInOnPartner = (comparison: RelationshipComparison): readonly SharedKey[] =>
  listBuiltInObjects(
    comparison.primary.snapshot,
    comparison.partner.snapshot,
    selectMissingMembers(comparison, comparison.partner.snapshot.configuration),
  );

/** Plans the statement of the primary. */
export const planRelationshipPrimary = (
  { args, formerName, desired }: RelationshipComparison,
  current: Configuration,
): Plan => planRelationship(current.relationships, args.name, desired.primary, formerName);

/** Plans the removal of the relationship from a server that leaves it. */
export const planFormerServer = (
  { args, formerName }: RelationshipComparison,
  current: Configuration,
): Plan => planRelationship(current.relationships, args.name, undefined, formerName);

/** Plans both servers where a write to the primary changes both; returns nothing elsewhere. */
export function planWriteToBoth(comparison: RelationshipComparison): BothServersPlans | undefined {
  if (!writesBoth(comparison)) return undefined;
  const { primary, partner } = comparison;
  return planBothServers(
    comparison,
    primary.snapshot.configuration,
    partner.snapshot.configuration,
  );
}

/** Plans all servers of a relationship as they are. */
export function planAllServers(comparison: RelationshipComparison): RelationshipPlans {
  const { primary, partner, former } = comparison;
  const [onPrimary, onPartner] = [primary.snapshot.configuration, partner.snapshot.configuration];
  const both = planWriteToBoth(comparison);
  const plans: Record<string, Plan> & { partner: Plan; primary: Plan } = {
    partner: both?.partner ?? planRelationshipPartner(comparison, onPartner, onPrimary),
    primary: both?.primary ?? planRelationshipPrimary(comparison, onPrimary),
  };
  for (const { label, snapshot } of former)
    plans[label] = planFormerServer(comparison, snapshot.configuration);
  return plans;
}
