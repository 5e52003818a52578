// A partner that is down, and a primary that is set to count it as down: then the primary serves
// all clients. Only the primary is read and written, because it does not reach its partner.
import { messages, type UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import type { RelationshipSupport, Snapshot } from "../drivers/driver.js";
import type { WriteGuard } from "./both-servers/write.js";
import type { RelatedServer } from "./relationship-comparison.js";
import type { Session } from "./session.js";

/** The plan for a primary whose partner does not answer it. */
export interface PartnerDownPlan {
  readonly primary: RelatedServer;
  /** The change of the relationship's state; empty where it was made already. */
  readonly plan: Plan;
}

/**
 * Returns the state that a server gives a relationship whose partner does not answer it. Returns
 * nothing where the partner answers.
 */
export function findDownState(
  { partnerDown: states }: RelationshipSupport,
  name: string,
  { failover = [] }: Snapshot,
): string | undefined {
  const health = failover.find(
    ({ relationship, state }) =>
      relationship === name && states !== undefined && [states.from, states.to].includes(state),
  );
  return health?.state;
}

/** Plans the primary. Returns nothing, and tells so, where its partner answers. */
export function planPartnerDown(
  session: Session,
  support: RelationshipSupport,
  name: string,
  primary: RelatedServer,
): PartnerDownPlan | UserError | undefined {
  if (!support.partnerDown)
    return messages.partnerDownUnsupported(primary.args.driver).withProperty("partnerDown");
  const state = findDownState(support, name, primary.snapshot);
  if (state === undefined) {
    const health = primary.snapshot.failover?.find(({ relationship }) => relationship === name);
    session.tell(messages.partnerDownWithoutEffect(name, primary.label, health?.state));
    return undefined;
  }
  const { from, to } = support.partnerDown;
  session.tell(messages.partnerIsDown(name, primary.label, state === to));
  const change: Plan[number] = {
    location: { kind: "relationship", key: name },
    path: ["state"],
    current: from,
    desired: to,
  };
  return { primary, plan: state === to ? [] : [change] };
}

/** Writes the primary. Returns its snapshot afterwards. */
export async function writePartnerDown(
  session: Session,
  { primary, plan }: PartnerDownPlan,
  guard: WriteGuard,
): Promise<Snapshot> {
  let isWritten = false;
  await session.queue.enqueue({
    partner: primary.args,
    plannedFrom: { partner: primary.snapshot },
    replan: () => ({ changes: isWritten ? [] : plan }),
    guard: async (changes, now) => {
      await guard(changes, now);
      isWritten = true;
    },
  });
  return session.read(primary.args);
}
