// The differences, scope by scope, and the scopes without any.
import type { Difference, PairReport, ScopeReport, ServerReport } from "../report.js";
import { html, type Html } from "./html.js";
import { icon } from "./icons.js";
import { markDifferences, type Piece } from "./marks.js";
import { countText } from "./words.js";

type Servers = PairReport["servers"];

/** Level of the headings over scopes: one deeper where the report has several pairs. */
export type Level = 3 | 4;

/** Returns a scope that is not in sync, with a table of its differences. */
export function renderScope(
  { scope, name, result, differences }: ScopeReport,
  { servers, level, anchor }: { servers: Servers; level: Level; anchor: string },
): Html {
  const known = result === "in-sync" ? "differs" : result;
  const title = html`<code>${scope}</code>${nameBeside(name)}`;
  return html`<article class="scope ${known}" id="${anchor}" data-result="${known}">
<header>${heading(level, title)}<p class="status">${icon(known)}${scopeStatus(known, servers)}${countBeside(differences)}</p></header>
${differences.length > 0 ? renderDifferences(differences, servers, scope) : onlyStatus(known, servers)}</article>
`;
}

/** Returns what differs outside scopes. */
export const renderOutside = (
  differences: readonly Difference[],
  { servers, level, anchor }: { servers: Servers; level: Level; anchor: string },
): Html => html`<article class="scope differs" id="${anchor}" data-result="differs">
<header>${heading(level, html`Outside scopes`)}<p class="status">${icon("differs")}differ${countBeside(differences)}</p></header>
${renderDifferences(differences, servers, "outside scopes")}</article>
`;

/** Returns the scopes that are the same on both servers, as a list that is folded at first. */
export const renderInSync = (scopes: readonly ScopeReport[]): Html => html`<details class="in-sync">
<summary>${icon("in-sync")}${countText(scopes.length, "scope")} in sync</summary>
<ul>${scopes.map(
  ({ scope, name }) => html`<li><code>${scope}</code>${nameBeside(name)}</li>
`,
)}</ul>
</details>
`;

const heading = (level: Level, title: Html): Html =>
  level === 3 ? html`<h3>${title}</h3>` : html`<h4>${title}</h4>`;

const nameBeside = (name: string | undefined): Html | undefined =>
  name === undefined ? undefined : html` <bdi>${name}</bdi>`;

const countBeside = (differences: readonly Difference[]): Html | undefined =>
  differences.length === 0
    ? undefined
    : html` <span class="count">${countText(differences.length, "difference")}</span>`;

type Known = Exclude<ScopeReport["result"], "in-sync">;

function scopeStatus(result: Known, { primary, partner }: Servers): string {
  if (result === "differs") return "differs";
  if (result === "unknown") return "unknown";
  return `only on ${(result === "only-on-primary" ? primary : partner).name}`;
}

/** Returns the sentence for a scope without a table. */
function onlyStatus(result: Known, { primary, partner }: Servers): Html {
  if (result === "only-on-primary") return html`<p>${partner.name} has no such scope.</p>`;
  if (result === "only-on-partner") return html`<p>${primary.name} has no such scope.</p>`;
  if (result === "unknown") return html`<p>This scope could not be compared.</p>`;
  return html`<p>This scope differs.</p>`;
}

function renderDifferences(
  differences: readonly Difference[],
  { primary, partner }: Servers,
  of: string,
): Html {
  // Phones show each row as two lines. Roles keep the table a table there.
  return html`<table class="differences" role="table">
<caption class="unseen">Differences: ${of}</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Property</th>${column(primary)}${column(partner)}</tr></thead>
<tbody role="rowgroup">
${differences.map(renderDifference)}</tbody>
</table>
`;
}

const column = ({ name }: ServerReport): Html =>
  html`<th role="columnheader" scope="col"><bdi>${name}</bdi></th>`;

function renderDifference({ kind, path, label, primary, partner, secret }: Difference): Html {
  const marked =
    secret || primary === undefined || partner === undefined
      ? undefined
      : markDifferences(primary, partner);
  return html`<tr role="row" data-kind="${kind}"><th role="rowheader" scope="row">${label}<code class="path">${path}</code></th>${cell(
    primary,
    marked?.primary,
    secret,
  )}${cell(partner, marked?.partner, secret)}</tr>
`;
}

function cell(
  value: string | undefined,
  pieces: readonly Piece[] | undefined,
  secret: true | undefined,
): Html {
  if (value === undefined) return html`<td role="cell" class="absent">none</td>`;
  if (secret) return html`<td role="cell" class="absent">secret, not shown</td>`;
  if (value === "") return html`<td role="cell" class="absent">empty</td>`;
  const parts = pieces?.map(({ text, differs }) =>
    differs ? html`<mark>${text}</mark>` : html`${text}`,
  );
  return html`<td role="cell"><code>${parts ?? value}</code></td>`;
}
