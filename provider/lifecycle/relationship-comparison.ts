// The data of a failover relationship: both servers, the statements that a program desires of them,
// and the servers that leave it.
import { messages } from "../core/messages.js";
import type { Configuration, Plan, Relationship } from "../core/model.js";
import { formatPath, formatScopedProperty } from "../core/paths.js";
import { isReapplied, findRelationship } from "../core/relationship.js";
import { formatChange } from "../core/text.js";
import type {
  BothServersPlanner,
  BothServersPlans,
  DesiredPair,
  DesirePair,
  RelationshipSupport,
  Snapshot,
} from "../drivers/driver.js";
import type { RelationshipArgs, ServerArgs } from "./arguments.js";
import type { Operation } from "./operation.js";
import type { Properties } from "./record.js";

/** A server of a relationship, as one operation read it. */
export interface RelatedServer {
  readonly args: ServerArgs;
  readonly label: string;
  readonly snapshot: Snapshot;
}

/** Two servers, compared with what a program says of the relationship between them. */
export interface RelationshipComparison {
  readonly args: RelationshipArgs;
  /** The name under which the relationship was written last, where it is another one. */
  readonly formerName: string | undefined;
  readonly primary: RelatedServer;
  readonly partner: RelatedServer;
  /** Servers that leave the relationship. */
  readonly former: readonly RelatedServer[];
  readonly desired: DesiredPair;
  /** Present where a write to the primary changes both servers. */
  readonly bothServers?: BothServers;
}

/** The pair that both servers should become, and the plans of their driver for it. */
export interface BothServers {
  readonly desire: DesirePair;
  readonly planner: BothServersPlanner;
}

/** A comparison of servers that change both when one is written. */
export type BothServersComparison = RelationshipComparison & { readonly bothServers: BothServers };

/** The changes on each server, by the names under which a preview shows them. */
export type RelationshipPlans = Readonly<Record<string, Plan>> & {
  readonly primary: Plan;
  readonly partner: Plan;
};

/** Reads a server of a relationship. */
export async function readRelatedServer(
  { session }: Operation,
  args: ServerArgs,
): Promise<RelatedServer> {
  return { args, label: session.server(args).label, snapshot: await session.read(args) };
}

/**
 * Returns the support for relationships of the two servers' driver. Throws where it has none, or
 * where the servers have two drivers.
 */
export function findSupport(
  { drivers }: Operation,
  { primary, partner }: RelationshipArgs,
): RelationshipSupport {
  const able = Object.keys(drivers).filter((driver) => drivers[driver]!.relationships);
  for (const [property, { driver }] of Object.entries({ primary, partner }))
    if (!able.includes(driver))
      throw messages.relationshipDriver(property, driver, able).withProperty(property);
  if (primary.driver !== partner.driver)
    throw messages.relationshipDrivers(primary.driver, partner.driver).withProperty("partner");
  return drivers[primary.driver]!.relationships!;
}

/** Returns whether a configuration states a relationship of one of these names. */
export const isStated = (
  configuration: Configuration,
  ...names: readonly (string | undefined)[]
): boolean => findRelationship(configuration, ...names) !== undefined;

/** Returns true where a write to the primary changes both servers. */
export const writesBoth = (
  comparison: RelationshipComparison,
): comparison is BothServersComparison => comparison.bothServers !== undefined;

/** Plans two servers of which a write to the primary changes both. */
export const planBothServers = (
  { args, formerName, bothServers }: BothServersComparison,
  primary: Configuration,
  partner: Configuration,
): BothServersPlans =>
  bothServers.planner.plan(
    { name: args.name, formerName, desire: bothServers.desire },
    primary,
    partner,
  );

/** Returns the relationship that a configuration states, under its name or its former name. */
export const findStated = (
  configuration: Configuration,
  { args: { name }, formerName }: RelationshipComparison,
): Relationship | undefined => findRelationship(configuration, name, formerName);

/**
 * Returns the name under which a change is shown: a property of the relationship by its path, any
 * other with its location.
 */
export function propertyName({ location, path }: Plan[number]): string {
  if (location.kind === "relationship")
    return path.length === 0 ? "(relationship)" : formatPath(path);
  return location.kind === "scope" && path.length === 0
    ? location.key
    : formatScopedProperty(location, path);
}

/**
 * Formats plans as one entry for each server, or returns nothing where there is nothing to do.
 * Values that are applied again are shown where they are missing.
 */
export function formatServerPlans(plans: Readonly<Record<string, Plan>>): Properties | undefined {
  const entries = Object.entries(plans)
    .map(([server, plan]) => [server, plan.filter((change) => !isReapplied(change))] as const)
    .filter(([, plan]) => plan.length > 0)
    .map(([server, plan]) => [server, formatChanges(plan)]);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Properties);
}

const formatChanges = (plan: Plan): Readonly<Record<string, string>> =>
  Object.fromEntries(plan.map((change) => [propertyName(change), formatChange(change)]));

/** Describes the changes of a plan, one in a sentence part. */
export const describeChanges = (plan: Plan): readonly string[] =>
  plan.map((change) => `${propertyName(change)} ${formatChange(change)}`);

/** Describes a server that leaves a relationship, before it does. */
export function describeLeaving(
  support: RelationshipSupport,
  { label, snapshot }: RelatedServer,
  names: readonly (string | undefined)[],
): string {
  const unserved = names.flatMap((name) =>
    name === undefined ? [] : listUnserved(support, snapshot, name),
  );
  return unserved.length > 0
    ? messages.relationshipEndsService(label, unserved)
    : messages.relationshipEndsSharing(label, Object.keys(snapshot.configuration.scopes).length);
}

/** Lists the ranges from which nobody is served once a server is without this relationship. */
export const listUnserved = (
  { unservedRanges }: RelationshipSupport,
  { configuration }: Snapshot,
  name: string,
): readonly string[] => unservedRanges?.(name, configuration) ?? [];
