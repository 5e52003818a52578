// Going back to a kept configuration: the server is the partner of the plan, and the kept
// configuration its source. Guards, write and verification are those of an update.
import { canonicalText } from "../core/canonical.js";
import { messages, type UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import type { KeptCopy, Snapshot } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import { compareWithKept, listOtherRelationships, readKept, selectAll } from "./kept.js";
import { costOfWrite } from "./pair-warnings.js";
import { planPartner, translateNames } from "./partner-plan.js";
import type { Session } from "./session.js";
import { failoverWait } from "./timeouts.js";
import type { WriteRequest, WriteResult } from "./write-request.js";
import { checkPartnerWrite } from "./write-guards.js";

export interface UndoArgs {
  readonly server: ServerArgs;
  readonly copy: KeptCopy;
  /** True where the guards are passed over, as `force` does in a program. */
  readonly force: boolean;
}

/** The way back to a kept configuration, as it is shown and written. */
export interface UndoPlan {
  readonly args: UndoArgs;
  readonly label: string;
  readonly now: Snapshot;
  readonly kept: Snapshot;
  /** Empty: the server holds what it held. */
  readonly plan: Plan;
  readonly warnings: readonly string[];
}

/** Plans the way back. Throws where a guard refuses it. */
export async function planUndo(session: Session, args: UndoArgs): Promise<UndoPlan> {
  const server = session.server(args.server);
  const now = await session.read(args.server);
  const kept = readKept(server, args.copy, now);
  const relationships = listOtherRelationships(now, kept);
  if (relationships.length > 0 && !args.force)
    throw messages.keptRelationships(server.label, args.copy.time, relationships);
  const from = translateNames(now, kept.configuration);
  const pair = { primary: kept, partner: now, from, to: now.configuration };
  const { plan, unsupported } = planPartner(server, pair, selectAll(now, kept));
  if (unsupported.length > 0) throw messages.unsupported(server.label, unsupported);
  const error = await checkUndo(session, args, { kept, now, plan, waits: true });
  if (error) throw error;
  const costs = await costOfWrite(session, { args: args.server, snapshot: now }, plan, {
    args: args.server,
    snapshot: kept,
  });
  const warnings = [
    ...listLeftovers(server.label, args.copy, now, kept),
    ...(relationships.length > 0
      ? [messages.keptRelationshipsStay(server.label, relationships)]
      : []),
    ...costs.flatMap(({ cost }) => cost.warnings),
  ];
  return { args, label: server.label, now, kept, plan, warnings };
}

/** Writes a planned way back, unless the server changed since. Returns the server afterwards. */
export function carryOutUndo(
  session: Session,
  { args, now, kept }: UndoPlan,
): Promise<WriteResult> {
  const selection = selectAll(now, kept);
  const request: WriteRequest = {
    source: kept,
    partner: args.server,
    plannedFrom: { partner: now },
    wait: failoverWait("update", {}),
    isForced: args.force,
    replan: (current) => ({ changes: compareWithKept(now, kept, current, selection) }),
    guard: async (plan, current) => {
      const error = await checkUndo(session, args, { kept, now: current, plan });
      if (error) throw error;
    },
  };
  return session.run(() => session.queue.enqueue(request));
}

interface CheckedUndo {
  readonly kept: Snapshot;
  readonly now: Snapshot;
  readonly plan: Plan;
  readonly waits?: boolean;
}

const checkUndo = (
  session: Session,
  { server, copy, force }: UndoArgs,
  { kept, now, plan, waits = false }: CheckedUndo,
): Promise<UserError | undefined> =>
  checkPartnerWrite(
    session,
    { primary: server, sourceLabel: messages.keptSource(copy.time), partner: server, force },
    { primary: kept, partner: now, plan },
    waits,
  );

/** Returns sentences about what stays as it is now. */
function listLeftovers(
  label: string,
  { time }: KeptCopy,
  now: Snapshot,
  kept: Snapshot,
): readonly string[] {
  const unread = [...(kept.unreadScopes ?? [])].filter(
    (scope) => now.configuration.scopes[scope] !== undefined,
  );
  const names = Object.keys({ ...now.uncompared, ...kept.uncompared });
  const uncompared = names.filter(
    (name) => canonicalText(now.uncompared?.[name]) !== canonicalText(kept.uncompared?.[name]),
  );
  return [
    ...(unread.length > 0 ? [messages.keptPartly(time, unread)] : []),
    ...(uncompared.length > 0 ? [messages.keptUncompared(label, uncompared)] : []),
  ];
}
