// The writes of a relationship whose servers are written one by one: the partner first, so that no
// server shares leases with one that is not ready for them.
import { messages, UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import type { Snapshot } from "../drivers/driver.js";
import type { NotRestored } from "./failover.js";
import { everythingPersisted, type NotPersisted } from "./persistence.js";
import {
  describeChanges,
  describeLeaving,
  findSupport,
  isStated,
  type RelatedServer,
  type RelationshipComparison,
} from "./relationship-comparison.js";
import type { RelationshipContext } from "./relationship-context.js";
import { createServerGuard } from "./relationship-guards.js";
import {
  planFormerServer,
  planRelationshipPartner,
  planRelationshipPrimary,
} from "./relationship-planning.js";
import type { FailoverWait } from "./timeouts.js";
import type { WriteRequest } from "./write-request.js";

/** The result of writing all servers. */
export interface ServersWrite {
  /** Failover of other relationships that did not come back. */
  readonly late: readonly NotRestored[];
  /** Servers on which a restart would undo the write. */
  readonly notPersisted: NotPersisted;
}

/** The requests of one server; the rest of a request is the same for all servers. */
type ServerRequest = Pick<WriteRequest, "primary" | "partner" | "plannedFrom" | "replan" | "guard">;

/** Writes the partner, then the primary, then the servers that leave the relationship. */
export async function writeServers(
  context: RelationshipContext,
  comparison: RelationshipComparison,
  wait: FailoverWait,
): Promise<ServersWrite> {
  const others = await context.division.awaitOthers(comparison);
  const writer = new ServersWriter(context, comparison, wait);
  try {
    await context.division.proceedTogether(comparison, others, () => writer.writePartner());
    await writer.writePrimary();
    for (const server of comparison.former) await writer.writeFormer(server);
  } catch (error) {
    throw await describeStopped(context, comparison, error);
  }
  return writer.result;
}

class ServersWriter {
  private readonly late: NotRestored[] = [];
  private notPersisted = everythingPersisted;
  /** True where a server was changed already. */
  private hasBegun = false;

  constructor(
    private readonly context: RelationshipContext,
    private readonly comparison: RelationshipComparison,
    private readonly wait: FailoverWait,
  ) {}

  get result(): ServersWrite {
    return { late: this.late, notPersisted: this.notPersisted };
  }

  async writePartner(): Promise<void> {
    const { primary, partner } = this.comparison;
    await this.write({
      primary: primary.args,
      partner: partner.args,
      plannedFrom: { primary: primary.snapshot, partner: partner.snapshot },
      replan: (onPartner, onPrimary) => ({
        changes: planRelationshipPartner(this.comparison, onPartner, onPrimary!),
      }),
      guard: this.createGuard(partner),
    });
  }

  async writePrimary(): Promise<void> {
    const { primary, partner } = this.comparison;
    await this.write({
      primary: partner.args,
      partner: primary.args,
      plannedFrom: { primary: partner.snapshot, partner: primary.snapshot },
      replan: (onPrimary) => ({ changes: planRelationshipPrimary(this.comparison, onPrimary) }),
      guard: this.createGuard(primary),
    });
  }

  /** Writes a server that leaves the relationship, and tells what becomes of it. */
  async writeFormer(server: RelatedServer): Promise<void> {
    const { args, formerName } = this.comparison;
    const after = await this.write({
      partner: server.args,
      plannedFrom: { partner: server.snapshot },
      replan: (configuration) => ({ changes: planFormerServer(this.comparison, configuration) }),
      guard: this.createGuard(server),
    });
    if (after.version === server.snapshot.version) return;
    const support = findSupport(this.context, args);
    this.context.session.tell(describeLeaving(support, server, [args.name, formerName]));
  }

  private createGuard(server: RelatedServer) {
    return createServerGuard(this.context.session, this.comparison, server);
  }

  private async write(request: ServerRequest): Promise<Snapshot> {
    const { args, formerName } = this.comparison;
    const changed = formerName === undefined ? [args.name] : [args.name, formerName];
    const result = await this.context.session.queue.enqueue({
      ...request,
      wait: this.wait,
      changedRelationships: changed,
      hasBegun: this.hasBegun,
      isForced: args.force ?? false,
    });
    this.hasBegun ||= result.partner.version !== request.plannedFrom?.partner.version;
    this.notPersisted = { ...this.notPersisted, ...result.notPersisted };
    // The changed relationship may need the other server first: it is waited for in the end.
    const { notRestored } = result;
    if (notRestored?.relationships.some((name) => !changed.includes(name)))
      this.late.push(notRestored);
    return result.partner;
  }
}

/** Returns the error of a write that stopped halfway, with what both servers state now. */
async function describeStopped(
  { session }: RelationshipContext,
  comparison: RelationshipComparison,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof UserError)) return error;
  const { args, primary, partner, desired } = comparison;
  const reread = (server: RelatedServer) =>
    session.snapshots.reread(server.args).catch(() => undefined);
  const [onPartner, onPrimary] = await Promise.all([reread(partner), reread(primary)]);
  const isUnchanged =
    onPartner?.version === partner.snapshot.version &&
    onPrimary?.version === primary.snapshot.version;
  if (isUnchanged) return error;
  const { configuration } = onPrimary ?? primary.snapshot;
  const primaryPlan = planRelationshipPrimary(comparison, configuration);
  const partnerPlan =
    onPartner && planRelationshipPartner(comparison, onPartner.configuration, configuration);
  const isOneSided = partnerPlan?.length === 0 && primaryPlan.length > 0;
  if (desired.outageSeconds !== undefined && isOneSided)
    session.tell(messages.relationshipOneSided(args.name, partner.label, primary.label));
  return messages.relationshipStopped({
    name: args.name,
    labels: [partner.label, primary.label],
    states: [
      describeState(comparison, onPartner, partnerPlan ?? []),
      describeState(comparison, onPrimary, primaryPlan),
    ],
    why: error.text,
  });
}

/** Describes what a server states of a relationship. `plan`: the changes that it still lacks. */
function describeState(
  { args, formerName, desired }: RelationshipComparison,
  snapshot: Snapshot | undefined,
  plan: Plan,
): string {
  if (!snapshot) return messages.relationshipStateUnknown();
  const { configuration } = snapshot;
  const changes = describeChanges(plan.filter(({ location }) => location.kind === "relationship"));
  const missing = desired.scopes.filter((scope) => configuration.scopes[scope] === undefined);
  const isThere = isStated(configuration, args.name, formerName);
  return messages.relationshipState(isThere, changes, missing);
}
