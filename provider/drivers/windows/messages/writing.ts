// Errors and warnings about a write to a running Windows DHCP server.
import { listed, quoted, serverText, userError } from "../../../core/messages/sentence.js";

/** The calls of a write that stopped between them. */
export interface StoppedCalls {
  readonly done: readonly string[];
  readonly failed: string;
  readonly left: readonly string[];
}

/** Returns calls in one line, of many only the first. */
function callsText(steps: readonly string[]): string {
  if (steps.length === 0) return "nothing";
  return listed(steps.map(serverText), 6);
}

export const windowsWritingMessages = {
  // ---- writing ----
  windowsScopeNew: (id: string, relationships: readonly string[]) =>
    `${id} does not exist on the partner, and a scope created by replication would not take ` +
    "part in failover: both servers would hand out its addresses. " +
    "Add-DhcpServerv4FailoverScope creates it on the partner. " +
    `If it is already a member of ${listed(relationships.map(quoted), 3)}, remove it first ` +
    "(Remove-DhcpServerv4FailoverScope) and add it again. Or omit it with exclude.",
  windowsStopped: (label: string, calls: StoppedCalls, why: string, kept: string) =>
    userError(
      "windows-stopped",
      `${label} was written in part. Done: ${callsText(calls.done)}. Then this call failed: ` +
        `${serverText(calls.failed)}: ${why} Not done: ${callsText(calls.left)}.`,
      `A backup of the previous configuration is in ${kept}. The next update writes the rest.`,
    ),
  windowsUnchanged: (label: string, failed: string, why: string) =>
    userError(
      "windows-unchanged",
      `${label} is unchanged. The first call failed: ${serverText(failed)}: ${why}`,
      "Correct the cause, then run this again.",
    ),
  windowsLost: (label: string, why: string) =>
    userError(
      "windows-lost",
      `${label} was sent changes, but is unchanged: ${why}`,
      "Run this again: it reads the current configuration.",
    ),
  windowsUncertain: (label: string, why: string, kept: string) =>
    userError(
      "windows-uncertain",
      `${label} was sent changes, but it is unknown which of them it applied: ${why}`,
      `A backup of the previous configuration is in ${kept}. ` +
        "The next run reads the current configuration.",
    ),
  windowsPartly: (label: string, why: string, left: readonly string[], kept: string) =>
    userError(
      "windows-partly",
      `${label} was written in part: ${why} Not done: ${callsText(left)}.`,
      `A backup of the previous configuration is in ${kept}. The next update writes the rest.`,
    ),
  windowsAnsweredLate: (why: string) =>
    `all changes were written, although the answer was lost: ${why}`,

  // ---- what a person should know ----
  windowsCalls: (label: string, number: number) =>
    `${label}: this write is ` +
    (number === 1
      ? "one cmdlet call. "
      : `${number} cmdlet calls in sequence; the first failure stops it, ` +
        "and the next update does the rest. ") +
    "No client waits.",
  windowsProgress: (label: string, done: number, all: number) =>
    `reading, ${done} of ${all} calls: ${label}`,
  windowsScopesOutsideFailover: (label: string, scopes: readonly string[]) =>
    `${label}: ${listed(scopes)} would be new there and not in a failover relationship. ` +
    "Make sure that only one server hands out these addresses.",
};
