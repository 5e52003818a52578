// What an option code means in one place of a configuration: what a class defines for itself, then
// what Kea knows, then what all share.
import { isMap, mapOf } from "../../../core/canonical.js";
import { parseSharedName } from "../../../core/apply.js";
import type { Configuration, Json, Tree } from "../../../core/model.js";
import { equal } from "../../../core/equal.js";
import type { Layout } from "./option-values.js";
import { standardOptions, type Definition, type Form } from "./standard-options.js";
import type { Release } from "./release.js";
import { valueTypeOf } from "./value-types.js";

/** Looks options up, from one place of a configuration. */
export interface Definitions {
  /** The release that they hold for. */
  readonly release: Release;
  /** Returns the definition of an option by `space:code`. */
  get(key: string): Definition | undefined;
  /** The code of an option by its name in a space. */
  codeOf(space: string, name: string): number | undefined;
  /** Returns the definition that this place alone has: a class. */
  getLocal(key: string): Definition | undefined;
  /** Returns whether the configuration itself defines it, for all to use. */
  isShared(key: string): boolean;
  /** The options of the configuration that contain a space. */
  containersOf(space: string): readonly string[];
  /** The same, with definitions that hold in this place only and come first. */
  withLocal(list: Json | undefined): Definitions;
}

const emptyTable: DefinitionTable = { byCode: new Map(), codes: new Map() };

/** A space's name with its vendor's number without zeros in front, as Kea gives it back. */
export const spaceName = (space: Json | undefined): string =>
  typeof space === "string" && space !== ""
    ? space.replace(/^vendor-0+(?=\d)/, "vendor-")
    : "dhcp4";

/** The identity of an option or of its definition. */
export const optionCodeKey = (space: string, code: number | string): string => `${space}:${code}`;

/** A definition, known by its identity, as a list of Kea's has it. */
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
  const [here, there] = [definedOptions(one), definedOptions(other)];
  return (
    here.size === there.size &&
    [...here].every(([key, properties]) => equal(properties, there.get(key)))
  );
}

const definitionsCache = new WeakMap<object, Map<Release, Definitions>>();
const unlisted = {};

/**
 * The same list means the same for a release each time it is asked for: what is worked out with it
 * can be remembered.
 */
export function createDefinitions(list: Json | undefined, release: Release): Definitions {
  const owner = typeof list === "object" && list !== null ? list : unlisted;
  let byRelease = definitionsCache.get(owner);
  if (!byRelease) definitionsCache.set(owner, (byRelease = new Map()));
  let found = byRelease.get(release);
  if (!found) byRelease.set(release, (found = buildDefinitions(list, release)));
  return found;
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
  const known = standardOptions(release);
  const shared = tableOf(list);
  const inside = new Map<string, string[]>();
  for (const [key, { encapsulates }] of shared.byCode)
    if (encapsulates) inside.set(encapsulates, [...(inside.get(encapsulates) ?? []), key]);

  const from = (place: DefinitionTable): Definitions => ({
    release,
    get: (key) => place.byCode.get(key) ?? shared.byCode.get(key) ?? known.byCode.get(key),
    codeOf: (space, name) =>
      place.codes.get(`${space}:${name}`) ??
      shared.codes.get(`${space}:${name}`) ??
      known.codes.get(`${space}:${name}`),
    getLocal: (key) => place.byCode.get(key),
    isShared: (key) => shared.byCode.has(key) && !place.byCode.has(key),
    containersOf: (space) => inside.get(space) ?? [],
    withLocal: (more) =>
      Array.isArray(more) && more.length > 0 ? from(tableOf(more)) : from(emptyTable),
  });
  return from(emptyTable);
}

interface DefinitionTable {
  readonly byCode: ReadonlyMap<string, Definition>;
  readonly codes: ReadonlyMap<string, number>;
}

function tableOf(list: Json | undefined): DefinitionTable {
  const byCode = new Map<string, Definition>();
  const codes = new Map<string, number>();
  for (const raw of Array.isArray(list) ? (list as readonly Json[]) : []) {
    if (!isMap(raw) || typeof raw.name !== "string" || typeof raw.code !== "number") continue;
    const key = optionCodeKey(spaceName(raw.space), raw.code);
    const form: Form = raw.type === "empty" || raw.type === "binary" ? raw.type : "text";
    const layout = layoutOf(raw);
    byCode.set(key, {
      name: raw.name,
      form,
      type: valueTypeOf(raw),
      ...(typeof raw.encapsulate === "string" &&
        raw.encapsulate !== "" && { encapsulates: raw.encapsulate }),
      ...(layout && { layout }),
    });
    codes.set(`${spaceName(raw.space)}:${raw.name}`, raw.code);
  }
  return { byCode, codes };
}

/** Returns the types of an option's fields as its definition has them. */
function layoutOf({ type, array, "record-types": record }: Tree): Layout | undefined {
  if (typeof type !== "string" || type === "binary" || type === "empty") return undefined;
  const types =
    type === "record"
      ? String(record ?? "")
          .split(",")
          .map((one) => one.trim())
          .filter(Boolean)
      : [type];
  return { types, isArray: array === true };
}
