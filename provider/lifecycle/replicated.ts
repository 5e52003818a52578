// What the engine asks of a resource that keeps a partner equal to its primary: check, diff, create, update, read, delete.
//
//   check   reads both servers once and plans. Inputs = the arguments, a revision of the primary, and `replicate`: the plan as text,
//           which is what the engine shows. They hold differences only: equal servers leave nothing to show and nothing to keep.
//   diff    looks at what check saw in this operation; in a refresh there was no check, and what `read` found decides.
//   create, update   write what is planned, verify, and keep what was replicated as the base of later comparisons.
//   read    holds the live partner against the base: what differs is drift.
import { movement, pack, print, unpack } from "../core/base.js";
import { fingerprint, text } from "../core/canonical.js";
import { compare, type Extent } from "../core/compare.js";
import { messages, Refusal } from "../core/messages.js";
import { contradictions } from "../core/mirror.js";
import type { Configuration, Plan } from "../core/model.js";
import { placedText } from "../core/paths.js";
import { concealed, newKey, sealed } from "../core/secrets.js";
import { within } from "../core/select.js";
import type { Reading } from "../drivers/driver.js";
import { checked, failure, nameOf, type ServerArgs } from "./arguments.js";
import { carriedOver, isUnknown, UNKNOWN } from "./inputs.js";
import { planned, untoldBy, visible } from "./planned.js";
import { argumentsOf, isRecorded, isReversed, known, recorded, shortPrint, withoutOurs, type Properties } from "./record.js";
import { refusals } from "./refusals.js";
import { movedText, tellMovement, tellSettings, tellSharing } from "./tell.js";
import type { Operation } from "./operation.js";
import type { Seen } from "./seen.js";
import type { z } from "../core/shape.js";

/** What every such resource is told. */
export interface Args {
  readonly primary: ServerArgs;
  readonly partner: ServerArgs;
  readonly onDrift?: "overwrite" | "refuse";
  readonly force?: boolean;
  readonly __resource?: string;
}

/** What sets one such resource apart from another. */
export interface Kind<A extends Args> {
  readonly name: string;
  readonly shape: z.ZodType;
  /** What the resource speaks of on these two servers. Throws a refusal, with the `property` it is about. */
  extent(args: A, primary: Reading, partner: Reading): Extent;
  /** The same on the partner alone, given what was last replicated. */
  remembered(args: A, base: Configuration, partner: Configuration): Extent;
  /** A plan as the value of `replicate`. */
  shown(plan: Plan): Record<string, unknown>;
  /** Scopes that are told but left alone. */
  unpruned(args: A, primary: Reading, partner: Reading): readonly string[];
  settings(args: A): "report" | "replicate" | "ignore";
  id(args: A, seen: Seen): string;
  /** Whether the resource that has this id cannot become what the arguments say. */
  replacedBy(id: string, seen: Seen, samePartner: boolean): readonly string[];
  outputs(args: A, seen: Seen): Properties;
  /** What is to be written when the resource goes: a plan, or nothing. */
  removal?(args: A, base: Configuration | undefined, partner: Configuration, claimed: (scope: string) => boolean): Plan;
}

export function replicated<A extends Args>(kind: Kind<A>, { session, drivers }: Operation) {
  /** What check saw in this operation, by the inputs it gave. */
  const sightings = new Map<string, Seen | "unknown">();
  /** Those that diff has not asked for yet: a diff without a check before it is a refresh's. */
  const fresh = new Set<string>();
  const saw = (inputs: Properties, seen: Seen | "unknown") => {
    const key = fingerprint(inputs);
    sightings.set(key, seen);
    fresh.add(key);
  };

  async function look(args: A): Promise<Seen> {
    const [primary, partner] = await Promise.all([blamed("primary", session.read(args.primary)), blamed("partner", session.read(args.partner))]);
    if (session.isOne(primary, partner)) throw messages.sameServer(label(args.primary), label(args.partner)).about("partner");
    const extent = visible(kind.extent(args, primary, partner), untoldBy(primary, partner));
    return { primary, partner, extent, ...planned(session.server(args.partner), primary, partner, extent) };
  }

  const label = (server: ServerArgs) => session.server(server).label;

  const { refusal, departure } = refusals(session);

  /** With no record of a replication, every value that the partner holds otherwise counts as an edit. */
  function unrecorded(args: A, { plan }: Seen): Refusal | undefined {
    const edits = plan.filter(({ current }) => current !== undefined);
    if (args.onDrift !== "refuse" || edits.length === 0) return undefined;
    return messages.driftUnrecorded(label(args.partner), edits.map(({ place, path }) => placedText(place, path))).about("onDrift");
  }

  const claimant = (args: A) => `${kind.name} ${nameOf(args.__resource)}`;

  /** Another resource of this operation that speaks of the same scope, or of the same shared part for another primary. */
  function contested(args: A, { primary, partner, extent }: Seen): Refusal | undefined {
    const me = args.__resource ?? "";
    for (const scope of extent.scopes) {
      const holder = session.claim(partner, scope, { resource: `${kind.name} ${me}`, told: claimant(args), word: "" });
      if (holder) return messages.claimedTwice(scope, label(args.partner), holder.told, claimant(args)).about("partner");
      const upstream = session.claimant(primary, scope);
      if (upstream) session.tell(messages.chained(label(args.primary), upstream.told, claimant(args)));
    }
    const { shared, settings } = concealed(within(primary.configuration, extent));
    for (const [part, value] of [...Object.entries(shared), ...(extent.settings ? ([["server", settings]] as const) : [])]) {
      const mine = { resource: primary.identity, told: claimant(args), word: fingerprint(value.properties) };
      const there = session.claim(partner, `shared ${part}`, mine);
      const back = session.claimant(primary, `shared ${part}`);
      const other = there ?? (back?.resource === partner.identity ? back : undefined);
      if (other && other.word !== mine.word) return messages.twoPrimaries(part, label(args.partner), other.told, mine.told).about("partner");
    }
    return undefined;
  }

  const revision = ({ primary, extent }: Seen) => shortPrint(concealed(within(primary.configuration, extent)));

  async function check(olds: Properties, news: Properties) {
    if (isUnknown(news)) {
      const inputs = { ...news, replicate: UNKNOWN, revision: UNKNOWN };
      saw(inputs, "unknown");
      return { inputs };
    }
    const shaped = checked<A>(kind.shape, news, ["primary", "partner"], drivers);
    if ("refused" in shaped) return { inputs: news, failures: shaped.refused.map(failure) };
    const { args } = shaped;
    const seen = await look(args).catch((error: unknown) => {
      if (error instanceof Refusal) return error;
      throw error;
    });
    if (seen instanceof Refusal) return { inputs: news, failures: [failure(seen)] };
    const isNew = Object.keys(olds).length === 0;
    if (isNew && seen.plan.length === 0) session.tell(messages.nothingToWrite(label(args.partner)));
    const refused = contested(args, seen) ?? (await refusal(args, seen)) ?? (isNew ? unrecorded(args, seen) : undefined) ?? (seen.misfits.length > 0 ? messages.misfit(label(args.partner), seen.misfits).about("partner") : undefined);
    if (refused) return { inputs: news, failures: [failure(refused)] };

    const [from, to] = [seen.primary.system, seen.partner.system];
    if (from && to && to.rank > from.rank) session.tell(messages.partnerNewer(label(args.primary), label(args.partner), from.name, to.name));
    contradictions(seen.primary.configuration, seen.partner.configuration, label(args.partner), (seen.primary.failover === undefined) !== (seen.partner.failover === undefined)).forEach((sentence) => session.tell(sentence));
    tellSettings(session, kind.settings(args), seen, label(args.primary), label(args.partner));
    tellSharing(session, seen, label(args.partner));
    for (const [server, { failover = [] }] of [[args.primary, seen.primary], [args.partner, seen.partner]] as const)
      for (const { relationship, state, condition } of failover) if (condition !== "working") session.tell(messages.failoverAtRest(label(server), relationship, state, condition === "stopped"));
    const strays = kind.unpruned(args, seen.primary, seen.partner);
    if (strays.length > 0) session.tell(messages.unpruned(label(args.partner), strays));
    if (seen.plan.length > 0) await session.tellCost(args.partner, { from: seen.partner, changes: seen.plan }, { args: args.primary, reading: seen.primary });

    const inputs: Properties = { ...news, revision: revision(seen) };
    const replicate = carriedOver(seen.plan.length > 0 ? kind.shown(seen.plan) : undefined, olds, inputs);
    if (replicate) inputs.replicate = replicate;
    saw(inputs, seen);
    return { inputs };
  }

  async function diff(id: string, olds: Properties, news: Properties) {
    const key = fingerprint(news);
    const seen = fresh.delete(key) ? sightings.get(key) : undefined;
    if (seen === undefined) return { changes: olds.drift !== undefined };
    if (seen === "unknown") return { changes: undefined };
    const args = argumentsOf(news) as unknown as A;
    if (isReversed(olds.__servers, seen) && !args.force) throw messages.reversed(label(args.primary), label(args.partner));
    const replaces = kind.replacedBy(id, seen, isRecorded(olds.__servers, "partner", seen.partner));
    if (replaces.length > 0) return { changes: true, replaces: [...replaces] };
    const now = sealed(within(seen.primary.configuration, seen.extent), String(olds.__key));
    const current = typeof olds.__print === "string" && print(now) === olds.__print;
    const sameArguments = text(withoutOurs(recorded(olds))) === text(withoutOurs(news));
    if (seen.plan.length === 0 && current && sameArguments) return { changes: false }; // the usual: nothing need be unpacked
    const base = unpack(olds.__base);
    if (seen.plan.length > 0 && base) {
      const like = within(seen.primary.configuration, seen.extent);
      const sealedNow = ({ configuration }: Reading) => sealed(configuration, String(olds.__key), like);
      const moved = movement(base, sealedNow(seen.primary), sealedNow(seen.partner), seen.plan);
      const edited = moved.filter(({ by }) => by !== "primary");
      if (args.onDrift === "refuse" && edited.length > 0) throw messages.driftRefused(label(args.partner), edited.map(movedText));
      tellMovement(session, moved);
    } else if (!base) {
      const refused = unrecorded(args, seen);
      if (refused) throw refused;
    }
    // Undefined: the engine compares the inputs itself and shows what differs. Where nothing in them does, it must be told.
    const visible = seen.plan.length > 0 || base === undefined || shortPrint(concealed(base)) !== news.revision || !sameArguments;
    return { changes: visible ? undefined : true };
  }

  async function write(inputs: Properties, key: string | undefined): Promise<{ readonly id: string; readonly outs: Properties }> {
    const args = argumentsOf(inputs) as unknown as A;
    let extent: Extent | undefined;
    const seenBefore = sightings.get(fingerprint(inputs));
    const untold = untoldBy(...(typeof seenBefore === "object" ? [seenBefore.primary, seenBefore.partner] : await Promise.all([session.read(args.primary), session.read(args.partner)])));
    const done = await session.write({
      ...(typeof seenBefore === "object" && { seen: seenBefore }),
      primary: args.primary,
      partner: args.partner,
      plan: (partner, primary) => compare(partner, primary!, (extent ??= visible(kind.extent(args, { ...emptyReading, configuration: primary! }, { ...emptyReading, configuration: partner }), untold))),
      guard: async (plan, partner, primary) => {
        const refused = await refusal(args, { plan, partner, primary: primary! });
        if (refused) throw refused;
      },
    });
    const seen: Seen = { primary: done.primary!, partner: done.partner, extent: extent!, plan: [], misfits: [] };
    const secret = key ?? newKey();
    const base = sealed(within(seen.primary.configuration, seen.extent), secret);
    const outs = {
      ...argumentsOf(inputs),
      ...kind.outputs(args, seen),
      __args: Object.keys(argumentsOf(inputs)).filter((name) => name !== "__provider"),
      __base: pack(base),
      __print: print(base),
      __key: secret,
      __servers: { primary: known(seen.primary), partner: known(seen.partner) },
      ...(untold.length > 0 && { __untold: untold }),
    };
    return { id: kind.id(args, seen), outs };
  }

  async function read(id: string, outputs: Properties) {
    const base = unpack(outputs.__base);
    const args = recorded(outputs);
    const { drift: _before, ...props } = outputs;
    if (!base) return { id, props, inputs: args };
    const partner = await session.read((args as unknown as A).partner);
    const recordedUntold = Array.isArray(outputs.__untold) ? (outputs.__untold as string[]) : [];
    const extent = visible(kind.remembered(args as unknown as A, base, partner.configuration), [...recordedUntold, ...untoldBy(partner)]);
    // In the direction of a plan, so that it speaks of just what a plan speaks of; told the other way round.
    const drift = compare(sealed(partner.configuration, String(outputs.__key), base), base, extent).map(({ current, desired, ...change }) => ({ ...change, current: desired, desired: current }));
    return { id, props: drift.length > 0 ? { ...props, drift: kind.shown(drift) } : props, inputs: { ...args, revision: shortPrint(concealed(base)) } };
  }

  async function remove(outputs: Properties): Promise<void> {
    if (!kind.removal) return;
    const args = recorded(outputs) as unknown as A;
    const base = unpack(outputs.__base);
    const partner = await session.read(args.partner);
    if (!isRecorded(outputs.__servers, "partner", partner)) return; // the scope is on a server that is not this one
    const plan = (configuration: Configuration) => kind.removal!(args, base, configuration, (scope) => session.claimant(partner, scope) !== undefined);
    if (plan(partner.configuration).length === 0) return;
    const guard = async (removal: Plan, now: Reading) => {
      const refused = await departure(args, removal, now);
      if (refused) throw refused;
    };
    await session.write({ partner: args.partner, plan, guard, seen: { partner } });
  }

  return {
    check: (olds: Properties, news: Properties) => session.during(() => check(olds, news)),
    diff: (id: string, olds: Properties, news: Properties) => session.during(() => diff(id, olds, news)),
    create: (inputs: Properties) => session.during(() => write(inputs, undefined)),
    update: (_id: string, olds: Properties, news: Properties) => session.during(async () => ({ outs: (await write(news, olds.__key as string | undefined)).outs })),
    read: (id: string, outputs: Properties) => session.during(() => read(id, outputs)),
    delete: (_id: string, outputs: Properties) => session.during(() => remove(outputs)),
  };
}

const emptyReading = { identity: "", version: "", notes: [] };

/** What is refused is about this argument. */
function blamed<T>(property: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw error instanceof Refusal ? error.about(property) : error;
  });
}
