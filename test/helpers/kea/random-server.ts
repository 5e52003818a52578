// A random Kea server: everything that one part of a configuration can say of another, from a small
// stock of names, so that two servers drawn one after the other have much in common and differ in any way.
import type { Json } from "../../../provider/core/model.js";
import type { Version } from "./versions.js";
import {
  type Drawing,
  isSince,
  type Members,
  type Choose,
  oneOf,
  some,
  drawDefinitions,
  spaceOf,
  codeOf,
  drawDefinition,
  standard,
  drawOptions,
  listed,
} from "./random-options.js";

/** A server, part by part, each by its identity. */
export interface Server {
  readonly definitions: ReadonlyMap<string, Members>;
  readonly classes: ReadonlyMap<string, Members>;
  readonly networks: ReadonlyMap<string, Members>;
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly globals: Members;
}

interface Subnet {
  readonly network: string | undefined;
  readonly map: Members;
}

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
  const classes = new Map<string, Members>();
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

/** Returns true where all is there that a part names: definitions of options, classes in tests. */
function isComplete(value: Json, drawing: Drawing, above = ""): boolean {
  const { definitions, classNames } = drawing;
  if (Array.isArray(value))
    return (value as readonly Json[]).every((item) => isComplete(item, drawing, above));
  if (typeof value !== "object" || value === null) return true;
  const map = value as Members;
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

function drawClass(drawing: Drawing, name: string): Members {
  const { choose, version } = drawing;
  const own = new Map<string, Members>();
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

function lifetimes(choose: Choose): Members {
  return {
    ...(choose(3) > 0 && { "valid-lifetime": oneOf(choose, [600, 1800, 3600]) }),
    ...(choose(6) === 0 && { "min-valid-lifetime": oneOf(choose, [300, 1200]) }),
    ...(choose(6) === 0 && { "max-valid-lifetime": oneOf(choose, [2400, 7200]) }),
  };
}

function timers(choose: Choose): Members {
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
function handedDown({ choose, version }: Drawing): Members {
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
function guards({ choose, version, classNames }: Drawing): Members {
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

const drawNetwork = (drawing: Drawing, name: string): Members => ({
  name,
  ...handedDown(drawing),
  ...guards(drawing),
  ...listed("option-data", drawing.choose(2) === 0 ? drawOptions(drawing) : []),
  ...(drawing.choose(6) === 0 && { relay: { "ip-addresses": ["10.2.0.1"] } }),
});

function drawSubnet(drawing: Drawing, number: number): Members {
  const { choose } = drawing;
  const pools = some(choose, [10, 40, 80], 2).map(
    (first): Members => ({
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

function drawReservation(drawing: Drawing, number: number, host: number): Members {
  const { choose, classNames } = drawing;
  const text = `0${number}:0${host}`;
  const identifiers: readonly Members[] = [
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

function drawGlobals(drawing: Drawing): Members {
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
