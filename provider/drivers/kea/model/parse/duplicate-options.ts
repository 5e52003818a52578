// Finds options that Kea accepts and sends to other clients than somebody may expect: those that
// one array holds twice, and those whose client-classes Kea ignores.
import { messages } from "../../messages.js";
import { isMap } from "../../../../core/canonical.js";
import type { Json } from "../../../../core/model.js";
import { keywords } from "../../names.js";
import type { Definitions } from "../options/definitions.js";
import { equal } from "../../../../core/equal.js";
import { ignoresClasses, readOptions, sendsLast } from "../options/options.js";
import type { KeaMap } from "../kea-map.js";
import type { ConfigIndex } from "./config-index.js";
import { listOptionLists } from "./option-lists.js";
import { findOption } from "./skim-subnet.js";

/**
 * Returns a sentence for each option that an array holds twice with different values. It says which
 * of them is compared.
 */
export function findDuplicateOptions(index: ConfigIndex): readonly string[] {
  const { release, knownRelease } = index;
  const known = knownRelease !== undefined;
  return listOptionLists(index).flatMap(({ where, options, definitions }) =>
    listDuplicates(options, definitions).map((key) =>
      messages.keaOptionTwice(where, key, { release, known, last: sendsLast(release) }),
    ),
  );
}

/** Returns the identities that an array holds more than once with different values. */
function listDuplicates(list: Json | undefined, definitions: Definitions): readonly string[] {
  if (!Array.isArray(list) || list.length < 2 || areDistinct(list, definitions)) return [];
  const read = readOptions(list, definitions, "");
  const sent = new Map(
    read.flatMap(({ key, member, isShadowed }) => (isShadowed ? [] : [[key, member] as const])),
  );
  return [
    ...new Set(
      read.flatMap(({ key, member, isShadowed }) =>
        isShadowed && !equal(member, sent.get(key)) ? [key] : [],
      ),
    ),
  ];
}

/** Returns whether the options of an array are certainly different ones. */
function areDistinct(list: readonly Json[], definitions: Definitions): boolean {
  const found = new Set(list.map((raw) => isMap(raw) && findOption(raw, definitions)));
  return found.size === list.length && !found.has(undefined) && !found.has(false);
}

/** Returns a sentence for each option whose client-classes Kea ignores. */
export function findIgnoredClasses(index: ConfigIndex): readonly string[] {
  return listOptionLists(index).flatMap(({ where, options, definitions }) => {
    const raws = Array.isArray(options) ? (options as readonly KeaMap[]) : [];
    if (!raws.some((raw) => ignoresClasses(raw) && raw[keywords.classes] !== undefined)) return [];
    return readOptions(options, definitions, "").flatMap(({ key }, i) => {
      const { [keywords.classes]: classes } = raws[i]!;
      return ignoresClasses(raws[i]!) && classes !== undefined
        ? [messages.keaClassesIgnored(where, key)]
        : [];
    });
  });
}
