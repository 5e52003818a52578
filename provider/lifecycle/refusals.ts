// Why a plan is not carried out: the guards, asked for by one resource of this operation. The same before a preview is shown and before
// anything is written.
import { checkPlan, checkServerHealth, type GuardedServer } from "../core/guards.js";
import { listRemovedScopes } from "../core/sweeping.js";
import { messages, type UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import { withRelationshipsTo } from "../core/select.js";
import type { Snapshot } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import type { Seen } from "./seen.js";
import type { Session } from "./session.js";

interface Asked {
  readonly primary: ServerArgs;
  readonly partner: ServerArgs;
  /** Where the partner is one of several: the name that the primary's relationships give it. */
  readonly partnerName?: string;
  readonly force?: boolean;
}

export function refusals(session: Session) {
  const guarded = (server: ServerArgs, reading: Snapshot): GuardedServer => ({
    ...reading,
    label: session.server(server).label,
  });

  /** A scope that clients hold addresses of is not taken from a server. */
  async function leased(partner: ServerArgs, plan: Plan): Promise<UserError | undefined> {
    const server = session.server(partner);
    const scopes = listRemovedScopes(plan);
    const counts = scopes.length > 0 ? await server.leases?.countActive(scopes) : [];
    for (const [i, scope] of scopes.entries()) {
      const leases = counts?.[i];
      if (leases !== 0)
        return messages.scopeHasLeases(server.label, scope, leases).withProperty("partner");
    }
    return undefined;
  }

  return {
    /** Why a replication must not be carried out, or nothing. `waits`: as in `Guarded`. */
    async refusal(
      args: Asked,
      { primary, partner, plan }: Pick<Seen, "primary" | "partner" | "plan">,
      waits = false,
    ): Promise<UserError | undefined> {
      const { label } = session.server(args.partner);
      if (partner.readOnly && (partner.readOnly.limit === "server" || plan.length > 0))
        return messages.partnerReadOnly(label, partner.readOnly.reason).withProperty("partner");
      if (plan.length === 0) return undefined;
      const unkept = session.findBackupError(args.partner, partner);
      if (unkept) return unkept.withProperty("partner");
      if (args.force) return undefined;
      return (
        checkPlan({
          primary: guarded(args.primary, {
            ...primary,
            configuration: withRelationshipsTo(args.partnerName, primary.configuration),
          }),
          partner: guarded(args.partner, partner),
          plan,
          waits,
        }) ?? (await leased(args.partner, plan))
      );
    },

    /** Why the primary must not be written besides, or nothing. `waits`: as in `Guarded`. */
    primary(
      { primary, force }: Pick<Asked, "primary" | "force">,
      plan: Plan,
      reading: Snapshot,
      waits = false,
    ): UserError | undefined {
      const why = reading.readOnly?.reason;
      if (plan.length === 0) return undefined;
      if (why)
        return messages.partnerReadOnly(session.server(primary).label, why).withProperty("primary");
      const unkept = session.findBackupError(primary, reading);
      if (unkept) return unkept.withProperty("primary");
      return force
        ? undefined
        : checkServerHealth(guarded(primary, reading), waits)?.withProperty("primary");
    },

    /** Why what a resource leaves behind must not be taken from its partner, or nothing. */
    async departure(args: Asked, plan: Plan, partner: Snapshot): Promise<UserError | undefined> {
      return args.force
        ? undefined
        : (checkServerHealth(guarded(args.partner, partner)) ?? (await leased(args.partner, plan)));
    },
  };
}
