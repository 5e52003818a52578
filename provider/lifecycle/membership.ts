// The failover relationship of a scope, where a write to the primary changes both servers: what comes under it is made on the partner by that,
// and what leaves it is deleted there.
import { compare } from "../core/compare.js";
import { listRemovedScopes } from "../core/sweeping.js";
import { messages, type UserError } from "../core/messages.js";
import type { Configuration, Plan } from "../core/model.js";
import {
  isReapplied,
  planMembership,
  findRelationship,
  findRelationshipOf,
} from "../core/relationship.js";
import type { Snapshot } from "../drivers/driver.js";
import { writesBothServers, type Drivers } from "../drivers/index.js";
import type { ServerArgs } from "./arguments.js";
import { halfApplied, type Guard } from "./mirrored.js";
import type { Seen } from "./seen.js";
import type { Session } from "./session.js";
import { failoverWait, type Timeouts } from "./timeouts.js";

/** The two servers of a resource. */
interface Pair {
  readonly primary: ServerArgs;
  readonly partner: ServerArgs;
  readonly force?: boolean;
  readonly failoverTimeout?: number;
  readonly customTimeouts?: Timeouts;
}

export function membership(session: Session, drivers: Drivers) {
  const label = (server: ServerArgs) => session.server(server).label;

  /** One write to the primary that changes both. */
  async function mirrored(
    args: Pair & { readonly hasBegun?: boolean },
    seen: Snapshot,
    name: string,
    plan: (primary: Configuration) => Plan,
    guard: Guard,
  ): Promise<void> {
    let begun = false;
    try {
      await session.enqueue({
        partner: args.primary,
        mirrors: [args.partner],
        ...waiting(args),
        hasBegun: args.hasBegun ?? false,
        plannedFrom: { partner: seen },
        replan: (now) => plan(now).filter((change) => !begun || !isReapplied(change)),
        guard: async (changes, now) => {
          await guard(changes, now);
          begun = true;
        },
      });
    } catch (error) {
      const sides = {
        args: { name },
        primary: { args: args.primary, label: label(args.primary) },
        partner: { args: args.partner, label: label(args.partner) },
      };
      throw (begun ? await halfApplied(session, sides, seen.version, error) : undefined) ?? error;
    }
  }

  return {
    /** Why scopes cannot come under a relationship, or members be replicated that the partner does not have; or nothing. */
    refusal(
      args: Pair,
      { primary, partner, extent, plan, onPrimary = [] }: Seen,
    ): UserError | undefined {
      if (!writesBothServers(drivers, args.primary)) return undefined;
      const [from, to] = [
        session.predictConfiguration(primary),
        session.predictConfiguration(partner),
      ];
      const coming = new Map(
        onPrimary.flatMap(({ place, path }) =>
          place.kind === "relationship" && path[1] !== undefined
            ? [[path[1], place.key] as const]
            : [],
        ),
      );
      for (const [scope, name] of coming) {
        if (!Object.hasOwn(to.relationships, name))
          return messages
            .relationshipNotThere(name, label(args.partner), label(args.primary))
            .withProperty("relationship");
        const former = findRelationshipOf(scope, from);
        const moves = former !== undefined && former !== name;
        if (moves && !args.force)
          return messages
            .relationshipMoves(name, [`${scope} (${former})`])
            .withProperty("relationship");
        const goes = moves && findRelationship(to, former)?.scopes.includes(scope);
        if (to.scopes[scope] && !goes)
          return messages
            .relationshipScopesThere(name, label(args.partner), [scope])
            .withProperty("relationship");
      }
      const removed = listRemovedScopes(plan).filter(
        (scope) => findRelationshipOf(scope, to) !== undefined,
      );
      const keeper = removed[0] === undefined ? undefined : findRelationshipOf(removed[0], to)!;
      if (keeper !== undefined)
        return messages
          .memberRemoved(
            keeper,
            label(args.partner),
            removed.filter((scope) => findRelationshipOf(scope, to) === keeper),
          )
          .withProperty("partner");
      const missing = extent.scopes.filter(
        (scope) =>
          from.scopes[scope] &&
          !to.scopes[scope] &&
          !coming.has(scope) &&
          findRelationshipOf(scope, from) !== undefined,
      );
      const name = missing[0] === undefined ? undefined : findRelationshipOf(missing[0], from);
      return name === undefined
        ? undefined
        : messages
            .memberMissing(
              name,
              label(args.primary),
              label(args.partner),
              missing.filter((scope) => findRelationshipOf(scope, from) === name),
            )
            .withProperty("partner");
    },

    /** Puts scopes under their relationship. What the partner must know for it comes first. `refusal`: why its partner must not be written; `guard`: asked before the primary is. */
    async join(
      args: Pair,
      seen: Seen,
      onPrimary: (primary: Configuration) => Plan,
      refusal: () => Promise<UserError | undefined>,
      guard: Guard,
    ): Promise<void> {
      const needed = (partner: Configuration, primary: Configuration | undefined): Plan =>
        compare(partner, primary!, seen.extent).filter(
          ({ place }) => place.kind === "shared" || place.kind === "order",
        );
      const fit = async () => {
        const refused = await refusal();
        if (refused) throw refused;
      };
      const hasBegun = needed(seen.partner.configuration, seen.primary.configuration).length > 0;
      if (hasBegun)
        await session.enqueue({
          primary: args.primary,
          partner: args.partner,
          plannedFrom: seen,
          replan: needed,
          guard: fit,
          ...waiting(args),
        });
      await mirrored(
        { ...args, hasBegun },
        seen.primary,
        nameIn(seen.onPrimary ?? []),
        onPrimary,
        async (plan, now) => {
          await fit();
          await guard(plan, now);
        },
      );
    },

    /** Takes a scope out of its relationship on the primary, and so from the partner. Answers whether it is in one. */
    async leave(args: Pair, removal: Plan, guard: () => Promise<void>): Promise<boolean> {
      const primary = await session.getLatestSnapshot(args.primary);
      const [scope] = listRemovedScopes(removal);
      const name =
        scope === undefined ? undefined : findRelationshipOf(scope, primary.configuration);
      if (scope === undefined || name === undefined) return false;
      await mirrored(
        args,
        primary,
        name,
        (now) =>
          findRelationship(now, name)?.scopes.includes(scope)
            ? [planMembership(name, scope, false)]
            : [],
        guard,
      );
      if ((await session.getLatestSnapshot(args.partner)).configuration.scopes[scope])
        throw messages.relationshipUnmirrored(name, label(args.primary), label(args.partner), [
          scope,
        ]);
      return true;
    },
  };
}

/** Returns how a write waits for failover that comes to work by itself. */
const waiting = (args: Pair) => ({
  wait: failoverWait("update", args),
  isForced: args.force ?? false,
});

const nameIn = (plan: Plan): string =>
  plan.flatMap(({ place }) => (place.kind === "relationship" ? [place.key] : []))[0] ?? "";
