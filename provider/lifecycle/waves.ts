// When writes are carried out: gathered into waves until the provider falls quiet, then one wave after another on servers that share failover.
import { setTimeout as wait } from "node:timers/promises";
import limit from "p-limit";
import { canonicalText } from "../core/canonical.js";
import type { WriteResult, WriteRequest } from "./wave.js";

/** Which wave a job goes in. */
export interface Slot {
  /** Servers and pairs of which one wave at a time is carried out. */
  readonly turns: readonly string[];
  /** What tells apart waves that wait for the same turns. */
  readonly apart: readonly unknown[];
  /** For how long nothing more must have been asked before the wave closes, in milliseconds. */
  readonly gather: number;
}

interface Waiting {
  readonly job: WriteRequest;
  readonly done: (done: WriteResult) => void;
  readonly failed: (error: unknown) => void;
}

interface Wave {
  readonly slot: Slot;
  readonly waiting: Waiting[];
}

export class Waves {
  private readonly gathered = new Map<string, Wave>();
  /** The last wave of each turn. */
  private readonly writing = new Map<string, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private busy = 0;

  constructor(
    private readonly slotOf: (job: WriteRequest) => Promise<Slot>,
    private readonly carryOut: (jobs: readonly WriteRequest[]) => Promise<readonly WriteResult[]>,
  ) {}

  /** Does what the engine asked. While anything but waiting for a write goes on, no wave closes: what is asked next may want to be in it. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.busy++;
    try {
      return await work();
    } finally {
      this.busy--;
      this.closeSoon();
    }
  }

  /** Waits for what others of this operation do: it may have to be written first. Answers whether it came, within so many milliseconds. */
  until(reached: () => boolean, milliseconds: number): Promise<boolean> {
    return this.aside(async () => {
      for (const end = Date.now() + milliseconds; !reached(); ) {
        if (Date.now() > end) return false;
        await wait(20);
      }
      return true;
    });
  }

  /** Does work, within `during`, for which no wave need wait. */
  async aside<T>(work: () => Promise<T>): Promise<T> {
    this.busy--;
    this.closeSoon();
    try {
      return await work();
    } finally {
      this.busy++;
    }
  }

  /** Writes a job together with all others of its wave that come before the provider falls quiet. */
  async write(job: WriteRequest): Promise<WriteResult> {
    const [done] = await this.writeEach([job], 1);
    if (done!.status === "rejected") throw done!.reason;
    return done!.value;
  }

  /** Writes jobs of several partners, so many at a time; one that fails keeps no other from being done. */
  async writeEach(
    jobs: readonly WriteRequest[],
    atOnce: number,
  ): Promise<readonly PromiseSettledResult<WriteResult>[]> {
    const turn = limit(atOnce);
    this.busy--;
    try {
      return await Promise.allSettled(jobs.map((job) => turn(() => this.join(job))));
    } finally {
      this.busy++;
    }
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private async join(job: WriteRequest): Promise<WriteResult> {
    const slot = await this.during(() => this.slotOf(job));
    return new Promise((done, failed) => {
      const key = canonicalText([slot.turns, slot.apart]);
      const wave = this.gathered.get(key) ?? { slot, waiting: [] };
      wave.waiting.push({ job, done, failed });
      this.gathered.set(key, wave);
      this.closeSoon();
    });
  }

  private closeSoon(): void {
    clearTimeout(this.timer);
    if (this.gathered.size === 0) return;
    const gather = Math.max(...[...this.gathered.values()].map(({ slot }) => slot.gather));
    this.timer = setTimeout(() => {
      if (this.busy > 0) return; // whoever is busy closes when done
      const closed = [...this.gathered.values()];
      this.gathered.clear();
      closed.forEach((wave) => this.inTurn(wave));
    }, gather);
  }

  private inTurn({ slot: { turns }, waiting }: Wave): void {
    const written = Promise.all(turns.map((turn) => this.writing.get(turn)))
      .then(() => this.carryOut(waiting.map(({ job }) => job)))
      .then(
        (results) => waiting.forEach(({ done }, i) => done(results[i]!)),
        (error: unknown) => waiting.forEach(({ failed }) => failed(error)),
      );
    for (const turn of turns) this.writing.set(turn, written);
  }
}
