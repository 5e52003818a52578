// Warnings about ranges that a write makes smaller: clients outside of them lose their addresses.
import { messages } from "../core/messages.js";
import { listNarrowedRanges } from "../core/narrowed-ranges.js";
import { labelScope } from "../core/scope-labels.js";
import type { LeaseCounter } from "../drivers/driver.js";
import type { PairComparison } from "./comparison.js";

/** The server that a plan is for. */
interface CountedServer {
  readonly label: string;
  readonly leases?: LeaseCounter;
}

/** The number of ranges whose leases are counted; of the others the number stays unknown. */
const maxCounted = 20;

/** Describes each range that a plan makes smaller, with the number of leases that it leaves out. */
export async function describeNarrowedRanges(
  { label, leases }: CountedServer,
  { primary, partner, plan }: PairComparison,
): Promise<readonly string[]> {
  const sentences: string[] = [];
  for (const [i, range] of listNarrowedRanges(plan, partner.configuration).entries()) {
    const count =
      i < maxCounted ? await leases?.countWithin?.(range.scope, range.outside) : undefined;
    const scope = labelScope(range.scope, primary.configuration, partner.configuration);
    sentences.push(messages.rangeNarrowed(label, scope, range, count));
  }
  return sentences;
}
