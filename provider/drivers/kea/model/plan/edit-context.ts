// The types that all edits of Kea's objects share.
import type { Json, Tree } from "../../../../core/model.js";
import type { Edit, JsonPath } from "../../json-edit.js";
import type { Definitions } from "../options/definitions.js";
import type { ObjectKind } from "../field-mappings.js";
import type { KeaMap } from "../kea-map.js";
import type { WriteContext } from "./write-objects.js";

/** An object as it is, and the explicit values that it should be read as. */
export interface TreeChange {
  readonly kind: ObjectKind;
  readonly path: JsonPath;
  readonly raw: KeaMap;
  readonly from: Tree;
  readonly to: Tree;
}

/** The meaning of options before and after a change, and the target. */
export interface EditContext {
  readonly reading: Definitions;
  readonly writing: WriteContext;
}

/** Returns an edit that sets a member, or removes it where there is no value. */
export const setOrRemove = (path: JsonPath, value: Json | undefined): Edit =>
  value === undefined ? { kind: "remove", path } : { kind: "set", path, value };
