// The keywords that not every release of Kea accepts in a file, by the objects that they stand in.
// Measured with `kea-dhcp4 -t` (test/kea/words.test.ts); where 2.4 begins or ends a span, its own
// documentation says so.
import { isMap } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";
import { keywords } from "../names.js";

/** The releases that changed keywords of subnets, classes or options. */
export const releases = ["2.2", "2.4", "2.6", "3.0", "3.2"] as const;
export type Release = (typeof releases)[number];

export const before = (a: Release, b: Release): boolean =>
  releases.indexOf(a) < releases.indexOf(b);

/** The first release that accepts a keyword, and the first that accepts it no longer. */
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

const addedIn = (from: Release, ...names: readonly string[]) =>
  names.map((name): [string, ReleaseSpan] => [name, { from }]);
const removedIn = (gone: Release, ...names: readonly string[]) =>
  names.map((name): [string, ReleaseSpan] => [name, { gone }]);

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

/** Returns whether a release accepts a keyword in an object. */
export function acceptsKeyword(
  release: Release,
  context: KeywordContext,
  keyword: string,
): boolean {
  const { from, gone } = keywordSpans[context].get(keyword) ?? {};
  return !(from && before(release, from)) && !(gone && !before(release, gone));
}

/** The kind of objects that an array or object of a configuration holds. */
const contextByKeyword: Readonly<Record<string, KeywordContext>> = {
  [keywords.sharedNetworks]: "network",
  [keywords.subnets]: "subnet",
  [keywords.pools]: "range",
  [keywords.reservations]: "reservation",
  [keywords.classes]: "class",
  [keywords.optionDefinitions]: "definition",
  [keywords.options]: "option",
  compatibility: "compatibility",
  [keywords.formerDdns]: "dhcp-ddns",
};

/** Sees one keyword. Returns false where the objects under it need not be visited. */
type VisitKeyword = (context: KeywordContext, keyword: string, value: Json) => unknown;

/**
 * Calls `visit` for each keyword of a configuration, or of another object in it, with the kind of
 * object that it stands in.
 */
export function forEachKeyword(
  value: Json,
  visit: VisitKeyword,
  context: KeywordContext = "server",
): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) forEachKeyword(item, visit, context);
    return;
  }
  if (!isMap(value)) return;
  for (const keyword of Object.keys(value)) {
    const inner = value[keyword]!;
    const innerContext = contextByKeyword[keyword];
    if (visit(context, keyword, inner) !== false && innerContext !== undefined)
      forEachKeyword(inner, visit, innerContext);
  }
}
