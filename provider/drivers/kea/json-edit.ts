// A change to a JSON document, said once for both who change it as text (a file) and as a value (a
// live server).
import type { Json } from "../../core/model.js";

/** The path of a value: member names and array positions, from the document's root. */
export type JsonPath = readonly (string | number)[];

/**
 * One change. All changes of one list speak of the document as it was before any of them: positions
 * never shift under one another. No two of them touch the same value, and none stands inside a
 * value that another sets, removes or moves.
 */
export type Edit =
  /**
   * Give the value at `path` another value; a member that is not there is added after its siblings.
   */
  | { readonly kind: "set"; readonly path: JsonPath; readonly value: Json }
  /** Take the member or the element at `path` out. */
  | { readonly kind: "remove"; readonly path: JsonPath }
  /** Add elements after the last one of the array at `path`, which is there (possibly empty). */
  | { readonly kind: "append"; readonly path: JsonPath; readonly values: readonly Json[] }
  /**
   * Move the element at `path` to the end of another array, at `to`, which is there and not inside
   * the element.
   */
  | { readonly kind: "move"; readonly path: JsonPath; readonly to: JsonPath }
  /** Add elements before the element at `path`, which is there. */
  | { readonly kind: "insert"; readonly path: JsonPath; readonly values: readonly Json[] }
  /**
   * Put the elements of the array at `path` in this order: `order[i]` is the present position of
   * what then stands at `i`. A permutation. Elements may be edited by other edits of the list, by
   * their present positions; none is removed or added in the same list.
   */
  | { readonly kind: "reorder"; readonly path: JsonPath; readonly order: readonly number[] };
