// The two servers beside each other: where they are, what they run, how their failover is.
import type { PairReport, RelationshipReport, ServerReport } from "../report.js";
import { html, type Html } from "./html.js";

/** Returns the table of both servers of a pair. */
export function renderServers({ name, servers, relationships }: PairReport): Html {
  const both = [servers.primary, servers.partner];
  return html`<table class="servers">
<caption class="unseen">Servers and failover of ${name}</caption>
<thead><tr><td></td>${heading(servers.primary, "primary")}${heading(servers.partner, "partner")}</tr></thead>
<tbody>
${row(
  "Address",
  both.map(({ address }) => html`<code>${address}</code>`),
)}
${row(
  "Software",
  both.map(({ software }) => (software === undefined ? absent("not stated") : html`${software}`)),
)}
${row(
  "Read",
  both.map(({ reached }) => (reached ? good("yes") : bad("no"))),
)}
${relationships.map((relationship) => relationshipRow(relationship, both))}
</tbody>
</table>
`;
}

const heading = ({ name }: ServerReport, role: string): Html =>
  html`<th scope="col"><b><bdi>${name}</bdi></b> <span class="role">${role}</span></th>`;

const row = (name: Html | string, cells: readonly Html[]): Html =>
  html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;

const absent = (text: string): Html => html`<span class="absent">${text}</span>`;
const good = (text: string): Html => html`<span class="good">${text}</span>`;
const bad = (text: string): Html => html`<strong class="bad">${text}</strong>`;

function relationshipRow(
  { name, mode, states }: RelationshipReport,
  servers: readonly ServerReport[],
): Html {
  const cells = servers.map((server) => {
    const state = states.find((one) => one.server === server.name);
    if (state === undefined) return absent("state not known");
    return state.healthy
      ? good(state.state)
      : html`${bad(state.state)} <span class="role">not normal</span>`;
  });
  const others = states
    .filter(({ server }) => servers.every((one) => one.name !== server))
    .map(({ server, state }) => html` <span class="role"><bdi>${server}</bdi>: ${state}</span>`);
  const label = html`Failover <bdi>${name}</bdi> <span class="role">${mode}</span>${others}`;
  return row(label, cells);
}
