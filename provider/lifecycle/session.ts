// One operation of the engine: servers opened once and read once for all resources, writes gathered into few.
import { apply } from "../core/apply.js";
import { text } from "../core/canonical.js";
import { messages, Refusal } from "../core/messages.js";
import type { Change, Configuration, Plan } from "../core/model.js";
import { leafText } from "../core/paths.js";
import type { Reading, Server } from "../drivers/driver.js";
import type { Drivers } from "../drivers/index.js";
import type { ServerArgs } from "./arguments.js";

/** What one resource wants written to a partner. */
export interface Job {
  readonly primary?: ServerArgs;
  readonly partner: ServerArgs;
  /** The changes, given what both servers hold at the time of writing; asked again afterwards, when it must answer none. */
  readonly plan: (partner: Configuration, primary: Configuration | undefined) => Plan;
  /** Refuses a plan that should not be carried out. */
  readonly guard?: (plan: Plan, partner: Reading, primary: Reading | undefined) => Promise<void> | void;
}

/** What both servers hold once a job is done: equal as far as its plan goes. */
export interface Done {
  readonly primary?: Reading;
  readonly partner: Reading;
}

interface Waiting {
  readonly job: Job;
  readonly done: (done: Done) => void;
  readonly failed: (error: unknown) => void;
}

/** How long the provider must have been quiet before a wave of writes closes, in milliseconds. */
const quiet = 50;

export class Session {
  private readonly servers = new Map<string, Server>();
  private readonly readings = new Map<string, Promise<Reading>>();
  private readonly waves = new Map<string, Waiting[]>();
  private readonly told = new Set<string>();
  private readonly worked = new WeakMap<Reading, WeakMap<Reading, object>>();
  private readonly claims = new Map<string, string>();
  private readonly writing = new Map<string, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private busy = 0;

  constructor(
    private readonly drivers: Drivers,
    /** Says a sentence to the person; each sentence once an operation. */
    private readonly say: (sentence: string) => void,
  ) {}

  /** The server behind these arguments, opened once. */
  server(args: ServerArgs): Server {
    const key = text(args);
    let server = this.servers.get(key);
    if (!server) {
      const { driver, ...options } = args;
      this.servers.set(key, (server = this.drivers[driver]!.open(options as never)));
    }
    return server;
  }

  /** What a server holds: read once, shared; a failure is forgotten, so that the next who asks tries again. */
  read(args: ServerArgs): Promise<Reading> {
    const key = text(args);
    let reading = this.readings.get(key);
    if (!reading) {
      reading = this.server(args).read();
      this.readings.set(key, reading);
      reading.then(
        ({ notes }) => notes.forEach((note) => this.tell(`${this.server(args).label}: ${note}`)),
        () => this.readings.delete(key),
      );
    }
    return reading;
  }

  tell(sentence: string): void {
    if (this.told.has(sentence)) return;
    this.told.add(sentence);
    this.say(sentence);
  }

  /** What is worked out once for two readings in an operation. */
  once<T extends object>(primary: Reading, partner: Reading, work: () => T): T {
    const known = this.worked.get(primary) ?? new WeakMap<Reading, object>();
    this.worked.set(primary, known);
    const found = (known.get(partner) as T | undefined) ?? work();
    known.set(partner, found);
    return found;
  }

  /** Notes who speaks of a scope on a partner. Answers who else does already. */
  claim(partner: Reading, scope: string, claimant: string): string | undefined {
    const key = text([partner.identity, scope]);
    const holder = this.claims.get(key);
    if (holder === undefined) this.claims.set(key, claimant);
    return holder === claimant ? undefined : holder;
  }

  /** Who holds a scope on a partner in this operation. */
  claimant(partner: Reading, scope: string): string | undefined {
    return this.claims.get(text([partner.identity, scope]));
  }

  /** Does what the engine asked. While anything but waiting for a write goes on, no wave closes: what is asked next may want to be in it. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.busy++;
    try {
      return await work();
    } catch (error) {
      throw error instanceof Refusal ? error : messages.unexpected("The provider", error);
    } finally {
      this.busy--;
      this.closeSoon();
    }
  }

  /** Writes a job to its partner together with all others that come before the provider falls quiet. */
  async write(job: Job): Promise<Done> {
    const { identity } = await this.read(job.partner);
    this.busy--;
    try {
      return await new Promise((done, failed) => {
        this.waves.set(identity, [...(this.waves.get(identity) ?? []), { job, done, failed }]);
        this.closeSoon();
      });
    } finally {
      this.busy++;
    }
  }

  private closeSoon(): void {
    clearTimeout(this.timer);
    if (this.waves.size === 0) return;
    this.timer = setTimeout(() => {
      if (this.busy > 0) return; // whoever is busy closes when done
      const waves = [...this.waves];
      this.waves.clear();
      for (const [identity, wave] of waves) this.inTurn(identity, wave);
    }, quiet);
  }

  /** One wave after another on one server. */
  private inTurn(identity: string, wave: readonly Waiting[]): void {
    const written = (this.writing.get(identity) ?? Promise.resolve()).then(() => this.carryOut(identity, wave.map(({ job }) => job))).then(
      (results) => wave.forEach(({ done }, i) => done(results[i]!)),
      (error: unknown) => wave.forEach(({ failed }) => failed(error)),
    );
    this.writing.set(identity, written);
  }

  private async carryOut(identity: string, jobs: readonly Job[]): Promise<Done[]> {
    const args = jobs[0]!.partner;
    const server = this.server(args);
    const partner = await this.unmoved(args);
    const primaries = new Map<string, Reading>();
    for (const job of jobs) if (job.primary && !primaries.has(text(job.primary))) primaries.set(text(job.primary), await this.unmoved(job.primary));
    const primaryOf = (job: Job) => job.primary && primaries.get(text(job.primary));
    let desired = partner.configuration;
    const changes: Change[] = [];
    for (const job of jobs) {
      const primary = primaryOf(job);
      const plan = job.plan(desired, primary?.configuration);
      if (plan.length > 0) await job.guard?.(plan, partner, primary);
      desired = apply(plan, desired, primary?.configuration ?? desired);
      changes.push(...plan);
    }
    if (changes.length === 0) return jobs.map((job) => ({ partner, primary: primaryOf(job) }));
    if (partner.readOnly) throw messages.partnerReadOnly(server.label, partner.readOnly);
    this.forget(identity);
    for (const told of await server.apply({ from: partner, changes, desired })) this.tell(`${server.label}: ${told}`);
    const after = await this.read(args);
    for (const job of jobs) {
      const left = job.plan(after.configuration, primaryOf(job)?.configuration);
      if (left.length > 0) throw messages.notEqualAfterwards(server.label, left.map(({ place, path }) => leafText(place, path)));
    }
    return jobs.map((job) => ({ partner: after, primary: primaryOf(job) }));
  }

  /** A server is about to hold something else, by whatever address it was reached. */
  private forget(identity: string): void {
    for (const [key, reading] of this.readings) {
      reading.then(
        (known) => known.identity === identity && this.readings.get(key) === reading && this.readings.delete(key),
        () => undefined,
      );
    }
  }

  /** What a server holds now, if it is what this operation saw before: otherwise the plan was made from something else. */
  private async unmoved(args: ServerArgs): Promise<Reading> {
    const seen = await this.read(args);
    const now = await this.server(args).read();
    if (now.version !== seen.version) throw messages.moved(this.server(args).label);
    return now;
  }

  async end(): Promise<void> {
    clearTimeout(this.timer);
    await Promise.all([...this.servers.values()].map((server) => server.close()));
  }
}
