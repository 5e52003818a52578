// The time that an operation waits for failover, from the argument failoverTimeout and the option
// customTimeouts.

/** An operation that has a time limit. */
export type TimedOperation = "create" | "update" | "delete";

/** Durations by operation, such as `{ update: "1m30s" }`. */
export type Timeouts = Readonly<Partial<Record<string, string>>>;

/** Seconds in each unit of a duration. */
const units: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Returns the seconds of a duration; nothing where there is none. */
export function parseDuration(duration: string | undefined): number | undefined {
  if (duration === undefined) return undefined;
  const parts = [...duration.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
}

/**
 * The time that one operation of a resource waits for failover. Without a limit it is the default.
 */
export interface FailoverWait {
  /** Seconds for each wait. */
  readonly seconds?: number;
  /** When the last wait ends, in milliseconds since 1970. */
  readonly deadline?: number;
  /**
   * True where it does not wait at all. Then failover that does not work after a write is a
   * warning, otherwise an error.
   */
  readonly isNone: boolean;
}

/** Arguments that limit how long an operation waits. */
interface Limited {
  readonly failoverTimeout?: number;
  readonly customTimeouts?: Timeouts;
}

/** Returns the time that an operation which begins now waits. */
export function failoverWait(
  operation: TimedOperation,
  { failoverTimeout, customTimeouts }: Limited,
): FailoverWait {
  const deadline = deadlineOf(operation, customTimeouts);
  return {
    ...(failoverTimeout !== undefined && { seconds: failoverTimeout }),
    ...(deadline !== undefined && { deadline }),
    isNone: failoverTimeout === 0 || parseDuration(customTimeouts?.[operation]) === 0,
  };
}

/**
 * Returns the time at which an operation that begins now stops waiting for failover, in
 * milliseconds since 1970; nothing without a limit.
 */
export function deadlineOf(
  operation: TimedOperation,
  timeouts: Timeouts | undefined,
): number | undefined {
  const limit = parseDuration(timeouts?.[operation]);
  return limit === undefined ? undefined : Date.now() + limit * 1000;
}

/**
 * Returns the seconds that operations which wait together wait: as long as one of them may.
 * `usual`: the seconds without a limit.
 */
export function secondsLeft(
  usual: number,
  waits: readonly Pick<FailoverWait, "seconds" | "deadline">[],
): number {
  if (waits.length === 0) return usual;
  return Math.max(...waits.map((wait) => shorterLimit(usual, wait)));
}

/** Returns the shorter one of two limits. */
function shorterLimit(
  usual: number,
  { seconds, deadline }: Pick<FailoverWait, "seconds" | "deadline">,
): number {
  if (deadline === undefined) return seconds ?? usual;
  const left = Math.max(0, (deadline - Date.now()) / 1000);
  return seconds === undefined ? left : Math.min(seconds, left);
}
