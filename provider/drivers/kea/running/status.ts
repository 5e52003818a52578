// Reads status-get of a running server: since when it runs, and how its failover is doing.
import { fingerprint, isMap, mapOf } from "../../../core/canonical.js";
import type { Health } from "../../../core/health.js";
import type { Json } from "../../../core/model.js";
import { describePair, termsToMatch, type HaRelationship } from "../model/index.js";

export interface Status {
  readonly pid?: number;
  /** When the server was started, in seconds since 1970, as exactly as it tells: to the second. */
  readonly started?: number;
  /** One for each relationship that runs, in the order in which the configuration states them. */
  readonly failover: readonly HaStatus[];
  /** Why it answers no clients although it runs. Told since 3.0. */
  readonly serviceOff?: string;
}

interface HaStatus {
  readonly self?: string;
  readonly state: string;
  readonly partnerState?: string;
}

export function readStatus(answer: Json | undefined, now = Date.now()): Status {
  const status = mapOf(answer);
  const { pid, uptime } = status;
  const service = mapOf(status["dhcp-state"]);
  const list = status["high-availability"];
  return {
    ...(typeof pid === "number" && { pid }),
    ...(typeof uptime === "number" && { started: now / 1000 - uptime }),
    failover: Array.isArray(list) ? (list as readonly Json[]).flatMap(readHaStatus) : [],
    ...(service["disabled-by-user"] === true && { serviceOff: "dhcp-disable" }),
  };
}

function readHaStatus(entry: Json): HaStatus[] {
  const servers = mapOf(mapOf(entry)["ha-servers"]);
  const { local, remote } = servers;
  if (!isMap(local) || typeof local.state !== "string") return [];
  return [
    {
      state: local.state,
      ...(typeof local["server-name"] === "string" && { self: local["server-name"] }),
      ...(isMap(remote) &&
        typeof remote["last-state"] === "string" &&
        remote["last-state"] !== "" && { partnerState: remote["last-state"] }),
    },
  ];
}

/**
 * Returns a fingerprint of what both servers must state alike, besides names and addresses: a
 * server waits for one in its own mode (seen on 2.2.0 and 3.0.3).
 */
const fingerprintTerms = ({ relationship }: HaRelationship): string =>
  fingerprint(termsToMatch(relationship));

const workingStates = new Set(["load-balancing", "hot-standby", "passive-backup", "backup"]);

/** States from which Kea goes on by itself (the manual's "Server States"). */
const transientStates = new Set(["waiting", "syncing", "ready", "communication-recovery"]);

function classifyState({ state, partnerState }: HaStatus): Health["condition"] {
  if (workingStates.has(state)) return "working";
  if (state === "terminated" || (state === "waiting" && partnerState === "terminated"))
    return "stopped";
  return transientStates.has(state) ? "passing" : "impaired";
}

/**
 * How each stated relationship is doing. Since 2.4 a pair whose lease updates are rejected, as they
 * are when subnets differ, goes `terminated` (max-rejected-lease-updates); a server that restarts
 * beside a terminated one stays `waiting`.
 */
export function toHealth(
  stated: readonly HaRelationship[],
  { failover }: Status,
): readonly Health[] {
  return failover.map((peers, at) => {
    const { self, state, partnerState } = peers;
    const found =
      stated.find(({ relationship }) => self !== undefined && relationship.self === self) ??
      stated[at];
    const { name = "failover" } = found ?? {};
    return {
      relationship: name,
      pair: found ? describePair(found) : name,
      ...(found && { terms: fingerprintTerms(found) }),
      state,
      ...(partnerState !== undefined && { partnerState }),
      condition: classifyState(peers),
    };
  });
}
