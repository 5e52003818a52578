// Lists all arrays of options of a configuration.
import type { Json } from "../../../../core/model.js";
import { dhcpv4, keywords } from "../../names.js";
import type { Definitions } from "../options/definitions.js";
import { mapsIn, type KeaMap } from "../kea-map.js";
import type { ConfigIndex } from "./config-index.js";
import { classKey, networkKey } from "./references.js";

/** An array of options. */
export interface OptionList {
  /** The object that has it, for people. */
  readonly where: string;
  readonly options: Json | undefined;
  /** The definitions in force there. */
  readonly definitions: Definitions;
}

/**
 * Returns the arrays of options that may hold something twice, or be for classes, of all objects that
 * can be read.
 */
export function listOptionLists({
  definitions,
  server,
  networks,
  subnets,
  classes,
}: ConfigIndex): readonly OptionList[] {
  const { root } = dhcpv4;
  const { reservations, pools } = keywords;
  const inObject = (raw: KeaMap, where: string, inPlace = definitions): OptionList => ({
    where,
    options: raw[keywords.options],
    definitions: inPlace,
  });
  const inMembers = (list: Json | undefined, where: string): readonly OptionList[] =>
    mapsIn(list)
      .filter((raw) => raw[keywords.options] !== undefined)
      .map((raw) => inObject(raw, where));
  return [
    inObject(server.raw, root),
    ...inMembers(server.raw[reservations], `${root} reservations`),
    ...[...networks].map(([name, { raw }]) => inObject(raw, networkKey(name))),
    ...[...classes].map(([name, { raw }]) =>
      inObject(raw, classKey(name), definitions.withLocal(raw[keywords.optionDefinitions])),
    ),
    ...[...subnets].flatMap(([id, { raw, unreadable, read }]) =>
      // Options that are known without being read are different ones, without classes.
      unreadable || read.names
        ? []
        : [
            inObject(raw, id),
            ...inMembers(raw[pools], `${id} ranges`),
            ...inMembers(raw[reservations], `${id} reservations`),
          ],
    ),
  ];
}
