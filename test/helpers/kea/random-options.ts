// Option definitions and option values of a random Kea server.
import type { Json } from "../../../provider/core/model.js";
import type { Server } from "./random-server.js";
import type { Version } from "./versions.js";

export type Members = { [name: string]: Json };

/** Chooses one of so many: 0 to `options` - 1. */
export type Choose = (options: number) => number;

/** The drawn part, and all that can be named by then. */
export interface Drawing {
  readonly choose: Choose;
  readonly version: Version;
  readonly definitions: ReadonlyMap<string, Members>;
  readonly classNames: readonly string[];
}

export const isSince = (version: Version, first: Version): boolean => version >= first;
export const oneOf = <T>(choose: Choose, of: readonly T[]): T => of[choose(of.length)]!;
export const some = <T>(choose: Choose, of: readonly T[], share: number): T[] =>
  of.filter(() => choose(share) === 0);

// ---- option definitions ----

const vendorsOwn = "vendor-encapsulated-options-space";

/** Options that servers define, by `space:code`, with the names they may have. */
const definable: Readonly<Record<string, readonly string[]>> = {
  "dhcp4:224": ["shade", "colour"],
  "dhcp4:225": ["level", "depth"],
  "dhcp4:226": ["site", "shade", "place"],
  "dhcp4:227": ["box", "crate"],
  "inside:1": ["lid", "cover"],
  "inside:2": ["key", "lid"],
  [`${vendorsOwn}:1`]: ["loader", "starter"],
  "vendor-9999:1": ["tone", "sound"],
};

/** Draws definitions, of which no two in one space have one name. */
export function drawDefinitions(choose: Choose, like?: Server): ReadonlyMap<string, Members> {
  const definitions = new Map<string, Members>();
  for (const key of some(choose, Object.keys(definable), 2)) {
    const standing = choose(5) < 3 ? like?.definitions.get(key) : undefined;
    const drawn = standing ?? drawDefinition(choose, key);
    const isTaken = [...definitions].some(
      ([other, { name }]) => spaceOf(other) === spaceOf(key) && name === drawn.name,
    );
    if (!isTaken) definitions.set(key, drawn);
  }
  return definitions;
}

export const spaceOf = (key: string): string => key.slice(0, key.lastIndexOf(":"));
export const codeOf = (key: string): number => Number(key.slice(key.lastIndexOf(":") + 1));

/** Types of option values, each with texts that fit it. */
const texts: Readonly<Record<string, readonly string[]>> = {
  string: ["red", "blue 7", "12"],
  uint8: ["7", "200"],
  uint16: ["12", "700"],
  uint32: ["12", "70000"],
  int32: ["-5", "12"],
  boolean: ["true", "false", "1"],
  "ipv4-address": ["10.9.9.1", "10.9.9.2"],
  fqdn: ["a.example.org"],
  tuple: ["red"],
  psid: ["4/8"],
  binary: ["0a0b", "12"],
  record: ["7, 10.9.9.1"],
  empty: [""],
};
const bytes: Readonly<Record<string, string>> = {
  string: "726564",
  uint8: "07",
  uint16: "0007",
  uint32: "00000007",
  int32: "fffffffb",
  boolean: "01",
  "ipv4-address": "0a090901",
  fqdn: "016103636f6d00",
  tuple: "03726564",
  psid: "080040",
  binary: "0a0b",
  record: "070a090901",
  empty: "",
};
const inArrays = new Set(["uint8", "uint16", "uint32", "int32", "ipv4-address", "fqdn"]);

/** The types of the option that contains others. */
const boxTypes = ["empty", "empty", "uint8", "uint16", "ipv4-address", "fqdn", "record", "string"];

export function drawDefinition(choose: Choose, key: string): Members {
  const isBox = key === "dhcp4:227";
  const type = oneOf(choose, isBox ? boxTypes : Object.keys(texts));
  const isArray = !isBox && inArrays.has(type) && choose(4) === 0;
  const space = spaceOf(key);
  return {
    name: oneOf(choose, definable[key]!),
    code: codeOf(key),
    ...((space !== "dhcp4" || choose(3) === 0) && { space }),
    type,
    ...(isArray && { array: true }),
    ...(type === "record" && { "record-types": "uint8, ipv4-address" }),
    ...(isBox && { encapsulate: "inside" }),
  };
}

// ---- option values ----

export const standard: Readonly<Record<string, readonly [name: string, type: string]>> = {
  "dhcp4:3": ["routers", "ipv4-address"],
  "dhcp4:6": ["domain-name-servers", "ipv4-address"],
  "dhcp4:15": ["domain-name", "fqdn"],
  "dhcp4:26": ["interface-mtu", "uint16"],
  "dhcp4:43": ["vendor-encapsulated-options", "empty"],
  "dhcp4:66": ["tftp-server-name", "string"],
  "vendor-4491:2": ["tftp-servers", "ipv4-address"],
};

export function drawOptions(
  { choose, version, definitions, classNames }: Drawing,
  own: ReadonlyMap<string, Members> = new Map(),
): Json[] {
  const known = new Map<string, Members>([...definitions, ...own]);
  const keys = [...new Set([...Object.keys(standard), ...known.keys()])];
  const undefinedKeys = ["dhcp4:224", "dhcp4:225"].filter(
    (key) => !known.has(key) && choose(8) === 0,
  );
  const drawing = { choose, version, classNames };
  return [...some(choose, keys, 5), ...undefinedKeys].map((key) =>
    drawOption(drawing, key, known.get(key)),
  );
}

function drawOption(
  drawing: Omit<Drawing, "definitions">,
  key: string,
  definition: Members | undefined,
): Members {
  const { choose } = drawing;
  const [name, type] = definition
    ? [String(definition.name), String(definition.type)]
    : (standard[key] ?? [undefined, undefined]);
  const isBytes = type === undefined || choose(5) === 0;
  const data = isBytes ? (bytes[type ?? "binary"] ?? "") : oneOf(choose, texts[type]!);
  const called: Members = name === undefined || choose(2) === 0 ? { code: codeOf(key) } : { name };
  return {
    ...called,
    ...(spaceOf(key) !== "dhcp4" && { space: spaceOf(key) }),
    ...(data !== "" && { data }),
    ...(isBytes ? { "csv-format": false } : choose(3) === 0 && { "csv-format": true }),
    ...drawRecipients(drawing),
  };
}

/** Draws to whom an option is sent: also to those that do not ask, to nobody, or to members of a class. */
function drawRecipients({ choose, version, classNames }: Omit<Drawing, "definitions">): Members {
  return {
    ...(choose(6) === 0 && { "always-send": true }),
    ...(isSince(version, "2.6.3") && choose(12) === 0 && { "never-send": true }),
    ...(isSince(version, "3.0.3") &&
      classNames.length > 0 &&
      choose(12) === 0 && { "client-classes": [oneOf(choose, classNames)] }),
  };
}

export const listed = (name: string, list: readonly Json[]): Members =>
  list.length > 0 ? { [name]: list } : {};
