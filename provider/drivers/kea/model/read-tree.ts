// One of Kea's maps as what it says: its own words in the model's names, what it says by silence
// left out, what nobody knows carried along.
import { isMap } from "../../../core/canonical.js";
import type { Json, Tree } from "../../../core/model.js";
import { readContext } from "./user-context.js";
import type { Definitions } from "./definitions.js";
import { readOptionCollection } from "./options.js";
import type { KeaMap } from "./kea-map.js";
import { findDecoder, type ObjectKind } from "./field-mappings.js";

export interface ReadContext {
  readonly definitions: Definitions;
  /** The place, as messages name it. */
  readonly where: string;
}

/**
 * Names that are no properties: what identifies a thing, where it stands, what is read elsewhere.
 */
const notProperties: Readonly<Record<ObjectKind, ReadonlySet<string>>> = {
  server: new Set([
    "subnet4",
    "shared-networks",
    "client-classes",
    "option-def",
    "reservations",
    "reservation-mode",
  ]),
  network: new Set(["name", "subnet4", "interface", "reservation-mode"]),
  subnet: new Set(["subnet", "id", "interface", "pools", "reservations", "reservation-mode"]),
  range: new Set(["pool"]),
  reservation: new Set(["hw-address", "duid", "client-id", "circuit-id", "flex-id", "ip-address"]),
  class: new Set(["name", "option-def"]),
  definition: new Set(["space", "code"]),
};

/**
 * Returns the explicit values of a map, put into `tree`. Inherited values are not in it, nor are
 * values that mean the same as silence. `key`: its own, where it is one of many in its place.
 */
export function readTree(
  kind: ObjectKind,
  raw: KeaMap,
  { definitions, where }: ReadContext,
  key?: string,
  tree: Record<string, Json> = {},
): Record<string, Json> {
  readContext(raw, tree);
  for (const name in raw) {
    if (name === "comment" || name === "user-context" || notProperties[kind].has(name)) continue;
    const value = raw[name]!;
    if (name === "option-data" && kind !== "definition") {
      if (Array.isArray(value) && value.length === 0) continue;
      const collection = readOptionCollection(
        value,
        definitions,
        key === undefined ? where : `${where}.${key}`,
      );
      if (collection) tree.options = collection;
      continue;
    }
    const reading = findDecoder(kind, name);
    const said = reading ? reading.read(value) : value;
    if (said !== undefined) tree[reading?.name ?? name] = said;
  }
  if (raw["reservation-mode"] !== undefined)
    Object.assign(tree, {
      ...reservationModes[String(raw["reservation-mode"])],
      ...readReservationFlags(raw),
    });
  return tree;
}

const reservationFlags = [
  "reservations-global",
  "reservations-in-subnet",
  "reservations-out-of-pool",
] as const;

/** The manual's "reservation-mode", given up in 2.6, in the flags that replaced it. */
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
    reservationFlags.flatMap((flag) => (raw[flag] === undefined ? [] : [[flag, raw[flag]!]])),
  );

/**
 * Returns what older releases set for scopes under `dhcp-ddns` and 2.6 no longer takes there: read
 * as the global values it stood for.
 */
export function readFormerDdns(raw: KeaMap): Tree {
  const ddns = raw["dhcp-ddns"];
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
