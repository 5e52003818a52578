// The report as text for a terminal, a mail or a log.
import { formatScope } from "../core/scope-name.js";
import type {
  CheckReport,
  Difference,
  PairReport,
  RelationshipReport,
  Result,
  ScopeReport,
} from "./report.js";
import {
  count,
  describeDifference,
  describeValues,
  summarize,
  toScopeDifference,
} from "./summary.js";

export interface TextOptions {
  /** True where the text goes to a terminal that shows colours. */
  readonly color: boolean;
}

type Paint = (text: string) => string;

/** ANSI colours: in sync green, differs yellow, unknown red. */
const colors: Readonly<Record<Result, string>> = { "in-sync": "32", differs: "33", unknown: "31" };

function painter({ color }: TextOptions): (code: string) => Paint {
  return (code) => (text) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
}

/** Renders a report as text. It ends in a line feed. */
export function renderText(report: CheckReport, options: TextOptions): string {
  const paint = painter(options);
  const pairs = report.pairs.map((pair) => formatPairAsText(pair, paint));
  const total = report.pairs.length > 1 ? [summarizeAll(report)] : [];
  return `${[...pairs.map((lines) => lines.join("\n")), ...total].join("\n\n")}\n`;
}

function summarizeAll({ pairs }: CheckReport): string {
  const by = (wanted: Result): number => pairs.filter(({ result }) => result === wanted).length;
  return `${count(pairs.length, "pair")}: ${by("in-sync")} in sync, ${by("differs")} differ, ${by("unknown")} unknown`;
}

function formatPairAsText(pair: PairReport, paint: (code: string) => Paint): readonly string[] {
  const { name, result, servers, relationships, scopes, outside } = pair;
  const heading = paint("1");
  const lines = [`${heading(name)}: ${paint(colors[result])(summarize(pair))}`, ""];
  for (const server of [servers.primary, servers.partner])
    lines.push(
      `  ${[server.name, server.address, server.software ?? "", server.reached ? "" : "NOT READ"]
        .filter((text) => text !== "")
        .join("  ")}`,
    );
  lines.push(...relationships.map((relationship) => `  ${renderRelationship(relationship)}`));
  for (const scope of scopes) lines.push(...renderScope(pair, scope, heading));
  if (outside.length > 0) {
    lines.push("", heading("Outside scopes"), ...listLines(pair, outside));
  }
  return [...lines, ...renderNotes(pair, paint)];
}

function renderRelationship({ name, mode, states }: RelationshipReport): string {
  const reported = states.map(
    ({ server, state, healthy }) => `${server} ${state}${healthy ? "" : " (does not work)"}`,
  );
  const heading = `failover ${name}, ${mode}`;
  if (reported.length === 0) return heading;
  return `${heading}: ${reported.join(", ")}`;
}

function renderScope(pair: PairReport, scope: ScopeReport, heading: Paint): readonly string[] {
  const title = formatScope(scope.scope, scope.name);
  const whole = toScopeDifference(scope);
  if (whole) return ["", `${heading(title)}: ${describeValues(pair, whole)}`];
  if (scope.differences.length === 0) return [];
  return ["", heading(title), ...listLines(pair, scope.differences)];
}

const listLines = (pair: PairReport, differences: readonly Difference[]): readonly string[] =>
  differences.map((difference) => `  ${describeDifference(pair, difference)}`);

function renderNotes(
  { ignored, warnings, errors }: PairReport,
  paint: (code: string) => Paint,
): readonly string[] {
  const notes = [
    ...errors.map(({ message }) => paint("31")(`Error: ${message}`)),
    ...warnings.map((message) => `Warning: ${message}`),
    ...(ignored.length > 0 ? [`Ignored: ${ignored.join(", ")}`] : []),
  ];
  return notes.length > 0 ? ["", ...notes] : [];
}
