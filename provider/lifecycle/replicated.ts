// What the engine asks of a resource that keeps a partner equal to its primary: check, diff, create, update, read, delete.
//
//   check   reads both servers once and plans. Inputs = the arguments, a revision of the primary, and `replicate`: the plan as text,
//           which is what the engine shows. They hold differences only: equal servers leave nothing to show and nothing to keep.
//   diff    looks at what check saw in this operation; in a refresh there was no check, and what `read` found decides.
//   create, update   write what is planned, verify, and keep what was replicated as the base of later comparisons.
//   read    holds the live partner against the base: what differs is drift.
import { movement, pack, unpack } from "../core/base.js";
import { fingerprint, isMap, text } from "../core/canonical.js";
import { compare, type Extent } from "../core/compare.js";
import { apply } from "../core/apply.js";
import { objection } from "../core/guards.js";
import { messages, Refusal } from "../core/messages.js";
import { contradictions } from "../core/mirror.js";
import type { Configuration, Plan } from "../core/model.js";
import { leafText } from "../core/paths.js";
import { concealed, newKey, sealed } from "../core/secrets.js";
import { within } from "../core/select.js";
import type { Reading } from "../drivers/driver.js";
import { checked, failure, type ServerArgs } from "./arguments.js";
import { carriedOver, isUnknown, UNKNOWN } from "./inputs.js";
import { movedText, tellMovement, tellSettings, tellSharing } from "./tell.js";
import type { Operation } from "./operation.js";
import type { Seen } from "./seen.js";
import type { z } from "../core/shape.js";

type Properties = Record<string, unknown>;

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
  replacedBy(id: string, args: A, seen: Seen): readonly string[];
  outputs(args: A, seen: Seen): Properties;
  /** What is to be written when the resource goes: a plan, or nothing. */
  removal?(args: A, base: Configuration | undefined, partner: Reading, claimed: (scope: string) => boolean): Plan;
}

/** Names that are the provider's, not the program's. */
const ours = new Set(["replicate", "revision", "drift", "replicated", "__base", "__key", "__args", "__servers"]);
const argumentsOf = (properties: Properties): Properties => Object.fromEntries(Object.entries(properties).filter(([name]) => !ours.has(name)));
/** The arguments a record was made with: outputs may shadow them. */
const recorded = (outputs: Properties): Properties => (typeof outputs.__args === "string" ? (JSON.parse(outputs.__args) as Properties) : argumentsOf(outputs));

export function replicated<A extends Args>(kind: Kind<A>, { session, drivers }: Operation) {
  /** What check saw in this operation, by the inputs it gave; used once. */
  const sightings = new Map<string, Seen | "unknown">();
  const sighting = (inputs: Properties) => {
    const key = fingerprint(inputs);
    const seen = sightings.get(key);
    sightings.delete(key);
    return seen;
  };

  async function look(args: A): Promise<Seen> {
    const [primary, partner] = await Promise.all([blamed("primary", session.read(args.primary)), blamed("partner", session.read(args.partner))]);
    if (primary.identity === partner.identity) throw messages.sameServer(label(args.primary), label(args.partner)).about("partner");
    const extent = kind.extent(args, primary, partner);
    return { primary, partner, extent, plan: compare(partner.configuration, primary.configuration, extent) };
  }

  const label = (server: ServerArgs) => session.server(server).label;

  /** Why a plan must not be carried out, or nothing. The same before a preview is shown and before anything is written. */
  function refusal(args: A, { primary, partner, plan }: Omit<Seen, "extent">): Refusal | undefined {
    if (plan.length === 0) return undefined;
    if (partner.readOnly) return messages.partnerReadOnly(label(args.partner), partner.readOnly).about("partner");
    if (args.force) return undefined;
    const counted = (server: ServerArgs, { configuration }: Reading) => ({ label: label(server), scopes: Object.keys(configuration.scopes).length });
    return objection({ primary: counted(args.primary, primary), partner: counted(args.partner, partner), plan });
  }

  /** What the partner cannot hold. Asked where something new would be made on it; the rest is asked before writing. */
  function misfit(args: A, { primary, partner, plan }: Seen): Refusal | undefined {
    if (!plan.some(({ path }) => path.length === 0)) return undefined;
    const { misfits } = session.server(args.partner).fit(apply(plan, partner.configuration, primary.configuration), partner);
    return misfits.length > 0 ? messages.misfit(label(args.partner), misfits).about("partner") : undefined;
  }

  /** With no record of a replication, every value that the partner holds otherwise counts as an edit. */
  function unrecorded(args: A, { plan }: Seen): Refusal | undefined {
    const edits = plan.filter(({ current }) => current !== undefined);
    if (args.onDrift !== "refuse" || edits.length === 0) return undefined;
    return messages.driftUnrecorded(label(args.partner), edits.map(({ place, path }) => leafText(place, path))).about("onDrift");
  }

  /** Another resource of this operation that speaks of the same scope. */
  function contested(args: A, { partner, extent }: Seen): Refusal | undefined {
    const claimant = `${kind.name} ${args.__resource ?? ""}`;
    for (const scope of extent.scopes) {
      const holder = session.claim(partner, scope, claimant);
      if (holder !== undefined) return messages.claimedTwice(scope, label(args.partner), holder, claimant).about("partner");
    }
    return undefined;
  }

  const revision = ({ primary, extent }: Seen) => fingerprint(concealed(within(primary.configuration, extent)));

  async function check(olds: Properties, news: Properties) {
    if (isUnknown(news)) {
      const inputs = { ...news, replicate: UNKNOWN, revision: UNKNOWN };
      sightings.set(fingerprint(inputs), "unknown");
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
    const refused = contested(args, seen) ?? refusal(args, seen) ?? (isNew ? unrecorded(args, seen) : undefined) ?? misfit(args, seen);
    if (refused) return { inputs: news, failures: [failure(refused)] };

    contradictions(seen.primary.configuration, seen.partner.configuration, label(args.partner)).forEach((sentence) => session.tell(sentence));
    tellSettings(session, kind.settings(args), seen, label(args.primary), label(args.partner));
    tellSharing(session, seen, label(args.partner));
    const strays = kind.unpruned(args, seen.primary, seen.partner);
    if (strays.length > 0) session.tell(messages.unpruned(label(args.partner), strays));

    const inputs: Properties = { ...news, revision: revision(seen) };
    const replicate = carriedOver(seen.plan.length > 0 ? kind.shown(seen.plan) : undefined, olds, inputs);
    if (replicate) inputs.replicate = replicate;
    sightings.set(fingerprint(inputs), seen);
    return { inputs };
  }

  async function diff(id: string, olds: Properties, news: Properties) {
    const seen = sighting(news);
    if (seen === undefined) return { changes: olds.drift !== undefined };
    if (seen === "unknown") return { changes: undefined };
    const args = argumentsOf(news) as unknown as A;
    const replaces = kind.replacedBy(id, args, seen);
    if (replaces.length > 0) return { changes: true, replaces: [...replaces] };
    if (isReversed(olds.__servers, seen) && !args.force) throw messages.reversed(label(args.primary), label(args.partner));
    const base = unpack(olds.__base);
    const current = base && text(sealed(within(seen.primary.configuration, seen.extent), String(olds.__key))) === text(base);
    if (seen.plan.length > 0 && base) {
      const now = (configuration: Configuration) => sealed(within(configuration, seen.extent), String(olds.__key));
      const moved = movement(base, now(seen.primary.configuration), now(seen.partner.configuration), seen.extent);
      const edited = moved.filter(({ by, values }) => by !== "primary" && text(values[1]) !== text(values[2]));
      if (args.onDrift === "refuse" && edited.length > 0) throw messages.driftRefused(label(args.partner), edited.map(movedText));
      tellMovement(session, moved);
    } else if (!base) {
      const refused = unrecorded(args, seen);
      if (refused) throw refused;
    }
    const same = seen.plan.length === 0 && current && text(recorded(olds)) === text(argumentsOf(news));
    if (same) return { changes: false };
    // Undefined: the engine compares the inputs itself and shows what differs. Where nothing in them does, it must be told.
    const visible = seen.plan.length > 0 || base === undefined || fingerprint(concealed(base)) !== news.revision || text(recorded(olds)) !== text(argumentsOf(news));
    return { changes: visible ? undefined : true };
  }

  async function write(inputs: Properties, key: string | undefined): Promise<{ readonly id: string; readonly outs: Properties }> {
    const args = argumentsOf(inputs) as unknown as A;
    let extent: Extent | undefined;
    const done = await session.write({
      primary: args.primary,
      partner: args.partner,
      plan: (partner, primary) => compare(partner, primary!, (extent ??= kind.extent(args, { ...emptyReading, configuration: primary! }, { ...emptyReading, configuration: partner }))),
      guard: (plan, partner, primary) => {
        const refused = refusal(args, { plan, partner, primary: primary! });
        if (refused) throw refused;
      },
    });
    const seen: Seen = { primary: done.primary!, partner: done.partner, extent: extent!, plan: [] };
    const secret = key ?? newKey();
    const outs = {
      ...argumentsOf(inputs),
      ...kind.outputs(args, seen),
      __args: text(argumentsOf(inputs)),
      __base: pack(sealed(within(seen.primary.configuration, seen.extent), secret)),
      __key: secret,
      __servers: { primary: seen.primary.identity, partner: seen.partner.identity },
    };
    return { id: kind.id(args, seen), outs };
  }

  async function read(id: string, outputs: Properties) {
    const base = unpack(outputs.__base);
    const args = recorded(outputs);
    const { drift: _before, ...props } = outputs;
    if (!base) return { id, props, inputs: args };
    const partner = await session.read((args as unknown as A).partner);
    const extent = kind.remembered(args as unknown as A, base, partner.configuration);
    const drift = compare(base, sealed(within(partner.configuration, extent), String(outputs.__key)), extent);
    return { id, props: drift.length > 0 ? { ...props, drift: kind.shown(drift) } : props, inputs: { ...args, revision: fingerprint(concealed(base)) } };
  }

  async function remove(_id: string, outputs: Properties): Promise<void> {
    if (!kind.removal) return;
    const args = recorded(outputs) as unknown as A;
    const base = unpack(outputs.__base);
    const partner = await session.read(args.partner);
    const plan = (configuration: Configuration) => kind.removal!(args, base, { ...partner, configuration }, (scope) => session.claimant(partner, scope) !== undefined);
    if (plan(partner.configuration).length > 0) await session.write({ partner: args.partner, plan });
  }

  return {
    check: (olds: Properties, news: Properties) => session.during(() => check(olds, news)),
    diff: (id: string, olds: Properties, news: Properties) => session.during(() => diff(id, olds, news)),
    create: (inputs: Properties) => session.during(() => write(inputs, undefined)),
    update: (_id: string, olds: Properties, news: Properties) => session.during(async () => ({ outs: (await write(news, olds.__key as string | undefined)).outs })),
    read: (id: string, outputs: Properties) => session.during(() => read(id, outputs)),
    delete: (id: string, outputs: Properties) => session.during(() => remove(id, outputs)),
  };
}

const emptyReading = { identity: "", version: "", notes: [] };

/** What is refused is about this argument. */
function blamed<T>(property: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw error instanceof Refusal ? error.about(property) : error;
  });
}

function isReversed(servers: unknown, { primary, partner }: Seen): boolean {
  return isMap(servers) && servers.primary === partner.identity && servers.partner === primary.identity;
}
