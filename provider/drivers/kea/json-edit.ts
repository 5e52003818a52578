// Changes of a JSON document, for those who change it as text (a file) and as a value (a running
// server).
import type { Json } from "../../core/model.js";

/** The path of a value: member names and array positions, from the document's root. */
export type JsonPath = readonly (string | number)[];

/**
 * One change. The paths and positions of all changes in an array are those of the document before
 * any of them. No two changes touch the same value, and none is inside a value that another one
 * sets, removes or moves.
 */
export type Edit =
  /** Sets the value at `path`. A new member is added after its siblings. */
  | { readonly kind: "set"; readonly path: JsonPath; readonly value: Json }
  /** Removes the member or the element at `path`. */
  | { readonly kind: "remove"; readonly path: JsonPath }
  /** Adds elements to the end of the array at `path`, which exists and may be empty. */
  | { readonly kind: "append"; readonly path: JsonPath; readonly values: readonly Json[] }
  /**
   * Moves the element at `path` to the end of the array at `to`, which is not inside the element.
   */
  | { readonly kind: "move"; readonly path: JsonPath; readonly to: JsonPath }
  /** Adds elements before the element at `path`, which exists. */
  | { readonly kind: "insert"; readonly path: JsonPath; readonly values: readonly Json[] }
  /**
   * Puts the elements of the array at `path` into this order: `order[i]` is the present position of
   * the element that is then at `i`. Other edits may change elements, by their present positions;
   * none adds or removes one.
   */
  | { readonly kind: "reorder"; readonly path: JsonPath; readonly order: readonly number[] };
