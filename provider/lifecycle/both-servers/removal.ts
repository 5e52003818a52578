// The removal of relationships from servers that change both when the primary is written.
import { messages } from "../../core/messages.js";
import { planRelationship, findRelationship } from "../../core/relationship.js";
import { labelScopes } from "../../core/scope-labels.js";
import type { Snapshot } from "../../drivers/driver.js";
import { countLeases } from "./guards.js";
import type { WriteGuard } from "./write.js";
import { describeHalfApplied, type LabelledServer } from "./half-applied.js";
import type { Session } from "../session.js";
import { nameServers } from "../shared-relationship.js";

/** A relationship that is removed from both servers. */
interface RemovedRelationship {
  readonly name: string;
  readonly force?: boolean;
  readonly primary: LabelledServer & { readonly snapshot: Snapshot };
  readonly partner: LabelledServer & { readonly snapshot: Snapshot };
}

/**
 * Removes a relationship from both servers by a write to the primary. Its scopes on the partner go
 * with it.
 */
export async function removeFromBothServers(
  session: Session,
  relationship: RemovedRelationship,
  guard: WriteGuard,
): Promise<void> {
  const { name, primary, partner } = relationship;
  const onPrimary = findRelationship(primary.snapshot.configuration, name);
  const onPartner = findRelationship(partner.snapshot.configuration, name);
  if (!onPrimary && !onPartner) return;
  const servers = { primary: primary.args, partner: partner.args };
  const nameBoth = () => nameServers(session, name, servers);
  if (!onPrimary) throw messages.relationshipPartnerAlone(nameBoth());
  const lost = onPrimary.scopes.filter(
    (scope) => onPartner && partner.snapshot.configuration.scopes[scope],
  );
  const labels = labelScopes(lost, primary.snapshot.configuration, partner.snapshot.configuration);
  const leases = await countLeases(session.server(partner.args), lost);
  if (!relationship.force && leases !== 0)
    throw messages.relationshipRemoved(name, { label: partner.label, scopes: labels, leases });
  if (lost.length > 0)
    session.tell(messages.relationshipDeletesScopes(name, partner.label, labels));
  await writeRemoval(session, relationship, guard);
  const after = await session.snapshots.getLatest(partner.args);
  if (findRelationship(after.configuration, name))
    throw messages.relationshipPartnerAlone(nameBoth());
}

async function writeRemoval(
  session: Session,
  { name, primary, partner }: RemovedRelationship,
  guard: WriteGuard,
): Promise<void> {
  let hasPassedGuard = false;
  try {
    await session.queue.enqueue({
      partner: primary.args,
      mirrors: [partner.args],
      changedRelationships: [name],
      plannedFrom: { partner: primary.snapshot },
      replan: ({ relationships }) => ({
        changes: planRelationship(relationships, name, undefined),
      }),
      guard: async (plan, now) => {
        await guard(plan, now);
        hasPassedGuard = true;
      },
    });
  } catch (error) {
    if (!hasPassedGuard) throw error;
    const servers = { name, primary, partner };
    throw (await describeHalfApplied(session, servers, primary.snapshot.version, error)) ?? error;
  }
}
