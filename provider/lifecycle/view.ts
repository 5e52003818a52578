// What one resource sees of its primary and its partners before it says or does anything.
import { apply } from "../core/apply.js";
import { messages, UserError } from "../core/messages.js";
import { emptyConfiguration, type Configuration, type ScopeId } from "../core/model.js";
import { blamed, orRefusal } from "../core/refused.js";
import { restrictTo } from "../core/select.js";
import { networkAddress } from "../core/address.js";
import type { ReadScope, Snapshot } from "../drivers/driver.js";
import type { Args, Kind, Sight } from "./kind.js";
import { isNative } from "./native.js";
import { partnersNeeded, type Addressed } from "./partners.js";
import { inNamesOf, planned, untoldBy, visible } from "./planned.js";
import type { Session } from "./session.js";

/** What check saw: the primary, and each partner that the resource needs. */
export interface View<A extends Args> {
  readonly primary: Snapshot;
  readonly sights: readonly Sight<A>[];
  /** Partners that cannot be read while the others are written, and why. */
  readonly lost: readonly { readonly args: Addressed<A>; readonly refused: UserError }[];
  /** The names of partners that no selected scope needs. */
  readonly idle: readonly string[];
}

/** Looks at all servers. Answers the refusals, if there are any. `writing`: then a partner that cannot be read is none, as long as another can. */
export async function look<A extends Args>(
  kind: Kind<A>,
  session: Session,
  args: A,
  writing: boolean,
  needed = kind.needed?.(args),
): Promise<View<A> | readonly UserError[]> {
  const seen = await lookFor(kind, session, args, writing, needed);
  if (!("sights" in seen) || needed === undefined) return seen;
  // A relationship may have members on the primary that the partner has in none.
  const lacking = seen.sights.flatMap(({ seen: { primary, partner, extent } }) =>
    extent.scopes.filter(
      (scope) => primary.unreadScopes?.has(scope) || partner.unreadScopes?.has(scope),
    ),
  );
  if (lacking.length === 0) return seen;
  return lookFor(kind, session, args, writing, {
    ...needed,
    scopes: [...needed.scopes, ...lacking.map(networkAddress)],
  });
}

async function lookFor<A extends Args>(
  kind: Kind<A>,
  session: Session,
  args: A,
  writing: boolean,
  scopes: ReadScope | undefined,
): Promise<View<A> | readonly UserError[]> {
  const found = await orRefusal(async () => {
    const [primary] = await Promise.all([
      blamed("primary", session.read(args.primary, scopes)),
      args.partner && blamed("partner", session.read(args.partner, scopes)),
    ]);
    return {
      primary,
      ...partnersNeeded(args, kind.choice?.(args), session.predictConfiguration(primary)),
    };
  });
  if (found instanceof UserError) return [found];
  const { primary, needed, idle } = found;
  const readings = await Promise.all(
    needed.map((one) => orRefusal(() => session.read(one.partner, scopes))),
  );
  const lost = needed.flatMap((one, i) =>
    readings[i] instanceof UserError ? [{ args: one, refused: placed(one, readings[i]) }] : [],
  );
  if (lost.length > 0 && (!writing || lost.length === needed.length))
    return lost.map(({ refused }) => refused);
  const partners = readings.flatMap((reading) =>
    reading instanceof UserError ? [] : [session.predictConfiguration(reading)],
  );
  const sights: Sight<A>[] = [];
  const refused: UserError[] = [];
  for (const [i, one] of needed.entries()) {
    const partner = readings[i]!;
    if (partner instanceof UserError) continue;
    const sight = await orRefusal(async () => {
      if (session.isSameServer(primary, partner))
        throw messages
          .sameServer(session.server(args.primary).label, session.server(one.partner).label)
          .withProperty("partner");
      const [from, to] = [
        session.predictConfiguration(primary),
        session.predictConfiguration(partner),
      ];
      const extent = visible(
        kind.extent(
          one,
          { ...primary, configuration: from },
          { ...partner, configuration: to },
          partners,
        ),
        untoldBy(primary, partner),
        partner,
      );
      requireReadable(extent.scopes, primary, partner);
      const onPrimary = kind.onPrimary?.(one, from, to) ?? [];
      const before = kind.mirrored?.(one) ? apply(onPrimary, to, from) : to;
      // What the servers write themselves is written in the primary's names.
      const writesItself = isNative(one) || (kind.mirrored?.(one) === true && onPrimary.length > 0);
      const source = writesItself ? from : inNamesOf(partner, from, before);
      const { unsupported, ...plans } = planned(
        session.server(one.partner),
        { primary, partner, from: source, to: before },
        extent,
      );
      const unfit =
        onPrimary.length > 0
          ? session.findUnsupported(one.primary, primary, onPrimary, primary)
          : [];
      return {
        args: one,
        seen: {
          primary,
          partner,
          extent,
          ...plans,
          onPrimary,
          unsupported: [...unsupported, ...unfit],
        },
      };
    });
    if (sight instanceof UserError)
      refused.push(sight.property === "partner" ? placed(one, sight) : sight);
    else sights.push(sight);
  }
  return refused.length > 0
    ? [...new Map(refused.map((one) => [one.message, one])).values()]
    : { primary, sights, lost, idle };
}

/** A refusal about a partner, with its name in front where it has one. */
export const placed = (
  { partnerName }: { readonly partnerName?: string },
  refused: UserError,
): UserError =>
  partnerName === undefined
    ? refused.withProperty("partner")
    : messages
        .atPartner(partnerName, refused)
        .withProperty(
          refused.property === undefined || refused.property === "partner"
            ? "partners"
            : refused.property,
        );

/** What each partner is to hold of the primary: no partner need be read for it. */
export const wanted = <A extends Args>(
  kind: Kind<A>,
  { primary, sights, lost }: View<A>,
): ReadonlyMap<string | undefined, Configuration> =>
  new Map([
    ...sights.map(
      ({ args, seen }) =>
        [args.partnerName, restrictTo(primary.configuration, seen.extent)] as const,
    ),
    ...lost.map(
      ({ args }) =>
        [
          args.partnerName,
          restrictTo(
            primary.configuration,
            kind.extent(args, primary, holding(emptyConfiguration), []),
          ),
        ] as const,
    ),
  ]);

/** A server of which nothing but its configuration matters. */
export const holding = (configuration: Configuration): Snapshot => ({
  configuration,
  identity: "",
  version: "",
  warnings: [],
});

/** Throws where a scope that both servers are to hold alike could not be read whole on one of them. */
function requireReadable(scopes: readonly ScopeId[], primary: Snapshot, partner: Snapshot): void {
  for (const scope of scopes) {
    const onPrimary = primary.unreadable?.scopes?.get(scope);
    if (onPrimary) throw onPrimary.withProperty("primary");
    const onPartner = primary.configuration.scopes[scope] && partner.unreadable?.scopes?.get(scope);
    if (onPartner) throw onPartner.withProperty("partner");
  }
}
