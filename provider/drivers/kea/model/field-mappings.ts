// Maps Kea's keywords to the model's properties: one name for each value, which Kea may have
// several keywords for.
import { isMap } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";
import { keywords } from "../names.js";

/** The kinds of Kea's objects that have keywords of their own. Options are read in `options.ts`. */
export type ObjectKind =
  | "server"
  | "network"
  | "subnet"
  | "range"
  | "reservation"
  | "class"
  | "definition";

/** One keyword for a value. */
export interface FieldEncoding {
  /** Kea's keyword. */
  readonly key: string;
  /** Returns the canonical value; nothing where Kea takes the value as not set. */
  readonly read: (value: Json) => Json | undefined;
  /**
   * Returns Kea's value for a canonical one; nothing where this keyword cannot express it.
   * `current`: the keyword's present value.
   */
  readonly write: (value: Json, current?: Json) => Json | undefined;
}

/** A value and its keywords: first the one that old and new releases accept. */
interface FieldMapping {
  readonly name: string;
  readonly encodings: readonly FieldEncoding[];
}

const unchanged = (value: Json): Json => value;
const omitDefaults =
  (...defaults: readonly Json[]) =>
  (value: Json): Json | undefined =>
    defaults.includes(value) ? undefined : value;
const mapField = (
  name: string,
  key: string,
  read: FieldEncoding["read"] = unchanged,
): FieldMapping => ({
  name,
  encodings: [{ key, read, write: unchanged }],
});
/** Returns an array without repeated members, of which Kea keeps the first. */
const toUniqueList = (value: Json): Json | undefined =>
  Array.isArray(value) && value.length > 0 ? [...new Set<Json>(value)] : undefined;
/** Returns an array whose order means nothing: sorted. */
const toSortedSet = (value: Json): Json | undefined =>
  (toUniqueList(value) as Json[] | undefined)?.sort();

/**
 * Returns a lifetime as Kea keeps it, in 32 bits without a sign: -1 is 4294967295, without an end.
 */
const toUnsignedSeconds = (value: Json): Json =>
  typeof value === "number" && value < 0 ? value + 2 ** 32 : value;

const lifetimeFields: readonly FieldMapping[] = [
  mapField("leaseDuration", "valid-lifetime", toUnsignedSeconds),
  mapField("minimumLeaseDuration", "min-valid-lifetime", toUnsignedSeconds),
  mapField("maximumLeaseDuration", "max-valid-lifetime", toUnsignedSeconds),
];

/** The classes of clients that a subnet, a shared network or a range is for. */
const clientClassesField: FieldMapping = {
  name: "client-classes",
  encodings: [
    {
      key: "client-class",
      read: (value) => (value === "" ? undefined : [value]),
      write: (value) =>
        Array.isArray(value) && value.length === 1 ? (value[0] as Json) : undefined,
    },
    { key: "client-classes", read: toSortedSet, write: unchanged },
  ],
};
const additionalClassesField: FieldMapping = {
  name: "evaluate-additional-classes",
  encodings: [
    { key: "require-client-classes", read: toUniqueList, write: unchanged },
    { key: "evaluate-additional-classes", read: toUniqueList, write: unchanged },
  ],
};
/** The keyword of releases before 2.6, which a running server of 2.6 or later refuses. */
export const formerConflictResolution = "ddns-use-conflict-resolution";
/** The manual's "DDNS for DHCPv4": true is check-with-dhcid, false is no-check-with-dhcid. */
const conflictResolutionField: FieldMapping = {
  name: "ddns-conflict-resolution-mode",
  encodings: [
    { key: "ddns-conflict-resolution-mode", read: unchanged, write: unchanged },
    {
      key: formerConflictResolution,
      read: (value) => (value === true ? "check-with-dhcid" : "no-check-with-dhcid"),
      write: (value) => {
        if (value === "check-with-dhcid") return true;
        return value === "no-check-with-dhcid" ? false : undefined;
      },
    },
  ],
};
const relaysField: FieldMapping = {
  name: "relays",
  encodings: [
    {
      key: "relay",
      read: (value) => {
        if (!isMap(value)) return undefined;
        const address = value[keywords.ipAddress];
        if (typeof address === "string") return [address];
        const addresses = value["ip-addresses"];
        return Array.isArray(addresses) ? [...new Set(addresses)].sort() : [];
      },
      write: (value, current) => {
        const { [keywords.ipAddress]: address, ...rest } = isMap(current) ? current : {};
        return address !== undefined && Array.isArray(value) && value.length === 1
          ? { ...rest, [keywords.ipAddress]: value[0] as Json }
          : { ...rest, "ip-addresses": value };
      },
    },
  ],
};

/**
 * Returns the boot fields. An empty text means that they are not set; on classes and reservations,
 * `0.0.0.0` means the same for the next server.
 */
const bootFields = (...withoutServer: readonly Json[]): readonly FieldMapping[] => [
  mapField("nextServer", "next-server", omitDefaults(...withoutServer)),
  mapField("serverHostname", "server-hostname", omitDefaults("")),
  mapField("bootFileName", "boot-file-name", omitDefaults("")),
];

const inheritableFields: readonly FieldMapping[] = [
  ...lifetimeFields,
  mapField("renewalTime", "renew-timer"),
  mapField("rebindingTime", "rebind-timer"),
  ...bootFields(""),
  conflictResolutionField,
];
const mapSameName = (name: string, ...defaults: readonly Json[]): FieldMapping =>
  mapField(name, name, omitDefaults(...defaults));
const dhcp4o6Fields: readonly FieldMapping[] = [
  mapSameName("4o6-interface", ""),
  mapSameName("4o6-interface-id", ""),
  mapSameName("4o6-subnet", ""),
];

const fieldMappings: Readonly<Record<ObjectKind, readonly FieldMapping[]>> = {
  server: [
    ...inheritableFields,
    mapField("host-reservation-identifiers", "host-reservation-identifiers", (value) =>
      Array.isArray(value) && value[0] === "auto"
        ? ["hw-address", "duid", "circuit-id", "client-id", "flex-id"]
        : value,
    ),
  ],
  network: [...inheritableFields, clientClassesField, additionalClassesField, relaysField],
  subnet: [
    ...inheritableFields,
    clientClassesField,
    additionalClassesField,
    relaysField,
    ...dhcp4o6Fields,
  ],
  range: [
    clientClassesField,
    additionalClassesField,
    conflictResolutionField,
    mapSameName("pool-id", 0),
  ],
  reservation: [
    mapField("name", "hostname", omitDefaults("")),
    ...bootFields("", "0.0.0.0"),
    mapField("client-classes", "client-classes", toUniqueList),
  ],
  class: [
    ...lifetimeFields,
    ...bootFields("", "0.0.0.0"),
    mapSameName("test", ""),
    {
      name: "only-in-additional-list",
      encodings: [
        { key: "only-if-required", read: omitDefaults(false), write: unchanged },
        { key: "only-in-additional-list", read: omitDefaults(false), write: unchanged },
      ],
    },
  ],
  definition: [
    mapSameName("array", false),
    mapSameName("encapsulate", ""),
    mapField("record-types", "record-types", (value) =>
      value === ""
        ? undefined
        : String(value)
            .split(",")
            .map((type) => type.trim())
            .filter(Boolean)
            .join(", "),
    ),
  ],
};

interface FieldDecoder extends FieldEncoding {
  readonly name: string;
}
const indexByKind = <T>(of: (list: readonly FieldMapping[]) => T) =>
  Object.fromEntries(
    Object.entries(fieldMappings).map(([kind, list]) => [kind, of(list)]),
  ) as Record<string, T> as Record<ObjectKind, T>;
const decodersByKind = indexByKind(
  (list) =>
    new Map(
      list.flatMap(({ name, encodings }) =>
        encodings.map((encoding): [string, FieldDecoder] => [encoding.key, { ...encoding, name }]),
      ),
    ),
);
const encodingsByKind = indexByKind(
  (list) => new Map(list.map(({ name, encodings }) => [name, encodings])),
);

/** Returns the decoder of a keyword; nothing where the model has the same name and value. */
export const findDecoder = (kind: ObjectKind, key: string): FieldDecoder | undefined =>
  decodersByKind[kind].get(key);

/** Returns all keywords for a property of the model, of all releases. */
export const listEncodings = (kind: ObjectKind, name: string): readonly FieldEncoding[] =>
  encodingsByKind[kind].get(name) ?? [{ key: name, read: unchanged, write: unchanged }];
