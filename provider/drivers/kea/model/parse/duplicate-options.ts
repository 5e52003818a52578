// Finds options that one array holds twice. Kea accepts them, and its release decides which of them
// clients are sent.
import { messages } from "../../messages.js";
import type { Json, ScopeId } from "../../../../core/model.js";
import { dhcpv4, keywords } from "../../names.js";
import type { Definitions } from "../options/definitions.js";
import { equal } from "../../../../core/equal.js";
import { readOptions, sendsLast } from "../options/options.js";
import type { ConfigIndex } from "./config-index.js";
import type { KeaMap } from "../kea-map.js";
import { classKey, networkKey } from "./references.js";

/**
 * Returns a sentence for each option that an array holds twice with different values. It says which
 * of them is compared.
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
  const { root } = dhcpv4;
  const { reservations, pools } = keywords;
  const inObject = (
    raw: KeaMap,
    where: string,
    inPlace: Definitions = definitions,
  ): readonly string[] =>
    listDuplicates(raw[keywords.options], inPlace).map((key) =>
      messages.keaOptionTwice(where, key, { release, known, last: sendsLast(release) }),
    );
  const inMembers = (list: Json | undefined, where: string): readonly string[] =>
    Array.isArray(list) ? (list as readonly KeaMap[]).flatMap((raw) => inObject(raw, where)) : [];
  const inSubnet = (raw: KeaMap, id: ScopeId): readonly string[] => [
    ...inObject(raw, id),
    ...inMembers(raw[pools], `${id} ranges`),
    ...inMembers(raw[reservations], `${id} reservations`),
  ];
  return [
    ...inObject(server.raw, root),
    ...inMembers(server.raw[reservations], `${root} reservations`),
    ...[...networks].flatMap(([name, { raw }]) => inObject(raw, networkKey(name))),
    ...[...classes].flatMap(([name, { raw }]) =>
      inObject(raw, classKey(name), definitions.withLocal(raw[keywords.optionDefinitions])),
    ),
    ...[...subnets].flatMap(([id, { raw, unreadable }]) => (unreadable ? [] : inSubnet(raw, id))),
  ];
}

/** Returns the identities that an array holds more than once with different values. */
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
