// Plans edits of an array of options.
import { mapOf } from "../../../../core/canonical.js";
import { equal } from "../../../../core/equal.js";
import type { Tree } from "../../../../core/model.js";
import type { Edit, JsonPath } from "../../json-edit.js";
import { keywords } from "../../names.js";
import { planContext } from "./context-edits.js";
import { definitionsInClass, type Definitions } from "../options/definitions.js";
import { setOrRemove, type EditContext, type TreeChange } from "./edit-context.js";
import { toHex } from "../options/hex.js";
import type { KeaMap } from "../kea-map.js";
import { planList, type MemberChange } from "./list-edits.js";
import { optionIdentity } from "../options/option-identity.js";
import { acceptsOnlyBytes, isEmptyValue, writtenValue } from "../options/option-spellings.js";
import { readOptions, type ReadOption } from "../options/options.js";
import { writeOption } from "./write-objects.js";

/** Returns the edits that make an object have the desired options. */
export function planOptions(
  change: TreeChange,
  desired: Tree,
  context: EditContext,
): readonly Edit[] {
  const { path, raw } = change;
  const { reading, writing } = contextIn(change, context);
  const raws = raw[keywords.options] as readonly KeaMap[] | undefined;
  const listPath = [...path, keywords.options];
  const current = readOptions(raws, reading, "");
  const edits = planList(
    {
      path: listPath,
      raws,
      // An option that is not sent has no desired value: it goes once its list is written.
      members: current.map((option) => (option.isShadowed ? { ...option, key: "" } : option)),
    },
    desired,
    {
      write: (key, member) => writeOption(key, member, writing),
      change: (memberChange) => planOption(memberChange, writing.definitions),
    },
  );
  const isListRemoved = edits[0]?.kind === "remove" && edits[0].path.length === listPath.length;
  if (edits.length === 0 || isListRemoved) return edits;
  const touched = new Set(edits.map((edit) => edit.path[listPath.length]));
  return [
    ...edits,
    ...planStaleBytes(raws!, current, reading)
      .filter(({ index }) => !touched.has(index))
      .map(
        ({ index, value }): Edit => ({
          kind: "set",
          path: [...listPath, index, "data"],
          value,
        }),
      ),
  ];
}

/** Returns the meaning of options in an object: a class has definitions of its own. */
function contextIn({ kind, raw, to }: TreeChange, { reading, writing }: EditContext): EditContext {
  if (kind !== "class") return { reading, writing };
  return {
    reading: reading.withLocal(raw[keywords.optionDefinitions]),
    writing: { ...writing, definitions: definitionsInClass(to, writing.definitions) },
  };
}

/**
 * Returns the options whose bytes repeat the options inside them, as 2.2 returns them, with the
 * bytes that they have besides. The repeated bytes would win over the options that are now inside.
 */
function planStaleBytes(
  raws: readonly KeaMap[],
  current: readonly ReadOption[],
  reading: Definitions,
): readonly { readonly index: number; readonly value: string }[] {
  return current.flatMap(({ key, member }, index) => {
    const { data } = raws[index]!;
    const isContainer = reading.get(optionIdentity(key).option)?.form === "empty";
    const isStale = typeof data === "string" && isContainer && toHex(data) !== member.value;
    return isStale ? [{ index, value: member.value as string }] : [];
  });
}

/** Returns the edits of one option in its place, by its name or by its code as it is. */
function planOption(change: MemberChange, definitions: Definitions): readonly Edit[] {
  const { path, raw, from, to } = change;
  const { [keywords.userContext]: before, ...properties } = withoutValue(from.member);
  const { [keywords.userContext]: after, ...desired } = withoutValue(to.member);
  const names = new Set([...Object.keys(properties), ...Object.keys(desired)]);
  return [
    ...planOptionValue(change, definitions),
    ...[...names].flatMap((name) =>
      equal(properties[name], desired[name]) ? [] : [setOrRemove([...path, name], desired[name])],
    ),
    ...(equal(before, after)
      ? []
      : planContext({
          path,
          raw,
          before: before as Tree | undefined,
          after: after as Tree | undefined,
        })),
    ...planBytesOnly(change, definitions),
  ];
}

const withoutValue = ({ value: _, [keywords.csvFormat]: __, ...others }: Tree): Tree => others;

/** Marks an empty value as bytes where Kea takes it for nothing else. */
function planBytesOnly({ path, raw, to }: MemberChange, definitions: Definitions): readonly Edit[] {
  const isWithoutBytes =
    isEmptyValue(to.member) && acceptsOnlyBytes(definitions.get(optionIdentity(to.key).option));
  return isWithoutBytes && raw[keywords.csvFormat] !== false
    ? [{ kind: "set", path: [...path, keywords.csvFormat], value: false }]
    : [];
}

/** Returns the edits of an option's value: text or bytes, as it is where that can express it. */
function planOptionValue(
  { path, raw, from, to }: MemberChange,
  definitions: Definitions,
): readonly Edit[] {
  if (hasSameValue(from.member, to.member)) return [];
  const dataPath = [...path, "data"];
  if (to.member.value === undefined)
    return raw.data === undefined ? [] : [{ kind: "remove", path: dataPath }];
  const { option } = optionIdentity(to.key);
  const definition = definitions.get(option);
  const written = writtenValue(option, to.member, definition) ?? to.member;
  const { value = "", [keywords.csvFormat]: format } = written;
  const edits: Edit[] = raw.data === value ? [] : [{ kind: "set", path: dataPath, value }];
  const isReadAsBytes = raw[keywords.csvFormat] === false;
  const isMisread =
    format === false ? !isReadAsBytes && definition?.form !== "binary" : isReadAsBytes;
  return isMisread && value !== ""
    ? [...edits, { kind: "set", path: [...path, keywords.csvFormat], value: format ?? true }]
    : edits;
}

const hasSameValue = (one: Tree, other: Tree): boolean =>
  equal(one.value, other.value) && one[keywords.csvFormat] === other[keywords.csvFormat];

/**
 * Returns the edits of options that are set by a name which the definitions of their class change.
 */
export function planOptionNames(change: TreeChange, context: EditContext): readonly Edit[] {
  const { path, raw, to } = change;
  const { reading, writing } = contextIn(change, context);
  const raws = (raw[keywords.options] ?? []) as readonly KeaMap[];
  return readOptions(raws, reading, "").flatMap(({ key, isShadowed }, i): readonly Edit[] => {
    const name = writing.definitions.get(optionIdentity(key).option)?.name;
    const former = raws[i]!.name;
    const isRemoved = isShadowed || mapOf(to.options)[key] === undefined;
    if (isRemoved || former === undefined || name === undefined || name === former) return [];
    const namePath: JsonPath = [...path, keywords.options, i, "name"];
    return [{ kind: "set", path: namePath, value: name }];
  });
}
