// The time limits of a resource, as the option customTimeouts sets them: until when an operation waits for failover.

/** An operation that has a time limit. */
export type TimedOperation = "create" | "update" | "delete";

/** Durations by operation, such as `{ update: "1m30s" }`. */
export type Timeouts = Readonly<Partial<Record<string, string>>>;

/** Seconds in each unit of a duration. */
const units: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** Returns the seconds of a duration; nothing where there is none. */
export function seconds(duration: string | undefined): number | undefined {
  if (duration === undefined) return undefined;
  const parts = [...duration.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
}

/** Returns when an operation that begins now stops waiting for failover, in milliseconds since 1970; nothing where no limit is set. */
export function deadlineOf(operation: TimedOperation, timeouts: Timeouts | undefined): number | undefined {
  const limit = seconds(timeouts?.[operation]);
  return limit === undefined ? undefined : Date.now() + limit * 1000;
}

/** Returns for how many seconds those that wait together do so: as long as one of them may. `usual`: without a limit. */
export function secondsLeft(usual: number, deadlines: readonly (number | undefined)[]): number {
  if (deadlines.length === 0) return usual;
  return Math.max(...deadlines.map((deadline) => (deadline === undefined ? usual : Math.max(0, (deadline - Date.now()) / 1000))));
}
