// FailoverRelationship: what two servers state of the failover between them. Unlike a replication it has no source: the program says what
// both are to state, and both are written, the partner first, so that nobody shares leases with a server that is not ready for them.
//
//   check   reads both servers and plans for each. Inputs = the arguments, and `configure`: the plans as text.
//   create, update   the partner's scopes and relationship in one write, then the primary's, then whoever is no longer in it. Where a write
//           to one server changes both (mirrored.ts), the primary's alone.
//   read    holds both servers against the arguments on record: what differs is drift.
import { equal } from "../core/equal.js";
import { messages, PartlyWritten, UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import { blamed, orRefusal } from "../core/refused.js";
import { planRelationship, findRelationship } from "../core/relationship.js";
import { withSecretNames } from "../core/secrets.js";
import { findScope } from "../core/select.js";
import { formatChange } from "../core/text.js";
import type { Snapshot } from "../drivers/driver.js";
import {
  checked,
  failure,
  nameOf,
  refusedOption,
  relationshipShape,
  secretNamesOf,
  type RelationshipArgs,
} from "./arguments.js";
import { division } from "./division.js";
import { waitForFailover, defaultWaitLimits, type NotRestored } from "./failover.js";
import { carriedOver, hasNumberedName, isUnknown, UNKNOWN, withNameOnRecord } from "./inputs.js";
import {
  mirroredRefusal,
  removeMirrored,
  secretOf,
  tellMirrored,
  writeMirrored,
} from "./mirrored.js";
import type { Operation } from "./operation.js";
import { partnerDown, type Alone } from "./partner-down.js";
import {
  everythingPersisted,
  assertPersisted,
  notPersistedEntry,
  notPersistedIn,
  notPersistedNow,
  notPersistedOutput,
  withEntry,
  type NotPersisted,
} from "./persistence.js";
import { asDrift } from "./planned.js";
import { argumentsOf, awaitedIn, recorded, withoutOurs, type Properties } from "./record.js";
import { isIn, leaf, related, shown, type Known, type Plans, type Sighting } from "./related.js";
import { claimOf, relationshipRefusals } from "./relationship-refusals.js";
import { Sightings } from "./sightings.js";
import type { WriteRequest, WriteResult } from "./write-request.js";
import { failoverWait, type FailoverWait, type TimedOperation } from "./timeouts.js";

export function relationship(operation: Operation) {
  const { session, drivers } = operation;
  const of = related(operation);
  const {
    known,
    kindOf,
    look,
    unservedOf,
    left,
    builtInOf,
    partnerPlan,
    primaryPlan,
    formerPlan,
    mirroredOf,
    plansOf,
  } = of;
  const { takingOver, taken, unequal, unwritable, unkept, claimed } = relationshipRefusals(
    session,
    of,
  );
  const shape = relationshipShape(drivers);
  const sightings = new Sightings<Sighting | Alone | "unknown">();
  /** Resources that were there when this operation began. */
  const standing = new Set<string | undefined>();
  const together = division(session);
  const down = partnerDown(session);

  async function check(olds: Properties, news: Properties) {
    const option = refusedOption(news);
    if (option) return { inputs: news, failures: [option] };
    if (isUnknown(news)) {
      const inputs = { ...withNameOnRecord(news, olds), configure: UNKNOWN };
      sightings.note(inputs, "unknown");
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
    const sighting = await orRefusal(() => look(args, olds, true));
    if (sighting instanceof UserError) return { inputs: news, failures: [failure(sighting)] };
    const plans = plansOf(sighting);
    const { primary, partner, former } = sighting;
    const unsupported = [
      [primary, plans.primary!] as const,
      [partner, plans.partner!] as const,
    ].flatMap(([{ args: server, label, reading }, plan]) => {
      const found =
        plan.length > 0 ? session.findUnsupported(server, reading, [], primary.reading) : []; // the plan is among what is to come
      return found.length > 0 ? [messages.misfitOf(label, found)] : [];
    });
    const mirrored = mirroredOf(sighting);
    const refused =
      claimed(sighting) ??
      (mirrored && (await mirroredRefusal(session, sighting, mirrored))) ??
      (standing.has(args.__resource) ? undefined : takingOver(sighting, plans)) ??
      taken(sighting) ??
      unequal(sighting) ??
      unwritable({ ...sighting, waits: true }, partner, partner.reading, plans.partner!) ??
      unwritable({ ...sighting, waits: true }, primary, primary.reading, plans.primary!) ??
      unkept(sighting, plans) ??
      unsupported[0];
    if (refused) {
      sighting.forget();
      return { inputs: news, failures: [failure(refused)] };
    }
    for (const { label, reading } of [primary, partner])
      for (const health of reading.failover ?? [])
        if (health.relationship === args.name && health.condition !== "working")
          session.tell(messages.failoverAtRest(label, health));
    if (Object.values(plans).some((plan) => plan.length > 0))
      sighting.wanted.warnings?.forEach((sentence) => session.tell(sentence));
    const builtIn = builtInOf(sighting);
    if (builtIn.length > 0) session.tell(messages.builtIn(partner.label, builtIn));
    await tellCosts(sighting, plans);
    if ((sighting.wanted.unassignedScopes ?? []).length > 0)
      session.tell(
        messages.relationshipDivides(args.name, primary.label, sighting.wanted.unassignedScopes!),
      );
    if (mirrored) tellMirrored(session, sighting, mirrored, olds.onDelete);
    else
      for (const one of former)
        if (isIn(one.reading.configuration, args.name, sighting.formerName))
          session.tell(left(args, one, sighting.formerName));

    if (!standing.has(args.__resource)) tellUnchanged(sighting);
    const inputs = withNameOnRecord(news, olds);
    const configure = carriedOver(differences(sighting), olds, inputs, "configure");
    if (configure) inputs.configure = configure;
    if (hasNumberedName(configure, olds.configure)) session.tell(messages.numberedNames());
    sightings.note(inputs, sighting);
    return { inputs };
  }

  /** A primary whose partner does not answer, and that is told so; nothing where the partner answers. */
  async function checkAlone(args: RelationshipArgs, news: Properties, olds: Properties) {
    const alone = await orRefusal(async () => {
      const primary = await blamed("primary", known(args.primary));
      const seen = await down.seen(kindOf(args), args.name, args.primary.driver, primary);
      if (seen && "plan" in seen && !standing.has(args.__resource))
        return messages.partnerDownAnew(args.name).withProperty("partnerDown");
      return seen && "plan" in seen
        ? (unwritable({ args, formerName: undefined }, primary, primary.reading, seen.plan) ?? seen)
        : seen;
    });
    if (alone instanceof UserError) return { inputs: news, failures: [failure(alone)] };
    if (!alone) return undefined;
    const inputs = withNameOnRecord(news, olds);
    const configure = carriedOver(shown({ primary: alone.plan }), olds, inputs, "configure");
    if (configure) inputs.configure = configure;
    if (hasNumberedName(configure, olds.configure)) session.tell(messages.numberedNames());
    sightings.note(inputs, alone);
    return { inputs };
  }

  async function tellCosts(
    { args, primary, partner, wanted, wanting }: Sighting,
    plans: Plans,
  ): Promise<void> {
    if (wanted.outageSeconds !== undefined && plans.primary!.length > 0)
      session.tell(messages.relationshipSilence(args.name, wanted.outageSeconds));
    const direct = wanting
      ? plans.partner!.filter(({ place }) => place.kind === "shared")
      : plans.partner!;
    for (const [one, other, plan] of [
      [partner, primary, direct],
      [primary, partner, plans.primary!],
    ] as const)
      if (plan.length > 0)
        await session.tellCost(
          one.args,
          { from: one.reading, changes: plan },
          { args: other.args, reading: other.reading },
        );
  }

  /** Returns what an update would change on each server, as `configure`, or nothing. */
  function differences(sighting: Sighting): Properties | undefined {
    const noted = notPersistedNow(sighting.primary, sighting.partner);
    return withEntry(shown(plansOf(sighting)), notPersistedEntry(noted));
  }

  /** Says of servers that need no write what a create or an update does to them all the same. */
  function tellUnchanged(sighting: Sighting): void {
    const plans = plansOf(sighting);
    for (const side of ["partner", "primary"] as const) {
      const { args, label } = sighting[side];
      if (plans[side]!.length === 0 && session.server(args).persistence)
        session.tell(messages.onlyPersisted(label));
    }
  }

  async function diff(_id: string, olds: Properties, news: Properties) {
    const sighting = sightings.taken(news);
    if (sighting === undefined) return { changes: olds.drift !== undefined };
    if (sighting === "unknown") return { changes: undefined };
    if (awaitedIn(olds).length > 0)
      session.tell(messages.failoverAwaited(sighting.primary.label, awaitedIn(olds)));
    const same = equal(withoutOurs(recorded(olds)), withoutOurs(news));
    if ("plan" in sighting)
      return { changes: same && sighting.plan.length === 0 ? false : undefined };
    if (sighting.wanting && (await secretOf(sighting.wanted, olds)).changed) {
      session.tell(
        olds.__secret === undefined
          ? messages.relationshipSecret(sighting.args.name)
          : messages.relationshipSecretChanged(sighting.args.name),
      );
      if (same && shown(plansOf(sighting)) === undefined) return { changes: true };
    }
    const onRecord = Object.entries(notPersistedIn(olds));
    onRecord.forEach(([server, why]) => session.tell(`${server}: ${why}`));
    const isAsBefore = same && differences(sighting) === undefined;
    const isLeft = awaitedIn(olds).length > 0 || onRecord.length > 0;
    if (!isAsBefore || isLeft) tellUnchanged(sighting);
    return { changes: isAsBefore ? isLeft : undefined };
  }

  /**
   * Writes the partner first, then the primary, then whoever is no longer in it. Returns what failover of others did not come back, and
   * what a restart of a server would undo.
   */
  async function writeBoth(
    sighting: Sighting,
    wait: FailoverWait,
    guard: (one: Known) => (plan: Plan, now: Snapshot) => Promise<void>,
  ): Promise<{ readonly late: readonly NotRestored[]; readonly notPersisted: NotPersisted }> {
    const { args, primary, partner, former, formerName } = sighting;
    const changed = [args.name, ...(formerName === undefined ? [] : [formerName])];
    const late: NotRestored[] = [];
    let notPersisted = everythingPersisted;
    let hasBegun = false;
    const write = async (
      job: Omit<WriteRequest, "wait" | "changed" | "hasBegun" | "isForced">,
    ): Promise<Snapshot> => {
      const done = await session.enqueue({
        ...job,
        wait,
        changedRelationships: changed,
        hasBegun,
        isForced: args.force ?? false,
      });
      hasBegun ||= done.partner.version !== job.plannedFrom?.partner.version;
      notPersisted = { ...notPersisted, ...done.notPersisted };
      // Of what is changed itself the other server may have to be written first: it is waited for in the end.
      if (done.notRestored?.relationships.some((name) => !changed.includes(name)))
        late.push(done.notRestored);
      return done.partner;
    };
    const others = await together.announced(sighting);
    try {
      await together.along(sighting, others, () =>
        write({
          primary: primary.args,
          partner: partner.args,
          plannedFrom: { primary: primary.reading, partner: partner.reading },
          replan: (q, p) => partnerPlan(sighting, q, p!),
          guard: guard(partner),
        }),
      );
      await write({
        primary: partner.args,
        partner: primary.args,
        plannedFrom: { primary: partner.reading, partner: primary.reading },
        replan: (p) => primaryPlan(sighting, p),
        guard: guard(primary),
      });
      for (const one of former) {
        const after = await write({
          partner: one.args,
          plannedFrom: { partner: one.reading },
          replan: (configuration) => formerPlan(sighting, configuration),
          guard: guard(one),
        });
        if (after.version !== one.reading.version)
          session.tell(left(args, one, sighting.formerName));
      }
    } catch (error) {
      throw await stopped(sighting, error);
    }
    return { late, notPersisted };
  }

  /** Returns the error of a write that stopped halfway, with what both servers hold now where either changed. */
  async function stopped(sighting: Sighting, error: unknown): Promise<unknown> {
    const {
      args: { name },
      primary,
      partner,
      wanted,
    } = sighting;
    if (!(error instanceof UserError)) return error;
    const look = (one: Known) => session.reread(one.args).catch(() => undefined);
    const [theirs, mine] = await Promise.all([look(partner), look(primary)]);
    if (theirs?.version === partner.reading.version && mine?.version === primary.reading.version)
      return error;
    const here = (mine ?? primary.reading).configuration;
    const onPrimary = primaryPlan(sighting, here);
    const onPartner = theirs && partnerPlan(sighting, theirs.configuration, here);
    const isApart =
      wanted.outageSeconds !== undefined && onPartner?.length === 0 && onPrimary.length > 0;
    if (isApart) session.tell(messages.relationshipOneSided(name, partner.label, primary.label));
    const states = [
      stateOf(sighting, theirs, onPartner),
      stateOf(sighting, mine, onPrimary),
    ] as const;
    return messages.relationshipStopped({
      name,
      labels: [partner.label, primary.label],
      states,
      why: error.message,
    });
  }

  /** Returns in words what a server holds of a relationship; `plan`: what it lacks for what the program says. */
  function stateOf(
    { args: { name }, formerName, wanted }: Sighting,
    now: Snapshot | undefined,
    plan: Plan = [],
  ): string {
    if (!now) return messages.relationshipUnread();
    const stated = plan
      .filter(({ place }) => place.kind === "relationship")
      .map((change) => `${leaf(change)} ${formatChange(change)}`);
    const lacking = wanted.scopes.filter((scope) => now.configuration.scopes[scope] === undefined);
    return messages.relationshipStatedAs(
      isIn(now.configuration, name, formerName),
      stated,
      lacking,
    );
  }

  async function write(
    operation: TimedOperation,
    inputs: Properties,
    olds: Properties,
  ): Promise<{ readonly id: string; readonly outs: Properties }> {
    const wait = failoverWait(
      operation,
      inputs as Pick<RelationshipArgs, "customTimeouts" | "failoverTimeout">,
    );
    const seen = sightings.of(inputs);
    if (typeof seen === "object" && "plan" in seen) {
      const args = argumentsOf(inputs) as unknown as RelationshipArgs;
      const after = await down.write(seen, async (plan, now) => {
        const refused = unwritable({ args, formerName: undefined }, seen.primary, now, plan);
        if (refused) throw refused;
      });
      const { __key, __secret } = olds;
      return {
        id: nameOf(args.__resource),
        outs: {
          ...outsOf(inputs, args, after),
          ...(__secret !== undefined && { __key, __secret }),
        },
      };
    }
    const sighting =
      typeof seen === "object"
        ? seen
        : await look(argumentsOf(inputs) as unknown as RelationshipArgs, {});
    const { args, primary, partner, wanting } = sighting;
    const guard = (one: Known) => async (plan: Plan, now: Snapshot) => {
      const refused = unwritable(sighting, one, now, plan);
      if (refused) throw refused;
    };
    const secret = wanting && (await secretOf(sighting.wanted, olds));
    let { late, notPersisted } = {
      late: [] as readonly NotRestored[],
      notPersisted: everythingPersisted,
    };
    if (wanting)
      await writeMirrored(session, { ...sighting, wanting }, secret!.changed, {
        primary: guard(primary),
        partner: guard(partner),
      });
    else ({ late, notPersisted } = await writeBoth(sighting, wait, guard));
    const [theirs, mine] = await Promise.all([
      session.getLatestSnapshot(partner.args),
      session.getLatestSnapshot(primary.args),
    ]);
    const wrote =
      theirs.version !== partner.reading.version || mine.version !== primary.reading.version;
    const both = [
      { server: session.server(partner.args), snapshot: theirs },
      { server: session.server(primary.args), snapshot: mine },
    ];
    const awaited = [...(wrote ? [args.name] : []), ...awaitedIn(olds)];
    const limits = { ...defaultWaitLimits, waits: [wait] };
    const now =
      awaited.length > 0
        ? await session.runWithoutBlockingWrites(() =>
            waitForFailover(primary.label, awaited, both, limits),
          )
        : undefined;
    const id = nameOf(args.__resource);
    const outs = {
      ...outsOf(inputs, args, now?.snapshots[1] ?? mine),
      ...secret?.kept,
      ...notPersistedOutput(notPersisted),
    };
    const reasons = [
      ...late.map(({ message }) => message),
      ...(now && !now.isWorking ? [now.message] : []),
    ];
    if (reasons.length > 0 && !wait.isNone) {
      const names = new Set([
        ...(now && !now.isWorking ? awaited : []),
        ...late.flatMap(({ relationships }) => relationships),
      ]);
      const properties = { ...outs, __failover: [...names], __provider: inputs.__provider };
      throw new PartlyWritten(
        id,
        properties,
        reasons.map((reason) => messages.failoverFailed(reason).message),
      );
    }
    reasons.forEach((reason) => session.tell(reason));
    if (now?.isWorking)
      session.tell(messages.relationshipWorks(args.name, primary.label, partner.label));
    return { id, outs };
  }

  const outsOf = (inputs: Properties, args: RelationshipArgs, primary: Snapshot): Properties => ({
    ...argumentsOf(inputs),
    ...outputs(args, primary),
    __args: Object.keys(argumentsOf(inputs)).filter((name) => name !== "__provider"),
  });

  /** How the relationship is on its primary. */
  const outputs = (
    { name, scopeIds }: RelationshipArgs,
    { configuration, failover = [] }: Snapshot,
  ): Properties => ({
    state: failover.find((one) => one.relationship === name)?.state ?? "",
    scopeIds: scopeIds ?? findRelationship(configuration, name)?.scopes ?? [],
  });

  async function read(
    id: string,
    props: Properties,
  ): Promise<{ readonly id: string; readonly props: Properties; readonly inputs: Properties }> {
    const { drift: _before, ...rest } = props;
    const inputs = recorded(rest);
    const args = inputs as unknown as RelationshipArgs;
    standing.add(args.__resource); // what is forced to be replaced is checked as if it were new
    const [mine, theirs] = await Promise.all([
      session.read(args.primary),
      orRefusal(() => session.read(args.partner)),
    ]);
    if (theirs instanceof UserError) {
      if (down.silent(kindOf(args), args.name, mine) === undefined) throw theirs;
      session.tell(
        messages.partnerSilent(args.name, session.server(args.primary).label, theirs.message),
      );
      return { id, props: { ...rest, ...outputs(args, mine) }, inputs };
    }
    const isGone = [mine, theirs].every(
      ({ configuration, notPersisted }) =>
        !isIn(configuration, args.name) && notPersisted === undefined,
    );
    if (isGone) return { id: "", props: {}, inputs: {} }; // to be made anew; one that a restart may bring back is still to be deleted
    // A scope that left the primary is drift: check refuses it, once a program can be changed. Here it would keep every refresh from ending.
    const lost = (args.scopeIds ?? []).filter(
      (scope) => findScope(scope, mine.configuration) === undefined,
    );
    const sighting = await look(
      lost.length > 0
        ? { ...args, scopeIds: args.scopeIds!.filter((scope) => !lost.includes(scope)) }
        : args,
      {},
    );
    const plans = plansOf(sighting);
    const left = lost.map((scope): Plan[number] => ({
      place: { kind: "relationship", key: args.name },
      path: ["scopes", scope],
      desired: "member",
    }));
    const drifted = shown(
      Object.fromEntries(
        Object.entries({ ...plans, primary: [...plans.primary!, ...left] }).map(([where, plan]) => [
          where,
          asDrift(plan),
        ]),
      ),
    );
    const drift = withEntry(
      drifted,
      notPersistedEntry(notPersistedIn(props), notPersistedNow(sighting.primary, sighting.partner)),
    );
    return { id, props: { ...rest, ...outputs(args, mine), ...(drift && { drift }) }, inputs };
  }

  async function remove(props: Properties): Promise<void> {
    const args = recorded(props) as unknown as RelationshipArgs;
    if (args.onDelete !== "remove") return;
    const wait = failoverWait("delete", args);
    const unharmed = (one: Known) => async (plan: Plan, now: Snapshot) => {
      const refused = unwritable({ args, formerName: undefined }, one, now, plan);
      if (refused) throw refused;
    };
    if (kindOf(args).writesBothServers) {
      const [primary, partner] = await Promise.all([known(args.primary), known(args.partner)]);
      if (
        [primary, partner].every(
          ({ reading }) => session.findOwner(reading, claimOf(args.name)) === undefined,
        )
      )
        await removeMirrored(session, args, primary, partner, unharmed(primary));
      return;
    }
    const late: string[] = [];
    const done: WriteResult[] = [];
    let hasBegun = false;
    for (const server of [args.primary, args.partner]) {
      const one = await known(server);
      const holder = session.findOwner(one.reading, claimOf(args.name));
      const isThere = isIn(one.reading.configuration, args.name);
      // What an earlier process took off may still be in the server's file.
      if (holder || (!isThere && !session.server(server).persistence)) continue;
      const unserved = args.force || !isThere ? [] : unservedOf(args, one, args.name);
      if (unserved.length > 0) throw messages.relationshipUnserved(args.name, one.label, unserved);
      const written = await session.enqueue({
        partner: server,
        plannedFrom: { partner: one.reading },
        replan: ({ relationships }) => planRelationship(relationships, args.name, undefined),
        guard: unharmed(one),
        wait,
        changedRelationships: [args.name],
        hasBegun,
        isForced: args.force ?? false,
      });
      hasBegun ||= isThere;
      done.push(written);
      // The other server must be written all the same: half a relationship is worse.
      if (written.notRestored) late.push(written.notRestored.message);
      if (isThere && server === args.partner) session.tell(left(args, one));
    }
    assertPersisted(...done);
    if (late.length > 0) throw messages.failoverLeftBehind(late.join(" "));
  }

  const during = <T>(given: Properties, work: () => Promise<T>): Promise<T> =>
    withSecretNames(secretNamesOf(given), () => session.run(work));

  return {
    check: (olds: Properties, news: Properties) => during(news, () => check(olds, news)),
    diff: (id: string, olds: Properties, news: Properties) =>
      during(news, () => diff(id, olds, news)),
    create: (inputs: Properties) => during(inputs, () => write("create", inputs, {})),
    update: (_id: string, olds: Properties, news: Properties) =>
      during(news, async () => ({ outs: (await write("update", news, olds)).outs })),
    read: (id: string, props: Properties) => during(props, () => read(id, props)),
    delete: (_id: string, props: Properties) => during(props, () => remove(props)),
  };
}
