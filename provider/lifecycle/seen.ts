// Two servers as one resource looks at them in one operation.
import type { Selection } from "../core/compare.js";
import type { Configuration, Plan } from "../core/model.js";
import type { Snapshot } from "../drivers/driver.js";

/** What both hold, how much of it the resource speaks of, and what would make the partner equal. */
export interface Seen {
  readonly primary: Snapshot;
  readonly partner: Snapshot;
  readonly extent: Selection;
  readonly plan: Plan;
  /** What must be written to the primary as well; absent or empty: nothing. */
  readonly onPrimary?: Plan;
  /** What the partner cannot hold of it. */
  readonly unsupported: readonly string[];
  /** What the partner would hold once the plan is carried out; absent where it holds it. */
  readonly becomes?: Configuration;
}
