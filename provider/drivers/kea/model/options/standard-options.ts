// The options that each release of Kea has built in.
import type { Tree } from "../../../../core/model.js";
import type { Layout } from "./option-values.js";
import { before, releases, type Release } from "../keywords.js";
import { standardLayouts } from "./standard-option-layouts.js";
import { standardOptionNames } from "./standard-option-names.js";
import type { ValueType } from "./value-types.js";

/**
 * The form of a value. `text`: fields separated by commas; `binary`: bytes, however they are
 * spelled; `empty`: no value, only options inside it.
 */
export type Form = "text" | "binary" | "empty";

export interface Definition {
  readonly name: string;
  readonly form: Form;
  /** The option space inside it. */
  readonly encapsulates?: string;
  /** The types of its fields. Absent: bytes and text are not converted. */
  readonly layout?: Layout;
  /** The type of its value, where the configuration defines the option. */
  readonly type?: ValueType;
}

const containers: Readonly<Record<string, string>> = {
  "dhcp4:43": "vendor-encapsulated-options-space",
  "dhcp4:82": "dhcp-agent-options-space",
  "dhcp4:122": "cablelabs-client-conf",
  "dhcp-agent-options-space:152": "",
};

const binaryOptions = new Set([
  ...[61, 63, 77, 90, 99].map((code) => `dhcp4:${code}`),
  ...[1, 2, 7, 8, 9, 12, 16, 151].map((code) => `dhcp-agent-options-space:${code}`),
]);

/** Options that older releases do not know and hold as bytes: whole spaces, or single options. */
const addedOptions: readonly (readonly [Release, readonly string[]])[] = [
  [
    "2.4",
    [
      "dhcp-agent-options-space",
      ...[143, 151, 152, 153, 154, 155, 156, 157, 162].map((code) => `dhcp4:${code}`),
    ],
  ],
  ["2.6", ["dhcp4:121"]],
  ["3.0", ["cablelabs-client-conf", "dhcp4:122"]],
];

export interface StandardOptions {
  readonly byCode: ReadonlyMap<string, Definition>;
  /** `space:name` to code. */
  readonly codes: ReadonlyMap<string, number>;
}

const standardOptionsCache = new Map<Release, StandardOptions>();

/** Returns the options that a release has built in, by `space:code`. */
export function standardOptions(release: Release): StandardOptions {
  const options = standardOptionsCache.get(release) ?? listStandardOptions(release);
  standardOptionsCache.set(release, options);
  return options;
}

function listStandardOptions(release: Release): StandardOptions {
  const unknown = new Set(
    addedOptions.flatMap(([from, keys]) => (before(release, from) ? keys : [])),
  );
  const byCode = new Map<string, Definition>();
  const codes = new Map<string, number>();
  for (const [space, list] of Object.entries(standardOptionNames)) {
    for (const entry of list.split(",")) {
      const [code, name] = entry.trim().split(" ") as [string, string];
      const key = `${space}:${code}`;
      if (unknown.has(space) || unknown.has(key)) continue;
      byCode.set(key, standardDefinition(key, name));
      codes.set(`${space}:${name}`, Number(code));
    }
  }
  return { byCode, codes };
}

function standardDefinition(key: string, name: string): Definition {
  const encapsulates = containers[key];
  const layout = standardLayouts.get(key);
  return {
    name,
    form: standardForm(key),
    ...(encapsulates && { encapsulates }),
    ...(layout && { layout }),
  };
}

function standardForm(key: string): Form {
  if (containers[key] !== undefined) return "empty";
  return binaryOptions.has(key) ? "binary" : "text";
}

/** Spaces and options that a configuration may define otherwise, although Kea has them built in. */
const redefinable = new Set(["vendor-4491", "dhcp4:43"]);

/**
 * Returns the built-in definition of an option, by `space:code`, where the release refuses another
 * definition. Measured with `kea-dhcp4 -t` for each code.
 */
export function findBuiltIn(release: Release, option: string): Definition | undefined {
  const space = option.slice(0, option.lastIndexOf(":"));
  return redefinable.has(space) || redefinable.has(option)
    ? undefined
    : standardOptions(release).byCode.get(option);
}

/**
 * Returns the definition that the newest release has built in: the meaning of an option that nobody
 * defines.
 */
export const findBuiltInLatest = (option: string): Definition | undefined =>
  findBuiltIn(releases.at(-1)!, option);

/**
 * Returns whether each of these releases has an option built in with the same options inside it, so
 * that its definition need not be written.
 */
export function isBuiltInEverywhere(
  possible: readonly Release[],
  option: string,
  { encapsulate = "" }: Tree,
): boolean {
  return possible.every((release) => {
    const definition = findBuiltIn(release, option);
    return definition !== undefined && (definition.encapsulates ?? "") === encapsulate;
  });
}
