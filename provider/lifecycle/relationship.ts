// FailoverRelationship: what two servers state of the failover between them. Unlike a replication it has no source: the program says what
// both are to state, and both are written, the partner first, so that nobody shares leases with a server that is not ready for them.
//
//   check   reads both servers and plans for each. Inputs = the arguments, and `configure`: the plans as text.
//   create, update   the partner's scopes and relationship in one write, then the primary's, then whoever is no longer in it. Where a write
//           to one server changes both (mirrored.ts), the primary's alone.
//   read    holds both servers against the arguments on record: what differs is drift.
import { fingerprint, text } from "../core/canonical.js";
import { compare } from "../core/compare.js";
import { unfit } from "../core/guards.js";
import { messages, Refusal } from "../core/messages.js";
import type { Configuration, Plan, ScopeId } from "../core/model.js";
import { pathText, placedText } from "../core/paths.js";
import { isPush, relationshipChanges } from "../core/relationship.js";
import { scopeNamed } from "../core/select.js";
import { changeText } from "../core/text.js";
import type { Reading, RelationshipWanted } from "../drivers/driver.js";
import type { Relationships } from "../drivers/index.js";
import { checked, failure, nameOf, relationshipShape, type RelationshipArgs, type ServerArgs } from "./arguments.js";
import { division } from "./division.js";
import { settled } from "./failover.js";
import { carriedOver, isUnknown, UNKNOWN } from "./inputs.js";
import { mirroredPlans, mirroredRefusal, removeMirrored, secretOf, tellMirrored, writeMirrored, type MirroredPlans, type Wanting } from "./mirrored.js";
import type { Operation } from "./operation.js";
import { partnerDown, type Alone } from "./partner-down.js";
import { argumentsOf, recorded, withoutOurs, type Properties } from "./record.js";

/** A server as one operation sees it. */
interface Known {
  readonly args: ServerArgs;
  readonly label: string;
  readonly reading: Reading;
}

export interface Sighting {
  readonly args: RelationshipArgs;
  readonly formerName: string | undefined;
  readonly primary: Known;
  readonly partner: Known;
  /** Servers that were in it and are not to be any more. */
  readonly former: readonly Known[];
  readonly wanted: RelationshipWanted;
  /** Where a write to the primary changes both. */
  readonly wanting?: Wanting;
}

/** The changes on each server, by the words under which they are shown. */
type Plans = Readonly<Record<string, Plan>>;

export function relationship({ session, drivers }: Operation) {
  const shape = relationshipShape(drivers);
  const sightings = new Map<string, Sighting | Alone | "unknown">();
  /** Those that diff has not asked for yet: a diff without a check before it is a refresh's. */
  const fresh = new Set<string>();
  /** Resources that were there when this operation began. */
  const standing = new Set<string | undefined>();
  const together = division(session);
  const down = partnerDown(session);
  const saw = (inputs: Properties, sighting: Sighting | Alone | "unknown") => {
    const key = fingerprint(inputs);
    sightings.set(key, sighting);
    fresh.add(key);
  };

  async function known(args: ServerArgs, property?: string): Promise<Known> {
    try {
      return { args, label: session.server(args).label, reading: await session.read(args) };
    } catch (error) {
      throw error instanceof Refusal && property ? error.about(property) : error;
    }
  }

  function kindOf({ primary, partner }: RelationshipArgs): Relationships {
    const able = Object.keys(drivers).filter((driver) => drivers[driver]!.relationships);
    for (const [where, { driver }] of Object.entries({ primary, partner })) if (!able.includes(driver)) throw messages.relationshipDriver(where, driver, able).about(where);
    if (primary.driver !== partner.driver) throw messages.relationshipDrivers(primary.driver, partner.driver).about("partner");
    return drivers[primary.driver]!.relationships!;
  }

  /** `announce`: whether others of this operation are to count with what it wants. */
  async function look(args: RelationshipArgs, olds: Properties, announce = false): Promise<Sighting & { readonly forget: () => void }> {
    const kind = kindOf(args);
    for (const { relationships: { property } = {} } of Object.values(drivers)) if (property !== undefined && property !== kind.property && (args as unknown as Properties)[property] !== undefined) throw messages.relationshipForeign(property, args.primary.driver).about(property);
    const [primary, partner] = await Promise.all([known(args.primary, "primary"), known(args.partner, "partner")]);
    if (session.isOne(primary.reading, partner.reading)) throw messages.sameServer(primary.label, partner.label).about("partner");
    const formerName = typeof olds.name === "string" && olds.name !== args.name ? olds.name : undefined;
    const { primary: _, partner: __, name, scopeIds, mode, loadBalancePercent, serverRole, reservePercent, maxClientLeadTime, autoStateTransition, stateSwitchInterval, sharedSecret } = args;
    const scopes = scopeIds?.map((id) => scopeOf(id, primary.reading.configuration));
    const asked = { name, formerName, mode, loadBalancePercent, serverRole, reservePercent, maxClientLeadTime, autoStateTransition, stateSwitchInterval, sharedSecret, scopes, own: kind.property === undefined ? undefined : (args as unknown as Properties)[kind.property] };
    const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
    const coming = ({ reading, label }: Known) => ({ label, reading, configuration: session.expected(reading) });
    const former = await formerly(args, olds, [primary, partner]);
    // From here on nothing is waited for: what is checked at the same time must find this one among what is to come.
    const wanting: Wanting = (mine, theirs) => kind.wanted(given as never, { ...coming(primary), configuration: mine }, { ...coming(partner), configuration: theirs });
    const wanted = wanting(session.expected(primary.reading), session.expected(partner.reading));
    const sighting: Sighting = { args, formerName, primary, partner, former, wanted, ...(kind.mirrored && { wanting }) };
    return { ...sighting, forget: announce ? expect(sighting, plansOf(sighting)) : () => {} };
  }

  /** Servers on record that are not in it any more. One that cannot be asked is often the reason: it is told, and stays as it is. */
  async function formerly(args: RelationshipArgs, olds: Properties, now: readonly Known[]): Promise<readonly Known[]> {
    const candidates = [olds.primary, olds.partner].filter((server) => server !== undefined && !now.some(({ args: its }) => text(its) === text(server))) as ServerArgs[];
    const found = await Promise.all(candidates.map((server) => known(server).catch((error: unknown) => void session.tell(messages.relationshipFormerGone(args.name, error instanceof Error ? error.message : String(error))))));
    return found.filter((one) => one !== undefined).filter(({ reading }) => !now.some((other) => session.isOne(other.reading, reading)));
  }

  const unservedOf = (args: RelationshipArgs, { reading }: Known, name: string): readonly string[] => kindOf(args).unserved?.(name, reading.configuration) ?? [];

  /** What becomes of a server that leaves the relationship, seen before it does. */
  function left(args: RelationshipArgs, one: Known, formerName?: string): string {
    const unserved = [args.name, formerName].flatMap((name) => (name === undefined ? [] : unservedOf(args, one, name)));
    return unserved.length > 0 ? messages.relationshipIdle(one.label, unserved) : messages.relationshipAlone(one.label, Object.keys(one.reading.configuration.scopes).length);
  }

  /** Members that the partner lacks, with what they need; then what it states. */
  function partnerPlan({ args, formerName, wanted, partner: seen }: Sighting, partner: Configuration, primary: Configuration): Plan {
    const makes = args.scopeIds !== undefined || !isIn(partner, args.name, formerName);
    const missing = makes ? wanted.scopes.filter((scope) => partner.scopes[scope] === undefined) : [];
    // Where others of this operation make the partner a hub, what is new there says which scopes are its own.
    const shares = !isIn(seen.reading.configuration, args.name, formerName) && Object.keys(partner.relationships).some((name) => name !== args.name && name !== formerName);
    const states = shares ? { ...wanted.partner, scopes: wanted.scopes } : wanted.partner;
    return [...compare(partner, primary, { scopes: missing, settings: false, keep: () => false }), ...relationshipChanges(partner.relationships, args.name, states, formerName)];
  }

  const primaryPlan = ({ args, formerName, wanted }: Sighting, primary: Configuration): Plan => relationshipChanges(primary.relationships, args.name, wanted.primary, formerName);
  const formerPlan = ({ args, formerName }: Sighting, former: Configuration): Plan => relationshipChanges(former.relationships, args.name, undefined, formerName);

  const mirroredOf = (sighting: Sighting): MirroredPlans | undefined => sighting.wanting && mirroredPlans({ ...sighting, wanting: sighting.wanting }, sighting.primary.reading.configuration, sighting.partner.reading.configuration);

  function plansOf(sighting: Sighting): Plans {
    const { primary, partner, former } = sighting;
    const mirrored = mirroredOf(sighting);
    return {
      partner: mirrored?.partner ?? partnerPlan(sighting, partner.reading.configuration, primary.reading.configuration),
      primary: mirrored?.primary ?? primaryPlan(sighting, primary.reading.configuration),
      ...Object.fromEntries(former.map(({ label, reading }) => [label, formerPlan(sighting, reading.configuration)])),
    };
  }

  /** A new resource takes over what is there only where it is told to, and only as it is; what one server lacks of it is made. */
  function takingOver(sighting: Sighting, plans: Plans): Refusal | undefined {
    const { args, primary, partner } = sighting;
    const holders = [primary, partner].filter(({ reading }) => isIn(reading.configuration, args.name));
    if (holders.length === 2 && !args.adopt) return messages.relationshipExists(args.name, primary.label, partner.label).about("name");
    for (const holder of holders) {
      const plan = (holder === primary ? (mirroredOf(sighting)?.stated ?? plans.primary!) : plans.partner!).filter(({ place }) => place.kind === "relationship");
      if (plan.length === 0) continue;
      // Of a create that was refused on the primary the partner may hold what no program can say any more.
      if (holders.length === 1 && args.force) return undefined;
      return messages.relationshipDiffers(args.name, holder.label, plan.map((change) => `${leaf(change)} ${changeText(change)}`), holders.length === 1).about("name");
    }
    if (holders.length === 1 && !sighting.wanting) session.tell(messages.relationshipHalf(args.name, holders[0]!.label, (holders[0] === primary ? partner : primary).label));
    return undefined;
  }

  /** A new name that another relationship of a server has: to go on would be to write that one, and to leave the former where it is. */
  function taken({ args, formerName, primary, partner }: Sighting): Refusal | undefined {
    const holder = [primary, partner].find(({ reading: { configuration } }) => formerName !== undefined && isIn(configuration, args.name) && isIn(configuration, formerName));
    return holder && messages.relationshipTaken(formerName!, args.name, holder.label).about("name");
  }

  /** Two servers that are to share leases must find each other's under one number, and know the same scopes. */
  function unequal({ args, formerName, primary, partner, wanted, wanting }: Sighting): Refusal | undefined {
    if (wanting || args.force || isIn(partner.reading.configuration, args.name, formerName)) return undefined;
    const { scopes } = partner.reading.configuration;
    const here = primary.reading.configuration.scopes;
    const ids = wanted.scopes.filter((scope) => scopes[scope] && text(scopes[scope].properties.id) !== text(here[scope]?.properties.id));
    if (ids.length > 0) return messages.idsDiffer(partner.label, ids.map((scope) => `${scope} ${String(scopes[scope]!.properties.id)} => ${String(here[scope]?.properties.id)}`)).about("partner");
    const others = Object.entries(session.expected(partner.reading).relationships).filter(([name]) => name !== args.name && name !== formerName);
    const strays = Object.keys(scopes).filter((scope) => here[scope] === undefined && !others.some(([, one]) => one.scopes.includes(scope)));
    return strays.length > 0 ? messages.relationshipStrays(partner.label, primary.label, strays).about("partner") : undefined;
  }

  /** Why a server must not be written now. How its other relationships are doing counts; this one may be what is to be mended. */
  function unwritable({ args, formerName }: Pick<Sighting, "args" | "formerName">, { label }: Known, reading: Reading, plan: Plan): Refusal | undefined {
    if (plan.length === 0) return undefined;
    const why = reading.readOnly ?? reading.lookOnly;
    if (why) return messages.partnerReadOnly(label, why);
    const others = (reading.failover ?? []).filter(({ relationship: name }) => name !== args.name && name !== formerName);
    return args.force ? undefined : unfit({ ...reading, label, failover: others });
  }

  function claimed({ args, primary, partner }: Sighting): Refusal | undefined {
    const mine = { resource: `FailoverRelationship ${args.__resource ?? ""}`, told: `FailoverRelationship ${nameOf(args.__resource)}`, word: "" };
    for (const { label, reading } of [primary, partner]) {
      const holder = session.claim(reading, claimOf(args.name), mine);
      if (holder) return messages.relationshipTwice(args.name, label, holder.told, mine.told).about("name");
    }
    return undefined;
  }

  async function check(olds: Properties, news: Properties) {
    if (isUnknown(news)) {
      const inputs = { ...news, configure: UNKNOWN };
      saw(inputs, "unknown");
      return { inputs };
    }
    const shaped = checked<RelationshipArgs>(shape, news, ["primary", "partner"], drivers);
    if ("refused" in shaped) return { inputs: news, failures: shaped.refused.map(failure) };
    const { args } = shaped;
    if (Object.keys(olds).length > 0) standing.add(args.__resource);
    if (args.partnerDown) {
      const checked = await checkAlone(args, news, olds);
      if (checked) return checked;
    }
    const sighting = await refusing(() => look(args, olds, true));
    if (sighting instanceof Refusal) return { inputs: news, failures: [failure(sighting)] };
    const plans = plansOf(sighting);
    const { primary, partner, former } = sighting;
    const misfits = [[primary, plans.primary!] as const, [partner, plans.partner!] as const].flatMap(([{ args: server, label, reading }, plan]) => {
      const found = plan.length > 0 ? session.misfits(server, reading, [], primary.reading) : []; // the plan is among what is to come
      return found.length > 0 ? [messages.misfitOf(label, found)] : [];
    });
    const mirrored = mirroredOf(sighting);
    const refused =
      claimed(sighting) ??
      (mirrored && (await mirroredRefusal(session, sighting, mirrored))) ??
      (standing.has(args.__resource) ? undefined : takingOver(sighting, plans)) ??
      taken(sighting) ??
      unequal(sighting) ??
      unwritable(sighting, partner, partner.reading, plans.partner!) ??
      unwritable(sighting, primary, primary.reading, plans.primary!) ??
      misfits[0];
    if (refused) {
      sighting.forget();
      return { inputs: news, failures: [failure(refused)] };
    }
    for (const { label, reading } of [primary, partner])
      for (const { relationship: name, condition, state } of reading.failover ?? []) if (name === args.name && condition !== "working") session.tell(messages.failoverAtRest(label, name, state, condition === "stopped"));
    if (Object.values(plans).some((plan) => plan.length > 0)) sighting.wanted.told?.forEach((sentence) => session.tell(sentence));
    await tellCosts(sighting, plans);
    if ((sighting.wanted.leftOut ?? []).length > 0) session.tell(messages.relationshipDivides(args.name, primary.label, sighting.wanted.leftOut!));
    if (mirrored) tellMirrored(session, sighting, mirrored, olds.onDelete);
    else for (const one of former) if (isIn(one.reading.configuration, args.name, sighting.formerName)) session.tell(left(args, one, sighting.formerName));

    const inputs: Properties = { ...news };
    const configure = carriedOver(shown(plans), olds, inputs, "configure");
    if (configure) inputs.configure = configure;
    saw(inputs, sighting);
    return { inputs };
  }

  /** A primary whose partner does not answer, and that is told so; nothing where the partner answers. */
  async function checkAlone(args: RelationshipArgs, news: Properties, olds: Properties) {
    const alone = await refusing(async () => {
      const primary = await known(args.primary, "primary");
      const seen = await down.seen(kindOf(args), args.name, args.primary.driver, primary);
      if (seen && "plan" in seen && !standing.has(args.__resource)) return messages.partnerDownAnew(args.name).about("partnerDown");
      return seen && "plan" in seen ? (unwritable({ args, formerName: undefined }, primary, primary.reading, seen.plan) ?? seen) : seen;
    });
    if (alone instanceof Refusal) return { inputs: news, failures: [failure(alone)] };
    if (!alone) return undefined;
    const inputs: Properties = { ...news };
    const configure = carriedOver(shown({ primary: alone.plan }), olds, inputs, "configure");
    if (configure) inputs.configure = configure;
    saw(inputs, alone);
    return { inputs };
  }

  /** Who is checked later in this operation sees the relationship, and its scopes on the partner, as if they were there. */
  function expect({ args, formerName, primary, partner, wanted, wanting }: Sighting, plans: Plans): () => void {
    const withScopes = ({ reading }: Known, side: "primary" | "partner") => {
      const changes = relationshipChanges(reading.configuration.relationships, args.name, { ...wanted[side], scopes: wanted.scopes }, formerName);
      return wanting ? changes : kept(changes);
    };
    const source = primary.reading.configuration;
    const withdrawn = [
      session.expect(primary.reading, plans.primary!.length > 0 ? withScopes(primary, "primary") : [], source),
      session.expect(partner.reading, plans.partner!.length > 0 ? [...plans.partner!.filter(({ place }) => place.kind !== "relationship"), ...withScopes(partner, "partner")] : [], source),
    ];
    return () => withdrawn.forEach((withdraw) => withdraw());
  }

  async function tellCosts({ args, primary, partner, wanted, wanting }: Sighting, plans: Plans): Promise<void> {
    if (wanted.silence !== undefined && plans.primary!.length > 0) session.tell(messages.relationshipSilence(args.name, wanted.silence));
    const direct = wanting ? plans.partner!.filter(({ place }) => place.kind === "shared") : plans.partner!;
    for (const [one, other, plan] of [[partner, primary, direct], [primary, partner, plans.primary!]] as const)
      if (plan.length > 0) await session.tellCost(one.args, { from: one.reading, changes: plan }, { args: other.args, reading: other.reading });
  }

  async function diff(_id: string, olds: Properties, news: Properties) {
    const key = fingerprint(news);
    const sighting = fresh.delete(key) ? sightings.get(key) : undefined;
    if (sighting === undefined) return { changes: olds.drift !== undefined };
    if (sighting === "unknown") return { changes: undefined };
    const same = text(withoutOurs(recorded(olds))) === text(withoutOurs(news));
    if ("plan" in sighting) return { changes: same && sighting.plan.length === 0 ? false : undefined };
    if (sighting.wanting && (await secretOf(sighting.wanted, olds)).changed) {
      session.tell(olds.__secret === undefined ? messages.relationshipSecret(sighting.args.name) : messages.relationshipSecretChanged(sighting.args.name));
      if (same && shown(plansOf(sighting)) === undefined) return { changes: true };
    }
    return { changes: same && shown(plansOf(sighting)) === undefined ? false : undefined };
  }

  /** The partner first, then the primary, then whoever is no longer in it. */
  async function writeBoth(sighting: Sighting, guard: (one: Known) => (plan: Plan, now: Reading) => Promise<void>): Promise<void> {
    const { args, primary, partner, former } = sighting;
    const others = await together.announced(sighting);
    try {
      await together.along(sighting, others, () =>
        session.write({ primary: primary.args, partner: partner.args, seen: { primary: primary.reading, partner: partner.reading }, plan: (q, p) => partnerPlan(sighting, q, p!), guard: guard(partner) }),
      );
      await session.write({ primary: partner.args, partner: primary.args, seen: { primary: partner.reading, partner: primary.reading }, plan: (p) => primaryPlan(sighting, p), guard: guard(primary) });
    } catch (error) {
      const theirs = await session.read(partner.args).catch(() => undefined);
      const apart = sighting.wanted.silence !== undefined && theirs && partnerPlan(sighting, theirs.configuration, primary.reading.configuration).length === 0;
      if (apart && primaryPlan(sighting, primary.reading.configuration).length > 0) session.tell(messages.relationshipOneSided(args.name, partner.label, primary.label));
      throw error;
    }
    for (const one of former) {
      const done = await session.write({ partner: one.args, seen: { partner: one.reading }, plan: (configuration) => formerPlan(sighting, configuration), guard: guard(one) });
      if (done.partner.version !== one.reading.version) session.tell(left(args, one, sighting.formerName));
    }
  }

  async function write(inputs: Properties, olds: Properties = {}): Promise<{ readonly id: string; readonly outs: Properties }> {
    const seen = sightings.get(fingerprint(inputs));
    if (typeof seen === "object" && "plan" in seen) {
      const args = argumentsOf(inputs) as unknown as RelationshipArgs;
      const after = await down.write(seen, async (plan, now) => {
        const refused = unwritable({ args, formerName: undefined }, seen.primary, now, plan);
        if (refused) throw refused;
      });
      const { __key, __secret } = olds;
      return { id: nameOf(args.__resource), outs: { ...outsOf(inputs, args, after), ...(__secret !== undefined && { __key, __secret }) } };
    }
    const sighting = typeof seen === "object" ? seen : await look(argumentsOf(inputs) as unknown as RelationshipArgs, {});
    const { args, primary, partner, wanting } = sighting;
    const guard = (one: Known) => async (plan: Plan, now: Reading) => {
      const refused = unwritable(sighting, one, now, plan);
      if (refused) throw refused;
    };
    const before = [partner, primary].map(({ args: server, reading }) => ({ server: session.server(server), reading }));
    const secret = wanting && (await secretOf(sighting.wanted, olds));
    if (wanting) await writeMirrored(session, { ...sighting, wanting }, secret!.changed, { primary: guard(primary), partner: guard(partner) });
    else await writeBoth(sighting, guard);
    const [theirs, mine] = await Promise.all([session.read(partner.args), session.read(primary.args)]);
    const wrote = theirs.version !== partner.reading.version || mine.version !== primary.reading.version;
    const now = wrote ? await settled(primary.label, args.name, [{ ...before[0]!, now: theirs }, { ...before[1]!, now: mine }]) : { works: true, told: "", readings: [theirs, mine] };
    if (!now.works) session.tell(now.told);
    else if (wrote) session.tell(messages.relationshipWorks(args.name, primary.label, partner.label));
    return { id: nameOf(args.__resource), outs: { ...outsOf(inputs, args, now.readings[1]!), ...secret?.kept } };
  }

  const outsOf = (inputs: Properties, args: RelationshipArgs, primary: Reading): Properties => ({ ...argumentsOf(inputs), ...outputs(args, primary), __args: Object.keys(argumentsOf(inputs)).filter((name) => name !== "__provider") });

  /** How the relationship is on its primary. */
  const outputs = ({ name, scopeIds }: RelationshipArgs, { configuration, failover = [] }: Reading): Properties => ({
    state: failover.find((one) => one.relationship === name)?.state ?? "",
    scopeIds: scopeIds ?? configuration.relationships[name]?.scopes ?? [],
  });

  async function read(id: string, props: Properties): Promise<{ readonly id: string; readonly props: Properties; readonly inputs: Properties }> {
    const { drift: _before, ...rest } = props;
    const inputs = recorded(rest);
    const args = inputs as unknown as RelationshipArgs;
    standing.add(args.__resource); // what is forced to be replaced is checked as if it were new
    const [mine, theirs] = await Promise.all([session.read(args.primary), refusing(() => session.read(args.partner))]);
    if (theirs instanceof Refusal) {
      if (down.silent(kindOf(args), args.name, mine) === undefined) throw theirs;
      session.tell(messages.partnerSilent(args.name, session.server(args.primary).label, theirs.message));
      return { id, props: { ...rest, ...outputs(args, mine) }, inputs };
    }
    if (!isIn(mine.configuration, args.name) && !isIn(theirs.configuration, args.name)) return { id: "", props: {}, inputs: {} }; // gone: to be made anew
    // A scope that left the primary is drift: check refuses it, once a program can be changed. Here it would keep every refresh from ending.
    const lost = (args.scopeIds ?? []).filter((scope) => !isScope(scope, mine.configuration));
    const sighting = await look(lost.length > 0 ? { ...args, scopeIds: args.scopeIds!.filter((scope) => !lost.includes(scope)) } : args, {});
    const plans = plansOf(sighting);
    const left = lost.map((scope): Plan[number] => ({ place: { kind: "relationship", key: args.name }, path: ["scopes", scope], desired: "member" }));
    const drift = shown(Object.fromEntries(Object.entries({ ...plans, primary: [...plans.primary!, ...left] }).map(([where, plan]) => [where, plan.map(({ current, desired, ...change }) => ({ ...change, current: desired, desired: current }))])) as Plans);
    return { id, props: { ...rest, ...outputs(args, mine), ...(drift && { drift }) }, inputs };
  }

  async function remove(props: Properties): Promise<void> {
    const args = recorded(props) as unknown as RelationshipArgs;
    if (args.onDelete !== "remove") return;
    const unharmed = (one: Known) => async (plan: Plan, now: Reading) => {
      const refused = unwritable({ args, formerName: undefined }, one, now, plan);
      if (refused) throw refused;
    };
    if (kindOf(args).mirrored) {
      const [primary, partner] = await Promise.all([known(args.primary), known(args.partner)]);
      if ([primary, partner].every(({ reading }) => session.claimant(reading, claimOf(args.name)) === undefined)) await removeMirrored(session, args, primary, partner, unharmed(primary));
      return;
    }
    for (const server of [args.primary, args.partner]) {
      const one = await known(server);
      const holder = session.claimant(one.reading, claimOf(args.name));
      if (holder || !isIn(one.reading.configuration, args.name)) continue;
      const unserved = args.force ? [] : unservedOf(args, one, args.name);
      if (unserved.length > 0) throw messages.relationshipUnserved(args.name, one.label, unserved);
      await session.write({ partner: server, seen: { partner: one.reading }, plan: ({ relationships }) => relationshipChanges(relationships, args.name, undefined), guard: unharmed(one) });
      if (server === args.partner) session.tell(left(args, one));
    }
  }

  return {
    check: (olds: Properties, news: Properties) => session.during(() => check(olds, news)),
    diff: (id: string, olds: Properties, news: Properties) => session.during(() => diff(id, olds, news)),
    create: (inputs: Properties) => session.during(() => write(inputs)),
    update: (_id: string, olds: Properties, news: Properties) => session.during(async () => ({ outs: (await write(news, olds)).outs })),
    read: (id: string, props: Properties) => session.during(() => read(id, props)),
    delete: (_id: string, props: Properties) => session.during(() => remove(props)),
  };
}

/** What comes of it, or why it is refused. */
async function refusing<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** A plan without the scopes that it gives up: whose they will be is known when they are written. */
const kept = (plan: Plan): Plan => plan.filter(({ place, path, desired }) => place.kind !== "relationship" || path[0] !== "scopes" || desired !== undefined);

const claimOf = (name: string): string => `relationship ${name}`;

const isIn = ({ relationships }: Configuration, ...names: readonly (string | undefined)[]): boolean => names.some((name) => name !== undefined && Object.hasOwn(relationships, name));

function scopeOf(id: string, primary: Configuration): ScopeId {
  try {
    return scopeNamed(id, primary, "primary");
  } catch (error) {
    throw error instanceof Refusal ? error.about("scopeIds") : error;
  }
}

function isScope(id: string, primary: Configuration): boolean {
  try {
    return scopeNamed(id, primary, "primary") !== "";
  } catch {
    return false;
  }
}

/** A leaf as the relationship's own: what stands elsewhere keeps its place. */
const leaf = ({ place, path }: Plan[number]): string =>
  place.kind === "relationship" ? (path.length === 0 ? "(relationship)" : pathText(path)) : place.kind === "scope" && path.length === 0 ? place.key : placedText(place, path);

/** Plans as one map for each server; nothing where there is nothing to do. What is only said once more is shown where it is missing. */
function shown(plans: Plans): Properties | undefined {
  const sides = Object.entries(plans).map(([where, plan]) => [where, plan.filter((change) => !isPush(change))] as const).filter(([, plan]) => plan.length > 0);
  return sides.length === 0 ? undefined : Object.fromEntries(sides.map(([where, plan]) => [where, Object.fromEntries(plan.map((change) => [leaf(change), changeText(change)]))]));
}
