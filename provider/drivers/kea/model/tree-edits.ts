// Edits of one of Kea's maps, so that it says what it should, each value in the spelling it has
// where it stands.
import { isMap, mapOf } from "../../../core/canonical.js";
import type { Json, Tree } from "../../../core/model.js";
import type { Edit, JsonPath } from "../json-edit.js";
import { definitionsInClass, type Definitions } from "./definitions.js";
import { indexDefinitions } from "./config-index.js";
import { toHex } from "./hex.js";
import { equal } from "../../../core/equal.js";
import {
  planList,
  recognizeBy,
  type EditableList,
  type Member,
  type MemberEditing,
} from "./list-edits.js";
import {
  isEmptyValue,
  optionIdentity,
  readOptions,
  acceptsOnlyBytes,
  writtenValue,
} from "./options.js";
import { readRanges, resizings } from "./ranges.js";
import type { KeaMap } from "./kea-map.js";
import { writeIdentifier, readReservations } from "./reservations.js";
import { notProperties, encodeField } from "./target.js";
import { reservationModes } from "./read-tree.js";
import {
  addressIn,
  writeDefinition,
  writeOption,
  writeRange,
  writeReservation,
  type WriteContext,
} from "./write-objects.js";
import { listEncodings, type ObjectKind } from "./field-mappings.js";

/** A map as it stands and as it should be read. */
export interface TreeChange {
  readonly kind: ObjectKind;
  readonly path: JsonPath;
  readonly raw: KeaMap;
  readonly from: Tree;
  readonly to: Tree;
}

/** `reading` is what options mean as it stands, `writing` what they will mean. */
export function planTree(
  { kind, path, raw, from, to }: TreeChange,
  reading: WriteContext,
  writing: WriteContext,
): readonly Edit[] {
  const edits: Edit[] = [];
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  if (kind === "class") edits.push(...planClassBounds({ kind, path, raw, from, to }));
  const mode =
    raw["reservation-mode"] !== undefined &&
    reservationFlags.some((flag) => !equal(from[flag], to[flag]));
  if (mode) {
    // One word for three values, of which not all are the same any more.
    edits.push({ kind: "remove", path: [...path, "reservation-mode"] });
    for (const flag of reservationFlags)
      if (raw[flag] === undefined && to[flag] !== undefined)
        edits.push({ kind: "set", path: [...path, flag], value: to[flag] });
  }
  for (const name of names) {
    const [before, after] = [from[name], to[name]];
    if (equal(before, after)) continue;
    const collection = collectionPlans[name];
    if (collection)
      edits.push(
        ...collection(
          { kind, path, raw, from, to },
          (after as Tree | undefined) ?? {},
          reading,
          writing,
        ),
      );
    else if (name === "user-context")
      edits.push(...planContext(path, raw, before as Tree | undefined, after as Tree | undefined));
    else if (
      isMap(raw[name]) &&
      [before, after].every((value) => value === undefined || isMap(value))
    )
      edits.push(
        ...planMap(
          [...path, name],
          raw[name],
          (before as Tree | undefined) ?? {},
          after as Tree | undefined,
        ),
      );
    else if (
      !notProperties.has(name) &&
      !(mode && (reservationFlags as readonly string[]).includes(name) && raw[name] === undefined)
    )
      edits.push(...planValue(kind, path, raw, name, after, writing));
  }
  return edits;
}

const durationKeys = {
  leaseDuration: "valid-lifetime",
  minimumLeaseDuration: "min-valid-lifetime",
  maximumLeaseDuration: "max-valid-lifetime",
};

/**
 * Takes out the bounds of a class that only say its lease duration: where that changes, they would
 * say the former one.
 */
function planClassBounds({ path, raw, from, to }: TreeChange): readonly Edit[] {
  const changed = Object.keys(durationKeys).some((name) => !equal(from[name], to[name]));
  const spoken = Object.entries(durationKeys).filter(
    ([name, key]) => raw[key] !== undefined && from[name] === undefined && to[name] === undefined,
  );
  return changed ? spoken.map(([, key]): Edit => ({ kind: "remove", path: [...path, key] })) : [];
}

const reservationFlags = Object.keys(reservationModes.all!) as readonly (
  | "reservations-global"
  | "reservations-in-subnet"
  | "reservations-out-of-pool"
)[];

/** Gives a value another spelling's place only where the one that stands cannot say it. */
function planValue(
  kind: ObjectKind,
  path: JsonPath,
  raw: KeaMap,
  name: string,
  to: Json | undefined,
  { target }: WriteContext,
): readonly Edit[] {
  const standing = listEncodings(kind, name)
    .filter(({ key }) => raw[key] !== undefined)
    .map(({ key }) => key);
  const found = to === undefined ? undefined : encodeField(kind, name, to, target, raw);
  return [
    ...standing
      .filter((key) => key !== found?.[0])
      .map((key): Edit => ({ kind: "remove", path: [...path, key] })),
    ...(found ? [{ kind: "set", path: [...path, found[0]], value: found[1] } as const] : []),
  ];
}

/** Notes one by one: what is not compared among them stays. */
function planContext(
  path: JsonPath,
  raw: KeaMap,
  before: Tree = {},
  after: Tree = {},
): readonly Edit[] {
  const edits: Edit[] = [];
  const { comment: _, ...others } = before;
  let rest: Tree = others;
  let wanted = after;
  if (raw.comment !== undefined) {
    const { comment, ...more } = after;
    wanted = more;
    if (!equal(comment, before.comment))
      edits.push(
        typeof comment === "string"
          ? { kind: "set", path: [...path, "comment"], value: comment }
          : { kind: "remove", path: [...path, "comment"] },
      );
    if (comment !== undefined && typeof comment !== "string") wanted = after;
  } else rest = before;
  const context = raw["user-context"];
  if (isMap(context))
    return [
      ...edits,
      ...planMap(
        [...path, "user-context"],
        context,
        rest,
        Object.keys(wanted).length > 0 ? wanted : undefined,
      ),
    ];
  return Object.keys(wanted).length > 0
    ? [...edits, { kind: "set", path: [...path, "user-context"], value: wanted }]
    : edits;
}

/**
 * The members of a map whose names are the model's own. What is in force without being written, or
 * is not compared, is not in `before` and stays.
 */
function planMap(
  path: JsonPath,
  raw: KeaMap,
  before: Tree,
  after: Tree | undefined,
): readonly Edit[] {
  if (after === undefined && Object.keys(raw).every((name) => before[name] !== undefined))
    return [{ kind: "remove", path }];
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after ?? {})])].filter(
    (name) => !equal(before[name], after?.[name]),
  );
  return changed.flatMap((name): readonly Edit[] => {
    const value = after?.[name];
    if (value !== undefined) return [{ kind: "set", path: [...path, name], value }];
    return raw[name] === undefined ? [] : [{ kind: "remove", path: [...path, name] }];
  });
}

type PlanCollection = (
  change: TreeChange,
  desired: Tree,
  reading: WriteContext,
  writing: WriteContext,
) => readonly Edit[];

const collectionPlans: Readonly<Record<string, PlanCollection>> = {
  options: ({ path, raw, kind, to }, desired, reading, writing) => {
    const [here, there] =
      kind === "class"
        ? [
            { ...reading, definitions: reading.definitions.withLocal(raw["option-def"]) },
            { ...writing, definitions: definitionsInClass(to, writing.definitions) },
          ]
        : [reading, writing];
    return planOptionList(path, raw, desired, here, there);
  },
  ranges: ({ path, raw }, desired, reading, writing) => {
    const ways = memberEditing(
      "range",
      (key, member) => writeRange(key, member, writing),
      reading,
      writing,
    );
    return planList(
      editableList(path, "pools", raw, readRanges(raw.pools, reading.definitions, "")),
      desired,
      {
        ...ways,
        recognizedBy: resizings,
        change: (at, one, from, to) => [
          ...planPool(at, one, from, to),
          ...ways.change(at, one, from, to),
        ],
      },
    );
  },
  reservations: ({ path, raw }, desired, reading, writing) => {
    const ways = memberEditing(
      "reservation",
      (key, member) => writeReservation(key, member, writing),
      reading,
      writing,
    );
    return planList(
      editableList(
        path,
        "reservations",
        raw,
        readReservations(raw.reservations, reading.definitions, false, ""),
      ),
      desired,
      {
        ...ways,
        recognizedBy: [recognizeBy(({ member }) => String(member.client))],
        change: (at, one, from, to) => [
          ...planIdentity(at, one, from, to, writing),
          ...ways.change(at, one, from, to),
        ],
      },
    );
  },
  optionDefinitions: ({ path, raw, to, kind }, desired, reading, writing) => {
    const standing = [...indexDefinitions(raw["option-def"], [], "", reading.definitions)].map(
      ([key, { explicit: own }]) => ({ key, member: own }),
    );
    const edits = planList(
      editableList(path, "option-def", raw, standing),
      desired,
      memberEditing(
        "definition",
        (key, member) => writeDefinition(key, member, writing),
        reading,
        writing,
      ),
    );
    return kind === "class"
      ? [
          ...edits,
          ...planOptionNames(path, raw, to, [
            reading.definitions.withLocal(raw["option-def"]),
            definitionsInClass(to, writing.definitions),
          ]),
        ]
      : edits;
  },
};

/**
 * Options of a class that are given by a name which its own definitions change: `meanings` are
 * those before and after.
 */
function planOptionNames(
  path: JsonPath,
  raw: KeaMap,
  to: Tree,
  [before, after]: readonly [Definitions, Definitions],
): readonly Edit[] {
  const raws = (raw["option-data"] ?? []) as readonly KeaMap[];
  return readOptions(raws, before, "").flatMap(({ key, isShadowed }, i): readonly Edit[] => {
    const name = after.get(optionIdentity(key).option)?.name;
    const stays = !isShadowed && mapOf(to.options)[key] !== undefined;
    const isOther =
      stays && raws[i]!.name !== undefined && name !== undefined && name !== raws[i]!.name;
    return isOther ? [{ kind: "set", path: [...path, "option-data", i, "name"], value: name }] : [];
  });
}

const editableList = (
  parent: JsonPath,
  key: string,
  raw: KeaMap,
  standing: EditableList["members"],
): EditableList => ({
  parent,
  key,
  raws: raw[key] as readonly KeaMap[] | undefined,
  members: standing,
});

const memberEditing = (
  kind: ObjectKind,
  write: MemberEditing["write"],
  reading: WriteContext,
  writing: WriteContext,
): MemberEditing => ({
  write,
  change: (path, raw, from, to) =>
    planTree({ kind, path, raw, from: from.member, to: to.member }, reading, writing),
});

/** The addresses of a range, where they have changed: written as the range was. */
function planPool(path: JsonPath, raw: KeaMap, from: Member, to: Member): readonly Edit[] {
  if (from.key === to.key) return [];
  const dash = /[ \t]*-[ \t]*/.exec(String(raw.pool))?.[0] ?? " - ";
  return [{ kind: "set", path: [...path, "pool"], value: to.key.replace("-", dash) }];
}

/** For whom a reservation is, and which address it keeps. */
function planIdentity(
  path: JsonPath,
  raw: KeaMap,
  from: Member,
  to: Member,
  { target }: WriteContext,
): readonly Edit[] {
  const edits: Edit[] = [];
  if (!equal(from.member.client, to.member.client)) {
    const [was] = writeIdentifier(String(from.member.client));
    const [key, value] = writeIdentifier(String(to.member.client), target.sources);
    if (was !== key) edits.push({ kind: "remove", path: [...path, was] });
    edits.push({ kind: "set", path: [...path, key], value });
  }
  const [was, address] = [addressIn(from.key, from.member), addressIn(to.key, to.member)];
  if (was !== address)
    edits.push(
      address === undefined
        ? { kind: "remove", path: [...path, "ip-address"] }
        : { kind: "set", path: [...path, "ip-address"], value: address },
    );
  return edits.filter(
    (edit) => edit.kind !== "remove" || raw[String(edit.path.at(-1))] !== undefined,
  );
}

function planOptionList(
  path: JsonPath,
  raw: KeaMap,
  desired: Tree,
  reading: WriteContext,
  writing: WriteContext,
): readonly Edit[] {
  const raws = raw["option-data"] as readonly KeaMap[] | undefined;
  const standing = readOptions(raws, reading.definitions, "");
  // One that is not sent is never what is wanted: once its list is written, it goes.
  const sent = standing.map((one) => (one.isShadowed ? { ...one, key: "" } : one));
  const change: MemberEditing["change"] = (at, one, from, to) => {
    const edits = planOption(at, one, from.member, to, writing);
    const noBytes =
      isEmptyValue(to.member) &&
      acceptsOnlyBytes(writing.definitions.get(optionIdentity(to.key).option));
    return noBytes && one["csv-format"] !== false
      ? [...edits, { kind: "set", path: [...at, "csv-format"], value: false }]
      : edits;
  };
  const edits = planList(editableList(path, "option-data", raw, sent), desired, {
    write: (key, member) => writeOption(key, member, writing),
    change,
  });
  if (
    edits.length === 0 ||
    (edits[0]!.kind === "remove" && edits[0]!.path.length === path.length + 1)
  )
    return edits;
  // 2.2 gives an option's inner options back as its bytes as well: left there, the old bytes would
  // win over what is now inside.
  const touched = new Set(edits.map((edit) => edit.path[path.length + 1]));
  const stale = standing.flatMap(({ key, member }, i): readonly Edit[] => {
    const one = raws![i]!;
    const bytes =
      typeof one.data === "string" &&
      reading.definitions.get(optionIdentity(key).option)?.form === "empty" &&
      toHex(one.data) !== member.value;
    return bytes && !touched.has(i)
      ? [{ kind: "set", path: [...path, "option-data", i, "data"], value: member.value! }]
      : [];
  });
  return [...edits, ...stale];
}

/** One option where it stands: by its name or by its code, as it is. */
function planOption(
  path: JsonPath,
  raw: KeaMap,
  from: Tree,
  to: Member,
  writing: WriteContext,
): readonly Edit[] {
  const { value: _was, "csv-format": _format, ...before } = from;
  const { value: _value, "csv-format": _wanted, ...after } = to.member;
  const edits = [...planOptionValue(path, raw, from, to, writing)];
  const { "user-context": context, ...rest } = before;
  const { "user-context": contextWanted, ...restWanted } = after;
  for (const name of new Set([...Object.keys(rest), ...Object.keys(restWanted)])) {
    if (equal(rest[name], restWanted[name])) continue;
    edits.push(
      restWanted[name] === undefined
        ? { kind: "remove", path: [...path, name] }
        : { kind: "set", path: [...path, name], value: restWanted[name] },
    );
  }
  return equal(context, contextWanted)
    ? edits
    : [
        ...edits,
        ...planContext(path, raw, context as Tree | undefined, contextWanted as Tree | undefined),
      ];
}

/** The value of an option: as text or as bytes, as it stands there where that can say it. */
function planOptionValue(
  path: JsonPath,
  raw: KeaMap,
  from: Tree,
  { key, member }: Member,
  { definitions }: WriteContext,
): readonly Edit[] {
  if (equal(from.value, member.value) && from["csv-format"] === member["csv-format"]) return [];
  if (member.value === undefined)
    return raw.data === undefined ? [] : [{ kind: "remove", path: [...path, "data"] }];
  const { option } = optionIdentity(key);
  const definition = definitions.get(option);
  const { value = "", "csv-format": format } = writtenValue(option, member, definition) ?? member;
  const edits: Edit[] = raw.data === value ? [] : [{ kind: "set", path: [...path, "data"], value }];
  const isMisread =
    format === false
      ? raw["csv-format"] !== false && definition?.form !== "binary"
      : raw["csv-format"] === false;
  return isMisread && value !== ""
    ? [...edits, { kind: "set", path: [...path, "csv-format"], value: format ?? true }]
    : edits;
}
