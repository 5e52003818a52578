// Two servers as one resource looks at them in one operation.
import type { Extent } from "../core/compare.js";
import type { Configuration, Plan } from "../core/model.js";
import type { Reading } from "../drivers/driver.js";

/** What both hold, how much of it the resource speaks of, and what would make the partner equal. */
export interface Seen {
  readonly primary: Reading;
  readonly partner: Reading;
  readonly extent: Extent;
  readonly plan: Plan;
  /** What must be written to the primary as well; absent or empty: nothing. */
  readonly onPrimary?: Plan;
  /** What the partner cannot hold of it. */
  readonly misfits: readonly string[];
  /** What the partner would hold once the plan is carried out; absent where it holds it. */
  readonly becomes?: Configuration;
}
