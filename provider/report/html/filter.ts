// The line in which a reader narrows down what the page shows. Without a script it stays hidden.
import type { PairReport, ScopeReport } from "../report.js";
import { html, type Html } from "./html.js";
import { numberText } from "./words.js";

const groups: readonly (readonly [string, string, readonly ScopeReport["result"][]])[] = [
  ["differs", "differ", ["differs"]],
  ["only", "only on one", ["only-on-primary", "only-on-partner"]],
  ["unknown", "unknown", ["unknown"]],
  ["in-sync", "in sync", ["in-sync"]],
];

/** Returns the form. Only what differs is chosen at first. */
export function renderFilter(pairs: readonly PairReport[]): Html {
  const scopes = pairs.flatMap((pair) => pair.scopes);
  const outside = pairs.filter((pair) => pair.outside.length > 0).length;
  const choices = groups.map(([value, label, results]) => {
    const count =
      scopes.filter(({ result }) => results.includes(result)).length +
      (value === "differs" ? outside : 0);
    if (count === 0) return html``;
    const checked = value === "in-sync" ? undefined : html` checked`;
    return html`<label><input type="checkbox" name="result" value="${value}"${checked}> ${label} <span class="count">${numberText(count)}</span></label>`;
  });
  return html`<form id="filter" role="search" aria-label="Filter" autocomplete="off" hidden>
<label class="query">Search <input type="search" name="query" spellcheck="false"></label>
<label>Kind <select name="kind"><option value="">all</option>${kinds(pairs).map(
    ([kind, count]) => html`<option value="${kind}">${kind} (${numberText(count)})</option>`,
  )}</select></label>
<fieldset><legend>Show</legend>${choices}</fieldset>
<button type="reset">Reset</button>
</form>`;
}

/** Returns the kinds of differences in the report, each with its number. */
function kinds(pairs: readonly PairReport[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { scopes, outside } of pairs)
    for (const { kind } of [...scopes.flatMap(({ differences }) => differences), ...outside])
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
