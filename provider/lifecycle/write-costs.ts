// What writes cost the clients of a server, such as an interruption of failover.
import type { PlannedWrite, Snapshot } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import type { Identities } from "./identities.js";
import type { OpenServers } from "./open-servers.js";
import type { Warnings } from "./warnings.js";

export class WriteCosts {
  /** Identities of the partners whose cost was told. */
  private readonly told = new Set<string>();

  constructor(
    private readonly servers: OpenServers,
    private readonly identities: Identities,
    private readonly warnings: Warnings,
  ) {}

  /**
   * Tells what a write to a partner costs; and what several cost, where another resource writes it
   * too.
   */
  async tell(
    args: ServerArgs,
    write: Pick<PlannedWrite, "from" | "changes">,
    primary: { readonly args: ServerArgs; readonly reading: Snapshot },
  ): Promise<void> {
    const identity = this.identities.identify(write.from);
    const source = { label: this.servers.open(primary.args).label, snapshot: primary.reading };
    const cost = await this.servers.open(args).costs?.estimate(write, source);
    if (!cost) return;
    for (const warning of cost.warnings) this.warnings.tell(warning);
    if (this.told.has(identity) && cost.warningForSeveral !== undefined)
      this.warnings.tell(cost.warningForSeveral);
    this.told.add(identity);
  }
}
