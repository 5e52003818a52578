// Plans edits of one of Kea's objects, so that it is read as desired. Each value keeps the spelling
// that it has.
import { isMap } from "../../../../core/canonical.js";
import { equal } from "../../../../core/equal.js";
import type { Json, Tree } from "../../../../core/model.js";
import type { Edit } from "../../json-edit.js";
import { keywords } from "../../names.js";
import { collectionPlans } from "./collection-edits.js";
import { planContext, planMap } from "./context-edits.js";
import type { EditContext, TreeChange } from "./edit-context.js";
import { listEncodings } from "../field-mappings.js";
import { reservationModes } from "../parse/read-tree.js";
import { encodeField, notProperties } from "../target.js";

/** Returns the edits that make an object be read as desired. */
export function planTree(change: TreeChange, context: EditContext): readonly Edit[] {
  const { kind, from, to } = change;
  const edits: Edit[] = kind === "class" ? [...planClassBounds(change)] : [];
  edits.push(...planReservationMode(change));
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (equal(from[name], to[name])) continue;
    for (const edit of planProperty(change, name, context)) edits.push(edit);
  }
  return edits;
}

function planProperty(change: TreeChange, name: string, context: EditContext): readonly Edit[] {
  const { path, raw } = change;
  const before = change.from[name];
  const after = change.to[name];
  const planCollection = collectionPlans[name];
  if (planCollection) {
    const planMember = (member: TreeChange) => planTree(member, context);
    return planCollection(change, (after as Tree | undefined) ?? {}, { ...context, planMember });
  }
  if (name === keywords.userContext)
    return planContext({
      path,
      raw,
      before: before as Tree | undefined,
      after: after as Tree | undefined,
    });
  const current = raw[name];
  if (isMap(current) && isMapOrNothing(before) && isMapOrNothing(after))
    return planMap([...path, name], current, before ?? {}, after);
  if (notProperties.has(name) || isInReservationMode(change, name)) return [];
  return planValue(change, name, after, context);
}

const isMapOrNothing = (value: Json | undefined): value is Tree | undefined =>
  value === undefined || isMap(value);

const durationKeys = {
  leaseDuration: "valid-lifetime",
  minimumLeaseDuration: "min-valid-lifetime",
  maximumLeaseDuration: "max-valid-lifetime",
};

/**
 * Removes bounds of a class that only repeat its lease duration: where that changes, they would
 * repeat the former one.
 */
function planClassBounds({ path, raw, from, to }: TreeChange): readonly Edit[] {
  const isChanged = Object.keys(durationKeys).some((name) => !equal(from[name], to[name]));
  if (!isChanged) return [];
  return Object.entries(durationKeys).flatMap(([name, key]): readonly Edit[] => {
    const isRepeated = raw[key] !== undefined && from[name] === undefined && to[name] === undefined;
    return isRepeated ? [{ kind: "remove", path: [...path, key] }] : [];
  });
}

const reservationFlags: readonly string[] = Object.keys(reservationModes.all!);

/**
 * Replaces `reservation-mode`, one keyword for three flags, by the flags where one of them changes.
 */
function planReservationMode(change: TreeChange): readonly Edit[] {
  if (!replacesReservationMode(change)) return [];
  const { path, raw, to } = change;
  return [
    { kind: "remove", path: [...path, keywords.reservationMode] },
    ...reservationFlags.flatMap((flag): readonly Edit[] => {
      const value = to[flag];
      if (raw[flag] !== undefined || value === undefined) return [];
      return [{ kind: "set", path: [...path, flag], value }];
    }),
  ];
}

const replacesReservationMode = ({ raw, from, to }: TreeChange): boolean =>
  raw[keywords.reservationMode] !== undefined &&
  reservationFlags.some((flag) => !equal(from[flag], to[flag]));

/** Returns whether a property is a flag that `planReservationMode` sets. */
const isInReservationMode = (change: TreeChange, name: string): boolean =>
  reservationFlags.includes(name) &&
  change.raw[name] === undefined &&
  replacesReservationMode(change);

/** Returns the edits of a value. Its keyword changes only where it cannot express the value. */
function planValue(
  { kind, path, raw }: TreeChange,
  name: string,
  value: Json | undefined,
  { writing: { target } }: EditContext,
): readonly Edit[] {
  const keys = listEncodings(kind, name)
    .filter(({ key }) => raw[key] !== undefined)
    .map(({ key }) => key);
  const encoded =
    value === undefined ? undefined : encodeField({ kind, name, value, target, current: raw });
  const edits = keys
    .filter((key) => key !== encoded?.[0])
    .map((key): Edit => ({ kind: "remove", path: [...path, key] }));
  if (!encoded) return edits;
  return [...edits, { kind: "set", path: [...path, encoded[0]], value: encoded[1] }];
}
