// The whole sentences of the page.
import type { PairReport, Result, ScopeReport } from "../report.js";
import { listAilments } from "../summary.js";

/** How many scopes of a pair have each result, and how many differences stand outside scopes. */
export interface Counts {
  readonly all: number;
  readonly differs: number;
  readonly onlyOnPrimary: number;
  readonly onlyOnPartner: number;
  readonly unknown: number;
  readonly inSync: number;
  readonly outside: number;
}

export function countScopes({ scopes, outside }: PairReport): Counts {
  const having = (result: ScopeReport["result"]) =>
    scopes.filter((scope) => scope.result === result).length;
  return {
    all: scopes.length,
    differs: having("differs"),
    onlyOnPrimary: having("only-on-primary"),
    onlyOnPartner: having("only-on-partner"),
    unknown: having("unknown"),
    inSync: having("in-sync"),
    outside: outside.length,
  };
}

/** Returns a number as people write it: `5,000`. */
export const numberText = (value: number): string => value.toLocaleString("en-US");

/** Returns a number with its noun: `1 scope`, `5,000 scopes`. */
export const countText = (count: number, noun: string): string =>
  `${numberText(count)} ${noun}${count === 1 ? "" : "s"}`;

/** Returns `one`, `one and two`, `one, two and three`. */
const joinWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

const verdicts: Readonly<Record<Result, string>> = {
  "in-sync": "in sync",
  differs: "differ",
  unknown: "unknown",
};

/** Returns the result of a pair in two words. */
export const resultText = (result: Result): string => verdicts[result];

/** Returns the answer to the question of the report, as its heading. */
export function headline(pairs: readonly PairReport[]): string {
  if (pairs.length === 1) return pairHeadline(pairs[0]!);
  const having = (result: Result) => pairs.filter((pair) => pair.result === result).length;
  const [inSync, differing, unknown] = [having("in-sync"), having("differs"), having("unknown")];
  if (inSync === pairs.length) return `All ${numberText(pairs.length)} pairs are in sync`;
  const counts = [
    differing > 0 && `${differing} ${differing === 1 ? "differs" : "differ"}`,
    unknown > 0 && `${unknown} could not be compared completely`,
    inSync > 0 && `${inSync} ${inSync === 1 ? "is" : "are"} in sync`,
  ].filter((text) => text !== false);
  return `Of ${countText(pairs.length, "pair")} ${joinWords(counts)}`;
}

function pairHeadline({ name, result, scopes, outside }: PairReport): string {
  if (result === "in-sync") return `${name} are in sync`;
  const isSame = outside.length === 0 && scopes.every((scope) => scope.result === "in-sync");
  if (result === "differs")
    return isSame ? `${name} are the same, but their failover does not work` : `${name} differ`;
  return `${name} could not be compared${scopes.length > 0 ? " completely" : ""}`;
}

/** Returns the sentence that says how many scopes differ. */
export function scopeSentence(pair: PairReport): string {
  const { primary, partner } = pair.servers;
  const counts = countScopes(pair);
  const some: readonly (readonly [number, string, string])[] = [
    [counts.differs, "differs", "differ"],
    [counts.onlyOnPrimary, `is only on ${primary.name}`, `are only on ${primary.name}`],
    [counts.onlyOnPartner, `is only on ${partner.name}`, `are only on ${partner.name}`],
    [counts.unknown, "is unknown", "are unknown"],
  ];
  const shown = some.filter(([count]) => count > 0);
  const outside =
    counts.outside > 0
      ? ` ${capital(countText(counts.outside, "difference"))} outside scopes.`
      : "";
  if (counts.all === 0)
    return pair.result === "unknown" ? "No scope was compared." : `No scopes.${outside}`;
  if (shown.length === 0) {
    const scopes =
      counts.all === 1 ? "The only scope is" : `All ${numberText(counts.all)} scopes are`;
    return `${scopes} the same on both servers.${outside}`;
  }
  const [first, ...rest] = shown.map(([count, one, many]) => [
    numberText(count),
    count === 1 ? one : many,
  ]);
  const of = `${first![0]} of ${countText(counts.all, "scope")} ${first![1]}`;
  return `${joinWords([of, ...rest.map((words) => words.join(" "))])}.${outside}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Returns the sentence about failover and about servers that did not answer. */
export function healthSentence(pair: PairReport): string {
  const { servers, relationships } = pair;
  const silent = [servers.primary, servers.partner].filter(({ reached }) => !reached);
  if (silent.length > 0) return `${joinWords(silent.map(({ name }) => name))} could not be read.`;
  if (relationships.length === 0) return "No failover relationship.";
  if (relationships.every(({ states }) => states.length === 0))
    return "The state of failover is not known.";
  const bad = listAilments(pair);
  return bad.length === 0
    ? "Failover works normally."
    : `Failover does not work normally: ${joinWords(bad.map(({ server, state }) => `${server} says ${state}`))}.`;
}

/** Returns a time as people write it: `30 November 2026, 18:40 UTC`. */
export function timeText(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  const day = date.toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
  const clock = date.toLocaleTimeString("en-GB", { timeStyle: "short", timeZone: "UTC" });
  return `${day}, ${clock} UTC`;
}
