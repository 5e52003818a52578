// What the engine asks of a resource that keeps partners equal to their primary: check, diff, create, update, read, delete.
//
//   check   reads all servers once and plans. Inputs = the arguments, a revision of the primary, and `replicate`: the plan as text,
//           which is what the engine shows. They hold differences only: equal servers leave nothing to show and nothing to keep.
//   diff    looks at what check saw in this operation; in a refresh there was no check, and what `read` found decides.
//   create, update   write what is planned, verify, and keep what was replicated as the base of later comparisons. Of several partners
//           some may be written and others not: then what was replicated is kept of those that were, and the resource counts as failed.
//   read    holds the live partners against the base: what differs is drift.
import { attributeChanges, digestBase, decodeBase } from "../core/base.js";
import { networkAddress } from "../core/address.js";
import { fingerprint } from "../core/canonical.js";
import { equal } from "../core/equal.js";
import { compare, type Selection } from "../core/compare.js";
import { checkKeepPatterns } from "../core/keep.js";
import { messages, UserError } from "../core/messages.js";
import { listContradictions } from "../core/mirror.js";
import type { Configuration, Plan } from "../core/model.js";
import { formatScopedProperty } from "../core/paths.js";
import { isReapplied } from "../core/relationship.js";
import { hideAllSecrets, sealSecrets, withSecretNames } from "../core/secrets.js";
import { withRelationshipsTo, restrictTo } from "../core/select.js";
import type { ReadScope, Snapshot } from "../drivers/driver.js";
import { writesBothServers } from "../drivers/index.js";
import {
  checked,
  failure,
  nameOf,
  previewing,
  refusedOption,
  secretNamesOf,
  type ServerArgs,
} from "./arguments.js";
import { directionObjection } from "./direction.js";
import { waitForFailover, defaultWaitLimits, type NotRestored } from "./failover.js";
import { carriedOver, hasNumberedName, isUnknown, UNKNOWN, withNameOnRecord } from "./inputs.js";
import type { Args, Kind, Sight } from "./kind.js";
import { membership } from "./membership.js";
import { isNative, nativeOrder, nativeRefusal } from "./native.js";
import type { Operation } from "./operation.js";
import { outcome, type Done, type Former } from "./outcome.js";
import { areSeveral, partnersNamed, throttle, type Addressed } from "./partners.js";
import {
  assertPersisted,
  notPersistedEntry,
  notPersistedIn,
  notPersistedNow,
  withEntry,
  type NotPersisted,
} from "./persistence.js";
import { asDrift, builtInParts, inNamesOf, untoldBy, visible } from "./planned.js";
import {
  argumentsOf,
  awaitedIn,
  isRecorded,
  isReversed,
  record,
  recorded,
  records,
  revisionOf,
  withoutOurs,
  withRecordedIdentities,
  type Properties,
} from "./record.js";
import { refusals } from "./refusals.js";
import { isTold, refusesReported, reportedRefusals, settingsOutside } from "./reported.js";
import type { Seen } from "./seen.js";
import { Sightings } from "./sightings.js";
import { movedText, settingsLeft, tellMovement, tellSharing } from "./tell.js";
import { failoverWait, type FailoverWait } from "./timeouts.js";
import { holding, look, placed, wanted, type View } from "./view.js";
import type { WriteResult as Written } from "./write-request.js";

/** What check answers. */
export interface Checked {
  readonly inputs: Properties;
  readonly failures?: readonly ReturnType<typeof failure>[];
}

/** Whether nothing is to be written. */
const isEqual = ({ plan, onPrimary = [] }: Seen): boolean =>
  plan.length === 0 && onPrimary.length === 0;

export function replicated<A extends Args>(kind: Kind<A>, { session, drivers }: Operation) {
  const sightings = new Sightings<View<A> | "unknown">();
  const label = (server: ServerArgs) => session.server(server).label;

  /** Returns what the servers that a resource writes say of their own files. */
  function notPersisted({ args, seen }: Sight<A>): NotPersisted {
    const partner = { label: label(args.partner), reading: seen.partner };
    const primary = { label: label(args.primary), reading: seen.primary };
    return notPersistedNow(partner, ...(kind.writesPrimary?.(args) ? [primary] : []));
  }

  /** Says of a partner that needs no write what a create or an update does to it all the same. */
  function tellUnchanged({ args, seen }: Sight<A>, isNew: boolean): void {
    if (!isEqual(seen)) return;
    if (session.server(args.partner).persistence)
      session.tell(messages.onlyPersisted(label(args.partner)));
    else if (isNew) session.tell(messages.nothingToWrite(label(args.partner)));
  }

  const { refusal, primary: unwritable, departure } = refusals(session);
  const members = membership(session, drivers);

  /** With no record of a replication, every value that the partner holds otherwise counts as an edit. */
  function unrecorded(args: Addressed<A>, { plan }: Seen): UserError | undefined {
    const edits = plan.filter(({ current }) => current !== undefined);
    if (args.onDrift !== "refuse" || edits.length === 0) return undefined;
    return messages
      .driftUnrecorded(
        label(args.partner),
        edits.map(({ place, path }) => formatScopedProperty(place, path)),
      )
      .withProperty("onDrift");
  }

  /** With no record of a replication, the direction of the last one is what is noted on this machine. */
  function reversedElsewhere(
    { primary, partner, force }: Addressed<A>,
    seen: Seen,
  ): UserError | undefined {
    if (force || isEqual(seen)) return undefined;
    const [from, to] = [session.server(primary), session.server(partner)];
    return directionObjection(
      { server: from, snapshot: seen.primary },
      { server: to, snapshot: seen.partner },
      seen.extent.scopes,
    );
  }

  const claimant = (args: A) => `${kind.name} ${nameOf(args.__resource)}`;

  /** Another resource of this operation that speaks of the same scope, or of the same shared part for another primary. */
  function contested(
    args: Addressed<A>,
    { primary, partner, extent }: Seen,
  ): UserError | undefined {
    const me = args.__resource ?? "";
    for (const scope of extent.scopes) {
      const holder = session.claim(partner, scope, {
        resource: `${kind.name} ${me}`,
        displayName: claimant(args),
        fingerprint: "",
      });
      if (holder)
        return messages
          .claimedTwice(scope, label(args.partner), holder.displayName, claimant(args))
          .withProperty("partner");
      const upstream = session.findOwner(primary, scope);
      if (upstream)
        session.tell(messages.chained(label(args.primary), upstream.displayName, claimant(args)));
    }
    const { shared, settings } = hideAllSecrets(restrictTo(primary.configuration, extent));
    for (const [part, value] of [
      ...Object.entries(shared),
      ...(extent.settings ? ([["server", settings]] as const) : []),
    ]) {
      const mine = {
        resource: primary.identity,
        displayName: claimant(args),
        fingerprint: fingerprint(value.properties),
      };
      const there = session.claim(partner, `shared ${part}`, mine);
      const back = session.findOwner(primary, `shared ${part}`);
      const other = there ?? (back?.resource === partner.identity ? back : undefined);
      if (other && other.fingerprint !== mine.fingerprint)
        return messages
          .twoPrimaries(part, label(args.partner), other.displayName, mine.displayName)
          .withProperty("partner");
    }
    return undefined;
  }

  /** Plans of partners as the value of `replicate`, or nothing. A scope has one partner; of all else it is said whose it is. */
  function shown(
    args: A,
    plans: readonly {
      readonly partnerName: string | undefined;
      readonly plan: Plan;
      readonly source: Configuration;
    }[],
  ): Record<string, unknown> | undefined {
    const differing = plans.filter(({ plan }) => plan.length > 0);
    if (differing.length === 0) return undefined;
    const entries = differing.flatMap(({ partnerName, plan, source }) =>
      Object.entries(kind.shown(plan)).map(([name, entry]) => [
        !areSeveral(args) || Object.hasOwn(source.scopes, name) ? name : `${partnerName} ${name}`,
        entry,
      ]),
    );
    return Object.fromEntries(entries) as Record<string, unknown>;
  }

  /**
   * Checks on what the resource needs of its servers. What is refused then, and what else uses the
   * shared parts that change, is judged once more on whole servers.
   */
  async function check(olds: Properties, given: Properties): Promise<Checked> {
    const found = await checkOnce(olds, given);
    return found.failures && session.readWholeFromNowOn() ? checkOnce(olds, given) : found;
  }

  async function checkOnce(olds: Properties, given: Properties): Promise<Checked> {
    const { [previewing]: preview, ...news } = given;
    const option = refusedOption(news);
    if (option) return { inputs: news, failures: [option] };
    if (isUnknown(news)) {
      const inputs = { ...withNameOnRecord(news, olds), replicate: UNKNOWN, revision: UNKNOWN };
      sightings.note(inputs, "unknown");
      return { inputs };
    }
    const shaped = checked<A>(kind.shape, news, ["primary", "partner"], drivers);
    if ("refused" in shaped) return { inputs: news, failures: shaped.refused.map(failure) };
    const { args } = shaped;
    const view = await look(kind, session, args, preview !== true);
    if (!("sights" in view)) return { inputs: news, failures: view.map(failure) };
    if (view.sights.some((sight) => reachesOthers(sight)) && session.readWholeFromNowOn())
      return checkOnce(olds, given);
    const isNew = Object.keys(olds).length === 0;
    const empty = emptied(args, view);
    const refused: UserError[] = empty ? [empty] : [];
    const idleKeep =
      empty || view.lost.length > 0
        ? undefined
        : checkKeepPatterns(
            args.keep ?? [],
            [view.primary, ...view.sights.map(({ seen }) => seen.partner)].map(
              ({ configuration }) => configuration,
            ),
          );
    if (idleKeep) refused.push(idleKeep.withProperty("keep"));
    for (const { args: one, seen } of empty ? [] : view.sights) {
      const here =
        contested(one, seen) ??
        members.refusal(one, seen) ??
        (await refusal(one, seen, true)) ??
        (isNative(one) ? nativeRefusal(session, one, seen) : undefined) ??
        unwritable(one, seen.onPrimary ?? [], seen.primary, true) ??
        (isNew ? (unrecorded(one, seen) ?? reversedElsewhere(one, seen)) : undefined) ??
        (seen.unsupported.length > 0
          ? messages.misfit(label(one.partner), seen.unsupported).withProperty("partner")
          : undefined);
      if (here) refused.push(placed(one, here));
    }
    // What cannot be done at all is said first: only then is it asked what would be left different.
    if (refused.length === 0) refused.push(...unwanted(args, view));
    if (refused.length > 0) return { inputs: news, failures: refused.map(failure) };

    if (isNew) for (const sight of view.sights) tellUnchanged(sight, true);
    for (const sight of view.sights) await tell(sight, view);
    view.idle.forEach((name) => session.tell(messages.partnerIdle(name)));
    const inputs: Properties = {
      ...withNameOnRecord(news, olds),
      revision: revisionOf(wanted(kind, view)),
    };
    const planned = view.sights.map(
      ({ args: { partnerName }, seen: { plan, onPrimary = [] } }) => ({
        partnerName,
        plan: [...plan, ...onPrimary.filter((change) => !isReapplied(change))],
        source: view.primary.configuration,
      }),
    );
    const today = withEntry(
      shown(args, planned),
      notPersistedEntry(...view.sights.map(notPersisted)),
    );
    const replicate = carriedOver(today, olds, inputs);
    if (replicate) inputs.replicate = replicate;
    if (hasNumberedName(replicate, olds.replicate)) session.tell(messages.numberedNames());
    sightings.note(inputs, view);
    return { inputs };
  }

  /** Tells whether scopes that were not read decide what is said: they may use what changes, or differs, outside scopes. */
  function reachesOthers({ args, seen }: Sight<A>): boolean {
    const { primary, partner, plan } = seen;
    if (!primary.unreadScopes?.size && !partner.unreadScopes?.size) return false;
    const isShared = ({ place }: Plan[number]): boolean =>
      place.kind === "shared" || place.kind === "order";
    if (plan.some(isShared)) return true;
    return (
      isTold(kind.settings(args)) && settingsOutside(primary.configuration, partner).some(isShared)
    );
  }

  /** Refuses what the partners would be left different in, where the arguments or this operation say so. */
  function unwanted(args: A, view: View<A>): readonly UserError[] {
    const every = refusesReported();
    const settings =
      kind.settings(args) === "refuse" || (every && kind.settings(args) === "report");
    const scopes = every || (kind.refusesStrays?.(args) ?? false);
    if (!settings && !scopes) return [];
    return view.sights.flatMap((sight) => {
      const names = { primary: label(args.primary), partner: label(sight.args.partner) };
      const left = {
        ...names,
        settings: settings ? settingsLeft(session, sight.seen) : [],
        scopes: scopes ? strays(sight, view) : [],
        isPart: view.primary.isPartial ?? false,
        besides: every ? differencesBesides(sight) : [],
      };
      return reportedRefusals(left).map((one) => placed(sight.args, one));
    });
  }

  /** Scopes of a partner that are told but left alone. */
  function strays({ args, seen }: Sight<A>, { sights }: View<A>): readonly string[] {
    const coming = (reading: Snapshot): Snapshot => ({
      ...reading,
      configuration: session.predictConfiguration(reading),
    });
    return kind.unpruned(
      args,
      coming(seen.primary),
      coming(seen.partner),
      sights.map((sight) => sight.seen.partner.configuration),
    );
  }

  /** A primary without scopes has a wrong address, or was set up anew: nothing can be meant to be copied, even where it would remove nothing. */
  function emptied(args: A, view: View<A>): UserError | undefined {
    if (args.force || Object.keys(view.primary.configuration.scopes).length > 0) return undefined;
    const hasMore =
      view.sights.length === 0 || view.sights.some((sight) => strays(sight, view).length > 0);
    return hasMore ? messages.primaryEmpty(label(args.primary)).withProperty("primary") : undefined;
  }

  /** Lists in sentences what differs and no argument has written: relationships, and what is not compared any further. */
  function differencesBesides({ args, seen: { primary, partner } }: Sight<A>): readonly string[] {
    const labels = [label(args.primary), label(args.partner)] as const;
    const [held, theirs] = [primary.uncompared ?? {}, partner.uncompared ?? {}];
    const uncompared = Object.keys(held).filter(
      (what) => theirs[what] !== undefined && theirs[what] !== held[what],
    );
    const mayBeItself = (primary.failover === undefined) !== (partner.failover === undefined);
    const stated = withRelationshipsTo(args.partnerName, primary.configuration);
    return [
      ...uncompared.map((what) => messages.uncompared(...labels, what)),
      ...listContradictions(stated, partner.configuration, labels[1], mayBeItself),
    ];
  }

  /** What a person should know before this partner is written. */
  async function tell(sight: Sight<A>, view: View<A>): Promise<void> {
    const { args, seen } = sight;
    const [primary, partner] = [label(args.primary), label(args.partner)];
    const [from, to] = [seen.primary.software, seen.partner.software];
    if (from?.rank !== undefined && to?.rank !== undefined && to.rank > from.rank)
      session.tell(messages.partnerNewer(primary, partner, from.name, to.name));
    differencesBesides(sight).forEach((sentence) => session.tell(sentence));
    const builtIn = builtInParts(seen.primary, seen.partner, seen.extent);
    if (builtIn.length > 0) session.tell(messages.builtIn(partner, builtIn));
    const outside = isTold(kind.settings(args)) ? settingsLeft(session, seen) : [];
    if (outside.length > 0) session.tell(messages.settingsDiffer(primary, partner, outside));
    tellSharing(session, seen, partner, primary);
    for (const [server, { failover = [] }] of [
      [primary, seen.primary],
      [partner, seen.partner],
    ] as const)
      for (const health of failover)
        if (health.condition !== "working") session.tell(messages.failoverAtRest(server, health));
    const left = strays(sight, view);
    if (left.length > 0)
      session.tell(messages[seen.primary.isPartial ? "unprunedByPart" : "unpruned"](partner, left));
    if (seen.plan.length > 0 && isNative(args))
      session.tell(messages.nativeAnnounced(primary, partner));
    const comes = (seen.onPrimary ?? []).length > 0 && writesBothServers(drivers, args.primary);
    const direct = isNative(args)
      ? []
      : comes
        ? seen.plan.filter(({ place, path }) => place.kind !== "scope" || path.length > 0)
        : seen.plan;
    const both = [
      [args.partner, seen.partner, direct, args.primary, seen.primary],
      [args.primary, seen.primary, seen.onPrimary ?? [], args.partner, seen.partner],
    ] as const;
    for (const [server, from, changes, other, reading] of both)
      if (changes.length > 0)
        await session.tellCost(server, { from, changes }, { args: other, reading });
  }

  async function diff(id: string, stored: Properties, news: Properties) {
    const view = sightings.taken(news);
    if (view === undefined) return { changes: stored.drift !== undefined };
    if (view === "unknown") return { changes: undefined };
    const { sights, lost } = view;
    const olds = withRecordedIdentities(
      stored,
      drivers,
      sights.map(({ args }) => [args.primary, args.partner]),
    );
    const kept = sights.map(({ args, seen }) => ({
      args,
      seen,
      of: record(olds, args.partnerName, seen.partner),
    }));
    for (const { args, seen } of kept)
      if (!args.force && isReversed(olds, seen))
        throw messages.reversed(label(args.primary), label(args.partner));
    const replaces = kept.flatMap(({ seen, of }) =>
      kind.replacedBy(id, seen, isRecorded(of.__servers, "partner", seen.partner)),
    );
    if (replaces.length > 0) return { changes: true, replaces };
    const current = kept.every(
      ({ seen, of }) =>
        typeof of.__print === "string" &&
        digestBase(
          sealSecrets(restrictTo(seen.primary.configuration, seen.extent), String(olds.__key)),
        ) === of.__print,
    );
    const sameArguments = equal(withoutOurs(recorded(olds)), withoutOurs(news));
    const isInSync = kept.every(({ seen }) => isEqual(seen)) && lost.length === 0;
    const noOthers = records(olds).size === sights.length + lost.length;
    const awaited = kept.filter(({ of }) => awaitedIn(of).length > 0);
    awaited.forEach(({ args, of }) =>
      session.tell(messages.failoverAwaited(label(args.partner), awaitedIn(of))),
    );
    const onRecord = kept.flatMap(({ of }) => Object.entries(notPersistedIn(of)));
    onRecord.forEach(([server, why]) => session.tell(`${server}: ${why}`));
    const isNoted = sights.some((sight) => notPersistedEntry(notPersisted(sight)) !== undefined);
    const isAsBefore = isInSync && current && sameArguments && noOthers;
    const isLeft = awaited.length > 0 || onRecord.length > 0 || isNoted;
    if (!isAsBefore || isLeft) sights.forEach((sight) => tellUnchanged(sight, false));
    if (isAsBefore && !isNoted) return { changes: isLeft }; // the usual: nothing need be unpacked
    const edited: [string, string[]][] = [];
    const bases = new Map<string | undefined, Configuration>();
    const moved = kept.flatMap(({ args, seen, of }) => {
      const base = baseOf(of, olds);
      if (!base) {
        const refused = unrecorded(args, seen);
        if (refused) throw placed(args, refused);
        return [];
      }
      bases.set(args.partnerName, base);
      if (seen.plan.length === 0) return [];
      const like = restrictTo(seen.primary.configuration, seen.extent);
      const sealedNow = ({ configuration }: Snapshot) =>
        sealSecrets(configuration, String(olds.__key), like);
      const theirs = sealedNow(seen.partner);
      const named = (configuration: Configuration): Configuration =>
        inNamesOf(seen.partner, configuration, theirs);
      const here = attributeChanges(named(base), named(sealedNow(seen.primary)), theirs, seen.plan);
      const edits = here.filter(({ changedBy: by }) => by !== "primary");
      if (args.onDrift === "refuse" && edits.length > 0)
        edited.push([label(args.partner), edits.map(movedText)]);
      return here;
    });
    if (edited.length > 0) throw messages.driftRefused(edited);
    tellMovement(session, moved);
    // Undefined: the engine compares the inputs itself and shows what differs. Where nothing in them does, it must be told.
    const isVisible =
      isNoted ||
      kept.some(({ seen }) => !isEqual(seen)) ||
      bases.size < kept.length ||
      revisionOf(bases) !== news.revision ||
      !sameArguments;
    return { changes: isVisible && lost.length === 0 ? undefined : true };
  }

  async function write(
    inputs: Properties,
    former?: Former,
  ): Promise<{ readonly id: string; readonly outs: Properties }> {
    const args = argumentsOf(inputs) as unknown as A;
    const wait = failoverWait(former === undefined ? "create" : "update", args);
    const before = sightings.of(inputs);
    const view = typeof before === "object" ? before : await look(kind, session, args, false);
    if (!("sights" in view)) throw view[0];
    const partners = view.sights.map(({ seen }) => seen.partner.configuration);
    const jobs = view.sights.map(({ args: one, seen }) => {
      const untold = untoldBy(seen.primary, seen.partner);
      let extent: Selection | undefined;
      let written = false;
      return {
        primary: one.primary,
        partner: one.partner,
        seen,
        wait,
        isForced: args.force ?? false,
        replicates: () => ({ resource: claimant(args), scopes: extent?.scopes ?? [] }),
        replan: (partner: Configuration, primary: Configuration | undefined) =>
          compare(
            partner,
            isNative(one) ? primary! : inNamesOf(seen.partner, primary!, partner),
            (extent ??= visible(
              kind.extent(
                one,
                holding(session.predictConfiguration(seen.primary, primary)),
                holding(session.predictConfiguration(seen.partner, partner)),
                partners,
              ),
              untold,
              seen.partner,
            )),
          ),
        guard: async (plan: Plan, partner: Snapshot, primary: Snapshot | undefined) => {
          const refused = await refusal(one, { plan, partner, primary: primary! });
          if (refused) throw refused;
          written = true;
        },
        ...(isNative(one) && {
          native: (_partner: Configuration, primary: Snapshot) =>
            nativeOrder(one, kind.choice?.(one), { primary, extent: extent! }),
        }),
        isWritten: () => written,
        done: ({
          primary,
          partner,
          notRestored: notBack,
          notPersisted: left,
        }: Written): Done<A> => ({
          args: one,
          seen: { primary: primary!, partner, extent: extent!, plan: [], unsupported: [] },
          untold,
          written,
          notPersisted: left,
          ...(notBack && { notBack }),
        }),
      };
    });
    if (writesBothServers(drivers, args.primary))
      await Promise.all(
        view.sights.filter(({ seen: { onPrimary = [] } }) => onPrimary.length > 0).map(joined),
      );
    const failed = view.lost.map(({ refused }) => refused);
    const done: Done<A>[] = [];
    for (const [i, end] of (
      await session.enqueueEach(jobs, throttle(args.throttleLimit))
    ).entries()) {
      const [sight, job] = [view.sights[i]!, jobs[i]!];
      if (end.status === "fulfilled") {
        const before = former
          ? record(former.outputs, sight.args.partnerName, sight.seen.partner)
          : {};
        const written = await afterwards(sight, end.value, {
          wait,
          before: notPersistedIn(before),
        });
        const awaited = job.isWritten() ? [] : awaitedIn(before);
        done.push(
          job.done(
            awaited.length > 0 ? await awaitedAgain(sight, written, awaited, wait) : written,
          ),
        );
      } else
        failed.push(
          placed(
            sight.args,
            end.reason instanceof UserError
              ? end.reason
              : messages.unexpected("The provider", end.reason),
          ),
        );
    }
    return outcome(kind, inputs, done, failed, former);
  }

  const onPrimary = (args: Addressed<A>) => async (plan: Plan, primary: Snapshot) => {
    const refused = unwritable(args, plan, primary);
    if (refused) throw refused;
  };

  /** What is written to the primary before the partner, because it changes both. */
  const joined = ({ args, seen }: Sight<A>): Promise<void> =>
    members.join(
      args,
      seen,
      (primary) => kind.onPrimary!(args, primary, seen.partner.configuration),
      () => refusal(args, seen, true),
      onPrimary(args),
    );

  /**
   * Writes to the primary what belongs there once the partner holds what it should, or has it save what an earlier update wrote there.
   * `before`: what the state says that was not saved.
   */
  async function afterwards(
    { args, seen }: Sight<A>,
    written: Written,
    { wait, before }: { readonly wait: FailoverWait; readonly before: NotPersisted },
  ): Promise<Written> {
    if (writesBothServers(drivers, args.primary)) return written;
    const isSaved =
      seen.primary.notPersisted === undefined && before[label(args.primary)] === undefined;
    if ((seen.onPrimary ?? []).length === 0 && (isSaved || !kind.writesPrimary?.(args)))
      return written;
    const {
      partner: primary,
      notRestored: notBack = written.notRestored,
      notPersisted: left,
    } = await session.enqueue({
      primary: args.partner,
      partner: args.primary,
      replan: (configuration) =>
        kind.onPrimary!(args, configuration, written.partner.configuration),
      guard: onPrimary(args),
      plannedFrom: { primary: seen.partner, partner: seen.primary },
      hasBegun: written.partner.version !== seen.partner.version,
      wait,
      isForced: args.force ?? false,
    });
    return {
      primary,
      partner: written.partner,
      notPersisted: { ...written.notPersisted, ...left },
      ...(notBack && { notRestored: notBack }),
    };
  }

  /** Waits for failover that had not come back after the last write, where this update has nothing to write. */
  async function awaitedAgain(
    { args }: Sight<A>,
    written: Written,
    relationships: readonly string[],
    wait: FailoverWait,
  ): Promise<Written> {
    const servers = [
      { server: session.server(args.partner), snapshot: written.partner },
      { server: session.server(args.primary), snapshot: written.primary! },
    ];
    const limits = { ...defaultWaitLimits, waits: [wait] };
    const { isWorking: works, message: told } = await session.runWithoutBlockingWrites(() =>
      waitForFailover(label(args.partner), relationships, servers, limits),
    );
    if (works || wait.isNone) session.tell(told);
    return works || wait.isNone
      ? written
      : { ...written, notRestored: { message: told, relationships } satisfies NotRestored };
  }

  /** The scopes that were replicated; all where others may have to go as well. */
  function remembered(args: A, base: Configuration): ReadScope | undefined {
    if (kind.needed?.(args) === undefined) return undefined;
    const { prune } = args as { readonly prune?: unknown };
    return prune === true
      ? undefined
      : { scopes: Object.keys(base.scopes).map(networkAddress), relationships: [] };
  }

  async function read(id: string, outputs: Properties) {
    const args = recorded(outputs) as unknown as A;
    const { drift: _before, ...props } = outputs;
    const kept = records(outputs);
    const bases = new Map<string | undefined, Configuration>();
    const undone: NotPersisted[] = [];
    const drifts = await Promise.all(
      partnersNamed(args).map(async (one) => {
        const of = kept.get(one.partnerName);
        const base = of && baseOf(of, outputs);
        if (!of || !base) return [];
        const partner = await session
          .read(one.partner, remembered(one, base))
          .catch((error: unknown) => {
            throw error instanceof UserError ? placed(one, error) : error;
          });
        bases.set(one.partnerName, base);
        undone.push(
          notPersistedIn(of),
          notPersistedNow({ label: label(one.partner), reading: partner }),
        );
        const recordedUntold = Array.isArray(of.__untold) ? (of.__untold as string[]) : [];
        const extent = visible(
          kind.remembered(one, base, partner.configuration),
          [...recordedUntold, ...untoldBy(partner)],
          partner,
        );
        const held = sealSecrets(partner.configuration, String(outputs.__key), base);
        return [
          {
            partnerName: one.partnerName,
            plan: asDrift(compare(held, inNamesOf(partner, base, held), extent)),
            source: base,
          },
        ];
      }),
    );
    if (bases.size === 0) return { id, props, inputs: args as unknown as Properties };
    const drift = withEntry(shown(args, drifts.flat()), notPersistedEntry(...undone));
    return {
      id,
      props: drift ? { ...props, drift } : props,
      inputs: { ...args, revision: revisionOf(bases) },
    };
  }

  async function remove(outputs: Properties): Promise<void> {
    const [args] = partnersNamed(recorded(outputs) as unknown as A);
    if (!kind.removal || args!.onDelete !== "remove") return;
    const base = decodeBase(outputs.__base);
    const partner = await session.read(args!.partner, base && remembered(args!, base));
    const { __servers: servers } = withRecordedIdentities(outputs, drivers);
    // To say nothing would be to say that it was removed.
    if (!base || !isRecorded(servers, "partner", partner))
      throw messages.removalElsewhere(label(args!.partner), Object.keys(base?.scopes ?? {}));
    const plan = (configuration: Configuration) =>
      kind.removal!(
        args!,
        base,
        configuration,
        (scope) => session.findOwner(partner, scope) !== undefined,
      );
    // What an earlier process removed may still be in the server's file.
    if (plan(partner.configuration).length === 0 && !session.server(args!.partner).persistence)
      return;
    const guard = async (removal: Plan, now: Snapshot) => {
      const refused = await departure(args!, removal, now);
      if (refused) throw refused;
    };
    // A member is not removed: it leaves its relationship, and is deleted by that.
    if (
      writesBothServers(drivers, args!.primary) &&
      (await members.leave(args!, plan(partner.configuration), () =>
        guard(plan(partner.configuration), partner),
      ))
    )
      return;
    const wait = failoverWait("delete", args!);
    const done = await session.enqueue({
      partner: args!.partner,
      replan: plan,
      guard,
      plannedFrom: { partner },
      wait,
      isForced: args!.force ?? false,
    });
    assertPersisted(done);
    if (done.notRestored) throw messages.failoverLeftBehind(done.notRestored.message);
  }

  const during = <T>(given: readonly Properties[], work: () => Promise<T>): Promise<T> =>
    withSecretNames(given.flatMap(secretNamesOf), () => session.run(work));

  return {
    check: (olds: Properties, news: Properties) => during([news], () => check(olds, news)),
    // With the names on record as well: what they sealed cannot be read.
    diff: (id: string, olds: Properties, news: Properties) =>
      during([olds, news], () => diff(id, olds, news)),
    create: (inputs: Properties) => during([inputs], () => write(inputs)),
    update: (id: string, olds: Properties, news: Properties) =>
      during([news], async () => ({
        outs: (await write(news, { id, outputs: withRecordedIdentities(olds, drivers) })).outs,
      })),
    read: (id: string, outputs: Properties) => during([outputs], () => read(id, outputs)),
    delete: (_id: string, outputs: Properties) => during([outputs], () => remove(outputs)),
  };
}

/** Returns what was last replicated to a partner. What counts as secret by now is sealed, whatever did when it was recorded. */
function baseOf(record: Properties, { __key: key }: Properties): Configuration | undefined {
  const base = decodeBase(record.__base);
  return base && sealSecrets(base, String(key));
}
