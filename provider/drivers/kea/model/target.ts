// The server a configuration is to be written for: what its release takes, and the names of its
// network cards.
import type { Configuration, Json } from "../../../core/model.js";
import { optionIdentity } from "./options.js";
import { acceptsKeyword, type Release } from "./keywords.js";
import { rankEncodings, listEncodings, type ObjectKind } from "./field-mappings.js";

/** A server that changes come from. */
export interface ReplicationSource {
  readonly configuration: Configuration;
  readonly dhcp4: Json;
  /** Its release, where it is known. */
  readonly release?: Release;
}

export interface TargetOptions {
  /**
   * The servers that the changes come from: what can be spelled in several ways is spelled as they
   * spell it.
   */
  readonly sources?: readonly ReplicationSource[];
  /** The server's release, where it is known. */
  readonly release?: Release;
  /** True where a running server is written, rather than its file. */
  readonly isRunning?: boolean;
  /** The names of the primary's interfaces on this server. */
  readonly interfaces?: Readonly<Record<string, string>>;
}

export interface Target extends TargetOptions {
  /** The words that the sources use, as `place word`. */
  readonly preferred: ReadonlySet<string>;
  readonly release: Release;
  /** All that the configuration can be for: one where the release is known. */
  readonly possible: readonly Release[];
  /** The release where somebody told it: what is in force unsaid depends on it. */
  readonly knownRelease?: Release;
}

/**
 * A value in the words of the target. `standing`: the map it stands in, whose spelling is kept
 * where it can say the value.
 */
export function encodeField(
  kind: ObjectKind,
  name: string,
  value: Json,
  target: Target,
  standing: { readonly [name: string]: Json } = {},
): readonly [key: string, value: Json] | undefined {
  const inUse = listEncodings(kind, name).filter(({ key }) => standing[key] !== undefined);
  for (const { key, write } of [...inUse, ...rankEncodings(kind, name, target)]) {
    const found = write(value, standing[key]);
    if (found !== undefined) return [key, found];
  }
  return undefined;
}

/** The first thing in a tree that the target's release is too old for. */
export function findTooNew(
  kind: ObjectKind,
  tree: { readonly [name: string]: Json },
  target: Target,
): string | undefined {
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
  if (name === "options") {
    for (const [key, option] of Object.entries(
      value as { readonly [name: string]: { readonly [name: string]: Json } },
    )) {
      const words = [
        ...(optionIdentity(key).classes.length > 0 ? ["client-classes"] : []),
        ...Object.keys(option),
      ];
      if (!words.every((word) => acceptsKeyword(target.release, "option", word)))
        return `options.${key}`;
    }
    return undefined;
  }
  const member = memberKinds[name];
  if (member === undefined)
    return notProperties.has(name) || encodeField(kind, name, value, target) ? undefined : name;
  for (const [key, inner] of Object.entries(
    value as { readonly [name: string]: { readonly [name: string]: Json } },
  )) {
    const found = findTooNew(member, inner, target);
    if (found !== undefined) return `${name}.${key}.${found}`;
  }
  return undefined;
}

/** Names in a tree that say who somebody is or where something stands. */
export const notProperties: ReadonlySet<string> = new Set([
  "id",
  "sharedNetwork",
  "client",
  "address",
  "user-context",
]);
