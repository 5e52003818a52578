// The counts and sentences that all outputs share.
import type { Difference, PairReport, Result, ScopeReport } from "./report.js";

/** Returns a number with its noun: `1 scope`, `12 scopes`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;

/** One thing that differs, with the scope that it is in. */
export interface Finding {
  /** Absent where it stands outside scopes. */
  readonly scope?: ScopeReport;
  readonly difference: Difference;
}

/** Returns a scope that only one server has as a difference. */
export function toScopeDifference({ scope, result }: ScopeReport): Difference | undefined {
  if (result !== "only-on-primary" && result !== "only-on-partner") return undefined;
  return { kind: "scope", path: "(scope)", label: `scope ${scope}`, change: result };
}

/** Lists what differs in a scope, the scope itself first where only one server has it. */
export function listDifferences(scope: ScopeReport): readonly Difference[] {
  const whole = toScopeDifference(scope);
  return [...(whole ? [whole] : []), ...scope.differences];
}

/** Lists all that differs, in the order of the report. A broken failover is not among it. */
export const listFindings = ({ scopes, outside }: PairReport): readonly Finding[] => [
  ...scopes.flatMap((scope) => listDifferences(scope).map((difference) => ({ scope, difference }))),
  ...outside.map((difference) => ({ difference })),
];

/** A state that a server reports and in which failover does not work. */
interface Ailment {
  readonly relationship: string;
  readonly server: string;
  readonly state: string;
}

/** Lists the states in which the two servers do not back each other up. */
export const listAilments = ({ relationships }: PairReport): readonly Ailment[] =>
  relationships.flatMap(({ name, states }) =>
    states
      .filter(({ healthy }) => !healthy)
      .map(({ server, state }) => ({ relationship: name, server, state })),
  );

const ranks: Readonly<Record<Result, number>> = { "in-sync": 0, differs: 1, unknown: 2 };

/** Returns the worst of several results. */
export const worstOf = (results: readonly Result[]): Result =>
  results.reduce((worst, one) => (ranks[one] > ranks[worst] ? one : worst), "in-sync");

/** Returns the result of a pair in words: `3 differences, in 2 of 12 scopes and outside scopes`. */
export function summarize(pair: PairReport): string {
  const differences = summarizeDifferences(pair);
  const ailments = listAilments(pair).length > 0 ? "failover does not work" : "";
  const unanswered = pair.result === "unknown" ? summarizeUnknown(pair) : "";
  const parts = [unanswered, differences, ailments].filter((text) => text !== "");
  if (parts.length > 0) return parts.join("; ");
  return `in sync, ${count(pair.scopes.length, "scope")}`;
}

function summarizeUnknown({ servers, scopes }: PairReport): string {
  const unreached = Object.values(servers).filter(({ reached }) => !reached);
  if (unreached.length > 0)
    return `unknown: ${unreached.map(({ name }) => name).join(" and ")} could not be read`;
  const unknown = scopes.filter(({ result }) => result === "unknown").length;
  return unknown === 0
    ? "unknown: the servers could not be compared whole"
    : `unknown: ${unknown} of ${count(scopes.length, "scope")} could not be compared`;
}

function summarizeDifferences(pair: PairReport): string {
  const total = listFindings(pair).length;
  if (total === 0) return "";
  const differing = pair.scopes.filter(
    ({ result, differences }) => result.startsWith("only-on") || differences.length > 0,
  ).length;
  const places = [
    ...(differing > 0 ? [`in ${differing} of ${count(pair.scopes.length, "scope")}`] : []),
    ...(pair.outside.length > 0 ? ["outside scopes"] : []),
  ];
  return `${count(total, "difference")}, ${places.join(" and ")}`;
}

/** Returns a difference in words: `lease duration: dhcp1 has 28800; dhcp2 has 600`. */
export const describeDifference = (pair: PairReport, difference: Difference): string =>
  `${difference.label}: ${describeValues(pair, difference)}`;

/** Returns both values of a difference in words: `dhcp1 has 28800; dhcp2 has 600`, `only on dhcp1: a`. */
export function describeValues(
  { servers }: PairReport,
  { change, primary, partner, secret }: Difference,
): string {
  const [one, other] = [servers.primary.name, servers.partner.name];
  if (change === "differs") {
    if (secret) return `differs (secret)`;
    return primary === undefined && partner === undefined
      ? "differs"
      : `${one} has ${primary ?? "nothing"}; ${other} has ${partner ?? "nothing"}`;
  }
  const [owner, value] = change === "only-on-primary" ? [one, primary] : [other, partner];
  const isShown = value !== undefined && value !== "present";
  return `only on ${owner}${isShown ? `: ${value}` : ""}`;
}
