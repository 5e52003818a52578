// Reads the explicit values of one of Kea's objects: keywords become property names, defaults are
// left out, and unknown keywords are kept as they are.
import type { Json, Tree } from "../../../../core/model.js";
import { isMap } from "../../../../core/canonical.js";
import { keywords } from "../../names.js";
import type { Definitions } from "../options/definitions.js";
import { findDecoder, type ObjectKind } from "../field-mappings.js";
import type { KeaMap } from "../kea-map.js";
import { readOptionCollection } from "../options/options.js";
import { readContext } from "./user-context.js";

export interface ReadContext {
  readonly definitions: Definitions;
  /** The object, as messages name it. */
  readonly where: string;
}

/** Keywords that are no properties: identities, positions, and lists that other files read. */
const notProperties: Readonly<Record<ObjectKind, ReadonlySet<string>>> = {
  server: new Set([
    keywords.subnets,
    keywords.sharedNetworks,
    keywords.classes,
    keywords.optionDefinitions,
    keywords.reservations,
    keywords.reservationMode,
  ]),
  network: new Set(["name", keywords.subnets, "interface", keywords.reservationMode]),
  subnet: new Set([
    "subnet",
    "id",
    "interface",
    keywords.pools,
    keywords.reservations,
    keywords.reservationMode,
  ]),
  range: new Set(["pool"]),
  reservation: new Set([
    "hw-address",
    "duid",
    "client-id",
    "circuit-id",
    "flex-id",
    keywords.ipAddress,
  ]),
  class: new Set(["name", keywords.optionDefinitions]),
  definition: new Set(["space", "code"]),
};

/** Returns the explicit values of an object, added to the properties in `tree`. */
export function readTree(
  kind: ObjectKind,
  raw: KeaMap,
  { definitions, where }: ReadContext,
  tree: Record<string, Json> = {},
): Record<string, Json> {
  readContext(raw, tree);
  for (const keyword in raw) {
    if (isNoProperty(kind, keyword)) continue;
    const value = raw[keyword]!;
    if (keyword === keywords.options && kind !== "definition") {
      const options = readOptionCollection(value, definitions, where);
      if (options) tree.options = options;
    } else readField(kind, keyword, value, tree);
  }
  const mode = raw[keywords.reservationMode];
  if (mode !== undefined)
    Object.assign(tree, reservationModes[String(mode)], readReservationFlags(raw));
  return tree;
}

function isNoProperty(kind: ObjectKind, keyword: string): boolean {
  if (keyword === keywords.comment || keyword === keywords.userContext) return true;
  return notProperties[kind].has(keyword);
}

function readField(
  kind: ObjectKind,
  keyword: string,
  value: Json,
  tree: Record<string, Json>,
): void {
  const decoder = findDecoder(kind, keyword);
  const decoded = decoder ? decoder.read(value) : value;
  if (decoded !== undefined) tree[decoder?.name ?? keyword] = decoded;
}

const reservationFlagNames = [
  "reservations-global",
  "reservations-in-subnet",
  "reservations-out-of-pool",
] as const;

/** The manual's "reservation-mode", removed in 2.6, in the flags that replaced it. */
export const reservationModes: Readonly<Record<string, Tree>> = {
  disabled: { "reservations-global": false, "reservations-in-subnet": false },
  off: { "reservations-global": false, "reservations-in-subnet": false },
  "out-of-pool": {
    "reservations-global": false,
    "reservations-in-subnet": true,
    "reservations-out-of-pool": true,
  },
  global: { "reservations-global": true, "reservations-in-subnet": false },
  all: {
    "reservations-global": false,
    "reservations-in-subnet": true,
    "reservations-out-of-pool": false,
  },
};

const readReservationFlags = (raw: KeaMap): Tree =>
  Object.fromEntries(
    reservationFlagNames.flatMap((flag) => (raw[flag] === undefined ? [] : [[flag, raw[flag]!]])),
  );

/**
 * Returns the scope values that releases before 2.6 take in `dhcp-ddns`, as the global values that
 * replaced them.
 */
export function readFormerDdns(raw: KeaMap): Tree {
  const ddns = raw[keywords.formerDdns];
  if (!isMap(ddns)) return {};
  return Object.fromEntries(
    Object.entries(formerDdnsKeywords).flatMap(([from, to]) =>
      ddns[from] === undefined ? [] : [[to, ddns[from]!]],
    ),
  );
}

const formerDdnsKeywords: Readonly<Record<string, string>> = {
  "override-no-update": "ddns-override-no-update",
  "override-client-update": "ddns-override-client-update",
  "replace-client-name": "ddns-replace-client-name",
  "generated-prefix": "ddns-generated-prefix",
  "qualifying-suffix": "ddns-qualifying-suffix",
  "hostname-char-set": "hostname-char-set",
  "hostname-char-replacement": "hostname-char-replacement",
};
