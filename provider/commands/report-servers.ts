// The servers of a report that check wrote, as the options of a command line.
import { readFileSync } from "node:fs";
import { messages } from "../core/messages.js";
import type { CheckReport, PairReport } from "../report/report.js";
import { type CommandOptions, readValue } from "./servers.js";

/** The version of reports that this package reads. */
const version: CheckReport["version"] = 1;

/**
 * Returns options in which `from`, the path of a report, is replaced by the servers that it names.
 * Throws if other servers are given as well.
 */
export function readReportOption(options: CommandOptions): CommandOptions {
  const path = readValue(options, "from");
  if (path === undefined) return options;
  const other = ["primary", "partner"].find((name) => options[name] !== undefined);
  if (other !== undefined) throw messages.usageEither("from", other);
  const pairs = readPairs(path);
  const primaries = [...new Set(pairs.map(({ servers }) => servers.primary.address))];
  if (primaries.length > 1)
    throw messages.reportOfSeveral(
      path,
      pairs.map(({ name }) => name),
    );
  const partners = [...new Set(pairs.map(({ servers }) => servers.partner.address))];
  return { ...options, primary: primaries, partner: partners };
}

type PairOfServers = Pick<PairReport, "name" | "servers">;

function readPairs(path: string): readonly PairOfServers[] {
  const report = parseReport(path);
  if (report.version !== version || !Array.isArray(report.pairs)) throw messages.notReport(path);
  const isPair = ({ servers }: PairOfServers): boolean =>
    [servers?.primary, servers?.partner].every((server) => typeof server?.address === "string");
  const pairs = report.pairs as readonly PairOfServers[];
  if (pairs.length === 0 || !pairs.every(isPair)) throw messages.notReport(path);
  return pairs;
}

function parseReport(path: string): { readonly version?: unknown; readonly pairs?: unknown } {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw messages.reportUnreadable(path, error);
  }
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    throw messages.notReport(path);
  }
}
