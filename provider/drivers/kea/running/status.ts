// Reads the answer to status-get of a running server: its start, and the state of its failover.
import { fingerprint, isMap, mapOf } from "../../../core/canonical.js";
import type { Health } from "../../../core/health.js";
import type { Json } from "../../../core/model.js";
import { hooks } from "../names.js";
import { describePeers, termsToMatch, type HaRelationship } from "../model/index.js";

export interface Status {
  readonly pid?: number;
  /** The start of the server, in seconds since 1970. The server states it to the second. */
  readonly started?: number;
  /** One for each relationship that runs, in the order of the configuration. */
  readonly failover: readonly HaStatus[];
  /** The command that stopped its service although it runs. Since 3.0. */
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
  const list = status[hooks.relationships];
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
 * Returns a fingerprint of the terms that both servers must state alike. A server waits for a
 * partner in its own mode (seen on 2.2.0 and 3.0.3).
 */
const fingerprintTerms = ({ relationship }: HaRelationship): string =>
  fingerprint(termsToMatch(relationship));

const workingStates = new Set(["load-balancing", "hot-standby", "passive-backup", "backup"]);

/** States that Kea leaves without help (the manual's "Server States"). */
const transientStates = new Set(["waiting", "syncing", "ready", "communication-recovery"]);

function classifyState({ state, partnerState }: HaStatus): Health["condition"] {
  if (workingStates.has(state)) return "working";
  if (state === "terminated" || (state === "waiting" && partnerState === "terminated"))
    return "stopped";
  return transientStates.has(state) ? "passing" : "impaired";
}

/**
 * Returns the state of each relationship. Since 2.4 a pair whose lease updates are rejected, as
 * they are when subnets differ, becomes `terminated` (max-rejected-lease-updates). A server that
 * restarts beside a terminated one stays `waiting`.
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
      pair: found ? describePeers(found) : name,
      ...(found && { terms: fingerprintTerms(found) }),
      state,
      ...(partnerState !== undefined && { partnerState }),
      condition: classifyState(peers),
    };
  });
}
