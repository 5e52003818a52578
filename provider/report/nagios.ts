// The report as one line for Nagios, Icinga and their relatives, with the exit codes of a plugin.
import type { CheckReport, PairReport } from "./report.js";
import { listAilments, listFindings, summarize } from "./summary.js";

/** Exit codes of a plugin. Failover that does not work is critical, other differences a warning. */
const states = {
  OK: 0,
  WARNING: 1,
  CRITICAL: 2,
  UNKNOWN: 3,
} as const;
type State = keyof typeof states;

/** From the least to the most serious. */
const order: readonly State[] = ["OK", "WARNING", "UNKNOWN", "CRITICAL"];

function stateOf(pair: PairReport): State {
  if (listAilments(pair).length > 0) return "CRITICAL";
  if (pair.result === "unknown") return "UNKNOWN";
  if (pair.result === "differs") return "WARNING";
  return "OK";
}

const worstState = ({ pairs }: CheckReport): State =>
  order.findLast((state) => pairs.some((pair) => stateOf(pair) === state)) ?? "UNKNOWN";

/** Returns the exit code of a plugin for a report. */
export const nagiosExitCode = (report: CheckReport): number => states[worstState(report)];

/** The exit code of a plugin that could not do its work. */
export const nagiosUnknown = states.UNKNOWN;

/** Returns the line of a plugin that could not do its work. */
export const nagiosFailure = (message: string): string =>
  `DHCP UNKNOWN - ${withoutBars(message)}\n`;

/** Renders a report as a plugin's line, with counts as performance data. */
export function renderNagios(report: CheckReport): string {
  const { pairs } = report;
  const sentences = pairs.map((pair) => `${pair.name}: ${summarize(pair)}`);
  const differences = pairs.reduce((sum, pair) => sum + listFindings(pair).length, 0);
  const unknown = pairs.filter(({ result }) => result === "unknown").length;
  const data = `differences=${differences};0 unknown_pairs=${unknown} pairs=${pairs.length}`;
  return `DHCP ${worstState(report)} - ${withoutBars(sentences.join(" / "))} | ${data}\n`;
}

/** A bar begins performance data, wherever it stands. */
const withoutBars = (text: string): string => text.replaceAll("|", "¦");
