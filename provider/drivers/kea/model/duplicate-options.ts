// Options that one list holds twice: Kea takes them, and which of them its clients are sent depends
// on its release.
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";
import type { Definitions } from "./definitions.js";
import { equal } from "../../../core/equal.js";
import { readOptions, sendsLast } from "./options.js";
import type { ConfigIndex } from "./config-index.js";
import type { KeaMap } from "./kea-map.js";
import { classKey, networkKey } from "./references.js";

/**
 * Returns a sentence for each option that a list holds twice with different values, saying which
 * one is compared.
 */
export function findDuplicateOptions({
  release,
  knownRelease,
  definitions,
  server,
  networks,
  subnets,
  classes,
}: ConfigIndex): readonly string[] {
  const known = knownRelease !== undefined;
  const twinsOf = (
    raw: KeaMap,
    where: string,
    within: Definitions = definitions,
  ): readonly string[] =>
    listDuplicates(raw["option-data"], within).map((key) =>
      messages.keaOptionTwice(where, key, { release, known, last: sendsLast(release) }),
    );
  const members = (list: Json | undefined, where: string): readonly string[] =>
    Array.isArray(list) ? (list as readonly KeaMap[]).flatMap((raw) => twinsOf(raw, where)) : [];
  return [
    ...twinsOf(server.raw, "Dhcp4"),
    ...members(server.raw.reservations, "Dhcp4 reservations"),
    ...[...networks].flatMap(([name, { raw }]) => twinsOf(raw, networkKey(name))),
    ...[...classes].flatMap(([name, { raw }]) =>
      twinsOf(raw, classKey(name), definitions.withLocal(raw["option-def"])),
    ),
    ...[...subnets].flatMap(([id, { raw, unreadable }]) =>
      unreadable
        ? []
        : [
            ...twinsOf(raw, id),
            ...members(raw.pools, `${id} ranges`),
            ...members(raw.reservations, `${id} reservations`),
          ],
    ),
  ];
}

/** Returns the identities that a list holds more than once with different values. */
function listDuplicates(list: Json | undefined, definitions: Definitions): readonly string[] {
  if (!Array.isArray(list) || list.length < 2) return [];
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
