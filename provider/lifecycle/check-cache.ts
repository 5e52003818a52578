// Results of check, kept for the diff and the write that follow it in the same operation.
import { fingerprint } from "../core/canonical.js";
import type { Properties } from "./record.js";

/** Returns the key of inputs. Time limits do not matter: some engines pass them to a write alone. */
const keyOf = ({ customTimeouts: _limits, ...inputs }: Properties): string => fingerprint(inputs);

export class CheckCache<T> {
  private readonly results = new Map<string, T>();
  /** Keys of results that diff has not asked for yet. */
  private readonly fresh = new Set<string>();

  /** Adds a result of check under the inputs that check returned. */
  add(inputs: Properties, result: T): void {
    const key = keyOf(inputs);
    this.results.set(key, result);
    this.fresh.add(key);
  }

  /**
   * Returns the result of the check right before this diff, once. Returns nothing where there was
   * none: a refresh calls diff without check.
   */
  takeFresh(inputs: Properties): T | undefined {
    const key = keyOf(inputs);
    return this.fresh.delete(key) ? this.results.get(key) : undefined;
  }

  /** Returns the result of check for a write, if check ran in this process. */
  get(inputs: Properties): T | undefined {
    return this.results.get(keyOf(inputs));
  }
}
