// Looks up the meaning of an option code in one place of a configuration: the definitions of a
// class, then those of the configuration, then Kea's own.
import { isMap, mapOf } from "../../../../core/canonical.js";
import { parseSharedName } from "../../../../core/apply.js";
import { equal } from "../../../../core/equal.js";
import type { Configuration, Json, Tree } from "../../../../core/model.js";
import { optionSpace } from "../../names.js";
import type { Layout } from "./option-values.js";
import type { Release } from "../release.js";
import { standardOptions, type Definition, type Form } from "./standard-options.js";
import { valueTypeOf } from "./value-types.js";

/** The meaning of options in one place of a configuration. */
export interface Definitions {
  /** The release that they hold for. */
  readonly release: Release;
  /** Returns the definition of an option by `space:code`. */
  get(key: string): Definition | undefined;
  /** Returns the code of an option by its name in a space. */
  codeOf(space: string, name: string): number | undefined;
  /** Returns the definition that only this place has, which is a class. */
  getLocal(key: string): Definition | undefined;
  /** Returns whether the configuration itself defines the option for all. */
  isShared(key: string): boolean;
  /** Returns the options of the configuration that contain a space. */
  containersOf(space: string): readonly string[];
  /** Returns the same with definitions that only hold in a class, and come first there. */
  withLocal(list: Json | undefined): Definitions;
}

interface DefinitionTable {
  readonly byCode: ReadonlyMap<string, Definition>;
  /** By `space:name`. */
  readonly codes: ReadonlyMap<string, number>;
}

const emptyTable: DefinitionTable = { byCode: new Map(), codes: new Map() };

/** Returns a space's name, with the number of a vendor without leading zeros as Kea returns it. */
export const spaceName = (space: Json | undefined): string =>
  typeof space === "string" && space !== ""
    ? space.replace(/^vendor-0+(?=\d)/, "vendor-")
    : optionSpace;

/** Returns the identity of an option or of its definition. */
export const optionCodeKey = (space: string, code: number | string): string => `${space}:${code}`;

/** Returns a definition of the model as an element of Kea's array. */
export const toListEntry = (key: string, properties: Json): Json => {
  const at = key.lastIndexOf(":");
  return { ...mapOf(properties), space: key.slice(0, at), code: Number(key.slice(at + 1)) };
};

/** Returns the definitions of options that a configuration holds for all, by `space:code`. */
export function definedOptions({ shared }: Configuration): ReadonlyMap<string, Tree> {
  return new Map(
    Object.entries(shared).flatMap(([key, { properties }]) =>
      key.startsWith("optionDefinitions.") ? [[parseSharedName(key), properties] as const] : [],
    ),
  );
}

/** Returns whether two configurations define the same options in the same way. */
export function haveSameDefinitions(one: Configuration, other: Configuration): boolean {
  const [defined, definedByOther] = [definedOptions(one), definedOptions(other)];
  return (
    defined.size === definedByOther.size &&
    [...defined].every(([key, properties]) => equal(properties, definedByOther.get(key)))
  );
}

const definitionsCache = new WeakMap<object, Map<Release, Definitions>>();
const noList = {};

/**
 * Returns the definitions of an array for a release. The same array gives the same object each
 * time, so that results computed with it can be cached.
 */
export function createDefinitions(list: Json | undefined, release: Release): Definitions {
  const owner = typeof list === "object" && list !== null ? list : noList;
  const byRelease = definitionsCache.get(owner) ?? new Map<Release, Definitions>();
  definitionsCache.set(owner, byRelease);
  const definitions = byRelease.get(release) ?? buildDefinitions(list, release);
  byRelease.set(release, definitions);
  return definitions;
}

/** Returns the definitions in a class, given as a tree: its own before all others. */
export const definitionsInClass = (
  { optionDefinitions }: Tree,
  outside: Definitions,
): Definitions =>
  outside.withLocal(
    Object.entries(mapOf(optionDefinitions)).map(([key, properties]) =>
      toListEntry(key, properties),
    ),
  );

function buildDefinitions(list: Json | undefined, release: Release): Definitions {
  const standard = standardOptions(release);
  const shared = tableOf(list);
  const containers = new Map<string, string[]>();
  for (const [key, { encapsulates }] of shared.byCode)
    if (encapsulates) containers.set(encapsulates, [...(containers.get(encapsulates) ?? []), key]);

  const withTable = (local: DefinitionTable): Definitions => ({
    release,
    get: (key) => local.byCode.get(key) ?? shared.byCode.get(key) ?? standard.byCode.get(key),
    codeOf(space, name) {
      const key = `${space}:${name}`;
      return local.codes.get(key) ?? shared.codes.get(key) ?? standard.codes.get(key);
    },
    getLocal: (key) => local.byCode.get(key),
    isShared: (key) => shared.byCode.has(key) && !local.byCode.has(key),
    containersOf: (space) => containers.get(space) ?? [],
    withLocal: (more) =>
      withTable(Array.isArray(more) && more.length > 0 ? tableOf(more) : emptyTable),
  });
  return withTable(emptyTable);
}

function tableOf(list: Json | undefined): DefinitionTable {
  const byCode = new Map<string, Definition>();
  const codes = new Map<string, number>();
  for (const raw of Array.isArray(list) ? (list as readonly Json[]) : []) {
    if (!isMap(raw) || typeof raw.name !== "string" || typeof raw.code !== "number") continue;
    const space = spaceName(raw.space);
    byCode.set(optionCodeKey(space, raw.code), readDefinition(raw.name, raw));
    codes.set(`${space}:${raw.name}`, raw.code);
  }
  return { byCode, codes };
}

function readDefinition(name: string, raw: Tree): Definition {
  const form: Form = raw.type === "empty" || raw.type === "binary" ? raw.type : "text";
  const layout = layoutOf(raw);
  const { encapsulate } = raw;
  return {
    name,
    form,
    type: valueTypeOf(raw),
    ...(typeof encapsulate === "string" && encapsulate !== "" && { encapsulates: encapsulate }),
    ...(layout && { layout }),
  };
}

/** Returns the types of an option's fields as its definition has them. */
function layoutOf({ type, array, "record-types": record }: Tree): Layout | undefined {
  if (typeof type !== "string" || type === "binary" || type === "empty") return undefined;
  const types = type === "record" ? listRecordTypes(record) : [type];
  return { types, isArray: array === true };
}

const listRecordTypes = (record: Json | undefined): readonly string[] =>
  String(record ?? "")
    .split(",")
    .map((type) => type.trim())
    .filter(Boolean);
