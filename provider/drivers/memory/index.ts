// The smallest complete driver: a configuration held in memory. It shows the contract and replaces
// a server in tests.
import { fingerprint } from "../../core/canonical.js";
import { messages } from "../../core/messages.js";
import type { Configuration } from "../../core/model.js";
import type { Driver, Snapshot } from "../driver.js";

/** A configuration in memory that counts as a server. */
export interface Memory {
  readonly name: string;
  configuration: Configuration;
  /** Why it cannot be written. Absent: it can. */
  readonly readOnly?: string;
  /** The numbers of reads and writes so far. */
  reads: number;
  writes: number;
}

export const memory: Driver<Memory> = (held) => ({
  label: held.name,
  async read() {
    held.reads++;
    return reading(held);
  },
  normalize: (desired) => ({ configuration: desired, unsupported: [] }),
  async apply({ from, desired }) {
    if (fingerprint(held.configuration) !== from.version) throw messages.serverChanged(held.name);
    held.writes++;
    held.configuration = desired;
    return { after: reading(held), warnings: [] };
  },
  async close() {},
  leases: { countActive: async (scopes) => scopes.map(() => 0) },
});

const reading = ({ name, configuration, readOnly }: Memory): Snapshot => ({
  configuration,
  identity: `memory:${name}`,
  version: fingerprint(configuration),
  warnings: [],
  ...(readOnly !== undefined && { readOnly: { reason: readOnly, limit: "server" } }),
});
