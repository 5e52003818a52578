// The report of `check` as one page: it needs no network, works without a script, and holds foreign
// text as text.
import { createHash } from "node:crypto";
import type { CheckReport, PairReport } from "../report.js";
import { renderFilter } from "./filter.js";
import { html, rawElement, type Html } from "./html.js";
import { icon, iconSheet } from "./icons.js";
import { renderInSync, renderOutside, renderScope, type Level } from "./scopes.js";
import { script } from "./script.js";
import { renderServers } from "./servers.js";
import { style } from "./style.js";
import { renderCounts, renderOverview } from "./summary.js";
import { countText, headline, healthSentence, scopeSentence, timeText } from "./words.js";

/** Returns the page. */
export function renderHtml(report: CheckReport): string {
  const { pairs, time, program, result } = report;
  const title = headline(pairs);
  const several = pairs.length > 1;
  return html`${doctype}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
${rawElement("style", style)}
</head>
<body>
${iconSheet()}
<a class="skip" href="#content">Skip to the differences</a>
<header class="top">
<p class="eyebrow">DHCP failover check <time datetime="${time}">${timeText(time)}</time></p>
<h1 class="${result}">${icon(result)}<span>${title}</span></h1>
${several ? renderOverview(pairs) : pairs.map(renderLead)}
</header>
${renderFilter(pairs)}
<main id="content" tabindex="-1">
<p class="filtered" role="status" hidden></p>
${pairs.map((pair, at) => (several ? renderSection(pair, at) : renderPairDifferences(pair, at, 3)))}</main>
<footer><p>Written by ${program.name} ${program.version}. It only reads: nothing was changed on any server. Lease databases were not compared.</p></footer>
${rawElement("script", script)}
</body>
</html>
`.markup;
}

const doctype = html`<!doctype html>`;

const hash = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing is fetched and nothing runs but the page's own style and script. */
const policy = [
  "default-src 'none'",
  `style-src ${hash(style)}`,
  `script-src ${hash(script)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const renderLead = (pair: PairReport): Html =>
  html`<p class="lead">${scopeSentence(pair)} ${healthSentence(pair)}</p>
${renderCounts(pair)}
${renderMessages(pair)}${renderServers(pair)}`;

/** Returns one of several pairs under a heading of its own. */
const renderSection = (pair: PairReport, at: number): Html =>
  html`<section class="pair" id="pair-${at + 1}" aria-labelledby="pair-${at + 1}-name">
<h2 id="pair-${at + 1}-name" class="${pair.result}">${icon(pair.result)}<span>${headline([pair])}</span></h2>
${renderLead(pair)}
${renderPairDifferences(pair, at, 4)}</section>
`;

function renderPairDifferences(pair: PairReport, at: number, level: Level): Html {
  const { servers, scopes, outside } = pair;
  const context = (name: string) => ({ servers, level, anchor: anchorOf(at, name) });
  const inSync = scopes.filter(({ result }) => result === "in-sync");
  const others = scopes.filter(({ result }) => result !== "in-sync");
  const isEmpty = others.length === 0 && outside.length === 0;
  return html`${section(level, "Differences", isEmpty)}
${others.map((scope) => renderScope(scope, context(scope.scope)))}${
  outside.length > 0 ? renderOutside(outside, context("outside")) : undefined
}${inSync.length > 0 ? renderInSync(inSync) : undefined}`;
}

const section = (level: Level, title: string, isEmpty: boolean): Html | undefined => {
  if (isEmpty) return undefined;
  return level === 3 ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`;
};

/** An identifier without white space, so that a link can name a scope: `p1-10.40.8.0/24`. */
const anchorOf = (at: number, name: string): string => `p${at + 1}-${name.replace(/\s+/g, "-")}`;

const renderMessages = ({ errors, warnings, ignored }: PairReport): Html =>
  html`${renderErrors(errors)}${renderWarnings(warnings)}${renderIgnored(ignored)}`;

function renderErrors(errors: PairReport["errors"]): Html | undefined {
  if (errors.length === 0) return undefined;
  const items = errors.map(
    ({ code, message }) => html`<li><strong>Error:</strong> ${message} <code>${code}</code></li>`,
  );
  return html`<ul class="messages errors" aria-label="Errors">${items}</ul>
`;
}

function renderWarnings(warnings: readonly string[]): Html | undefined {
  if (warnings.length === 0) return undefined;
  const items = warnings.map((text) => html`<li>${text}</li>`);
  const open = items.length > 5 ? undefined : html` open`;
  const summary = html`<summary>${countText(items.length, "warning")}</summary>`;
  return html`<details class="messages warnings"${open}>${summary}<ul>${items}</ul></details>
`;
}

function renderIgnored(ignored: readonly string[]): Html | undefined {
  if (ignored.length === 0) return undefined;
  const names = ignored.map((name, at) => html`${at > 0 ? ", " : ""}<code>${name}</code>`);
  return html`<p class="messages ignored">Left out, as asked: ${names}</p>
`;
}
