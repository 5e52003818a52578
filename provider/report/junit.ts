// The report as JUnit XML, so that a pipeline shows each scope as a test.
import { formatScope } from "../core/scope-name.js";
import type { CheckReport, Difference, PairReport } from "./report.js";
import { describeDifference, listAilments, listDifferences } from "./summary.js";

interface TestCase {
  readonly name: string;
  /** Lines about what differs. Empty: nothing does. */
  readonly failures?: readonly string[];
  /** Lines about why nobody can tell. Empty: one can. */
  readonly errors?: readonly string[];
}

/** Renders a report as JUnit XML: a suite for each pair, a test for each scope and for the rest. */
export function renderJunit(report: CheckReport): string {
  const suites = report.pairs.map((pair) => renderSuite(pair, report));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("")}</testsuites>\n`;
}

function renderSuite(pair: PairReport, { time }: CheckReport): string {
  const cases = listCases(pair);
  const failed = cases.filter(({ failures = [] }) => failures.length > 0).length;
  const unknown = cases.filter(({ errors = [] }) => errors.length > 0).length;
  const attributes = [
    `name="${escapeXml(pair.name)}"`,
    `tests="${cases.length}"`,
    `failures="${failed}"`,
    `errors="${unknown}"`,
    `skipped="0"`,
    `time="0"`,
    `timestamp="${time.slice(0, 19)}"`,
    `hostname="localhost"`,
  ];
  const text = [
    ...pair.warnings.map((warning) => `Warning: ${warning}`),
    ...(pair.ignored.length > 0 ? [`Ignored: ${pair.ignored.join(", ")}`] : []),
  ].join("\n");
  const output = `    <system-out>${escapeXml(text)}</system-out>\n    <system-err></system-err>\n`;
  const properties = [pair.servers.primary, pair.servers.partner].map(
    ({ name, address }) =>
      `      <property name="${escapeXml(name)}" value="${escapeXml(address)}"/>\n`,
  );
  const body = cases.map((one) => renderCase(one, pair)).join("");
  return `  <testsuite ${attributes.join(" ")}>\n    <properties>\n${properties.join("")}    </properties>\n${body}${output}  </testsuite>\n`;
}

function listCases(pair: PairReport): readonly TestCase[] {
  const describe = (difference: Difference): string => describeDifference(pair, difference);
  const scopes = pair.scopes.map(
    (scope): TestCase => ({
      name: formatScope(scope.scope, scope.name),
      failures: listDifferences(scope).map(describe),
      errors: scope.result === "unknown" ? ["This scope could not be compared."] : [],
    }),
  );
  const ailments = listAilments(pair).map(
    ({ relationship, server, state }) =>
      `${server} reports ${state} in the failover relationship ${relationship}`,
  );
  return [
    { name: "servers can be read and compared", errors: pair.errors.map(({ message }) => message) },
    { name: "failover works", failures: ailments },
    { name: "outside scopes", failures: pair.outside.map(describe) },
    ...scopes,
  ];
}

function renderCase({ name, failures = [], errors = [] }: TestCase, pair: PairReport): string {
  const start = `    <testcase name="${escapeXml(name)}" classname="${escapeXml(pair.name)}" time="0"`;
  // A test has one outcome: that nobody can tell outranks what is known to differ.
  const [element, lines] =
    errors.length > 0 ? ["error", [...errors, ...failures]] : ["failure", failures];
  if (lines.length === 0) return `${start}></testcase>\n`;
  const message = lines.length === 1 ? lines[0]! : `${lines.length} differences`;
  const text = escapeXml(lines.join("\n"));
  return `${start}><${element} message="${escapeXml(message)}" type="${element}">${text}</${element}></testcase>\n`;
}

/** Matches characters that XML 1.0 cannot hold, even escaped. */
const notInXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const escapeXml = (text: string): string =>
  text
    .replace(notInXml, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
