// One operation of the engine: servers opened once and read once for all resources, writes gathered into few.
import { apply } from "../core/apply.js";
import { byName, canonicalText } from "../core/canonical.js";
import { messages, UserError } from "../core/messages.js";
import type { Configuration, Plan } from "../core/model.js";
import { replaceUnprintable } from "../core/printable.js";
import { addedSecretNames, withSecretNames } from "../core/secrets.js";
import type { ReadScope, PlannedWrite, Snapshot, Server } from "../drivers/driver.js";
import type { Drivers } from "../drivers/index.js";
import { assertWriteMayBegin } from "../transports/engine.js";
import type { ServerArgs } from "./arguments.js";
import { noteDirections } from "./direction.js";
import {
  waitForPassingFailover,
  restoreFailover,
  defaultWaitLimits,
  type ServerSnapshot,
} from "./failover.js";
import { carryOut, type WriteResult, type WriteRequest } from "./wave.js";
import { Waves, type Slot } from "./waves.js";

/** Whose word counts on something: claims of one resource agree. */
export interface Claim {
  readonly resource: string;
  /** Who it is, for people. */
  readonly displayName: string;
  /** A fingerprint of what is wanted, where several may want the same. */
  readonly fingerprint: string;
}

/** A job with the secret names of the resource that asks for it: the wave it goes in serves others as well. */
const asNow = (job: WriteRequest): WriteRequest => ({ ...job, secretNames: addedSecretNames() });

/** A reading that resources share. */
interface Shared {
  /** What it was asked for; absent: all. */
  readonly needed: ReadScope | undefined;
  readonly reading: Promise<Snapshot>;
  /** When it was there, in milliseconds since 1970; absent: it is not yet. */
  ended?: number;
  /** How often the server was read because more was needed. */
  readonly times: number;
}

/** For how long a primary's reading counts as fresh where its server looks before it writes, in milliseconds. */
const fresh = 60_000;

/** So often a server is read for a few scopes more, then whole: each reading asks again for what it asked before. */
const mostSelective = 4;

const covers = (held: ReadScope | undefined, wanted: ReadScope | undefined): boolean =>
  held === undefined ||
  (wanted !== undefined &&
    wanted.scopes.every((scope) => held.scopes.includes(scope)) &&
    wanted.relationships.every((name) => held.relationships.includes(name)));

const both = (one: ReadScope | undefined, other: ReadScope | undefined): ReadScope | undefined =>
  one &&
  other && {
    scopes: [...new Set([...one.scopes, ...other.scopes])].sort(byName),
    relationships: [...new Set([...one.relationships, ...other.relationships])].sort(byName),
  };

const isUnchanged = (now: Snapshot, before: Snapshot): boolean =>
  now.isUnchangedSince?.(before) ?? now.version === before.version;

/** How long the provider must have been quiet before a wave of writes closes, in milliseconds, where a server does not say. */
const quiet = 50;

function refusalOf(act: () => void): { readonly refused?: UserError } {
  try {
    act();
    return {};
  } catch (error) {
    if (error instanceof UserError) return { refused: error };
    throw error;
  }
}

/** The servers of one wave of writes, as they are right before it. */
interface Sides {
  readonly partner: Snapshot;
  /** By their arguments, as text. */
  readonly primaries: ReadonlyMap<string, Snapshot>;
}

export class Session {
  private readonly servers = new Map<string, Server>();
  private readonly readings = new Map<string, Shared>();
  /** Whether servers are read whole from here on. */
  private readsWhole = false;
  /** Readings by identity: one server may be met under two. */
  private readonly known = new Map<string, Snapshot>();
  private readonly told = new Set<string>();
  private readonly worked = new WeakMap<Snapshot, WeakMap<Snapshot, object>>();
  /** Partners of which a cost was told. */
  private readonly costly = new Set<string>();
  /** Partners on which a write of this operation failed. */
  private readonly failed = new Set<string>();
  private readonly backups = new Map<string, { readonly refused?: UserError }>();
  private readonly claims = new Map<string, Claim>();
  /** What will be written to a server besides, as far as this operation knows: by identity. */
  private readonly coming = new Map<
    string,
    { readonly plan: Plan; readonly source: Configuration }[]
  >();
  /** What this operation wrote: how a server was before, and how it came to be. */
  private readonly ours: {
    readonly identity: string;
    readonly from: Snapshot;
    readonly after: Snapshot;
  }[] = [];
  /** What became of having a server save what it runs with, for one version of it: by identity. */
  private readonly persisted = new Map<
    string,
    { readonly version: string; readonly why: string | undefined }
  >();
  private readonly waves = new Waves(
    (job) => this.slotOf(job),
    (jobs) =>
      withSecretNames(
        jobs.flatMap(({ secretNames = [] }) => secretNames),
        () => this.carryOut(jobs),
      ),
  );

  constructor(
    private readonly drivers: Drivers,
    /** Says a sentence to the person; each sentence once an operation. */
    private readonly say: (sentence: string) => void,
  ) {}

  /** The server behind these arguments, opened once. */
  server(args: ServerArgs): Server {
    const key = canonicalText(args);
    let server = this.servers.get(key);
    if (!server) {
      const { driver, ...options } = args;
      this.servers.set(
        key,
        (server = this.drivers[driver]!.open(options as never, (sentence) => this.tell(sentence))),
      );
    }
    return server;
  }

  /**
   * Returns what a server holds: read once, shared; a failure is forgotten, so that the next who asks
   * tries again. `needed`: the scopes that must be known whole; absent: all.
   */
  read(args: ServerArgs, needed?: ReadScope): Promise<Snapshot> {
    const key = canonicalText(args);
    const server = this.server(args);
    const wanted = server.readsSelectively && !this.readsWhole ? needed : undefined;
    const held = this.readings.get(key);
    if (held && covers(held.needed, wanted)) return held.reading;
    const times = (held?.times ?? 0) + 1;
    const all = held ? (times > mostSelective ? undefined : both(held.needed, wanted)) : wanted;
    const reading = server.read(all);
    const shared: Shared = { needed: all, reading, times };
    this.readings.set(key, shared);
    reading.then(
      (found) => {
        shared.ended = Date.now();
        const notes =
          found.notPersisted === undefined
            ? found.warnings
            : [...found.warnings, found.notPersisted];
        notes.forEach((note) => this.tell(`${server.label}: ${note}`));
        if (!this.known.has(found.identity)) this.known.set(found.identity, found);
      },
      () => void (this.readings.get(key) === shared && this.readings.delete(key)),
    );
    return reading;
  }

  /** Returns the last reading of a server, whatever it was asked for; all of it where there is none. */
  getLatestSnapshot(args: ServerArgs): Promise<Snapshot> {
    return this.readings.get(canonicalText(args))?.reading ?? this.read(args);
  }

  /** Reads a server anew, as far as it was read last. */
  reread(args: ServerArgs): Promise<Snapshot> {
    return this.server(args).read(this.readings.get(canonicalText(args))?.needed);
  }

  /** Has servers read whole from here on. Answers whether any was not. */
  readWholeFromNowOn(): boolean {
    if (this.readsWhole) return false;
    this.readsWhole = true;
    return [...this.readings.values()].some(({ needed }) => needed !== undefined);
  }

  /** Returns a server as it is right before a write: read again, unless it looks itself or was read just now. */
  private async beforeWrite(args: ServerArgs, isWritten: boolean): Promise<Snapshot> {
    if (!this.server(args).rereadsBeforeWriting) return this.reread(args);
    const held = this.readings.get(canonicalText(args));
    const isFresh = held?.ended !== undefined && Date.now() - held.ended < fresh;
    return isWritten || isFresh ? this.getLatestSnapshot(args) : this.reread(args);
  }

  /** One text for one server, whatever identities it was met under in this operation: the first. */
  private identity(reading: Snapshot): string {
    for (const [identity, known] of this.known)
      if (identity === reading.identity || known.isSame?.(reading)) return identity;
    return reading.identity;
  }

  /** Whether two readings are of one server. */
  isSameServer(one: Snapshot, other: Snapshot): boolean {
    return this.identity(one) === this.identity(other) || (one.isSame?.(other) ?? false);
  }

  /** What a write to a partner costs: told once; and once more what is to be said where several resources write to it. */
  async tellCost(
    args: ServerArgs,
    order: Pick<PlannedWrite, "from" | "changes">,
    primary: { readonly args: ServerArgs; readonly reading: Snapshot },
  ): Promise<void> {
    const server = this.server(args);
    const key = this.identity(order.from);
    const cost = await server.costs?.estimate(order, {
      label: this.server(primary.args).label,
      snapshot: primary.reading,
    });
    if (!cost) return;
    cost.warnings.forEach((sentence) => this.tell(sentence));
    if (this.costly.has(key) && cost.warningForSeveral !== undefined)
      this.tell(cost.warningForSeveral);
    this.costly.add(key);
  }

  /** Notes what will be written to a server: who is asked later counts with it, until it is. `source`: what the plan was made from. Answers how to take that back. */
  announceWrite(reading: Snapshot, plan: Plan, source: Configuration): () => void {
    const key = this.identity(reading);
    const one = { plan, source };
    this.coming.set(key, [...(this.coming.get(key) ?? []), one]);
    return () =>
      void this.coming.set(
        key,
        (this.coming.get(key) ?? []).filter((other) => other !== one),
      );
  }

  /** What a server will hold once all is written that this operation knows of. `configuration`: what it holds now. */
  predictConfiguration(reading: Snapshot, configuration = reading.configuration): Configuration {
    return (this.coming.get(this.identity(reading)) ?? []).reduce(
      (held, { plan, source }) => apply(plan, held, source),
      configuration,
    );
  }

  /** What a server cannot hold of a plan, with all else that is to come; `source`: what the plan was made from. */
  findUnsupported(
    args: ServerArgs,
    reading: Snapshot,
    plan: Plan,
    source: Snapshot,
  ): readonly string[] {
    return this.server(args).normalize(
      apply(plan, this.predictConfiguration(reading), source.configuration),
      reading,
      [source],
    ).unsupported;
  }

  /** Returns why no copy of a server can be kept before it is written, or nothing. Looked for once an operation. */
  findBackupError(args: ServerArgs, reading: Snapshot): UserError | undefined {
    const key = canonicalText(args);
    if (!this.backups.has(key))
      this.backups.set(
        key,
        refusalOf(() => this.server(args).backups?.assertPossible(reading)),
      );
    return this.backups.get(key)?.refused;
  }

  tell(sentence: string): void {
    if (this.told.has(sentence)) return;
    this.told.add(sentence);
    this.say(replaceUnprintable(sentence));
  }

  /** What is worked out once for two readings in an operation. */
  memoizeForPair<T extends object>(primary: Snapshot, partner: Snapshot, work: () => T): T {
    const known = this.worked.get(primary) ?? new WeakMap<Snapshot, object>();
    this.worked.set(primary, known);
    const found = (known.get(partner) as T | undefined) ?? work();
    known.set(partner, found);
    return found;
  }

  /** Notes who speaks of something on a partner: a scope or a shared part. Answers who else does already. */
  claim(partner: Snapshot, what: string, claim: Claim): Claim | undefined {
    const key = canonicalText([this.identity(partner), what]);
    const holder = this.claims.get(key);
    if (holder === undefined) this.claims.set(key, claim);
    return holder?.resource === claim.resource ? undefined : holder;
  }

  /** Who speaks of something on a server that is a partner in this operation. */
  findOwner(partner: Snapshot, what: string): Claim | undefined {
    return this.claims.get(canonicalText([this.identity(partner), what]));
  }

  /** Does what the engine asked; whatever goes wrong in it is told as a refusal. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.waves.during(work);
    } catch (error) {
      throw error instanceof UserError ? error : messages.unexpected("The provider", error);
    }
  }

  waitUntil(reached: () => boolean, milliseconds: number): Promise<boolean> {
    return this.waves.until(reached, milliseconds);
  }

  /** Does work, within `during`, for which no write of another resource need wait. */
  runWithoutBlockingWrites<T>(work: () => Promise<T>): Promise<T> {
    return this.waves.aside(work);
  }

  enqueue(job: WriteRequest): Promise<WriteResult> {
    return this.waves.write(asNow(job));
  }

  enqueueEach(
    jobs: readonly WriteRequest[],
    atOnce: number,
  ): Promise<readonly PromiseSettledResult<WriteResult>[]> {
    return this.waves.writeEach(jobs.map(asNow), atOnce);
  }

  /** One wave is what goes to one partner in one way. A write stops failover: one server of a pair is written when the other is done. So turns are taken by pair. */
  private async slotOf({ partner, mirrors = [], native }: WriteRequest): Promise<Slot> {
    const [reading, ...others] = await Promise.all(
      [partner, ...mirrors].map((args) => this.getLatestSnapshot(args)),
    );
    const turns = [
      ...[reading!, ...others].map((one) => this.identity(one)),
      ...(reading!.failover ?? []).map(({ pair }) => pair),
    ];
    return {
      turns,
      apart: [partner, native !== undefined],
      gather: this.server(partner).batchWindowMs ?? quiet,
    };
  }

  /** Reads both sides again, waits for failover where it comes to work by itself, and writes. */
  private async carryOut(jobs: readonly WriteRequest[]): Promise<readonly WriteResult[]> {
    const { label } = this.server(jobs[0]!.partner);
    const mayBegin = (): void => {
      if (!jobs.some(({ hasBegun }) => hasBegun)) assertWriteMayBegin(label);
    };
    mayBegin();
    const before = await this.readAgain(jobs);
    const isLate = await this.awaitFailover(jobs, before, mayBegin);
    const now = isLate ? await this.readAgain(jobs, true) : before;
    mayBegin();
    return this.writeAll(jobs, now);
  }

  /** Reads both sides. Throws where they are not as every job's check saw them: its plan was made from something else. */
  private async readAgain(jobs: readonly WriteRequest[], isLate = false): Promise<Sides> {
    const args = jobs[0]!.partner;
    const read = (server: ServerArgs, isWritten: boolean) =>
      isLate ? this.reread(server) : this.beforeWrite(server, isWritten);
    const partner = await read(args, true);
    const primaries = new Map<string, Snapshot>();
    for (const { primary } of jobs)
      if (primary && !primaries.has(canonicalText(primary)))
        primaries.set(canonicalText(primary), await read(primary, false));
    for (const { primary, plannedFrom: seen } of jobs) {
      if (!this.cameFrom(partner, seen?.partner ?? (await this.getLatestSnapshot(args))))
        throw messages.moved(this.server(args).label);
      if (
        primary &&
        !this.cameFrom(
          primaries.get(canonicalText(primary))!,
          seen?.primary ?? (await this.getLatestSnapshot(primary)),
        )
      )
        throw messages.moved(this.server(primary).label);
    }
    return { partner, primaries };
  }

  /** Waits where a job that is not forced has something to write. Returns whether it did. `mayGoOn` throws to end the wait. */
  private async awaitFailover(
    jobs: readonly WriteRequest[],
    { partner, primaries }: Sides,
    mayGoOn: () => void,
  ): Promise<boolean> {
    const health = [partner, ...primaries.values()].flatMap(({ failover = [] }) => failover);
    if (!health.some(({ condition }) => condition === "passing")) return false;
    const writing = jobs.filter(({ primary, replan: plan, isForced = false }) => {
      const source = primary && primaries.get(canonicalText(primary))!.configuration;
      return !isForced && plan(partner.configuration, source).length > 0;
    });
    if (writing.length === 0) return false;
    const ahead = {
      partner: { server: this.server(writing[0]!.partner), snapshot: partner },
      primaries: this.sources(primaries),
      changed: writing.flatMap(({ changedRelationships: changed = [] }) => changed),
      mayGoOn,
    };
    return waitForPassingFailover(ahead, {
      ...defaultWaitLimits,
      waits: writing.map(({ wait = {} }) => wait),
    });
  }

  private sources(primaries: Sides["primaries"]): readonly ServerSnapshot[] {
    return [...primaries].map(([primary, reading]) => ({
      server: this.server(JSON.parse(primary) as ServerArgs),
      snapshot: reading,
    }));
  }

  private async writeAll(
    jobs: readonly WriteRequest[],
    { partner, primaries }: Sides,
  ): Promise<readonly WriteResult[]> {
    const args = jobs[0]!.partner;
    const server = this.server(args);
    if (this.failed.has(this.identity(partner))) throw messages.earlierFailure(server.label);
    const done = await carryOut(
      server,
      partner,
      jobs,
      ({ primary }) => primary && primaries.get(canonicalText(primary)),
      {
        tell: (sentence) => this.tell(`${server.label}: ${sentence}`),
        failed: () => void this.failed.add(this.identity(partner)),
        replicate: async (asked) => {
          for (const {
            primary,
            native: { expected, ...rest },
          } of asked) {
            const by = this.server(primary);
            const answered = await by.nativeReplication!.replicate(rest);
            if (
              canonicalText([...answered].sort(byName)) !==
              canonicalText([...expected].sort(byName))
            )
              throw messages.nativeOther(by.label, answered, expected);
          }
        },
        persist: () => this.persist(server, partner),
        wrote: async ({ after: written, notPersisted: why }) => {
          if (why !== undefined) this.tell(`${server.label}: ${why}`);
          const limits = { ...defaultWaitLimits, waits: jobs.map(({ wait = {} }) => wait) };
          const {
            warnings: told,
            after,
            notRestored: notBack,
          } = await restoreFailover(
            { server, snapshot: partner },
            written,
            this.sources(primaries),
            limits,
          );
          told.forEach((sentence) => this.tell(sentence));
          if (notBack && jobs.every(({ wait }) => wait?.isNone)) this.tell(notBack.message);
          await this.became(args, partner, after);
          this.persisted.set(this.identity(after), { version: after.version, why });
          for (const other of new Map(
            jobs.flatMap(({ mirrors = [] }) =>
              mirrors.map((one) => [canonicalText(one), one] as const),
            ),
          ).values())
            await this.became(other, await this.getLatestSnapshot(other), await this.reread(other));
          return { after, ...(notBack && { notBack }) };
        },
      },
    );
    const directions = jobs.flatMap(({ primary, replicates }, i) => {
      const reading = primary && primaries.get(canonicalText(primary));
      const isWritten = done[i]!.partner !== partner;
      return isWritten && replicates && reading
        ? [{ ...replicates(), primary: { server: this.server(primary), snapshot: reading } }]
        : [];
    });
    noteDirections({ server, snapshot: partner }, directions);
    return done;
  }

  /** Has a server save what it runs with, once for each version of it. Returns why it could not. */
  private async persist(server: Server, reading: Snapshot): Promise<string | undefined> {
    const key = this.identity(reading);
    const known = this.persisted.get(key);
    if (known?.version === reading.version) return known.why;
    // What cannot be written was not written by us either.
    if (reading.readOnly) return undefined;
    const why = await server.persistence?.persist(reading);
    if (why !== undefined) this.tell(`${server.label}: ${why}`);
    this.persisted.set(key, { version: reading.version, why });
    return why;
  }

  /** Notes how a server is after a write of this operation. */
  private async became(args: ServerArgs, from: Snapshot, after: Snapshot): Promise<void> {
    const identity = this.identity(after);
    this.known.set(identity, after);
    this.coming.delete(identity);
    if (!isUnchanged(after, from)) this.ours.push({ identity, from, after });
    const shared: Shared = {
      needed: after.readScope,
      reading: Promise.resolve(after),
      ended: Date.now(),
      times: 1,
    };
    for (const [key, { reading }] of this.readings) {
      const before = await reading.catch(() => undefined);
      // What others opened of the same server they read anew: a reading belongs to who made it.
      if (key === canonicalText(args)) this.readings.set(key, shared);
      else if (before && (before.identity === from.identity || before.isSame?.(from)))
        this.readings.delete(key);
    }
  }

  /** Whether what a server holds is what it held before, but for writes of this operation. */
  private cameFrom(now: Snapshot, before: Snapshot): boolean {
    const met = new Set<Snapshot>();
    for (let reading: Snapshot | undefined = now; reading && !met.has(reading); ) {
      if (isUnchanged(reading, before)) return true;
      met.add(reading);
      const came: Snapshot = reading;
      reading = this.ours.find(
        ({ identity, after }) => identity === this.identity(came) && isUnchanged(came, after),
      )?.from;
    }
    return false;
  }

  async end(): Promise<void> {
    this.waves.end();
    await Promise.all([...this.servers.values()].map((server) => server.close()));
  }
}
