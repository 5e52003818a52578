// Errors and warnings about a write to a running Windows DHCP server.
import { listed, quoted, serverText, refusal } from "../../../core/messages/sentence.js";

/** What was done and what was not, as much as a person reads. */
const calls = (steps: readonly string[]): string =>
  steps.length === 0
    ? "nothing"
    : listed(
        steps.map((step) => serverText(step)),
        6,
      );

export const windowsWritingMessages = {
  // ---- writing ----
  windowsScopeNew: (id: string, relationships: readonly string[]) =>
    `${id} does not exist on the partner, and a scope created by replication would not take part in failover: both servers would hand out its addresses. Add-DhcpServerv4FailoverScope creates it on the partner. If it is already a member of ${listed(relationships.map(quoted), 3)}, remove it first (Remove-DhcpServerv4FailoverScope) and add it again. Or omit it with exclude.`,
  windowsStopped: (
    label: string,
    failed: string,
    why: string,
    done: readonly string[],
    left: readonly string[],
    kept: string,
  ) =>
    refusal(
      "windows-stopped",
      `${label} was written in part. Done: ${calls(done)}. Then this call failed: ${serverText(failed)}: ${why} Not done: ${calls(left)}.`,
      `A backup of the previous configuration is in ${kept}. The next update writes the rest.`,
    ),
  windowsUnchanged: (label: string, failed: string, why: string) =>
    refusal(
      "windows-unchanged",
      `${label} is unchanged. The first call failed: ${serverText(failed)}: ${why}`,
      "Correct the cause, then run this again.",
    ),
  windowsLost: (label: string, why: string) =>
    refusal(
      "windows-lost",
      `${label} was sent changes, but is unchanged: ${why}`,
      "Run this again: it reads the current configuration.",
    ),
  windowsUncertain: (label: string, why: string, kept: string) =>
    refusal(
      "windows-uncertain",
      `${label} was sent changes, but it is unknown which of them it applied: ${why}`,
      `A backup of the previous configuration is in ${kept}. The next run reads the current configuration.`,
    ),
  windowsPartly: (label: string, why: string, left: readonly string[], kept: string) =>
    refusal(
      "windows-partly",
      `${label} was written in part: ${why} Not done: ${calls(left)}.`,
      `A backup of the previous configuration is in ${kept}. The next update writes the rest.`,
    ),
  windowsAnsweredLate: (why: string) =>
    `all changes were written, although the answer was lost: ${why}`,

  // ---- what a person should know ----
  windowsCalls: (label: string, number: number) =>
    `${label}: this write is ${number === 1 ? "one cmdlet call" : `${number} cmdlet calls in sequence; the first failure stops it, and the next update does the rest`}. No client waits.`,
  windowsProgress: (label: string, done: number, all: number) =>
    `reading, ${done} of ${all} calls: ${label}`,
  windowsScopesOutsideFailover: (label: string, scopes: readonly string[]) =>
    `${label}: ${listed(scopes)} would be new there and not in a failover relationship. Make sure that only one server hands out these addresses.`,
};
