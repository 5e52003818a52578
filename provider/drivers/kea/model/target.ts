// The server that a configuration is written for: the keywords that its release accepts, and the
// names of its interfaces.
import type { Configuration, Json, Tree } from "../../../core/model.js";
import { keywords } from "../names.js";
import { listEncodings, type ObjectKind } from "./field-mappings.js";
import type { KeaMap } from "./kea-map.js";
import { acceptsKeyword, type Release } from "./keywords.js";
import { optionIdentity } from "./options/option-identity.js";
import { rankEncodings } from "./rank-encodings.js";

/** A server that changes come from. */
export interface ReplicationSource {
  readonly configuration: Configuration;
  readonly dhcp4: Json;
  /** Its release, where it is known. */
  readonly release?: Release;
}

export interface TargetOptions {
  /** The servers that the changes come from. Values with several spellings are spelled as there. */
  readonly sources?: readonly ReplicationSource[];
  /** The server's release, where it is known. */
  readonly release?: Release;
  /** True where a running server is written, rather than its file. */
  readonly isRunning?: boolean;
  /** The names of the primary's interfaces on this server. */
  readonly interfaces?: Readonly<Record<string, string>>;
}

export interface Target extends TargetOptions {
  /** The keywords that the sources use, as `<object> <keyword>`. */
  readonly preferred: ReadonlySet<string>;
  readonly release: Release;
  /** All releases that the configuration can be for: one where the release is known. */
  readonly possible: readonly Release[];
  /** The release where it is known: defaults depend on it. */
  readonly knownRelease?: Release;
}

/** A property that is written for a target. */
export interface FieldToEncode {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly value: Json;
  readonly target: Target;
  /** The object as it is: its keywords stay where they can express the value. */
  readonly current?: KeaMap;
}

/** Returns the keyword and value of a property; nothing where the target has no keyword for it. */
export function encodeField({
  kind,
  name,
  value,
  target,
  current = {},
}: FieldToEncode): readonly [key: string, value: Json] | undefined {
  const inUse = listEncodings(kind, name).filter(({ key }) => current[key] !== undefined);
  for (const { key, write } of [...inUse, ...rankEncodings(kind, name, target)]) {
    const encoded = write(value, current[key]);
    if (encoded !== undefined) return [key, encoded];
  }
  return undefined;
}

/** Returns the path of the first property that the target's release is too old for, or nothing. */
export function findTooNew(kind: ObjectKind, tree: Tree, target: Target): string | undefined {
  for (const [name, value] of Object.entries(tree)) {
    const found = findTooNewIn(kind, name, value, target);
    if (found !== undefined) return found;
  }
  return undefined;
}

const memberKinds: Readonly<Record<string, ObjectKind>> = {
  ranges: "range",
  reservations: "reservation",
  optionDefinitions: "definition",
};

function findTooNewIn(
  kind: ObjectKind,
  name: string,
  value: Json,
  target: Target,
): string | undefined {
  if (name === "options") return findTooNewOption(value as Tree, target);
  const memberKind = memberKinds[name];
  if (memberKind === undefined)
    return notProperties.has(name) || encodeField({ kind, name, value, target }) ? undefined : name;
  for (const [key, member] of Object.entries(value as Tree)) {
    const found = findTooNew(memberKind, member as Tree, target);
    if (found !== undefined) return `${name}.${key}.${found}`;
  }
  return undefined;
}

function findTooNewOption(options: Tree, { release }: Target): string | undefined {
  const tooNew = Object.entries(options).find(([key, option]) => {
    const hasClasses = optionIdentity(key).classes.length > 0;
    const used = [...(hasClasses ? [keywords.classes] : []), ...Object.keys(option as Tree)];
    return !used.every((keyword) => acceptsKeyword(release, "option", keyword));
  });
  return tooNew && `options.${tooNew[0]}`;
}

/** Names in a tree that are identities and positions. */
export const notProperties: ReadonlySet<string> = new Set<string>([
  "id",
  "sharedNetwork",
  "client",
  "address",
  keywords.userContext,
]);
