// Ranks the keywords for a value by the server that it is written for.
import { formerConflictResolution, listEncodings } from "./field-mappings.js";
import type { FieldEncoding, ObjectKind } from "./field-mappings.js";
import { acceptsKeyword, type Release } from "./keywords.js";

/** The server that a value is encoded for. */
export interface EncodingTarget {
  readonly release: Release;
  /** All releases that the configuration can be for: that of a file may be unknown. */
  readonly possible: readonly Release[];
  readonly isRunning?: boolean;
  /** Keywords that the sources use, as `<object> <keyword>`: they come first. */
  readonly preferred: ReadonlySet<string>;
}

/**
 * Returns the keywords for a value that a release accepts: first those that the sources use, then
 * those that all possible releases accept. A running server of 2.6 or later refuses the former
 * keyword for conflict resolution, which it accepts in its file; seen on 2.6.3 and 3.0.3.
 */
export function rankEncodings(
  kind: ObjectKind,
  name: string,
  { release, possible, isRunning = false, preferred }: EncodingTarget,
): readonly FieldEncoding[] {
  const isRefused = (key: string): boolean =>
    isRunning &&
    key === formerConflictResolution &&
    acceptsKeyword(release, kind, "ddns-conflict-resolution-mode");
  const accepted = listEncodings(kind, name).filter(
    ({ key }) => acceptsKeyword(release, kind, key) && !isRefused(key),
  );
  const rank = ({ key }: FieldEncoding): number => {
    if (!isRunning && preferred.has(`${kind} ${key}`)) return 0;
    return possible.every((one) => acceptsKeyword(one, kind, key)) ? 1 : 2;
  };
  return accepted.toSorted((a, b) => rank(a) - rank(b));
}
