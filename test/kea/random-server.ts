// A Kea server as chance has it: everything that one part of a configuration can say of another, from a small stock of names, so that
// two servers drawn one after the other have much in common and differ in any way.
import type { Json } from "../../provider/core/model.js";
import type { Version } from "./versions.js";

type Map = { [name: string]: Json };

/** Chooses one of so many: 0 to `options` - 1. */
export type Choose = (options: number) => number;

/** A server, part by part, each by its identity. */
export interface Server {
  readonly definitions: ReadonlyMap<string, Map>;
  readonly classes: ReadonlyMap<string, Map>;
  readonly networks: ReadonlyMap<string, Map>;
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly globals: Map;
}

interface Subnet {
  readonly network: string | undefined;
  readonly map: Map;
}

/** What is being drawn, and all that can be named by then. */
interface Drawing {
  readonly choose: Choose;
  readonly version: Version;
  readonly definitions: ReadonlyMap<string, Map>;
  readonly classNames: readonly string[];
}

const oneOf = <T>(choose: Choose, of: readonly T[]): T => of[choose(of.length)]!;
const some = <T>(choose: Choose, of: readonly T[], share: number): T[] =>
  of.filter(() => choose(share) === 0);
const isSince = (version: Version, first: Version): boolean => version >= first;

/** Draws a server for a release. A part that `like` has too is often the same there, where all that it names is there. */
export function drawServer(choose: Choose, version: Version, like?: Server): Server {
  const definitions = drawDefinitions(choose, like);
  const classNames: string[] = [];
  const drawing: Drawing = { choose, version, definitions, classNames };
  const part = <T>(of: ReadonlyMap<string, T> | undefined, key: string, draw: () => T): T => {
    const standing = of?.get(key);
    return standing !== undefined && choose(5) < 3 && isComplete(standing as Json, drawing)
      ? standing
      : draw();
  };
  const classes = new Map<string, Map>();
  for (const name of classOrder(choose, like)) {
    classes.set(
      name,
      part(like?.classes, name, () => drawClass(drawing, name)),
    );
    classNames.push(name);
  }
  const networks = new Map(
    some(choose, ["floor", "roof"], 2).map(
      (name) => [name, part(like?.networks, name, () => drawNetwork(drawing, name))] as const,
    ),
  );
  const subnets = new Map<string, Subnet>();
  for (const number of some(choose, [1, 2, 3, 4], 2)) {
    const key = `10.1.${number}.0/24`;
    const drawn = part<Subnet>(like?.subnets, key, () => ({
      network: oneOf(choose, [undefined, "floor", "roof"]),
      map: drawSubnet(drawing, number),
    }));
    subnets.set(key, {
      ...drawn,
      network: networks.has(drawn.network ?? "") ? drawn.network : undefined,
    });
  }
  const globals = part(like && new Map([["", like.globals]]), "", () => drawGlobals(drawing));
  return { definitions, classes, networks, subnets, globals };
}

/** Whether all is there that a part names: definitions of options, classes in tests. */
function isComplete(value: Json, drawing: Drawing, above = ""): boolean {
  const { definitions, classNames } = drawing;
  if (Array.isArray(value))
    return (value as readonly Json[]).every((item) => isComplete(item, drawing, above));
  if (typeof value !== "object" || value === null) return true;
  const map = value as Map;
  if (above === "option-data" && map["csv-format"] !== false) {
    const space = String(map.space ?? "dhcp4");
    const named = [...definitions.values()].some(
      ({ name, space: its = "dhcp4" }) => its === space && name === map.name,
    );
    const known = Object.entries(standard).some(
      ([key, [name]]) => spaceOf(key) === space && (name === map.name || codeOf(key) === map.code),
    );
    return named || known || definitions.has(`${space}:${Number(map.code)}`);
  }
  const test = String(map.test ?? "");
  const names = [...test.matchAll(/(?<=option\[)[a-z]+(?=\])/g)].map(([name]) => name);
  const isDefined = (name: string): boolean =>
    [...definitions].some(([key, its]) => spaceOf(key) === "dhcp4" && its.name === name);
  const asked = [...test.matchAll(/(?<=member\(')[a-z]+/g)].map(([name]) => name);
  return (
    names.every(isDefined) &&
    asked.every((name) => classNames.includes(name)) &&
    Object.entries(map).every(([name, inner]) => isComplete(inner, drawing, name))
  );
}

/** The value of `Dhcp4`. */
export function dhcp4({ definitions, classes, networks, subnets, globals }: Server): Json {
  const within = (network: string | undefined): Json =>
    [...subnets.values()].filter((subnet) => subnet.network === network).map(({ map }) => map);
  return {
    "interfaces-config": { interfaces: [] },
    "lease-database": { type: "memfile", persist: false },
    ...globals,
    ...(definitions.size > 0 && { "option-def": [...definitions.values()] }),
    ...(classes.size > 0 && { "client-classes": [...classes.values()] }),
    ...(networks.size > 0 && {
      "shared-networks": [...networks].map(([name, map]) => ({ ...map, subnet4: within(name) })),
    }),
    subnet4: within(undefined),
  };
}

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
function drawDefinitions(choose: Choose, like?: Server): ReadonlyMap<string, Map> {
  const definitions = new Map<string, Map>();
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

const spaceOf = (key: string): string => key.slice(0, key.lastIndexOf(":"));
const codeOf = (key: string): number => Number(key.slice(key.lastIndexOf(":") + 1));

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

function drawDefinition(choose: Choose, key: string): Map {
  const isBox = key === "dhcp4:227";
  const type = oneOf(choose, isBox ? ["empty", "empty", "uint8"] : Object.keys(texts));
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

const standard: Readonly<Record<string, readonly [name: string, type: string]>> = {
  "dhcp4:3": ["routers", "ipv4-address"],
  "dhcp4:6": ["domain-name-servers", "ipv4-address"],
  "dhcp4:15": ["domain-name", "fqdn"],
  "dhcp4:26": ["interface-mtu", "uint16"],
  "dhcp4:43": ["vendor-encapsulated-options", "empty"],
  "dhcp4:66": ["tftp-server-name", "string"],
  "vendor-4491:2": ["tftp-servers", "ipv4-address"],
};

function drawOptions(
  { choose, version, definitions, classNames }: Drawing,
  own: ReadonlyMap<string, Map> = new Map(),
): Json[] {
  const known = new Map<string, Map>([...definitions, ...own]);
  const keys = [...new Set([...Object.keys(standard), ...known.keys()])];
  const undefinedKeys = ["dhcp4:224", "dhcp4:225"].filter(
    (key) => !known.has(key) && choose(8) === 0,
  );
  return [...some(choose, keys, 5), ...undefinedKeys].map((key): Map => {
    const definition = known.get(key);
    const [name, type] = definition
      ? [String(definition.name), String(definition.type)]
      : (standard[key] ?? [undefined, undefined]);
    const isBytes = type === undefined || choose(5) === 0;
    const data = isBytes ? (bytes[type ?? "binary"] ?? "") : oneOf(choose, texts[type]!);
    const called: Map = name === undefined || choose(2) === 0 ? { code: codeOf(key) } : { name };
    return {
      ...called,
      ...(spaceOf(key) !== "dhcp4" && { space: spaceOf(key) }),
      ...(data !== "" && { data }),
      ...(isBytes ? { "csv-format": false } : choose(3) === 0 && { "csv-format": true }),
      ...(choose(6) === 0 && { "always-send": true }),
      ...(isSince(version, "2.6.3") && choose(12) === 0 && { "never-send": true }),
      ...(isSince(version, "3.0.3") &&
        classNames.length > 0 &&
        choose(12) === 0 && { "client-classes": [oneOf(choose, classNames)] }),
    };
  });
}

const listed = (name: string, list: readonly Json[]): Map =>
  list.length > 0 ? { [name]: list } : {};

// ---- classes ----

const stock = ["red", "green", "blue", "grey", "pink"];

/** Names of classes, mostly in an order that two servers have in common. */
function classOrder(choose: Choose, like?: Server): readonly string[] {
  const order = like && choose(2) === 0 ? [...like.classes.keys()] : [...stock];
  const rest = stock.filter((name) => !order.includes(name));
  const names = some(choose, [...order, ...rest], 2);
  if (choose(3) === 0) names.reverse();
  return names;
}

/** A test's terms: what they name is defined in the configuration, or built in. */
function drawTerm({ choose, definitions, classNames }: Drawing): string {
  const own = [...definitions]
    .filter(([key]) => spaceOf(key) === "dhcp4")
    .map(([, { name }]) => String(name));
  const terms = [
    "option[60].hex == 'thin'",
    "option[vendor-class-identifier].text == 'thin'",
    "substring(option[60].hex, 0, 3) == 'PXE'",
    "option[224].exists",
    "pkt4.mac == 0x020000000001",
    "relay4[1].hex == 'port-1'",
    "vendor[4491].option[2].exists",
    "vendor-class[4491].data == 'modem'",
    "option[43].option[1].exists",
    "member('KNOWN')",
    "member('VENDOR_CLASS_thin')",
    ...own.flatMap((name) => [
      `option[${name}].text == 'red'`,
      `option[${name}].exists`,
      `option[${name}].option[1].exists`,
    ]),
    "option[227].option[1].exists",
    "vendor[9999].option[1].hex == 'red'",
    ...classNames.flatMap((name) => [`member('${name}')`, `member('${name}')`]),
  ];
  return oneOf(choose, terms);
}

function drawTest(drawing: Drawing): string {
  const { choose } = drawing;
  const term = () => (choose(5) === 0 ? `not ${drawTerm(drawing)}` : drawTerm(drawing));
  return choose(2) === 0 ? term() : `${term()} ${oneOf(choose, ["and", "or"])} ${term()}`;
}

function drawClass(drawing: Drawing, name: string): Map {
  const { choose, version } = drawing;
  const own = new Map<string, Map>();
  if (choose(5) === 0)
    own.set("dhcp4:43", {
      name: "vendor-encapsulated-options",
      code: 43,
      type: oneOf(choose, ["string", "uint8", "binary"]),
    });
  if (choose(6) === 0)
    own.set("dhcp4:226", { ...drawDefinition(choose, "dhcp4:226"), space: "dhcp4" });
  const within = { ...drawing, definitions: new Map([...drawing.definitions, ...own]) };
  return {
    name,
    ...(choose(6) > 0 && { test: drawTest(choose(3) === 0 ? within : drawing) }),
    ...(choose(4) === 0 && {
      [isSince(version, "3.0.3") && choose(2) === 0
        ? "only-in-additional-list"
        : "only-if-required"]: true,
    }),
    ...listed("option-def", [...own.values()]),
    ...listed("option-data", drawOptions(drawing, own)),
    ...(choose(5) === 0 && lifetimes(choose)),
    ...(choose(6) === 0 && { "next-server": "10.9.9.9" }),
  };
}

// ---- scopes ----

function lifetimes(choose: Choose): Map {
  return {
    ...(choose(3) > 0 && { "valid-lifetime": oneOf(choose, [600, 1800, 3600]) }),
    ...(choose(6) === 0 && { "min-valid-lifetime": oneOf(choose, [300, 1200]) }),
    ...(choose(6) === 0 && { "max-valid-lifetime": oneOf(choose, [2400, 7200]) }),
  };
}

function timers(choose: Choose): Map {
  return {
    ...(choose(3) === 0 && lifetimes(choose)),
    ...(choose(5) === 0 && { "renew-timer": oneOf(choose, [300, 900, 1500]) }),
    ...(choose(5) === 0 && { "rebind-timer": oneOf(choose, [800, 1400, 2000]) }),
    ...(choose(6) === 0 && { "calculate-tee-times": choose(3) > 0 }),
    ...(choose(6) === 0 && { "t1-percent": oneOf(choose, [0.4, 0.5, 0.7]) }),
    ...(choose(6) === 0 && { "t2-percent": oneOf(choose, [0.6, 0.8, 0.9]) }),
  };
}

/** Values that are handed down, besides the timers. */
function handedDown({ choose, version }: Drawing): Map {
  return {
    ...timers(choose),
    ...(choose(8) === 0 && { "match-client-id": false }),
    ...(choose(10) === 0 && { authoritative: true }),
    ...(choose(8) === 0 && { "reservations-global": true }),
    ...(choose(8) === 0 && { "reservations-out-of-pool": true }),
    ...(choose(8) === 0 && {
      "ddns-qualifying-suffix": oneOf(choose, ["example.org", "example.net."]),
    }),
    ...(choose(8) === 0 && {
      "hostname-char-set": "[^A-Za-z0-9.-]",
      "hostname-char-replacement": "x",
    }),
    ...(choose(8) === 0 && { "cache-threshold": 0.25 }),
    ...(choose(8) === 0 && { "boot-file-name": oneOf(choose, ["pxe.0", "grub.0"]) }),
    ...(isSince(version, "2.6.3") && choose(8) === 0 && { allocator: "random" }),
    ...(isSince(version, "2.6.3") && choose(8) === 0 && { "offer-lifetime": 60 }),
  };
}

/** For whom something is, and which classes are evaluated for it. */
function guards({ choose, version, classNames }: Drawing): Map {
  const names = [...classNames, "KNOWN", "nobody"];
  const isNew = isSince(version, "3.0.3") && choose(2) === 0;
  const [one, other] = [oneOf(choose, names), oneOf(choose, names)];
  return {
    ...(choose(4) === 0 &&
      (isNew ? { "client-classes": [...new Set([one, other])] } : { "client-class": one })),
    ...(choose(6) === 0 && {
      [isNew ? "evaluate-additional-classes" : "require-client-classes"]: some(choose, names, 2),
    }),
  };
}

const drawNetwork = (drawing: Drawing, name: string): Map => ({
  name,
  ...handedDown(drawing),
  ...guards(drawing),
  ...listed("option-data", drawing.choose(2) === 0 ? drawOptions(drawing) : []),
  ...(drawing.choose(6) === 0 && { relay: { "ip-addresses": ["10.2.0.1"] } }),
});

function drawSubnet(drawing: Drawing, number: number): Map {
  const { choose } = drawing;
  const pools = some(choose, [10, 40, 80], 2).map(
    (first): Map => ({
      pool: `10.1.${number}.${first} - 10.1.${number}.${first + oneOf(choose, [9, 19, 29])}`,
      ...guards(drawing),
      ...listed("option-data", choose(3) === 0 ? drawOptions(drawing) : []),
    }),
  );
  return {
    id: choose(8) === 0 ? number + 10 : number,
    subnet: `10.1.${number}.0/24`,
    ...handedDown(drawing),
    ...guards(drawing),
    ...listed("pools", pools),
    ...listed(
      "reservations",
      some(choose, [1, 2, 3], 2).map((host) => drawReservation(drawing, number, host)),
    ),
    ...listed("option-data", drawOptions(drawing)),
    ...(choose(6) === 0 && { "user-context": { note: oneOf(choose, ["ground", "attic"]) } }),
  };
}

function drawReservation(drawing: Drawing, number: number, host: number): Map {
  const { choose, classNames } = drawing;
  const text = `0${number}:0${host}`;
  const identifiers: readonly Map[] = [
    { "hw-address": `02:00:00:00:${text}` },
    { "hw-address": `02:00:00:00:${text}` },
    { "client-id": `01:02:${text}` },
    { duid: `00:03:${text}` },
    { "circuit-id": `'port-${number}-${host}'` },
    { "flex-id": `'flex-${number}-${host}'` },
  ];
  return {
    ...oneOf(choose, identifiers),
    ...(choose(4) > 0 && { "ip-address": `10.1.${number}.${200 + (choose(9) === 0 ? 1 : host)}` }),
    ...((choose(2) === 0 || host > 2) && { hostname: `host-${number}-${host}` }),
    ...(choose(5) === 0 && {
      "client-classes": [...new Set([oneOf(choose, [...classNames, "nobody"])])],
    }),
    ...listed("option-data", choose(5) === 0 ? drawOptions(drawing) : []),
  };
}

function drawGlobals(drawing: Drawing): Map {
  const { choose } = drawing;
  return {
    ...handedDown(drawing),
    ...(choose(4) === 0 && { "ip-reservations-unique": false }),
    ...(choose(6) === 0 && {
      "host-reservation-identifiers": oneOf(choose, [
        ["hw-address"],
        ["hw-address", "duid", "client-id", "circuit-id", "flex-id"],
      ]),
    }),
    ...(choose(8) === 0 && { "echo-client-id": false }),
    ...listed(
      "reservations",
      choose(3) === 0
        ? some(choose, [6, 7, 8], 2).map((host) => drawReservation(drawing, 1, host))
        : [],
    ),
    ...listed("option-data", choose(2) === 0 ? drawOptions(drawing) : []),
  };
}
