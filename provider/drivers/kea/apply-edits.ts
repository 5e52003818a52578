// Applies edits to a plain value: the document after them, whatever its text looks like.
import { messages } from "./messages.js";
import type { Json } from "../../core/model.js";
import type { Edit, JsonPath } from "./json-edit.js";

/** An element that is added to an array. `from`: its present path; absent where it is new. */
export interface Appended {
  readonly value: Json;
  readonly from?: JsonPath;
}

/** The edits that are requested of one value, and of the values inside it. */
export interface RequestedEdits {
  set?: { readonly value: Json };
  removed?: true;
  /** Elements to add before this one. */
  before?: Json[];
  /** Elements to add at the end of this array. */
  append?: Appended[];
  order?: readonly number[];
  /** By member name or position. In an object, also members that do not exist yet. */
  readonly inside: Map<string | number, RequestedEdits>;
}

/**
 * Returns edits by their places. Throws where one breaks the promises of `Edit`: that is a mistake
 * of the caller, not in a person's file.
 */
export function groupByPlace(document: Json, edits: readonly Edit[]): RequestedEdits {
  const root: RequestedEdits = { inside: new Map() };
  for (const edit of edits) requestEdit(root, document, edit);
  assertNotTangled(root, []);
  return root;
}

function requestEdit(root: RequestedEdits, document: Json, edit: Edit): void {
  const { path } = edit;
  const requested = requestAt(root, path);
  const current = valueAt(document, path, edit.kind === "set");
  const isUntouched = requested.set === undefined && !requested.removed;
  const isElement = typeof path.at(-1) === "number";
  switch (edit.kind) {
    case "set":
      assertPossible(isUntouched, path);
      requested.set = { value: edit.value };
      break;
    case "remove":
      assertPossible(isUntouched && path.length > 0, path);
      requested.removed = true;
      break;
    case "move":
      assertPossible(isElement && !requested.removed, path);
      assertPossible(Array.isArray(valueAt(document, edit.to, false)), path);
      requested.removed = true;
      appendTo(requestAt(root, edit.to), { value: current!, from: path });
      break;
    case "insert":
      assertPossible(isElement, path);
      for (const value of edit.values) insertBefore(requested, value);
      break;
    case "append":
      assertPossible(Array.isArray(current), path);
      for (const value of edit.values) appendTo(requested, { value });
      break;
    case "reorder":
      assertPossible(requested.order === undefined && isOrderOf(edit.order, current), path);
      requested.order = edit.order;
  }
}

function assertPossible(isPossible: boolean, path: JsonPath): void {
  if (!isPossible) throw messages.keaEditsTangled(path);
}

function insertBefore(requested: RequestedEdits, value: Json): void {
  requested.before ??= [];
  requested.before.push(value);
}

function appendTo(requested: RequestedEdits, element: Appended): void {
  requested.append ??= [];
  requested.append.push(element);
}

/** Returns the edits that are requested of the value at a path, created where there are none. */
function requestAt(root: RequestedEdits, path: JsonPath): RequestedEdits {
  let requested = root;
  for (const step of path) {
    const inner = requested.inside.get(step) ?? { inside: new Map() };
    requested.inside.set(step, inner);
    requested = inner;
  }
  return requested;
}

/**
 * Returns the value after the edits. Values that no edit touches are shared with the one before.
 */
export function applyEdits(value: Json, edits: readonly Edit[]): Json {
  return edits.length === 0 ? value : applyTo(value, groupByPlace(value, edits));
}

function applyTo(value: Json, requested: RequestedEdits): Json {
  const { set, inside, append, order } = requested;
  if (set !== undefined) return set.value;
  if (inside.size === 0 && append === undefined && order === undefined) return value;
  return Array.isArray(value)
    ? applyToArray(value as readonly Json[], requested)
    : applyToObject(value as JsonObject, requested);
}

function applyToArray(
  array: readonly Json[],
  { inside, append = [], order }: RequestedEdits,
): readonly Json[] {
  const elements = array.flatMap((element, index) => {
    const requested = inside.get(index);
    if (requested === undefined) return [element];
    const { before = [], removed } = requested;
    return removed ? before : [...before, applyTo(element, requested)];
  });
  if (order !== undefined) return order.map((from) => elements[from]!);
  return [...elements, ...append.map(({ value }) => value)];
}

type JsonObject = { readonly [name: string]: Json };

function applyToObject(object: JsonObject, { inside }: RequestedEdits): JsonObject {
  const members = Object.entries(object).flatMap(([name, member]) => {
    const requested = inside.get(name);
    if (requested === undefined) return [[name, member] as const];
    return requested.removed ? [] : [[name, applyTo(member, requested)] as const];
  });
  const added = [...inside]
    .filter(([name]) => !Object.hasOwn(object, name))
    .map(([name, { set }]) => [name, set!.value] as const);
  return Object.fromEntries([...members, ...added]);
}

/**
 * Returns the value at a path. Throws where there is none, unless it is a member that may be new.
 */
function valueAt(root: Json, path: JsonPath, mayBeNew: boolean): Json | undefined {
  let value: Json | undefined = root;
  for (const [depth, step] of path.entries()) {
    const inner: Json | undefined = childOf(value, step);
    const isLast = depth === path.length - 1;
    if (inner === undefined) assertPossible(mayBeNew && isLast && mayHaveMember(value, step), path);
    value = inner;
  }
  return value;
}

function childOf(value: Json | undefined, step: string | number): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value) !== (typeof step === "number")) return undefined;
  return Object.hasOwn(value, step) ? (value as JsonObject)[step] : undefined;
}

const mayHaveMember = (value: Json | undefined, step: string | number): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && typeof step === "string";

/** Returns whether positions are a permutation of an array's elements. */
function isOrderOf(order: readonly number[], value: Json | undefined): boolean {
  if (!Array.isArray(value)) return false;
  const { length } = value;
  return (
    order.length === length &&
    new Set(order).size === length &&
    order.every((index) => Number.isInteger(index) && index >= 0 && index < length)
  );
}

function assertNotTangled(requested: RequestedEdits, path: JsonPath): void {
  const { set, removed, append, order, inside } = requested;
  const isReplaced = set !== undefined || removed === true;
  const isEditedInside = inside.size > 0 || append !== undefined || order !== undefined;
  assertPossible(!(isReplaced && isEditedInside), path);
  for (const [step, inner] of inside) {
    const changesLength = inner.removed || inner.before !== undefined;
    assertPossible(!(order !== undefined && changesLength), path);
    assertNotTangled(inner, [...path, step]);
  }
  assertPossible(!(order !== undefined && append !== undefined), path);
}
