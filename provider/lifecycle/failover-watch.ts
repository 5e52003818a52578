// Watches failover on several servers until all of them state that it works, or time is up.
import type { Health } from "../core/health.js";
import { messages } from "../core/messages.js";
import { poll, type Clock } from "../core/poll.js";
import type { FailoverControl, Server, Snapshot } from "../drivers/driver.js";

/** A server, and the relationships that are to work on it. */
export interface WatchedServer {
  readonly server: Server;
  /** How the server is when the watch begins. */
  readonly snapshot: Snapshot;
  /** The relationships, by their pairs. */
  readonly pairs: readonly string[];
}

export interface WatchOptions {
  readonly limitSeconds: number;
  /** Throws to end the watch. Default: it goes on. */
  readonly assertMayGoOn?: () => void;
  /** Default: the system's clock. */
  readonly clock?: Clock;
}

export interface WatchResult {
  readonly isWorking: boolean;
  /** The result in a sentence. */
  readonly message: string;
  /** How long it took. */
  readonly seconds: number;
  /** The state on each server, in words. */
  readonly states: readonly string[];
  /** The servers as they are now, as far as they answered. */
  readonly snapshots: ReadonlyMap<Server, Snapshot>;
}

/** The relationships of one server; `health` is absent where it does not answer. */
interface Look {
  readonly server: Server;
  readonly pairs: readonly string[];
  readonly health: readonly Health[] | undefined;
}

/**
 * Watches until all servers state twice in a row that failover works: what a server states of its
 * partner may be one heartbeat old. Once is enough where servers state it at once.
 */
export async function watchFailover(
  label: string,
  watched: readonly WatchedServer[],
  { limitSeconds, assertMayGoOn = () => {}, clock }: WatchOptions,
): Promise<WatchResult> {
  const snapshots = new Map<Server, Snapshot>();
  const enough = watched.every(({ server }) => server.failover?.isStatedAtOnce) ? 1 : 2;
  let timesInARow = 0;
  const lookAtAll = async (attempt: number): Promise<readonly Look[]> => {
    assertMayGoOn();
    const looks = await Promise.all(watched.map((one) => lookAt(one, attempt === 1, snapshots)));
    timesInARow = looks.every(isWorking) ? timesInARow + 1 : 0;
    return looks;
  };
  const { answer, isDone, elapsedMs } = await poll(lookAtAll, () => timesInARow === enough, {
    timeoutMs: limitSeconds * 1_000,
    pauseMs: (_attempt, elapsed) => Math.min(200 + elapsed / 20, 1_000),
    clock,
  });
  const seconds = elapsedMs / 1_000;
  const states = answer.flatMap(describeStates);
  const message = isDone
    ? messages.failoverRecovered(label, seconds, distinctStates(answer))
    : messages.failoverNotRecovered(label, seconds, states, {
        hasStopped: answer.some(hasStopped),
        ...findAdvice(watched),
      });
  return { isWorking: isDone, message, seconds, states, snapshots };
}

/** Returns what a driver of these servers says about failover that does not come back. */
function findAdvice(
  watched: readonly WatchedServer[],
): Pick<FailoverControl, "restartCommand" | "obstacle"> {
  const { restartCommand, obstacle } = watched[0]?.server.failover ?? {};
  return {
    ...(restartCommand !== undefined && { restartCommand }),
    ...(obstacle !== undefined && { obstacle }),
  };
}

/** Reads failover of one server, unless its snapshot was just made and states it at once. */
async function lookAt(
  { server, snapshot, pairs }: WatchedServer,
  isFirst: boolean,
  snapshots: Map<Server, Snapshot>,
): Promise<Look> {
  try {
    const isFresh = isFirst && server.failover?.isStatedAtOnce === true;
    const now = isFresh ? snapshot : ((await server.failover?.refresh(snapshot)) ?? snapshot);
    snapshots.set(server, now);
    const health = (now.failover ?? []).filter(({ pair }) => pairs.includes(pair));
    return { server, pairs, health };
  } catch {
    return { server, pairs, health: undefined };
  }
}

const isWorking = ({ health, pairs }: Look): boolean =>
  health?.length === pairs.length && health.every(({ condition }) => condition === "working");

const hasStopped = ({ health = [] }: Look): boolean =>
  health.some(({ condition }) => condition === "stopped");

/** Returns what a server states of each relationship, in words. */
function describeStates({ server, health }: Look): readonly string[] {
  if (!health) return [messages.failoverUnknown(server.label)];
  return health.map(({ relationship, state }) =>
    messages.failoverState(server.label, relationship, state),
  );
}

const distinctStates = (looks: readonly Look[]): readonly string[] => [
  ...new Set(looks.flatMap(({ health = [] }) => health.map(({ state }) => state))),
];
