// The keywords that not every release of Kea accepts in a file, by the objects that they stand in.
// Measured with `kea-dhcp4 -t` (test/kea/words.test.ts); where 2.4 begins or ends a span, its own
// documentation says so.
import { isMap } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";

/** The releases at which something in the language of subnets, classes and options changed. */
export const releases = ["2.2", "2.4", "2.6", "3.0", "3.2"] as const;
export type Release = (typeof releases)[number];

export const before = (a: Release, b: Release): boolean =>
  releases.indexOf(a) < releases.indexOf(b);

/** The first release that takes a word, and the first that does not take it any more. */
export interface ReleaseSpan {
  readonly from?: Release;
  readonly gone?: Release;
}

/** The objects that keywords stand in. */
export type KeywordContext =
  | "server"
  | "network"
  | "subnet"
  | "range"
  | "reservation"
  | "class"
  | "definition"
  | "option"
  | "compatibility"
  | "dhcp-ddns";

const addedIn = (from: Release, ...words: readonly string[]) =>
  words.map((word): [string, ReleaseSpan] => [word, { from }]);
const removedIn = (gone: Release, ...words: readonly string[]) =>
  words.map((word): [string, ReleaseSpan] => [word, { gone }]);

const ddnsTimeKeywords = ["ddns-ttl", "ddns-ttl-max", "ddns-ttl-min"];
const inheritableKeywords = [
  ...addedIn("2.4", "allocator", "ddns-ttl-percent", "offer-lifetime"),
  ...addedIn("2.6", "ddns-conflict-resolution-mode"),
  ...addedIn("3.0", ...ddnsTimeKeywords),
  ...addedIn("3.2", "adaptive-lease-time-threshold"),
  ...removedIn("2.6", "reservation-mode"),
];
const networkKeywords = [
  ...inheritableKeywords,
  ...addedIn("3.0", "client-classes", "evaluate-additional-classes"),
];
const ddnsKeywords = [
  "ddns-conflict-resolution-mode",
  "ddns-generated-prefix",
  "ddns-override-client-update",
  "ddns-override-no-update",
  "ddns-qualifying-suffix",
  "ddns-replace-client-name",
  "ddns-send-updates",
  "ddns-ttl-percent",
  "ddns-update-on-renew",
  "hostname-char-replacement",
  "hostname-char-set",
];
const formerDdnsKeywords = [
  "generated-prefix",
  "hostname-char-replacement",
  "hostname-char-set",
  "override-client-update",
  "override-no-update",
  "qualifying-suffix",
  "replace-client-name",
];

export const keywordSpans: Readonly<Record<KeywordContext, ReadonlyMap<string, ReleaseSpan>>> = {
  server: new Map([
    ...inheritableKeywords,
    ...addedIn("2.6", "stash-agent-options"),
    ...addedIn("3.0", "control-sockets"),
  ]),
  network: new Map(networkKeywords),
  subnet: new Map(networkKeywords),
  range: new Map([
    ...addedIn("2.4", "pool-id"),
    ...addedIn(
      "3.0",
      "client-classes",
      "evaluate-additional-classes",
      ...ddnsKeywords,
      ...ddnsTimeKeywords,
    ),
  ]),
  reservation: new Map(),
  class: new Map([
    ...addedIn("2.4", "offer-lifetime", "template-test"),
    ...addedIn("3.0", "only-in-additional-list"),
  ]),
  definition: new Map(),
  option: new Map([...addedIn("2.4", "never-send"), ...addedIn("3.0", "client-classes")]),
  compatibility: new Map(
    addedIn(
      "2.4",
      "exclude-first-last-24",
      "ignore-dhcp-server-identifier",
      "ignore-rai-link-selection",
    ),
  ),
  "dhcp-ddns": new Map(removedIn("2.6", ...formerDdnsKeywords)),
};

/** Returns whether a release accepts a keyword there. */
export function acceptsKeyword(release: Release, place: KeywordContext, word: string): boolean {
  const { from, gone } = keywordSpans[place].get(word) ?? {};
  return !(from && before(release, from)) && !(gone && !before(release, gone));
}

/** The kind of objects that the lists and maps of a configuration hold. */
const contextByKeyword: Readonly<Record<string, KeywordContext>> = {
  "shared-networks": "network",
  subnet4: "subnet",
  pools: "range",
  reservations: "reservation",
  "client-classes": "class",
  "option-def": "definition",
  "option-data": "option",
  compatibility: "compatibility",
  "dhcp-ddns": "dhcp-ddns",
};

/** Calls back for each word of a configuration, with what it is said of. */
export function forEachKeyword(
  dhcp4: Json,
  look: (place: KeywordContext, word: string, value: Json) => void,
): void {
  const walk = (value: Json, place: KeywordContext): void => {
    if (Array.isArray(value)) return value.forEach((item: Json) => walk(item, place));
    if (!isMap(value)) return;
    for (const [word, inner] of Object.entries(value)) {
      look(place, word, inner);
      const next = contextByKeyword[word];
      if (next !== undefined) walk(inner, next);
    }
  };
  walk(dhcp4, "server");
}

/**
 * Returns the releases that take every word of a configuration; empty where it mixes words that no
 * release takes together.
 */
export function findReleasesAccepting(dhcp4: Json): readonly Release[] {
  let left: readonly Release[] = releases;
  forEachKeyword(dhcp4, (place, word) => {
    if (keywordSpans[place].has(word))
      left = left.filter((release) => acceptsKeyword(release, place, word));
  });
  return left;
}
