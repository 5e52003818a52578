// What a config-set costs: it unloads and loads the hooks, so failover begins anew on that server, whatever was changed.
import { messages } from "../../../core/messages.js";
import type { Json } from "../../../core/model.js";
import type { Stated } from "../model/index.js";

export interface Pause {
  /** Until the next heartbeat, in seconds: so long the server waits and serves nobody. */
  readonly delay: number;
  /** To synchronise leases, in seconds. */
  readonly sync: number;
  readonly leases: number;
}

/** Leases that one server gives the other in a second. Measured on 2.2.0 (50,000 in 7.5 s), and a rule of thumb for other machines. */
const syncedPerSecond = 6_600;

/** Kea's defaults of heartbeat-delay and max-response-delay, in milliseconds. */
const heartbeat = 10_000;
const silence = 60_000;

const numberOr = (silent: number, value: Json | undefined): number => (typeof value === "number" ? value : silent);

export function pauseOf(stated: readonly Stated[], leases: number): Pause {
  const delays = stated.map(({ raw }) => numberOr(heartbeat, raw["heartbeat-delay"]));
  const synced = stated.some(({ raw }) => raw["sync-leases"] !== false);
  return { delay: Math.max(0, ...delays) / 1000, sync: synced ? leases / syncedPerSecond : 0, leases: synced ? leases : 0 };
}

/** The pause as a person should hear it, and whose clients wait. */
export function told(stated: readonly Stated[], pause: Pause): string {
  if (stated.length === 0) return messages.keaPauseNone();
  const waiting = stated.map(whoWaits).sort((a, b) => order.indexOf(a) - order.indexOf(b))[0]!;
  const silent = pause.sync >= 1 && (waiting === "nobody" || waiting === "half") ? messages.keaWaitSync(pause.sync) : "";
  return messages.keaPause(pause.delay, pause.leases, pause.sync, sentence[waiting]() + silent);
}

type Waiting = "all" | "half" | "nobody" | "backup";
const order: readonly Waiting[] = ["all", "half", "nobody", "backup"];
const sentence: Readonly<Record<Waiting, () => string>> = { all: messages.keaWaitAll, half: messages.keaWaitHalf, nobody: messages.keaWaitNobody, backup: messages.keaWaitBackup };

function whoWaits({ peers, relationship: { mode, self } }: Stated): Waiting {
  const role = peers.find(({ name }) => name === self)?.role;
  if (role === "backup") return "backup";
  return mode === "loadBalance" ? "half" : role === "primary" ? "all" : "nobody";
}

/** Seconds that a server needs to take in a configuration of this many bytes. Measured on 2.2.0: 27 MB in 11 s, its answers and its file included. */
const secondsPerMegabyte = 0.4;

/** Told where a server may be busy for longer than its partner waits for a sign of life. */
export function outlasting(label: string, stated: readonly Stated[], document: Json): readonly string[] {
  const limit = Math.min(...stated.map(({ raw }) => numberOr(silence, raw["max-response-delay"]))) / 1000;
  const need = (lengthOf(document) / 1e6) * secondsPerMegabyte;
  return stated.length > 0 && need > limit ? [messages.keaOutlasts(label, need, limit)] : [];
}

const lengths = new WeakMap<object, number>();

/** How long a document is as text: worked out once. */
function lengthOf(document: Json): number {
  const known = lengths.get(document as object);
  if (known !== undefined) return known;
  const { length } = JSON.stringify(document);
  lengths.set(document as object, length);
  return length;
}
