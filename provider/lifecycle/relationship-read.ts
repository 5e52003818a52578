// read: compares both servers with the arguments on record. Each difference is drift.
import { messages, UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import { catchUserError } from "../core/user-errors.js";
import { findScope } from "../core/select.js";
import type { Snapshot } from "../drivers/driver.js";
import type { RelationshipArgs } from "./arguments.js";
import { invertPlan } from "./partner-plan.js";
import { findDownState } from "./partner-down.js";
import { notPersistedEntry, notPersistedIn, notPersistedNow, withEntry } from "./persistence.js";
import { recordedArguments, type Properties } from "./record.js";
import { findSupport, formatServerPlans, isStated } from "./relationship-comparison.js";
import type { RelationshipContext } from "./relationship-context.js";
import { compareRelationship, planAllServers } from "./relationship-planning.js";
import { createStateOutputs } from "./relationship-write.js";

/** A relationship as a refresh records it; without an id where it is gone. */
export interface ReadRelationshipResource {
  readonly id: string;
  readonly props: Properties;
  readonly inputs: Properties;
}

/** Reads both servers of a relationship, and returns its properties with their drift. */
export async function readRelationshipResource(
  context: RelationshipContext,
  id: string,
  props: Properties,
): Promise<ReadRelationshipResource> {
  const { session } = context;
  const { drift: _before, ...rest } = props;
  const inputs = recordedArguments(rest);
  const args = inputs as unknown as RelationshipArgs;
  // A resource whose replacement is forced is checked as if it were new.
  context.existing.add(args.__resource);
  const [primary, partner] = await Promise.all([
    session.read(args.primary),
    catchUserError(() => session.read(args.partner)),
  ]);
  const description = createStateOutputs(args, primary);
  if (partner instanceof UserError) {
    tellUnreachablePartner(context, args, primary, partner);
    return { id, props: { ...rest, ...description }, inputs };
  }
  // Without an id the resource is created again. One that a restart may bring back stays, so that
  // it can still be deleted.
  if (isGone(args, [primary, partner])) return { id: "", props: {}, inputs: {} };
  const drift = await findDrift(context, args, { props, primary });
  return { id, props: { ...rest, ...description, ...(drift && { drift }) }, inputs };
}

/** Tells that the partner does not answer. Throws unless the primary says the same. */
function tellUnreachablePartner(
  context: RelationshipContext,
  args: RelationshipArgs,
  primary: Snapshot,
  error: UserError,
): void {
  const { session } = context;
  if (findDownState(findSupport(context, args), args.name, primary) === undefined) throw error;
  const { label } = session.server(args.primary);
  session.tell(messages.partnerUnreachable(args.name, label, error.text));
}

const isGone = (args: RelationshipArgs, snapshots: readonly Snapshot[]): boolean =>
  snapshots.every(({ configuration, notPersisted }) => {
    if (notPersisted !== undefined) return false;
    return !isStated(configuration, args.name);
  });

async function findDrift(
  context: RelationshipContext,
  args: RelationshipArgs,
  { props, primary }: { readonly props: Properties; readonly primary: Snapshot },
): Promise<Properties | undefined> {
  // A scope that left the primary is drift. Check refuses it, where the program can be changed; an
  // error here would keep every refresh from ending.
  const missing = (args.scopeIds ?? []).filter(
    (scope) => findScope(scope, primary.configuration) === undefined,
  );
  const comparable =
    missing.length > 0
      ? { ...args, scopeIds: args.scopeIds!.filter((scope) => !missing.includes(scope)) }
      : args;
  const comparison = await compareRelationship(context, comparable, {});
  const plans = planAllServers(comparison);
  const missingMembers = missing.map((scope): Plan[number] => ({
    location: { kind: "relationship", key: args.name },
    path: ["scopes", scope],
    desired: "member",
  }));
  const all: Readonly<Record<string, Plan>> = {
    ...plans,
    primary: [...plans.primary, ...missingMembers],
  };
  const drifts = Object.entries(all).map(([server, plan]) => [server, invertPlan(plan)] as const);
  return withEntry(
    formatServerPlans(Object.fromEntries(drifts)),
    notPersistedEntry(
      notPersistedIn(props),
      notPersistedNow(comparison.primary, comparison.partner),
    ),
  );
}
