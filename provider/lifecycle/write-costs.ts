// What writes cost the clients of a server, such as an interruption of failover.
import type { Cost, Snapshot } from "../drivers/driver.js";
import type { Identities } from "./identities.js";
import type { Warnings } from "./warnings.js";

export class WriteCosts {
  /** Identities of the partners whose cost was told. */
  private readonly told = new Set<string>();

  constructor(
    private readonly identities: Identities,
    private readonly warnings: Warnings,
  ) {}

  /** Tells the cost of a write; and what several cost, where another resource writes it too. */
  tell(written: Snapshot, cost: Cost): void {
    const identity = this.identities.identify(written);
    for (const warning of cost.warnings) this.warnings.tell(warning);
    if (this.told.has(identity) && cost.warningForSeveral !== undefined)
      this.warnings.tell(cost.warningForSeveral);
    this.told.add(identity);
  }
}
