// How work goes on, and what differs: shown on a resource while Pulumi works.
import { changesText, listed, quoted, secondsText } from "./sentence.js";

/** A wait for failover, after so many seconds. */
export interface WaitingForFailover {
  readonly label: string;
  readonly isWritten: boolean;
  readonly seconds: number;
  /** The seconds that it usually takes; 0 where that is unknown. */
  readonly expectedSeconds: number;
  readonly limitSeconds: number;
}

/** The number of differences between a primary and its partners. */
export interface DifferenceCounts {
  readonly primary: string;
  /** The partners that differ. */
  readonly partners: readonly string[];
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** The number of scopes with a difference. */
  readonly scopes: number;
}

export const progressMessages = {
  // The CLI cuts a status at the end of its line: the server comes last.
  reading: (label: string, seconds: number) => `reading, ${seconds} s: ${label}`,
  writing: (label: string, seconds: number) => `writing, ${seconds} s: ${label}`,
  waitingForFailover: (wait: WaitingForFailover) =>
    `${wait.isWritten ? "written" : "not written yet"}, waiting for failover, ` +
    `${elapsedText(wait)}: ${wait.label}`,

  differences: ({ primary, partners, added, removed, changed, scopes }: DifferenceCounts) => {
    const kinds = [
      [changed, "changed"],
      [added, "added"],
      [removed, "removed"],
    ] as const;
    const parts = kinds.filter(([count]) => count > 0).map(([count, kind]) => `${count} ${kind}`);
    const extent = scopes > 1 ? `, in ${scopes} scopes` : "";
    const counts = parts.length > 1 ? ` (${parts.join(", ")})` : "";
    return (
      `An update writes ${changesText(added + removed + changed)} from ${primary} to ` +
      `${listed(partners)}${extent}${counts}:`
    );
  },
  relationshipDifferences: (name: string, changes: number) =>
    `An update writes ${changesText(changes)} to the failover relationship ${quoted(name)}:`,
  difference: (property: string, change: string) => `  ${property}: ${change}`,
  moreDifferences: (count: number) => `  and ${count} more: pulumi preview --diff`,
};

function elapsedText({
  isWritten,
  seconds,
  expectedSeconds,
  limitSeconds,
}: WaitingForFailover): string {
  const limit = `at most ${secondsText(limitSeconds)}`;
  if (!isWritten || expectedSeconds === 0) return `${seconds} s of ${limit}`;
  const expected = `about ${secondsText(expectedSeconds)}`;
  return seconds <= expectedSeconds
    ? `${seconds} of ${expected}`
    : `${seconds} s (${expected} expected, ${limit})`;
}
