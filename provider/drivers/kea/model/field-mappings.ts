// Maps Kea's keywords to the model's properties: one name for each value that Kea spells in one way
// or in several.
import { isMap } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";
import { acceptsKeyword, type Release } from "./keywords.js";

/** The kinds of Kea's objects that have keywords of their own. Options are read in `options.ts`. */
export type ObjectKind =
  | "server"
  | "network"
  | "subnet"
  | "range"
  | "reservation"
  | "class"
  | "definition";

/** One way to spell a value. */
export interface FieldEncoding {
  /** Kea's name for it. */
  readonly key: string;
  /**
   * The one canonical value; nothing where this spelling says nothing (Kea takes some empty values
   * for silence).
   */
  readonly read: (value: Json) => Json | undefined;
  /**
   * Kea's value for a canonical one; nothing where this spelling cannot say it. `standing` is what
   * stands there now.
   */
  readonly write: (value: Json, standing?: Json) => Json | undefined;
}

/** A value and its spellings, the one for old and new releases alike first. */
interface FieldMapping {
  readonly name: string;
  readonly encodings: readonly FieldEncoding[];
}

const unchanged = (value: Json): Json => value;
const omitDefaults =
  (...silent: readonly Json[]) =>
  (value: Json): Json | undefined =>
    silent.includes(value) ? undefined : value;
const mapField = (
  name: string,
  key: string,
  read: FieldEncoding["read"] = unchanged,
): FieldMapping => ({
  name,
  encodings: [{ key, read, write: unchanged }],
});
/** A list in which a second mention adds nothing: Kea keeps the first. */
const toUniqueList = (value: Json): Json | undefined =>
  Array.isArray(value) && value.length > 0 ? [...new Set<Json>(value)] : undefined;
/** A list that is a set: sorted. */
const toSortedSet = (value: Json): Json | undefined =>
  (toUniqueList(value) as Json[] | undefined)?.sort();

/** Kea keeps lifetimes in 32 bits without a sign: -1 is 4294967295, and means for ever. */
const toUnsignedSeconds = (value: Json): Json =>
  typeof value === "number" && value < 0 ? value + 2 ** 32 : value;

const lifetimeFields: readonly FieldMapping[] = [
  mapField("leaseDuration", "valid-lifetime", toUnsignedSeconds),
  mapField("minimumLeaseDuration", "min-valid-lifetime", toUnsignedSeconds),
  mapField("maximumLeaseDuration", "max-valid-lifetime", toUnsignedSeconds),
];

/** For whom a subnet, a shared network or a range is: any of these classes. */
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
const formerConflictResolution = "ddns-use-conflict-resolution";
/**
 * The manual's "DDNS for DHCPv4": true is check-with-dhcid, false is no-check-with-dhcid. The API
 * of 2.6 and later refuses the old name.
 */
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
        if (typeof value["ip-address"] === "string") return [value["ip-address"]];
        const addresses = value["ip-addresses"];
        return Array.isArray(addresses) ? [...new Set(addresses)].sort() : [];
      },
      write: (value, standing) => {
        const { "ip-address": one, ...rest } = isMap(standing) ? standing : {};
        return one !== undefined && Array.isArray(value) && value.length === 1
          ? { ...rest, "ip-address": value[0] as Json }
          : { ...rest, "ip-addresses": value };
      },
    },
  ],
};

/**
 * An empty text for these is silence on subnets, shared networks and the server; on classes and
 * reservations so is 0.0.0.0.
 */
const bootFields = (...nobody: readonly Json[]): readonly FieldMapping[] => [
  mapField("nextServer", "next-server", omitDefaults(...nobody)),
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
const mapSameName = (name: string, ...silent: readonly Json[]): FieldMapping =>
  mapField(name, name, omitDefaults(...silent));
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
        encodings.map((spelling): [string, FieldDecoder] => [spelling.key, { ...spelling, name }]),
      ),
    ),
);
const encodingsByKind = indexByKind(
  (list) => new Map(list.map(({ name, encodings }) => [name, encodings])),
);

/** How one of Kea's names is read; nothing where name and value are the model's own. */
export const findDecoder = (kind: ObjectKind, key: string): FieldDecoder | undefined =>
  decodersByKind[kind].get(key);

/** Every way to spell a value of the model, whatever the release. */
export const listEncodings = (kind: ObjectKind, name: string): readonly FieldEncoding[] =>
  encodingsByKind[kind].get(name) ?? [{ key: name, read: unchanged, write: unchanged }];

/** The server that a value is encoded for. */
export interface EncodingTarget {
  readonly release: Release;
  /** All releases that the configuration can be for: of a file nobody may know which it is. */
  readonly possible: readonly Release[];
  readonly isRunning?: boolean;
  /** Words that come first where they stand for the value, as `place word`. */
  readonly preferred: ReadonlySet<string>;
}

/**
 * Returns the ways to spell a value that a release takes: first as the servers spell it that the
 * value comes from, then as all possible releases take it. A running server of 2.6 or later refuses
 * the old word for conflicts, which it takes in its file; seen on 2.6.3 and 3.0.3.
 */
export function rankEncodings(
  kind: ObjectKind,
  name: string,
  { release, possible, isRunning = false, preferred }: EncodingTarget,
): readonly FieldEncoding[] {
  const isRefused = (key: string): boolean =>
    isRunning &&
    key === formerConflictResolution &&
    acceptsKeyword(release, kind, "ddns-conflict-resolution-mode");
  const good = listEncodings(kind, name).filter(
    ({ key }) => acceptsKeyword(release, kind, key) && !isRefused(key),
  );
  const rank = ({ key }: FieldEncoding): number => {
    if (!isRunning && preferred.has(`${kind} ${key}`)) return 0;
    return possible.every((one) => acceptsKeyword(one, kind, key)) ? 1 : 2;
  };
  return good.toSorted((a, b) => rank(a) - rank(b));
}
