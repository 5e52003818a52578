// check: reads both servers and plans for each. The inputs are the arguments and `configure`: the
// plans as text.
import { messages, UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import { nameRejectedProperty, catchUserError } from "../core/user-errors.js";
import { labelScopes } from "../core/scope-labels.js";
import {
  optionFailure,
  parseArguments,
  previewing,
  toFailure,
  type Failure,
  type RelationshipArgs,
} from "./arguments.js";
import { listBothServersWarnings } from "./both-servers/guards.js";
import {
  hasNumberedName,
  isUnknown,
  UNKNOWN,
  withNameOnRecord,
  withPreviousEntries,
} from "./inputs.js";
import { costOfWrite } from "./pair-warnings.js";
import { planPartnerDown, type PartnerDownPlan } from "./partner-down.js";
import { notPersistedEntry, notPersistedNow, withEntry } from "./persistence.js";
import { tellAll } from "./provider-context.js";
import type { Properties } from "./record.js";
import { announceRelationship } from "./relationship-announcement.js";
import {
  describeLeaving,
  findSupport,
  formatServerPlans,
  isStated,
  readRelatedServer,
  writesBoth,
  type RelationshipComparison,
  type RelationshipPlans,
} from "./relationship-comparison.js";
import type { RelationshipContext } from "./relationship-context.js";
import {
  checkRelationship,
  checkServerWrite,
  type CheckedRelationship,
} from "./relationship-guards.js";
import { listBuiltInOnPartner, planWriteToBoth } from "./relationship-planning.js";
import type { Session } from "./session.js";
import { describeRelationshipDifferences } from "./shown-differences.js";

/** The answer to check. */
export interface CheckedInputs {
  readonly inputs: Properties;
  readonly failures?: readonly Failure[];
}

/** Checks and plans a relationship. Tells warnings; returns failures in the place of a plan. */
export async function checkRelationshipResource(
  context: RelationshipContext,
  olds: Properties,
  given: Properties,
): Promise<CheckedInputs> {
  const { drivers, shape } = context;
  const { [previewing]: preview, ...news } = given;
  const option = optionFailure(news);
  if (option) return { inputs: news, failures: [option] };
  if (isUnknown(news)) {
    const inputs = { ...withNameOnRecord(news, olds), configure: UNKNOWN };
    context.checks.add(inputs, "unknown");
    return { inputs };
  }
  const parsed = parseArguments<RelationshipArgs>(shape, news, ["primary", "partner"], drivers);
  if ("errors" in parsed) return { inputs: news, failures: parsed.errors.map(toFailure) };
  const { args } = parsed;
  if (Object.keys(olds).length > 0) context.existing.add(args.__resource);
  const partnerDown = args.partnerDown
    ? await catchUserError(() => checkPartnerDown(context, args))
    : undefined;
  if (partnerDown instanceof UserError) return { inputs: news, failures: [toFailure(partnerDown)] };
  if (partnerDown) {
    const entries = formatServerPlans({ primary: partnerDown.plan });
    const inputs = createInputs(context, { olds, news, entries });
    context.checks.add(inputs, partnerDown);
    return { inputs };
  }
  return checkBothStatements(context, args, { olds, news, isPreview: preview === true });
}

/**
 * Plans a primary whose partner does not answer, and that may count it as down. Returns nothing
 * where the partner answers.
 */
async function checkPartnerDown(
  context: RelationshipContext,
  args: RelationshipArgs,
): Promise<PartnerDownPlan | UserError | undefined> {
  const { session } = context;
  const primary = await nameRejectedProperty("primary", readRelatedServer(context, args.primary));
  const found = planPartnerDown(session, findSupport(context, args), args.name, primary);
  if (!found || found instanceof UserError) return found;
  if (!context.existing.has(args.__resource))
    return messages.partnerDownUnmanaged(args.name).withProperty("partnerDown");
  const { snapshot } = primary;
  const write = { server: primary, snapshot, plan: found.plan };
  return checkServerWrite(session, { args }, write) ?? found;
}

interface ChangedProperties {
  readonly olds: Properties;
  readonly news: Properties;
}

async function checkBothStatements(
  context: RelationshipContext,
  args: RelationshipArgs,
  { olds, news, isPreview }: ChangedProperties & { readonly isPreview: boolean },
): Promise<CheckedInputs> {
  const { session } = context;
  const announced = await catchUserError(() => announceRelationship(context, args, olds));
  if (announced instanceof UserError) return { inputs: news, failures: [toFailure(announced)] };
  const { comparison, plans } = announced;
  const checked: CheckedRelationship = {
    session,
    comparison,
    plans,
    bothServersPlans: planWriteToBoth(comparison),
    exists: context.existing.has(args.__resource),
  };
  const error = await checkRelationship(checked);
  if (error) {
    announced.withdraw();
    return { inputs: news, failures: [toFailure(error)] };
  }
  await tellRelationship(context, checked, olds);
  const entries = formatDifferences(comparison, plans);
  if (isPreview)
    session.showLines(args.__resource, describeRelationshipDifferences(args.name, entries));
  const inputs = createInputs(context, { olds, news, entries });
  context.checks.add(inputs, comparison);
  return { inputs };
}

function createInputs(
  { session }: RelationshipContext,
  { olds, news, entries }: ChangedProperties & { readonly entries: Properties | undefined },
): Properties {
  const inputs = withNameOnRecord(news, olds);
  const configure = withPreviousEntries(entries, olds, inputs, "configure");
  if (configure) inputs.configure = configure;
  if (hasNumberedName(configure, olds.configure))
    session.showLines(inputs.__resource as string, [messages.numberedNames()]);
  return inputs;
}

/** Formats what an update would change on each server, as `configure`, or returns nothing. */
export function formatDifferences(
  { primary, partner }: RelationshipComparison,
  plans: RelationshipPlans,
): Properties | undefined {
  return withEntry(formatServerPlans(plans), notPersistedEntry(notPersistedNow(primary, partner)));
}

/** Tells what a person should know before the relationship is written. */
async function tellRelationship(
  context: RelationshipContext,
  checked: CheckedRelationship,
  olds: Properties,
): Promise<void> {
  const { session } = context;
  const { comparison, plans, exists } = checked;
  const { args, primary, partner, desired } = comparison;
  tellAll(session, listFailoverWarnings(session, comparison));
  if (Object.values(plans).some((plan) => plan.length > 0))
    tellAll(session, desired.warnings ?? []);
  const builtIn = listBuiltInOnPartner(comparison);
  if (builtIn.length > 0) session.tell(messages.optionsBuiltIn(partner.label, builtIn));
  await tellCosts(context, checked);
  const { unassignedScopes = [] } = desired;
  if (unassignedScopes.length > 0)
    session.tell(
      messages.relationshipOmitsScopes(
        args.name,
        primary.label,
        labelScopes(unassignedScopes, primary.snapshot.configuration),
      ),
    );
  tellAll(session, listLeavingWarnings(context, checked, olds));
  if (!exists) tellUnchanged(context, comparison, plans);
}

const listFailoverWarnings = (
  session: Session,
  { args, primary, partner }: RelationshipComparison,
) =>
  [primary, partner].flatMap(({ args: server, label, snapshot: { failover = [] } }) => {
    const { restartCommand } = session.server(server).failover ?? {};
    return failover
      .filter(
        ({ relationship, condition }) => relationship === args.name && condition !== "working",
      )
      .map((health) => messages.failoverNotWorking(label, health, restartCommand));
  });

function listLeavingWarnings(
  context: RelationshipContext,
  { comparison, bothServersPlans }: CheckedRelationship,
  olds: Properties,
): readonly string[] {
  if (bothServersPlans) return listBothServersWarnings(comparison, bothServersPlans, olds.onDelete);
  const { args, former, formerName } = comparison;
  const names = [args.name, formerName];
  return former
    .filter(({ snapshot }) => isStated(snapshot.configuration, ...names))
    .map((server) => describeLeaving(findSupport(context, args), server, names));
}

/** Tells the cost of the writes to both servers. */
async function tellCosts(
  { session }: RelationshipContext,
  { comparison, plans }: CheckedRelationship,
): Promise<void> {
  const { args, primary, partner, desired } = comparison;
  if (desired.outageSeconds !== undefined && plans.primary.length > 0)
    session.tell(messages.relationshipOutage(args.name, desired.outageSeconds));
  // Where the primary writes both servers, only shared objects are written to the partner itself.
  const partnerPlan: Plan = writesBoth(comparison)
    ? plans.partner.filter(({ location }) => location.kind === "shared")
    : plans.partner;
  for (const cost of await costOfWrite(session, partner, partnerPlan, primary))
    session.costs.tell(cost.snapshot, cost.cost);
  for (const cost of await costOfWrite(session, primary, plans.primary, partner))
    session.costs.tell(cost.snapshot, cost.cost);
}

/** Tells what a create or an update does to servers that need no write. */
export function tellUnchanged(
  { session }: RelationshipContext,
  comparison: RelationshipComparison,
  plans: RelationshipPlans,
): void {
  for (const side of ["partner", "primary"] as const) {
    const { args, label } = comparison[side];
    if (plans[side].length === 0 && session.server(args).persistence)
      session.inform(messages.onlyPersistenceMissing(label));
  }
}
