// A configuration spelled in another way that means the same: what people, tools and releases of Kea write differently.
import type { Json } from "../../../../../../provider/core/model.js";
import { indexConfiguration } from "../../../../../../provider/drivers/kea/model/parse/config-index.js";
import { toConfiguration } from "../../../../../../provider/drivers/kea/model/parse/parse-configuration.js";
import { networkKey } from "../../../../../../provider/drivers/kea/model/parse/references.js";
import { fallbacks } from "../../../../../../provider/drivers/kea/model/parse/inheritable-values.js";
import { listEncodings } from "../../../../../../provider/drivers/kea/model/field-mappings.js";

type Map = Record<string, Json>;
type Random = () => number;

/** Numbers from 0 to 1 that follow from a seed. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const number = (text: string) => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

/** Returns the prefix that has just these addresses, if there is one. */
function prefixOf(first: string, last: string): string | undefined {
  const size = number(last) - number(first) + 1;
  const isPrefix = Number.isInteger(Math.log2(size)) && number(first) % size === 0;
  return isPrefix ? `${first}/${32 - Math.log2(size)}` : undefined;
}

function fromFirstToLast(prefix: string): string {
  const [base, length] = prefix.split("/");
  const end = number(base!) + 2 ** (32 - Number(length)) - 1;
  return `${base} - ${[24, 16, 8, 0].map((shift) => Math.floor(end / 2 ** shift) % 256).join(".")}`;
}

/** The same document in other words. Its subnets must have ids of their own, or their order would mean something. */
export function respelled(
  { Dhcp4 }: { readonly Dhcp4: Json },
  random: Random,
): { readonly Dhcp4: Json } {
  const chance = (share = 0.5) => random() < share;
  const shuffled = <T>(list: readonly T[]): T[] =>
    list
      .map((item) => [random(), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  const from = indexConfiguration(Dhcp4);
  const { scopes, shared } = toConfiguration(from);
  const { definitions } = from;

  const bytes = (hex: string): string => {
    const pairs = hex.match(/../g) ?? [];
    const cased = chance() ? pairs.map((pair) => pair.toLowerCase()) : pairs;
    return pairs.length < 2
      ? cased.join("")
      : [cased.join(""), cased.join(":"), cased.join(" "), `0x${cased.join("")}`][
          Math.floor(random() * 4)
        ]!;
  };
  const plainHex = (text: string): string | undefined =>
    /^([0-9a-f]{2})(:?[0-9a-f]{2})*$/i.test(text)
      ? text.replaceAll(":", "").toUpperCase()
      : undefined;

  type Definition = NonNullable<ReturnType<typeof definitions.get>>;
  /** Names an option that is defined by its name, its code or both. */
  const nameOption = (raw: Map, { name }: Definition): void => {
    const isByName = chance();
    if (isByName) raw.name = name;
    if (chance()) delete raw[isByName ? "code" : "name"];
  };
  /** Writes down the flags of an option that hold anyway, or leaves them out. */
  const flagOption = (raw: Map, known: Definition | undefined): void => {
    if (known && raw["csv-format"] !== false && chance()) {
      if (raw["csv-format"] === undefined) raw["csv-format"] = true;
      else delete raw["csv-format"];
    }
    if (raw["always-send"] === true) return;
    if (chance()) raw["always-send"] = false;
    else delete raw["always-send"];
  };
  /** The text of an option value with other bytes' separators, or with blanks around its fields. */
  const optionText = (text: string, isBytes: boolean, known: Definition | undefined): string => {
    if (isBytes && known?.form !== "empty") {
      const hex = plainHex(text);
      return hex !== undefined && chance() ? bytes(hex) : text;
    }
    if (known?.form !== "text" || text.includes("\\") || !chance()) return text;
    return text
      .split(",")
      .map((field) => ` ${field.trim()}${chance() ? " " : ""}`)
      .join(",")
      .replace(/^ /, "");
  };
  const option = (raw: Map, within: typeof definitions): Map => {
    const { space = "dhcp4", ...rest } = raw;
    const next: Map = { ...rest };
    const known =
      typeof raw.code === "number" ? within.get(`${String(space)}:${raw.code}`) : undefined;
    if (space !== "dhcp4" || chance()) next.space = space;
    if (known) nameOption(next, known);
    flagOption(next, known);
    if (typeof next.data === "string")
      next.data = optionText(next.data, next["csv-format"] === false, known);
    return next;
  };
  const optionData = (raw: Map, within = definitions): void => {
    const list = raw["option-data"] as Map[] | undefined;
    if (list) raw["option-data"] = shuffled(list).map((one) => option(one, within));
    else if (chance(0.2)) raw["option-data"] = [];
    if (Array.isArray(raw["option-data"]) && raw["option-data"].length === 0 && chance())
      delete raw["option-data"];
  };
  const context = (raw: Map): void => {
    const { comment, ...rest } = (raw["user-context"] ?? {}) as Map;
    if (comment !== undefined && typeof comment === "string" && chance()) {
      raw.comment = comment;
      if (Object.keys(rest).length > 0) raw["user-context"] = rest;
      else delete raw["user-context"];
    } else if (raw["user-context"] === undefined && raw.comment === undefined && chance(0.2))
      raw["user-context"] = {};
  };
  /** Another spelling of a value for the same kind of thing. */
  const otherWords = (kind: Parameters<typeof listEncodings>[0], raw: Map): void => {
    for (const name of [
      "client-classes",
      "evaluate-additional-classes",
      "ddns-conflict-resolution-mode",
      "only-in-additional-list",
    ]) {
      const spellings = listEncodings(kind, name);
      const standing = spellings.find(({ key }) => raw[key] !== undefined);
      const value = standing?.read(raw[standing.key]!);
      const other = spellings[Math.floor(random() * spellings.length)]!;
      const written = value === undefined ? undefined : other.write(value);
      if (
        written === undefined ||
        kind === "reservation" ||
        (kind === "server" && name !== "ddns-conflict-resolution-mode")
      )
        continue;
      delete raw[standing!.key];
      raw[other.key] = written;
    }
  };
  /** Writes down that there is nothing of a property, or leaves it out. */
  const saySilence = (raw: Map, key: string, silence: Json): void => {
    if (raw[key] !== undefined) {
      if (JSON.stringify(raw[key]) === JSON.stringify(silence) && chance()) delete raw[key];
    } else if (chance(0.3)) raw[key] = silence;
  };
  const reservation = (raw: Map): Map => {
    const next = { ...raw };
    optionData(next);
    context(next);
    for (const key of ["hw-address", "duid", "client-id", "circuit-id", "flex-id"]) {
      const hex = typeof next[key] === "string" ? plainHex(next[key]) : undefined;
      if (hex !== undefined && chance()) next[key] = bytes(hex);
    }
    for (const [key, silence] of [
      ["hostname", ""],
      ["next-server", "0.0.0.0"],
      ["server-hostname", ""],
      ["boot-file-name", ""],
      ["client-classes", []],
    ] as const)
      saySilence(next, key, silence as Json);
    return ordered(next);
  };
  const withHyphen = (first: string, last: string) => `${first}${chance() ? " - " : "-"}${last}`;
  /** The addresses of a pool as a prefix, or from the first to the last. */
  const range = (text: string): string => {
    const [first, last] = text.replace(/ /g, "").split("-");
    if (last === undefined) return chance() ? fromFirstToLast(text) : text;
    const spaced = chance() ? withHyphen(first!, last) : text;
    const prefix = prefixOf(first!, last);
    return prefix !== undefined && chance() ? prefix : spaced;
  };
  const pool = (raw: Map): Map => {
    const next = { ...raw };
    optionData(next);
    context(next);
    otherWords("range", next);
    if (next["client-class"] === undefined && next["client-classes"] === undefined && chance(0.2))
      next["client-class"] = "";
    next.pool = range(String(next.pool));
    return ordered(next);
  };
  /** Inherited values written down, or taken out where they are. */
  const inheritance = (
    kind: "network" | "subnet",
    raw: Map,
    inherited: readonly string[],
    properties: { readonly [name: string]: Json },
  ): void => {
    for (const name of inherited) {
      if (kind === "network" && fallbacks[name]) continue; // written down there, it is handed down
      const spelling =
        listEncodings(kind, name).find(({ key }) => raw[key] !== undefined) ??
        listEncodings(kind, name)[0]!;
      const value = spelling.write(properties[name]!);
      if (
        raw[spelling.key] === undefined &&
        value !== undefined &&
        raw["reservation-mode"] === undefined &&
        chance(0.3)
      )
        raw[spelling.key] = value;
    }
  };
  const ordered = (raw: Map): Map => Object.fromEntries(shuffled(Object.entries(raw)));

  const relay = (raw: Map): Map => {
    const addresses = raw["ip-addresses"];
    if (!Array.isArray(addresses)) return raw;
    return addresses.length === 1 && chance()
      ? { "ip-address": addresses[0] as Json }
      : { ...raw, "ip-addresses": shuffled(addresses as Json[]) };
  };
  const subnet = (raw: Map, id: string): Map => {
    const next = { ...raw };
    optionData(next);
    context(next);
    inheritance("subnet", next, scopes[id]!.inherited, scopes[id]!.properties);
    otherWords("subnet", next);
    if (next.pools) next.pools = shuffled(next.pools as Map[]).map(pool);
    if (next.reservations)
      next.reservations = shuffled(next.reservations as Map[]).map(reservation);
    if (next.relay) next.relay = relay(next.relay as Map);
    for (const key of [
      "boot-file-name",
      "server-hostname",
      "interface",
      "client-class",
      "4o6-subnet",
    ])
      if (next[key] === undefined && next["client-classes"] === undefined && chance(0.1))
        next[key] = "";
    return ordered(next);
  };
  const subnets = (list: Json | undefined, ids: readonly string[]): Json => {
    const all = ((list ?? []) as Map[]).map((raw, i) => subnet(raw, ids[i]!));
    return all.every(({ id }) => typeof id === "number" && id !== 0) ? shuffled(all) : all;
  };
  const idsIn = (network: string | undefined) =>
    [...from.subnets].filter(([, one]) => one.network === network).map(([id]) => id);

  const dhcp4: Map = { ...(Dhcp4 as Map) };
  optionData(dhcp4);
  context(dhcp4);
  otherWords("server", dhcp4);
  if (dhcp4["option-def"])
    dhcp4["option-def"] = shuffled(dhcp4["option-def"] as Map[]).map((raw) =>
      ordered({
        ...(chance() ? { array: false, encapsulate: "", "record-types": "" } : {}),
        ...raw,
      }),
    );
  if (dhcp4.reservations)
    dhcp4.reservations = shuffled(dhcp4.reservations as Map[]).map(reservation);
  if (dhcp4["shared-networks"]) {
    const networks = (dhcp4["shared-networks"] as Map[]).map((raw) => {
      const next = { ...raw };
      const name = String(next.name);
      optionData(next);
      context(next);
      inheritance(
        "network",
        next,
        shared[networkKey(name)]!.inherited,
        shared[networkKey(name)]!.properties,
      );
      otherWords("network", next);
      next.subnet4 = subnets(next.subnet4, idsIn(name));
      return ordered(next);
    });
    dhcp4["shared-networks"] = [...from.subnets.values()].every(
      ({ raw }) => typeof raw.id === "number" && raw.id !== 0,
    )
      ? shuffled(networks)
      : networks;
  }
  if (dhcp4.subnet4) dhcp4.subnet4 = subnets(dhcp4.subnet4, idsIn(undefined));
  if (dhcp4["client-classes"])
    dhcp4["client-classes"] = (dhcp4["client-classes"] as Map[]).map((raw) => {
      const next = { ...raw };
      optionData(next, definitions.withLocal(next["option-def"]));
      context(next);
      otherWords("class", next);
      return ordered(next);
    });
  return { Dhcp4: ordered(dhcp4) };
}
