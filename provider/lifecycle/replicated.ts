// What the engine asks of a resource that keeps partners equal to their primary: check, diff, create, update, read, delete.
//
//   check   reads all servers once and plans. Inputs = the arguments, a revision of the primary, and `replicate`: the plan as text,
//           which is what the engine shows. They hold differences only: equal servers leave nothing to show and nothing to keep.
//   diff    looks at what check saw in this operation; in a refresh there was no check, and what `read` found decides.
//   create, update   write what is planned, verify, and keep what was replicated as the base of later comparisons. Of several partners
//           some may be written and others not: then what was replicated is kept of those that were, and the resource counts as failed.
//   read    holds the live partners against the base: what differs is drift.
import { movement, pack, print, unpack } from "../core/base.js";
import { fingerprint, text } from "../core/canonical.js";
import { compare, type Extent } from "../core/compare.js";
import { messages, PartlyWritten, Refusal } from "../core/messages.js";
import { contradictions } from "../core/mirror.js";
import { noConfiguration, type Configuration, type Plan } from "../core/model.js";
import { placedText } from "../core/paths.js";
import { concealed, newKey, sealed } from "../core/secrets.js";
import { toward, within, type Choice } from "../core/select.js";
import type { Reading } from "../drivers/driver.js";
import { checked, failure, nameOf, previewing, type PartnerArgs, type ServerArgs } from "./arguments.js";
import { carriedOver, isUnknown, UNKNOWN } from "./inputs.js";
import { areSeveral, partnersNamed, partnersNeeded, throttle, type Addressed } from "./partners.js";
import { planned, untoldBy, visible } from "./planned.js";
import { argumentsOf, isRecorded, isReversed, keeping, known, record, recorded, records, revisionOf, withoutOurs, type Kept, type Properties } from "./record.js";
import { refusals } from "./refusals.js";
import { movedText, tellMovement, tellSettings, tellSharing } from "./tell.js";
import type { Operation } from "./operation.js";
import type { Seen } from "./seen.js";
import type { z } from "../core/shape.js";

/** What every such resource is told. */
export interface Args {
  readonly primary: ServerArgs;
  readonly partner?: ServerArgs;
  readonly partners?: PartnerArgs;
  readonly throttleLimit?: number;
  readonly onDrift?: "overwrite" | "refuse";
  readonly force?: boolean;
  readonly __resource?: string;
}

/** What sets one such resource apart from another. */
export interface Kind<A extends Args> {
  readonly name: string;
  readonly shape: z.ZodType;
  /** Which scopes it speaks of, where that decides which partners it needs; absent: there is one. */
  choice?(args: A): Choice;
  /** What the resource speaks of on these two servers. Throws a refusal, with the `property` it is about. `partners`: all that it has. */
  extent(args: Addressed<A>, primary: Reading, partner: Reading, partners: readonly Configuration[]): Extent;
  /** The same on the partner alone, given what was last replicated. */
  remembered(args: Addressed<A>, base: Configuration, partner: Configuration): Extent;
  /** A plan as the value of `replicate`. */
  shown(plan: Plan): Record<string, unknown>;
  /** Scopes that are told but left alone. */
  unpruned(args: Addressed<A>, primary: Reading, partner: Reading, partners: readonly Configuration[]): readonly string[];
  settings(args: A): "report" | "replicate" | "ignore";
  id(args: A, seen: readonly Seen[]): string;
  /** Whether the resource that has this id cannot become what the arguments say. */
  replacedBy(id: string, seen: Seen, samePartner: boolean): readonly string[];
  outputs(args: A, seen: readonly Seen[]): Properties;
  /** What is to be written when the resource goes: a plan, or nothing. */
  removal?(args: A, base: Configuration | undefined, partner: Configuration, claimed: (scope: string) => boolean): Plan;
}

/** One partner as check saw it. */
interface Sight<A extends Args> {
  readonly args: Addressed<A>;
  readonly seen: Seen;
}

/** What check saw: the primary, and each partner that the resource needs. */
interface View<A extends Args> {
  readonly primary: Reading;
  readonly sights: readonly Sight<A>[];
  /** Partners that cannot be read while the others are written, and why. */
  readonly lost: readonly { readonly args: Addressed<A>; readonly refused: Refusal }[];
  /** The names of partners that no selected scope needs. */
  readonly idle: readonly string[];
}

export function replicated<A extends Args>(kind: Kind<A>, { session, drivers }: Operation) {
  /** What check saw in this operation, by the inputs it gave. */
  const sightings = new Map<string, View<A> | "unknown">();
  /** Those that diff has not asked for yet: a diff without a check before it is a refresh's. */
  const fresh = new Set<string>();
  const saw = (inputs: Properties, view: View<A> | "unknown") => {
    const key = fingerprint(inputs);
    sightings.set(key, view);
    fresh.add(key);
  };

  /** Looks at all servers. Answers the refusals, if there are any. `writing`: then a partner that cannot be read is none, as long as another can. */
  async function look(args: A, writing: boolean): Promise<View<A> | readonly Refusal[]> {
    const found = await asked(async () => {
      const [primary] = await Promise.all([blamed("primary", session.read(args.primary)), args.partner && blamed("partner", session.read(args.partner))]);
      return { primary, ...partnersNeeded(args, kind.choice?.(args), primary.configuration) };
    });
    if (found instanceof Refusal) return [found];
    const { primary, needed, idle } = found;
    const readings = await Promise.all(needed.map((one) => asked(() => session.read(one.partner))));
    const lost = needed.flatMap((one, i) => (readings[i] instanceof Refusal ? [{ args: one, refused: placed(one, readings[i]) }] : []));
    if (lost.length > 0 && (!writing || lost.length === needed.length)) return lost.map(({ refused }) => refused);
    const partners = readings.flatMap((reading) => (reading instanceof Refusal ? [] : [reading.configuration]));
    const sights: Sight<A>[] = [];
    const refused: Refusal[] = [];
    for (const [i, one] of needed.entries()) {
      const partner = readings[i]!;
      if (partner instanceof Refusal) continue;
      const sight = await asked(async () => {
        if (session.isOne(primary, partner)) throw messages.sameServer(label(args.primary), label(one.partner)).about("partner");
        const extent = visible(kind.extent(one, primary, partner, partners), untoldBy(primary, partner));
        return { args: one, seen: { primary, partner, extent, ...planned(session.server(one.partner), primary, partner, extent) } };
      });
      if (sight instanceof Refusal) refused.push(sight.property === "partner" ? placed(one, sight) : sight);
      else sights.push(sight);
    }
    return refused.length > 0 ? [...new Map(refused.map((one) => [one.message, one])).values()] : { primary, sights, lost, idle };
  }

  const label = (server: ServerArgs) => session.server(server).label;

  /** A refusal about a partner, with its name in front where it has one. */
  const placed = ({ partnerName }: Addressed<A>, refused: Refusal): Refusal =>
    partnerName === undefined ? refused.about("partner") : messages.atPartner(partnerName, refused).about(refused.property === undefined || refused.property === "partner" ? "partners" : refused.property);

  const { refusal, departure } = refusals(session);

  /** With no record of a replication, every value that the partner holds otherwise counts as an edit. */
  function unrecorded(args: Addressed<A>, { plan }: Seen): Refusal | undefined {
    const edits = plan.filter(({ current }) => current !== undefined);
    if (args.onDrift !== "refuse" || edits.length === 0) return undefined;
    return messages.driftUnrecorded(label(args.partner), edits.map(({ place, path }) => placedText(place, path))).about("onDrift");
  }

  const claimant = (args: A) => `${kind.name} ${nameOf(args.__resource)}`;

  /** Another resource of this operation that speaks of the same scope, or of the same shared part for another primary. */
  function contested(args: Addressed<A>, { primary, partner, extent }: Seen): Refusal | undefined {
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

  /** What each partner is to hold of the primary: no partner need be read for it. */
  const wanted = ({ primary, sights, lost }: View<A>) =>
    new Map([
      ...sights.map(({ args, seen }) => [args.partnerName, within(primary.configuration, seen.extent)] as const),
      ...lost.map(({ args }) => [args.partnerName, within(primary.configuration, kind.extent(args, primary, emptyReading, []))] as const),
    ]);

  /** Plans of partners as the value of `replicate`, or nothing. A scope has one partner; of all else it is said whose it is. */
  function shown(args: A, plans: readonly { readonly partnerName: string | undefined; readonly plan: Plan; readonly source: Configuration }[]): Record<string, unknown> | undefined {
    const differing = plans.filter(({ plan }) => plan.length > 0);
    if (differing.length === 0) return undefined;
    const entries = differing.flatMap(({ partnerName, plan, source }) =>
      Object.entries(kind.shown(plan)).map(([name, entry]) => [!areSeveral(args) || Object.hasOwn(source.scopes, name) ? name : `${partnerName} ${name}`, entry]),
    );
    return Object.fromEntries(entries) as Record<string, unknown>;
  }

  async function check(olds: Properties, given: Properties) {
    const { [previewing]: preview, ...news } = given;
    if (isUnknown(news)) {
      const inputs = { ...news, replicate: UNKNOWN, revision: UNKNOWN };
      saw(inputs, "unknown");
      return { inputs };
    }
    const shaped = checked<A>(kind.shape, news, ["primary", "partner"], drivers);
    if ("refused" in shaped) return { inputs: news, failures: shaped.refused.map(failure) };
    const { args } = shaped;
    const view = await look(args, preview !== true);
    if (!("sights" in view)) return { inputs: news, failures: view.map(failure) };
    const isNew = Object.keys(olds).length === 0;
    const refused: Refusal[] = [];
    for (const { args: one, seen } of view.sights) {
      if (isNew && seen.plan.length === 0) session.tell(messages.nothingToWrite(label(one.partner)));
      const here =
        contested(one, seen) ?? (await refusal(one, seen)) ?? (isNew ? unrecorded(one, seen) : undefined) ?? (seen.misfits.length > 0 ? messages.misfit(label(one.partner), seen.misfits).about("partner") : undefined);
      if (here) refused.push(placed(one, here));
    }
    if (refused.length > 0) return { inputs: news, failures: refused.map(failure) };

    for (const sight of view.sights) await tell(sight, view);
    view.idle.forEach((name) => session.tell(messages.partnerIdle(name)));
    const inputs: Properties = { ...news, revision: revisionOf(wanted(view)) };
    const replicate = carriedOver(shown(args, view.sights.map(({ args: { partnerName }, seen: { plan } }) => ({ partnerName, plan, source: view.primary.configuration }))), olds, inputs);
    if (replicate) inputs.replicate = replicate;
    saw(inputs, view);
    return { inputs };
  }

  /** What a person should know before this partner is written. */
  async function tell({ args, seen }: Sight<A>, view: View<A>): Promise<void> {
    const [primary, partner] = [label(args.primary), label(args.partner)];
    const [from, to] = [seen.primary.system, seen.partner.system];
    if (from && to && to.rank > from.rank) session.tell(messages.partnerNewer(primary, partner, from.name, to.name));
    const ours = toward(args.partnerName, seen.primary.configuration);
    contradictions(ours, seen.partner.configuration, partner, (seen.primary.failover === undefined) !== (seen.partner.failover === undefined)).forEach((sentence) => session.tell(sentence));
    tellSettings(session, kind.settings(args), seen, primary, partner);
    tellSharing(session, seen, partner, primary);
    for (const [server, { failover = [] }] of [[primary, seen.primary], [partner, seen.partner]] as const)
      for (const { relationship, state, condition } of failover) if (condition !== "working") session.tell(messages.failoverAtRest(server, relationship, state, condition === "stopped"));
    const strays = kind.unpruned(args, seen.primary, seen.partner, view.sights.map((sight) => sight.seen.partner.configuration));
    if (strays.length > 0) session.tell(messages.unpruned(partner, strays));
    if (seen.plan.length > 0) await session.tellCost(args.partner, { from: seen.partner, changes: seen.plan }, { args: args.primary, reading: seen.primary });
  }

  async function diff(id: string, olds: Properties, news: Properties) {
    const key = fingerprint(news);
    const view = fresh.delete(key) ? sightings.get(key) : undefined;
    if (view === undefined) return { changes: olds.drift !== undefined };
    if (view === "unknown") return { changes: undefined };
    const { sights, lost } = view;
    const kept = sights.map(({ args, seen }) => ({ args, seen, of: record(olds, args.partnerName, seen.partner) }));
    for (const { args, seen } of kept) if (!args.force && isReversed(olds, seen)) throw messages.reversed(label(args.primary), label(args.partner));
    const replaces = kept.flatMap(({ seen, of }) => kind.replacedBy(id, seen, isRecorded(of.__servers, "partner", seen.partner)));
    if (replaces.length > 0) return { changes: true, replaces };
    const current = kept.every(({ seen, of }) => typeof of.__print === "string" && print(sealed(within(seen.primary.configuration, seen.extent), String(olds.__key))) === of.__print);
    const sameArguments = text(withoutOurs(recorded(olds))) === text(withoutOurs(news));
    const equal = kept.every(({ seen }) => seen.plan.length === 0) && lost.length === 0;
    const noOthers = records(olds).size === sights.length + lost.length;
    if (equal && current && sameArguments && noOthers) return { changes: false }; // the usual: nothing need be unpacked
    const edited: [string, string[]][] = [];
    const bases = new Map<string | undefined, Configuration>();
    const moved = kept.flatMap(({ args, seen, of }) => {
      const base = unpack(of.__base);
      if (!base) {
        const refused = unrecorded(args, seen);
        if (refused) throw placed(args, refused);
        return [];
      }
      bases.set(args.partnerName, base);
      if (seen.plan.length === 0) return [];
      const like = within(seen.primary.configuration, seen.extent);
      const sealedNow = ({ configuration }: Reading) => sealed(configuration, String(olds.__key), like);
      const here = movement(base, sealedNow(seen.primary), sealedNow(seen.partner), seen.plan);
      const edits = here.filter(({ by }) => by !== "primary");
      if (args.onDrift === "refuse" && edits.length > 0) edited.push([label(args.partner), edits.map(movedText)]);
      return here;
    });
    if (edited.length > 0) throw messages.driftRefused(edited);
    tellMovement(session, moved);
    // Undefined: the engine compares the inputs itself and shows what differs. Where nothing in them does, it must be told.
    const isVisible = kept.some(({ seen }) => seen.plan.length > 0) || bases.size < kept.length || revisionOf(bases) !== news.revision || !sameArguments;
    return { changes: isVisible && lost.length === 0 ? undefined : true };
  }

  async function write(inputs: Properties, old?: { readonly id: string; readonly outputs: Properties }): Promise<{ readonly id: string; readonly outs: Properties }> {
    const args = argumentsOf(inputs) as unknown as A;
    const before = sightings.get(fingerprint(inputs));
    const view = typeof before === "object" ? before : await look(args, true);
    if (!("sights" in view)) throw view[0];
    const partners = view.sights.map(({ seen }) => seen.partner.configuration);
    const written = new Set<Sight<A>>();
    const jobs = view.sights.map((sight) => {
      const { args: one, seen } = sight;
      const untold = untoldBy(seen.primary, seen.partner);
      let extent: Extent | undefined;
      return {
        untold,
        extent: () => extent!,
        primary: one.primary,
        partner: one.partner,
        seen,
        plan: (partner: Configuration, primary: Configuration | undefined) =>
          compare(partner, primary!, (extent ??= visible(kind.extent(one, { ...emptyReading, configuration: primary! }, { ...emptyReading, configuration: partner }, partners), untold))),
        guard: async (plan: Plan, partner: Reading, primary: Reading | undefined) => {
          const refused = await refusal(one, { plan, partner, primary: primary! });
          if (refused) throw refused;
          written.add(sight);
        },
      };
    });
    const secret = (old?.outputs.__key as string | undefined) ?? newKey();
    const ends = await session.writeEach(jobs, throttle(args.throttleLimit));
    const failed = new Map<Addressed<A>, unknown>(view.lost.map(({ args: one, refused }) => [one, refused]));
    const done: { readonly sight: Sight<A>; readonly seen: Seen; readonly kept: Kept }[] = [];
    ends.forEach((end, i) => {
      const [sight, { extent, untold }] = [view.sights[i]!, jobs[i]!];
      if (end.status === "rejected") return void failed.set(sight.args, placed(sight.args, end.reason instanceof Refusal ? end.reason : messages.unexpected("The provider", end.reason)));
      const seen: Seen = { primary: end.value.primary!, partner: end.value.partner, extent: extent(), plan: [], misfits: [] };
      const base = sealed(within(seen.primary.configuration, seen.extent), secret);
      done.push({ sight, seen, kept: { __base: pack(base), __print: print(base), __servers: { primary: known(seen.primary), partner: known(seen.partner) }, ...(untold.length > 0 && { __untold: untold }) } });
    });
    const reasons = [...failed.values()].map((reason) => (reason as Refusal).message);
    const some = done.filter(({ sight }) => written.has(sight));
    if (failed.size > 0 && some.length === 0) throw failed.size === 1 ? [...failed.values()][0] : messages.notWritten(reasons);
    const anew: Properties = {
      ...argumentsOf(inputs),
      ...kind.outputs(args, done.map(({ seen }) => seen)),
      __args: Object.keys(argumentsOf(inputs)).filter((name) => name !== "__provider"),
      __key: secret,
    };
    if (failed.size === 0) return { id: kind.id(args, done.map(({ seen }) => seen)), outs: done.reduce((outs, { sight, kept }) => keeping(outs, sight.args.partnerName, kept), anew) };
    const { drift: _before, ...outputs } = old?.outputs ?? anew;
    const properties = done.reduce((outs, { sight, kept, seen }) => {
      // What is on record of this server under no name, as its one partner, goes on being that: the arguments on record are the old ones.
      const asBefore = outs.__base !== undefined && isRecorded(outs.__servers, "partner", seen.partner);
      return keeping(outs, asBefore ? undefined : sight.args.partnerName, kept);
    }, { ...outputs, __provider: inputs.__provider } as Properties);
    throw new PartlyWritten(old?.id ?? kind.id(args, done.map(({ seen }) => seen)), properties, [...reasons, messages.writtenAllTheSame(some.map(({ sight }) => sight.args.partnerName!))]);
  }

  async function read(id: string, outputs: Properties) {
    const args = recorded(outputs) as unknown as A;
    const { drift: _before, ...props } = outputs;
    const kept = records(outputs);
    const bases = new Map<string | undefined, Configuration>();
    const drifts = await Promise.all(
      partnersNamed(args).map(async (one) => {
        const of = kept.get(one.partnerName);
        const base = unpack(of?.__base);
        if (!of || !base) return [];
        const partner = await session.read(one.partner).catch((error: unknown) => {
          throw error instanceof Refusal ? placed(one, error) : error;
        });
        bases.set(one.partnerName, base);
        const recordedUntold = Array.isArray(of.__untold) ? (of.__untold as string[]) : [];
        const extent = visible(kind.remembered(one, base, partner.configuration), [...recordedUntold, ...untoldBy(partner)]);
        // In the direction of a plan, so that it speaks of just what a plan speaks of; told the other way round.
        const plan = compare(sealed(partner.configuration, String(outputs.__key), base), base, extent).map(({ current, desired, ...change }) => ({ ...change, current: desired, desired: current }));
        return [{ partnerName: one.partnerName, plan, source: base }];
      }),
    );
    if (bases.size === 0) return { id, props, inputs: args as unknown as Properties };
    const drift = shown(args, drifts.flat());
    return { id, props: drift ? { ...props, drift } : props, inputs: { ...args, revision: revisionOf(bases) } };
  }

  async function remove(outputs: Properties): Promise<void> {
    if (!kind.removal) return;
    const [args] = partnersNamed(recorded(outputs) as unknown as A);
    const base = unpack(outputs.__base);
    const partner = await session.read(args!.partner);
    if (!isRecorded(outputs.__servers, "partner", partner)) return; // the scope is on a server that is not this one
    const plan = (configuration: Configuration) => kind.removal!(args!, base, configuration, (scope) => session.claimant(partner, scope) !== undefined);
    if (plan(partner.configuration).length === 0) return;
    const guard = async (removal: Plan, now: Reading) => {
      const refused = await departure(args!, removal, now);
      if (refused) throw refused;
    };
    await session.write({ partner: args!.partner, plan, guard, seen: { partner } });
  }

  return {
    check: (olds: Properties, news: Properties) => session.during(() => check(olds, news)),
    diff: (id: string, olds: Properties, news: Properties) => session.during(() => diff(id, olds, news)),
    create: (inputs: Properties) => session.during(() => write(inputs)),
    update: (id: string, olds: Properties, news: Properties) => session.during(async () => ({ outs: (await write(news, { id, outputs: olds })).outs })),
    read: (id: string, outputs: Properties) => session.during(() => read(id, outputs)),
    delete: (_id: string, outputs: Properties) => session.during(() => remove(outputs)),
  };
}

const emptyReading: Reading = { configuration: noConfiguration, identity: "", version: "", notes: [] };

/** What is refused is about this argument. */
function blamed<T>(property: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw error instanceof Refusal ? error.about(property) : error;
  });
}

/** What comes of it, or why it is refused. */
async function asked<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
