// Asks again and again until an answer is the last one that is needed, or time is up.
import { setTimeout as pause } from "node:timers/promises";

/** The clock that measures a wait. A test brings its own, which does not wait. */
export interface Clock {
  /** Returns milliseconds since some fixed moment. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  wait: (milliseconds) => pause(milliseconds),
};

export interface Polling {
  /** No pause begins after this many milliseconds; absent: `maximumAttempts` alone ends it. */
  readonly timeoutMs?: number;
  /** How many times it asks at most; absent: as often as there is time. */
  readonly maximumAttempts?: number;
  /** Returns the pause after an attempt, in milliseconds. The first attempt is 1. */
  readonly pauseMs: (attempt: number, elapsedMs: number) => number;
  /** Default: the system's clock. */
  readonly clock?: Clock;
}

export interface Retrying {
  readonly maximumAttempts: number;
  /** Returns the pause after a failed attempt, in milliseconds. The first attempt is 1. */
  readonly pauseMs: (attempt: number) => number;
  /** Default: the system's clock. */
  readonly clock?: Clock;
}

export interface Polled<T> {
  readonly answer: T;
  /** True where the answer ended the wait; false where time or attempts ran out. */
  readonly isDone: boolean;
  readonly elapsedMs: number;
}

/**
 * Asks until `isDone` accepts an answer, at least once. Returns the last answer. What `ask` throws
 * ends it.
 */
export async function poll<T>(
  ask: (attempt: number) => T | Promise<T>,
  isDone: (answer: T) => boolean,
  polling: Polling,
): Promise<Polled<T>> {
  const { timeoutMs = Infinity, maximumAttempts = Infinity, clock = systemClock } = polling;
  const begin = clock.now();
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(attempt);
    const elapsedMs = clock.now() - begin;
    if (isDone(answer)) return { answer, isDone: true, elapsedMs };
    if (elapsedMs >= timeoutMs || attempt >= maximumAttempts)
      return { answer, isDone: false, elapsedMs };
    await clock.wait(Math.min(polling.pauseMs(attempt, elapsedMs), timeoutMs - elapsedMs));
  }
}

/** Does work again after each failure. Throws the last failure where no attempt succeeds. */
export async function retry<T>(
  work: () => Promise<T>,
  { maximumAttempts, pauseMs, clock = systemClock }: Retrying,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= maximumAttempts) throw error;
      await clock.wait(pauseMs(attempt));
    }
  }
}
