// Numbers for somebody who has ten seconds.
import type { PairReport } from "../report.js";
import { html, type Html } from "./html.js";
import { icon, type IconName } from "./icons.js";
import { countScopes, healthSentence, numberText, resultText } from "./words.js";

/** Returns the number of scopes with each result. */
export function renderCounts(pair: PairReport): Html | undefined {
  const { primary, partner } = pair.servers;
  const counts = countScopes(pair);
  const shown: readonly (readonly [IconName, string, number])[] = [
    ["differs", "differ", counts.differs],
    ["only-on-primary", `only on ${primary.name}`, counts.onlyOnPrimary],
    ["only-on-partner", `only on ${partner.name}`, counts.onlyOnPartner],
    ["unknown", "unknown", counts.unknown],
    ["in-sync", "in sync", counts.inSync],
  ];
  if (counts.all === 0) return undefined;
  return html`<dl class="counts">${shown.map(
    ([name, label, count]) =>
      html`<div class="${name}${count === 0 ? " zero" : ""}"><dt>${icon(name)}${label}</dt><dd>${numberText(count)}</dd></div>`,
  )}</dl>`;
}

/** Returns one line for each of several pairs. */
export const renderOverview = (pairs: readonly PairReport[]): Html => html`<div class="wide">
<table class="overview">
<caption class="unseen">Pairs</caption>
<thead><tr><th scope="col">Pair</th><th scope="col">Result</th><th scope="col">differ</th><th scope="col">only on one</th><th scope="col">unknown</th><th scope="col">in sync</th><th scope="col">outside scopes</th><th scope="col">Failover</th></tr></thead>
<tbody>
${pairs.map(overviewRow)}</tbody>
</table>
</div>`;

function overviewRow(pair: PairReport, at: number): Html {
  const counts = countScopes(pair);
  const numbers = [
    counts.differs,
    counts.onlyOnPrimary + counts.onlyOnPartner,
    counts.unknown,
    counts.inSync,
    counts.outside,
  ];
  return html`<tr><th scope="row"><a href="#pair-${at + 1}"><bdi>${pair.name}</bdi></a></th><td class="${pair.result}">${icon(
    pair.result,
  )}${resultText(pair.result)}</td>${numbers.map(
    (number) => html`<td class="number${number === 0 ? " zero" : ""}">${numberText(number)}</td>`,
  )}<td>${healthSentence(pair)}</td></tr>
`;
}
