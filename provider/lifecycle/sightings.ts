// What check saw in this operation, for the diff and the write that come after it.
import { fingerprint } from "../core/canonical.js";
import type { Properties } from "./record.js";

export class Sightings<T> {
  private readonly seen = new Map<string, T>();
  /** Those that diff has not asked for yet. */
  private readonly fresh = new Set<string>();

  /** Notes what check saw, by the inputs that it gave. */
  note(inputs: Properties, sight: T): void {
    const key = fingerprint(inputs);
    this.seen.set(key, sight);
    this.fresh.add(key);
  }

  /** For diff: what the check right before it saw. Nothing where there was none: then it is a refresh's. */
  taken(inputs: Properties): T | undefined {
    const key = fingerprint(inputs);
    return this.fresh.delete(key) ? this.seen.get(key) : undefined;
  }

  /** For a write: what check saw, if it was in this process. */
  of(inputs: Properties): T | undefined {
    return this.seen.get(fingerprint(inputs));
  }
}
