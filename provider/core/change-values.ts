// Changes as data that people read: where each is, and the values of both sides. A value is a number,
// a truth value or one line of text, of limited length and without secrets.
import { equal } from "./equal.js";
import type { Change } from "./model.js";
import { formatGroupedProperty } from "./paths.js";
import { isSecretPath } from "./secrets.js";
import { formatSide } from "./text.js";

/** A value as people read it. */
export type ShownValue = string | number | boolean;

/** A change as people read it: `current` is what the partner holds, `desired` what it should hold. */
export interface ShownChange {
  /** The names that lead to the property, from the object that it is in. */
  readonly path: readonly string[];
  readonly current?: ShownValue;
  readonly desired?: ShownValue;
}

/** The two sides of a change, by their names. */
export type Side = "current" | "desired";

const secretChanged = "(secret, changed)";

/** Returns both sides of a change. Values that differ in a secret alone differ in their words. */
export function showValues(change: Change): Omit<ShownChange, "path"> {
  const [current, desired] = [showValue(change, "current"), showValue(change, "desired")];
  return {
    ...(current !== undefined && { current }),
    ...(desired !== undefined && {
      desired: equal(current, desired) ? secretChanged : desired,
    }),
  };
}

function showValue(change: Change, side: Side): ShownValue | undefined {
  const value = change[side];
  if (value === undefined) return undefined;
  if (isSecretPath(change.path)) return "(secret)";
  if (typeof value === "number" || typeof value === "boolean") return value;
  return formatSide(change, value) || "yes";
}

/**
 * Returns the names that lead to the property of a change. A change of a whole object ends in a name
 * that says so, as in a preview.
 */
export function locateChange({ location, path }: Change): readonly string[] {
  const [object, property] = formatGroupedProperty(location, path);
  return [object, ...(path.length > 0 ? path : [property])];
}
