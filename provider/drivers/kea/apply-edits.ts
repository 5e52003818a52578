// Edits carried out on a plain value: what a document says after them, whatever its text looks
// like.
import { messages } from "./messages.js";
import type { Json } from "../../core/model.js";
import type { Edit, JsonPath } from "./json-edit.js";

/** An element that comes to a list. `from`: where it stands now, absent where it is new. */
export interface Appended {
  readonly value: Json;
  readonly from?: JsonPath;
}

/** The edits that a list requests of one value, and of the values inside it. */
export interface RequestedEdits {
  set?: { readonly value: Json };
  removed?: true;
  /** Elements to stand before this one. */
  before?: Json[];
  /** Elements to stand after the last one in it. */
  append?: Appended[];
  order?: readonly number[];
  /** By member name or position. Of a map also members that are not there yet. */
  readonly inside: Map<string | number, RequestedEdits>;
}

/**
 * The same edits, by place. Throws where one breaks what `Edit` promises: that is a mistake in the
 * caller, not in a person's file.
 */
export function groupByPlace(value: Json, edits: readonly Edit[]): RequestedEdits {
  const root: RequestedEdits = { inside: new Map() };
  for (const edit of edits) {
    const { path } = edit;
    const asked = requestAt(root, path);
    const place = valueAt(value, path, edit.kind === "set");
    if (edit.kind === "set" || edit.kind === "remove") {
      if (asked.set !== undefined || asked.removed || (edit.kind === "remove" && path.length === 0))
        throw messages.keaEditsTangled(path);
      if (edit.kind === "set") asked.set = { value: edit.value };
      else asked.removed = true;
    } else if (edit.kind === "move") {
      const isElement = typeof path.at(-1) === "number" && !asked.removed;
      if (!isElement || !Array.isArray(valueAt(value, edit.to, false))) {
        throw messages.keaEditsTangled(path);
      }
      asked.removed = true;
      (requestAt(root, edit.to).append ??= []).push({ value: place!, from: path });
    } else if (edit.kind === "insert") {
      if (typeof path.at(-1) !== "number") throw messages.keaEditsTangled(path);
      for (const added of edit.values) (asked.before ??= []).push(added);
    } else {
      if (!Array.isArray(place)) throw messages.keaEditsTangled(path);
      if (edit.kind === "append")
        for (const added of edit.values) (asked.append ??= []).push({ value: added });
      else if (asked.order === undefined && isPermutation(edit.order, place.length))
        asked.order = edit.order;
      else throw messages.keaEditsTangled(path);
    }
  }
  assertNotTangled(root, []);
  return root;
}

/** Returns what is asked of the value at a path, entered where nothing was asked of it yet. */
function requestAt(root: RequestedEdits, path: JsonPath): RequestedEdits {
  let asked = root;
  for (const step of path) {
    let inner = asked.inside.get(step);
    if (inner === undefined) asked.inside.set(step, (inner = { inside: new Map() }));
    asked = inner;
  }
  return asked;
}

/** The value after the edits. What no edit touches is shared with the value before. */
export function applyEdits(value: Json, edits: readonly Edit[]): Json {
  return edits.length === 0 ? value : applyTo(value, groupByPlace(value, edits));
}

function applyTo(value: Json, asked: RequestedEdits): Json {
  if (asked.set !== undefined) return asked.set.value;
  if (asked.inside.size === 0 && asked.append === undefined && asked.order === undefined)
    return value;
  if (Array.isArray(value)) {
    const elements = (value as readonly Json[]).flatMap((element, index) => {
      const inner = asked.inside.get(index);
      return inner === undefined
        ? [element]
        : [...(inner.before ?? []), ...(inner.removed ? [] : [applyTo(element, inner)])];
    });
    return asked.order === undefined
      ? [...elements, ...(asked.append ?? []).map(({ value: added }) => added)]
      : asked.order.map((from) => elements[from]!);
  }
  const before = value as { readonly [name: string]: Json };
  const members = Object.entries(before).flatMap(([name, member]) => {
    const inner = asked.inside.get(name);
    return inner === undefined
      ? [[name, member] as const]
      : inner.removed
        ? []
        : [[name, applyTo(member, inner)] as const];
  });
  const added = [...asked.inside]
    .filter(([name]) => !Object.hasOwn(before, name))
    .map(([name, { set }]) => [name, set!.value] as const);
  return Object.fromEntries([...members, ...added]);
}

function valueAt(root: Json, path: JsonPath, mayBeNew: boolean): Json | undefined {
  let value: Json | undefined = root;
  path.forEach((step, depth) => {
    const list = Array.isArray(value);
    const there: boolean =
      typeof value === "object" &&
      value !== null &&
      (typeof step === "number") === list &&
      Object.hasOwn(value, step);
    if (
      !there &&
      !(
        mayBeNew &&
        depth === path.length - 1 &&
        !list &&
        typeof value === "object" &&
        value !== null &&
        typeof step === "string"
      )
    )
      throw messages.keaEditsTangled(path);
    value = there ? (value as { readonly [step: string | number]: Json })[step] : undefined;
  });
  return value;
}

function isPermutation(order: readonly number[], length: number): boolean {
  return (
    order.length === length &&
    new Set(order).size === length &&
    order.every((index) => Number.isInteger(index) && index >= 0 && index < length)
  );
}

function assertNotTangled(
  { set, removed, append, order, inside }: RequestedEdits,
  path: JsonPath,
): void {
  if (
    (set !== undefined || removed) &&
    (inside.size > 0 || append !== undefined || order !== undefined)
  )
    throw messages.keaEditsTangled(path);
  for (const [step, inner] of inside) {
    if (order !== undefined && (inner.removed || inner.before !== undefined))
      throw messages.keaEditsTangled(path);
    assertNotTangled(inner, [...path, step]);
  }
  if (order !== undefined && append !== undefined) throw messages.keaEditsTangled(path);
}
