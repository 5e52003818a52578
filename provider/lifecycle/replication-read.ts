// read: compares the live partners with what was last replicated to them. Each difference is drift.
import { networkAddress } from "../core/address.js";
import { compare } from "../core/compare.js";
import { UserError } from "../core/messages.js";
import type { Configuration, Plan } from "../core/model.js";
import { sealSecrets } from "../core/secrets.js";
import type { ReadScope, Snapshot } from "../drivers/driver.js";
import { readBase } from "./attribution.js";
import { invertPlan, translateNames } from "./partner-plan.js";
import { listPartners, type Addressed } from "./partners.js";
import {
  notPersistedEntry,
  notPersistedIn,
  notPersistedNow,
  withEntry,
  type NotPersisted,
} from "./persistence.js";
import { withPartnerName } from "./placed-errors.js";
import { labelOf, type ProviderContext } from "./provider-context.js";
import { listRecords, recordedArguments, revisionOf, type Properties } from "./record.js";
import { formatPlans } from "./replication-check.js";
import type { CommonArgs, ResourceDefinition } from "./resource-definition.js";
import { excludeInvisible, listUnreadablePaths } from "./visibility.js";

/** A resource as a refresh records it. */
export interface ReadResource {
  readonly id: string;
  readonly props: Properties;
  readonly inputs: Properties;
}

/** The differences between one partner and what was last replicated to it. */
interface Drift {
  readonly partnerName: string | undefined;
  readonly plan: Plan;
  /** The configuration that was last replicated. */
  readonly source: Configuration;
  readonly notPersisted: readonly NotPersisted[];
}

/** Reads the partners of a resource, and returns its properties with their drift. */
export async function readReplication<A extends CommonArgs>(
  context: ProviderContext<A>,
  id: string,
  outputs: Properties,
): Promise<ReadResource> {
  const args = recordedArguments(outputs) as unknown as A;
  context.session.noteRefresh(args.__resource);
  const { drift: _before, ...props } = outputs;
  const found = await Promise.all(
    listPartners(args).map((one) => findDrift(context, one, outputs)),
  );
  const drifts = found.filter((one) => one !== undefined);
  if (drifts.length === 0) return { id, props, inputs: args as unknown as Properties };
  const drift = withEntry(
    formatPlans(context.definition, args, drifts),
    notPersistedEntry(...drifts.flatMap(({ notPersisted }) => notPersisted)),
  );
  const bases = new Map(drifts.map(({ partnerName, source }) => [partnerName, source]));
  return {
    id,
    props: drift ? { ...props, drift } : props,
    inputs: { ...(args as unknown as Properties), revision: revisionOf(bases) },
  };
}

/** Compares one partner with its record. Returns nothing where there is no record. */
async function findDrift<A extends CommonArgs>(
  context: ProviderContext<A>,
  args: Addressed<A>,
  outputs: Properties,
): Promise<Drift | undefined> {
  const record = listRecords(outputs).get(args.partnerName);
  const base = record && readBase(record, outputs);
  if (!record || !base) return undefined;
  const partner = await readPartner(context, args, base);
  const recordedPaths = Array.isArray(record.__untold) ? (record.__untold as string[]) : [];
  const selection = excludeInvisible(
    context.definition.selectRecorded(args, base, partner.configuration),
    [...recordedPaths, ...listUnreadablePaths(partner)],
    partner,
  );
  const current = sealSecrets(partner.configuration, String(outputs.__key), base);
  const plan = compare(current, translateNames(partner, base, current), selection);
  const server = { label: labelOf(context, args.partner), snapshot: partner };
  return {
    partnerName: args.partnerName,
    plan: invertPlan(plan),
    source: base,
    notPersisted: [notPersistedIn(record), notPersistedNow(server)],
  };
}

async function readPartner<A extends CommonArgs>(
  { definition, session }: ProviderContext<A>,
  args: Addressed<A>,
  base: Configuration,
): Promise<Snapshot> {
  try {
    return await session.read(args.partner, readScopeOfRecord(definition, args, base));
  } catch (error) {
    throw error instanceof UserError ? withPartnerName(args, error) : error;
  }
}

/**
 * Returns the scopes that were replicated, or nothing, which is all, where `prune` looks at others.
 */
export function readScopeOfRecord<A extends CommonArgs>(
  definition: ResourceDefinition<A>,
  args: A,
  base: Configuration,
): ReadScope | undefined {
  if (definition.readScopeOf?.(args) === undefined) return undefined;
  const { prune } = args as { readonly prune?: unknown };
  if (prune === true) return undefined;
  return { scopes: Object.keys(base.scopes).map(networkAddress), relationships: [] };
}
