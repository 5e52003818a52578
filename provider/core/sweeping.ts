// Plans that change more than an administrator is likely to mean, for instance because the primary
// was read from the wrong file.
import { subnetBounds } from "./address.js";
import { apply } from "./apply.js";
import { byName, mapOf } from "./canonical.js";
import { messages, type UserError } from "./messages.js";
import type { Change, Configuration, Json, ConfigObject, Plan, ScopeId } from "./model.js";
import { labelProperty, labelScope, labelScopes } from "./scope-labels.js";

/** The server that a plan changes. */
interface Changed {
  readonly label: string;
  readonly configuration: Configuration;
}

/**
 * Removing more than this share and more than this number, of scopes or of reservations, is an
 * error.
 */
const removedShare = 0.3;
const removedNumber = 3;

/** Emptying a collection in more than this number of scopes is an error. */
const emptiedNumber = 3;

/** Seconds: shortening a lease time below this is an error, */
const shortestLease = 60;
/** and so is dividing one by more than this. */
const leaseDivisor = 10;

/** Kea drops the packets of clients in this class (Kea ARM, "Built-in Client Classes"). */
const dropClass = "DROP";

/** Returns the error for a plan that should be confirmed by force, or nothing. */
export function checkSweepingPlan(partner: Changed, plan: Plan): UserError | undefined {
  return (
    checkRemovedScopes(partner, plan) ??
    checkReusedIds(partner, plan) ??
    checkEmptiedCollections(partner, plan) ??
    checkRemovedReservations(partner, plan) ??
    checkLeaseTimes(partner, plan) ??
    checkDroppedClients(partner, plan)
  );
}

/** Returns the scopes that a plan removes from the partner. */
export const listRemovedScopes = (plan: Plan): readonly ScopeId[] =>
  listWholeScopes(plan, ({ desired }) => desired === undefined);

/** Returns the scopes that a plan creates. */
export const listAddedScopes = (plan: Plan): readonly ScopeId[] =>
  listWholeScopes(plan, ({ current }) => current === undefined);

function listWholeScopes(plan: Plan, isMeant: (change: Change) => boolean): readonly ScopeId[] {
  return plan.flatMap((change) =>
    change.location.kind === "scope" && change.path.length === 0 && isMeant(change)
      ? [change.location.key]
      : [],
  );
}

function checkRemovedScopes({ label, configuration }: Changed, plan: Plan): UserError | undefined {
  const removed = listRemovedScopes(plan).length;
  const all = Object.keys(configuration.scopes).length;
  return isMost(removed, all)
    ? messages.tooManyRemoved(label, removed, all).withProperty("prune")
    : undefined;
}

const isMost = (removed: number, all: number): boolean =>
  removed > removedNumber && removed > all * removedShare;

/**
 * Returns an error where a new subnet gets the id of a removed one. Leases refer to their subnet by
 * id, so old leases would count as leases of the new subnet. In a subnet that was widened they
 * still belong.
 */
function checkReusedIds({ label, configuration }: Changed, plan: Plan): UserError | undefined {
  const former = new Map(
    listRemovedScopes(plan).flatMap((scope) =>
      idOf(configuration.scopes[scope]).map((id) => [id, scope] as const),
    ),
  );
  const reused = plan.flatMap(({ location, path, current, desired }) => {
    if (location.kind !== "scope" || path.length > 0 || current !== undefined) return [];
    return idOf(desired as ConfigObject).flatMap((id) => {
      const scope = former.get(id);
      return scope === undefined || isWithin(scope, location.key)
        ? []
        : [`${id} of ${labelScope(scope, configuration)} for ${location.key}`];
    });
  });
  return reused.length > 0
    ? messages.subnetIdReused(label, reused).withProperty("prune")
    : undefined;
}

function isWithin(inner: ScopeId, outer: ScopeId): boolean {
  const [[first, last], [from, to]] = [subnetBounds(inner), subnetBounds(outer)];
  return from <= first && last <= to;
}

const idOf = (scope: ConfigObject | undefined): readonly Json[] =>
  scope?.properties.id === undefined ? [] : [scope.properties.id];

/** Returns the number of members of a collection of a scope. */
const countCollection = (scope: ConfigObject | undefined, collection: string): number =>
  Object.keys(mapOf(scope?.properties[collection])).length;

function checkEmptiedCollections(
  { label, configuration }: Changed,
  plan: Plan,
): UserError | undefined {
  for (const collection of ["ranges", "reservations", "options"] as const) {
    const left = new Map<ScopeId, number>();
    for (const { location, path, current, desired } of plan) {
      if (location.kind !== "scope" || path[0] !== collection) continue;
      const before =
        left.get(location.key) ?? countCollection(configuration.scopes[location.key], collection);
      left.set(location.key, before + countMembers(path, desired) - countMembers(path, current));
    }
    const emptied = [...left].flatMap(([scope, members]) => (members === 0 ? [scope] : []));
    if (emptied.length > emptiedNumber)
      return messages
        .collectionsEmptied(label, collection, labelScopes(emptied.sort(byName), configuration))
        .withProperty("primary");
  }
  return undefined;
}

/**
 * Returns the number of members in a value at this path: of the collection itself, of one member,
 * or of less.
 */
function countMembers(path: readonly string[], value: Json | ConfigObject | undefined): number {
  if (value === undefined || path.length > 2) return 0;
  return path.length === 2 ? 1 : Object.keys(mapOf(value as Json)).length;
}

function checkRemovedReservations(
  { label, configuration }: Changed,
  plan: Plan,
): UserError | undefined {
  let removed = 0;
  for (const { location, path, current, desired } of plan) {
    if (location.kind === "scope" && path.length === 0 && desired === undefined)
      removed += countCollection(current as ConfigObject, "reservations");
    if (path[0] === "reservations" && desired === undefined) removed += countMembers(path, current);
  }
  if (removed <= removedNumber) return undefined;
  const parts = [...Object.values(configuration.scopes), configuration.settings];
  const all = parts.reduce((sum, part) => sum + countCollection(part, "reservations"), 0);
  return isMost(removed, all)
    ? messages.manyReservationsRemoved(label, removed, all).withProperty("primary")
    : undefined;
}

function checkLeaseTimes({ label, configuration }: Changed, plan: Plan): UserError | undefined {
  const shortened = plan.flatMap(({ location, path, current, desired }) => {
    if (
      path.at(-1) !== "leaseDuration" ||
      typeof current !== "number" ||
      typeof desired !== "number"
    )
      return [];
    const isTooShort = desired < shortestLease && current > desired;
    return isTooShort || desired * leaseDivisor < current
      ? [`${labelProperty(location, path, configuration)} ${current} => ${desired}`]
      : [];
  });
  return shortened.length > 0
    ? messages.leaseTimeShortened(label, shortened).withProperty("primary")
    : undefined;
}

/**
 * Returns an error where all scopes of the partner would be for dropped clients alone: it would
 * answer nobody.
 */
function checkDroppedClients({ label, configuration }: Changed, plan: Plan): UserError | undefined {
  if (!plan.some(leavesToDropped)) return undefined;
  const scopes = Object.values(apply(plan, configuration, configuration).scopes);
  return scopes.every(({ properties }) => isForDropped(properties["client-classes"]))
    ? messages.allScopesDropped(label).withProperty("primary")
    : undefined;
}

/** Returns true where a change leaves a scope to dropped clients alone. */
function leavesToDropped({ location, path, desired }: Change): boolean {
  if (location.kind !== "scope") return false;
  if (path.length === 0)
    return isForDropped((desired as ConfigObject | undefined)?.properties["client-classes"]);
  return (
    path.length === 1 && path[0] === "client-classes" && isForDropped(desired as Json | undefined)
  );
}

const isForDropped = (classes: Json | undefined): boolean =>
  Array.isArray(classes) && classes.length > 0 && classes.every((name) => name === dropClass);
