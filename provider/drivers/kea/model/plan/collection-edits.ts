// Plans edits of the arrays in an object that are collections in the model: ranges, reservations,
// options and option definitions.
import { equal } from "../../../../core/equal.js";
import type { Json, Tree } from "../../../../core/model.js";
import type { Edit } from "../../json-edit.js";
import { keywords } from "../../names.js";
import { writeIdentifier } from "../parse/client-identifiers.js";
import { setOrRemove, type EditContext, type TreeChange } from "./edit-context.js";
import type { ObjectKind } from "../field-mappings.js";
import { indexDefinitions } from "../parse/index-classes.js";
import type { KeaMap } from "../kea-map.js";
import {
  planList,
  recognizeBy,
  type EditableList,
  type MemberChange,
  type MemberEditing,
} from "./list-edits.js";
import { planOptionNames, planOptions } from "./option-edits.js";
import { readRanges, resizings } from "../parse/ranges.js";
import { readReservationList } from "../parse/reservations.js";
import type { Target } from "../target.js";
import {
  addressIn,
  writeDefinition,
  writeRange,
  writeReservation,
  type WriteContext,
} from "./write-objects.js";

export interface CollectionContext extends EditContext {
  /** Plans the edits of a member, which is an object like the one that holds it. */
  readonly planMember: (change: TreeChange) => readonly Edit[];
}

type PlanCollection = (
  change: TreeChange,
  desired: Tree,
  context: CollectionContext,
) => readonly Edit[];

/** The plans of all collections, by their names in the model. */
export const collectionPlans: Readonly<Record<string, PlanCollection>> = {
  options: planOptions,
  ranges: planRanges,
  reservations: planReservationList,
  optionDefinitions: planDefinitions,
};

function planRanges(change: TreeChange, desired: Tree, context: CollectionContext) {
  const members = readRanges(change.raw[keywords.pools], context.reading, "");
  const editing = memberEditing("range", writeRange, context);
  return planList(editableList(change, keywords.pools, members), desired, {
    ...editing,
    recognizedBy: resizings,
    change: (member) => [...planPool(member), ...editing.change(member)],
  });
}

function planReservationList(change: TreeChange, desired: Tree, context: CollectionContext) {
  const members = readReservationList(change.raw[keywords.reservations], {
    definitions: context.reading,
    where: "",
    hasUniqueAddresses: false,
  });
  const editing = memberEditing("reservation", writeReservation, context);
  return planList(editableList(change, keywords.reservations, members), desired, {
    ...editing,
    recognizedBy: [recognizeBy(({ member }) => String(member.client))],
    change: (member) => [
      ...planIdentity(member, context.writing.target),
      ...editing.change(member),
    ],
  });
}

/** Only a class has option definitions as a collection. */
function planDefinitions(change: TreeChange, desired: Tree, context: CollectionContext) {
  const entries = indexDefinitions({
    list: change.raw[keywords.optionDefinitions],
    path: [],
    where: "",
    definitions: context.reading,
  });
  const members = [...entries].map(([key, { explicit }]) => ({ key, member: explicit }));
  const edits = planList(
    editableList(change, keywords.optionDefinitions, members),
    desired,
    memberEditing("definition", writeDefinition, context),
  );
  return change.kind === "class" ? [...edits, ...planOptionNames(change, context)] : edits;
}

const editableList = (
  { path, raw }: TreeChange,
  keyword: string,
  members: EditableList["members"],
): EditableList => ({
  path: [...path, keyword],
  raws: raw[keyword] as readonly KeaMap[] | undefined,
  members,
});

const memberEditing = (
  kind: ObjectKind,
  write: (key: string, member: Tree, writing: WriteContext) => Json,
  { writing, planMember }: CollectionContext,
): MemberEditing => ({
  write: (key, member) => write(key, member, writing),
  change: ({ path, raw, from, to }) =>
    planMember({ kind, path, raw, from: from.member, to: to.member }),
});

/** Returns the edit of a range whose addresses changed. The dash keeps its spelling. */
function planPool({ path, raw, from, to }: MemberChange): readonly Edit[] {
  if (from.key === to.key) return [];
  const dash = /[ \t]*-[ \t]*/.exec(String(raw.pool))?.[0] ?? " - ";
  return [{ kind: "set", path: [...path, "pool"], value: to.key.replace("-", dash) }];
}

/** Returns the edits of a reservation's client and address. */
function planIdentity({ path, raw, from, to }: MemberChange, { sources }: Target): readonly Edit[] {
  const edits: Edit[] = [];
  if (!equal(from.member.client, to.member.client)) {
    const [formerKey] = writeIdentifier(String(from.member.client));
    const [key, value] = writeIdentifier(String(to.member.client), sources);
    if (formerKey !== key) edits.push({ kind: "remove", path: [...path, formerKey] });
    edits.push({ kind: "set", path: [...path, key], value });
  }
  const address = addressIn(to.key, to.member);
  if (addressIn(from.key, from.member) !== address)
    edits.push(setOrRemove([...path, keywords.ipAddress], address));
  return edits.filter(
    (edit) => edit.kind !== "remove" || raw[String(edit.path.at(-1))] !== undefined,
  );
}
