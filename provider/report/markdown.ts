// The report as Markdown, for pull requests, issues and chats.
import { formatScope } from "../core/scope-name.js";
import type { CheckReport, Difference, PairReport, Result } from "./report.js";
import { count, listFindings, listAilments, summarize, type Finding } from "./summary.js";

const marks: Readonly<Record<Result, string>> = {
  "in-sync": "in sync",
  differs: "**differs**",
  unknown: "**unknown**",
};

/** Renders a report as Markdown, in the dialect of GitHub and GitLab. */
export function renderMarkdown(report: CheckReport): string {
  const overview =
    report.pairs.length > 1
      ? [
          "| pair | result | |",
          "|---|---|---|",
          ...report.pairs.map(
            (pair) =>
              `| ${escapeMarkdown(pair.name)} | ${marks[pair.result]} | ${escapeMarkdown(summarize(pair))} |`,
          ),
          "",
        ]
      : [];
  const footer = `${escapeMarkdown(report.program.name)} ${escapeMarkdown(report.program.version)}, ${report.time}`;
  return `${[
    "# Do the DHCP servers differ?",
    "",
    ...overview,
    ...report.pairs.flatMap(formatPairAsMarkdown),
    footer,
  ].join("\n")}\n`;
}

function formatPairAsMarkdown(pair: PairReport): readonly string[] {
  const { primary, partner } = pair.servers;
  const findings = listFindings(pair);
  return [
    `## ${escapeMarkdown(pair.name)}: ${escapeMarkdown(summarize(pair))}`,
    "",
    ...[primary, partner].map(
      ({ name, address, software, reached }) =>
        `- ${escapeMarkdown(name)}: ${escapeMarkdown(address)}${software === undefined ? "" : `, ${escapeMarkdown(software)}`}${reached ? "" : ", **not read**"}`,
    ),
    ...pair.relationships.map(
      ({ name, mode, states }) =>
        `- failover ${escapeMarkdown(name)}, ${escapeMarkdown(mode)}${states.map(({ server, state }) => `, ${escapeMarkdown(server)} ${escapeMarkdown(state)}`).join("")}`,
    ),
    ...listAilments(pair).map(
      ({ relationship, server, state }) =>
        `- **${escapeMarkdown(server)} reports ${escapeMarkdown(state)} in ${escapeMarkdown(relationship)}: failover does not work**`,
    ),
    "",
    ...(findings.length > 0 ? renderTable(pair, findings) : []),
    ...renderNotes(pair),
  ];
}

function renderTable(pair: PairReport, findings: readonly Finding[]): readonly string[] {
  const { primary, partner } = pair.servers;
  return [
    `| scope | ${count(findings.length, "difference")} | ${escapeMarkdown(primary.name)} | ${escapeMarkdown(partner.name)} |`,
    "|---|---|---|---|",
    ...findings.map(({ scope, difference }) => {
      const place = scope ? formatScope(scope.scope, scope.name) : "outside scopes";
      const values = [valueOn("primary", difference), valueOn("partner", difference)];
      return `| ${[place, difference.label, ...values].map(escapeMarkdown).join(" | ")} |`;
    }),
    "",
  ];
}

/** Returns the value of one server; a side without any is empty. */
function valueOn(side: "primary" | "partner", difference: Difference): string {
  const isAlone = difference.change === `only-on-${side}`;
  return difference[side] ?? (isAlone ? "present" : "");
}

function renderNotes({ errors, warnings, ignored }: PairReport): readonly string[] {
  const notes = [
    ...errors.map(({ message }) => `- **Error:** ${escapeMarkdown(message)}`),
    ...warnings.map((message) => `- Warning: ${escapeMarkdown(message)}`),
    ...(ignored.length > 0 ? [`- Ignored: ${escapeMarkdown(ignored.join(", "))}`] : []),
  ];
  return notes.length > 0 ? [...notes, ""] : [];
}

/** Matches all that Markdown, or HTML in it, would give a meaning, beginnings of links included. */
const special = /[\\`*_[\]<>|~#!&@$]|:(?=\/\/)|(?<=www)\./g;

/** Returns a text that Markdown shows as it is: hostile text makes no link, image or mention. */
const escapeMarkdown = (text: string): string =>
  text.replace(special, (character) => `&#${character.charCodeAt(0)};`);
