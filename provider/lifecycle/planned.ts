// What would make a partner equal, as far as it can be seen.
import { apply } from "../core/apply.js";
import { compare, type Extent } from "../core/compare.js";
import { keeping } from "../core/keep.js";
import type { Configuration, Plan } from "../core/model.js";
import type { Reading, Server } from "../drivers/driver.js";
import type { Seen } from "./seen.js";

/**
 * The plan, with what it entails: a shared part that changes hands other values down to scopes that were equal. `before`: what the partner
 * will hold by then, where others write to it first.
 */
export function planned(server: Server, primary: Configuration, partner: Reading, before: Configuration, extent: Extent): Pick<Seen, "plan" | "misfits" | "becomes"> {
  const plan = compare(before, primary, extent);
  if (plan.length === 0) return { plan, misfits: [] };
  const { configuration, misfits } = server.fit(apply(plan, before, primary), partner);
  return { plan: [...plan, ...compare(configuration, primary, extent)], misfits, becomes: configuration };
}

/** A plan told the other way round: what should be held, and what is. So drift speaks of just what a plan speaks of. */
export const asDrift = (plan: Plan): Plan => plan.map(({ current, desired, ...change }) => ({ ...change, current: desired, desired: current }));

/** What these servers may hold and never tell. */
export const untoldBy = (...readings: readonly Reading[]): readonly string[] => [...new Set(readings.flatMap(({ untold = [] }) => untold))];

/** The extent without what cannot be seen. */
export function visible(extent: Extent, untold: readonly string[]): Extent {
  if (untold.length === 0) return extent;
  const unseen = keeping(untold);
  return { ...extent, keep: (change) => extent.keep(change) || unseen(change) };
}
