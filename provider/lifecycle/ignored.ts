// Differences that a person leaves out of a comparison: whole kinds of them, scopes and properties.
import { parseScopeName } from "../core/address.js";
import { checkKeepPatterns, parseKeepPatterns, type IgnoreRule } from "../core/keep.js";
import type { Change, Configuration } from "../core/model.js";
import { findScope } from "../core/select.js";

/** The words that stand for more than one property, each with the changes that it leaves out. */
const kinds: ReadonlyMap<string, IgnoreRule> = new Map<string, IgnoreRule>([
  ["settings", ({ location }) => location.kind !== "scope"],
  ["scopes", ({ location }) => location.kind === "scope"],
  ["only-on-primary", (change) => isWholeScope(change) && change.current === undefined],
  ["only-on-partner", (change) => isWholeScope(change) && change.desired === undefined],
  ["failover", () => false],
  ["health", () => false],
]);

export const ignorableKinds: readonly string[] = [...kinds.keys()];

const isWholeScope = ({ location, path }: Change): boolean =>
  location.kind === "scope" && path.length === 0;

/** All that a person leaves out, for two servers. */
export interface Ignored {
  readonly isIgnored: IgnoreRule;
  /** Returns true for a word that was given. */
  has(word: string): boolean;
  /** Words that name nothing on these servers. */
  readonly unused: readonly string[];
}

/** Throws where a word is none of the kinds, no scope and no property. */
export function assertIgnorable(word: string): void {
  if (!kinds.has(word) && !parseScopeName(word)) parseKeepPatterns([word]);
}

/**
 * Parses the words: kinds of differences, scopes, and properties as a preview names them. Unlike
 * `keep`, which also protects the member that a property is in, a word means that property alone.
 */
export function parseIgnored(
  words: readonly string[],
  servers: readonly Configuration[],
  uncompared: readonly string[],
): Ignored {
  const rules: IgnoreRule[] = [];
  const unused: string[] = [];
  for (const word of words) {
    const rule = kinds.get(word) ?? scopeRule(word, servers) ?? propertyRule(word, servers);
    if (rule) rules.push(rule);
    else if (!uncompared.includes(word)) unused.push(word);
  }
  return {
    isIgnored: (change) => rules.some((rule) => rule(change)),
    has: (word) => words.includes(word),
    unused,
  };
}

function scopeRule(word: string, servers: readonly Configuration[]): IgnoreRule | undefined {
  if (!parseScopeName(word)) return undefined;
  const scopes = servers.flatMap((server) => findScope(word, server) ?? []);
  if (scopes.length === 0) return undefined;
  return ({ location }) => location.kind === "scope" && scopes.includes(location.key);
}

function propertyRule(word: string, servers: readonly Configuration[]): IgnoreRule | undefined {
  if (parseScopeName(word) || checkKeepPatterns([word], servers)) return undefined;
  const isNamed = parseKeepPatterns([word], ...servers);
  return ({ location, path }) => isNamed({ location, path });
}
