// The page's style: system fonts, two themes, one narrow column on a phone, and paper.

/** The page's policy holds its digest. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fff; --raised: #f6f7f9; --ink: #16191d; --soft: #59626d; --line: #dfe3e8;
  --differs: #8a4600; --only: #5b3bb0; --unknown: #a8122a; --same: #1d6a3a;
  --mark: #ffe9b8; --mark-line: #b36a00; --link: #0a56b0;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #101317; --raised: #181c21; --ink: #e3e7ec; --soft: #98a2ae; --line: #2b3138;
    --differs: #f0b35c; --only: #b9a3f5; --unknown: #ff8f96; --same: #7fce9b;
    --mark: #4a3510; --mark-line: #e0a040; --link: #7db4f7;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; }
body {
  margin: 0 auto; padding: 0 1.5rem 3rem; max-width: 75rem;
  background: var(--paper); color: var(--ink);
  font: 0.9375rem/1.5 var(--sans); font-variant-numeric: tabular-nums;
  -webkit-text-size-adjust: 100%;
}
code { font-family: var(--mono); font-size: 0.9em; overflow-wrap: anywhere; }
a { color: var(--link); }
h1, h2, h3, h4, p, dl, dd, ul, table { margin: 0; padding: 0; }
[hidden] { display: none !important; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
main:focus { outline: none; }
.unseen {
  position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap;
}
.skip { position: absolute; left: -999rem; padding: 0.5rem 1rem; background: var(--paper); }
.skip:focus { left: 1rem; top: 0.5rem; z-index: 2; }
.sheet { position: absolute; width: 0; height: 0; }
.icon { width: 1.125em; height: 1em; vertical-align: -0.125em; margin-right: 0.45em; flex: none; }
.role, .count, .absent, .eyebrow, .path, .zero { color: var(--soft); }
.role, .count { font-weight: 400; font-size: 0.8125rem; }
.scope .status .count { color: var(--soft); }
.scope.differs .status, td.differs, .counts .differs dt { color: var(--differs); }
.scope.only-on-primary .status, .scope.only-on-partner .status,
.counts .only-on-primary dt, .counts .only-on-partner dt { color: var(--only); }
.scope.unknown .status, td.unknown, .counts .unknown dt, .bad { color: var(--unknown); }
td.in-sync, .counts .in-sync dt, .good, details.in-sync summary .icon { color: var(--same); }

.top { padding-top: 2rem; }
.eyebrow { font-size: 0.8125rem; }
.eyebrow time { margin-left: 0.75em; padding-left: 0.75em; border-left: 1px solid var(--line); }
h1, h2 { line-height: 1.25; font-weight: 650; text-wrap: balance; }
h1 { font-size: 1.75rem; letter-spacing: -0.015em; margin: 0.25rem 0 0.5rem; }
h2 { font-size: 1.125rem; margin: 2.25rem 0 0.25rem; }
h1[class], h2[class] { display: flex; align-items: baseline; }
h1 .icon { align-self: center; }
h1 .icon, h2 .icon { color: var(--differs); }
.in-sync > .icon { color: var(--same); }
.unknown > .icon { color: var(--unknown); }
.lead { max-width: 48rem; font-size: 1.0625rem; }
section.pair { margin-top: 2.5rem; border-top: 2px solid var(--ink); }
section.pair > h2 { font-size: 1.375rem; margin: 0.75rem 0 0.25rem; }
section.pair .lead { font-size: inherit; }
section.pair h3 { font-size: 1.0625rem; margin-top: 1.5rem; }

.counts { display: flex; flex-wrap: wrap; gap: 0.5rem 2.25rem; margin: 1rem 0 0.25rem; }
.counts div { display: flex; flex-direction: column-reverse; }
.counts dt { font-size: 0.8125rem; }
.counts dd { font-size: 1.5rem; line-height: 1.2; font-weight: 600; }
.counts .zero dt, .counts .zero dd { color: var(--soft); font-weight: 400; }

table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 1rem 0.35rem 0; font-weight: 400; }
thead th, thead td { padding-bottom: 0.25rem; }
tbody tr { border-top: 1px solid var(--line); }
.servers { margin-top: 1.75rem; table-layout: fixed; }
.servers tbody th, .differences thead th, .overview thead th { color: var(--soft); font-size: 0.8125rem; }
.servers tbody th { width: 30%; }
.servers thead td { width: 30%; }
.servers tbody .role { display: block; }
.wide { overflow-x: auto; }
.overview { margin-top: 1rem; }
.overview thead th { white-space: nowrap; }
.overview .number { text-align: right; }
.overview thead th:nth-child(n+3):nth-child(-n+7) { text-align: right; }

.messages { margin-top: 1.25rem; padding: 0.6rem 0.9rem; background: var(--raised); border-left: 3px solid var(--line); list-style: none; }
.messages.errors { border-color: var(--unknown); }
.messages.errors code { color: var(--soft); }
.messages.warnings { border-color: var(--differs); }
.messages ul { padding-left: 1.1rem; }
.messages li { margin: 0.15rem 0; overflow-wrap: anywhere; }

#filter {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center;
  gap: 0.5rem 1.25rem; margin: 1.5rem -1.5rem 0; padding: 0.6rem 1.5rem;
  background: var(--paper); border-block: 1px solid var(--line); font-size: 0.8125rem;
}
#filter input[type="search"], #filter select, #filter button {
  font: inherit; color: inherit; background: var(--raised);
  border: 1px solid var(--soft); border-radius: 4px; padding: 0.3rem 0.5rem;
}
#filter input[type="search"] { width: 14rem; margin-left: 0.3rem; }
#filter label { white-space: nowrap; }
#filter fieldset { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 0; padding: 0; border: 0; }
#filter legend { float: left; margin-right: 1rem; }
#filter input[type="checkbox"] { margin: 0 0.15rem 0 0; vertical-align: -0.1em; accent-color: var(--link); }
.filtered { margin-top: 1rem; font-size: 0.8125rem; color: var(--soft); }

.scope { padding-top: 1.25rem; content-visibility: auto; contain-intrinsic-size: auto 9rem; }
.scope > header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 1.5rem; }
.scope h3, .scope h4, section.pair .scope h4 { margin: 0; font-size: 1rem; font-weight: 650; overflow-wrap: anywhere; }
.scope h3 code, .scope h4 code { font-size: 0.9375rem; }
.scope h3 bdi, .scope h4 bdi { color: var(--soft); font-weight: 400; margin-left: 0.5em; }
.scope .status { font-size: 0.8125rem; display: flex; align-items: center; }
.scope .count { margin-left: 0.75em; padding-left: 0.75em; border-left: 1px solid var(--line); }
.scope > header .status { white-space: nowrap; }
.scope > header + p { color: var(--soft); border-top: 1px solid var(--line); margin-top: 0.25rem; padding-top: 0.35rem; }
.scope:target > header h3, .scope:target > header h4 { text-decoration: underline; }
.differences { table-layout: fixed; }
.differences th:first-child { width: 36%; }
.differences th { overflow-wrap: anywhere; }
.differences td code { white-space: pre-wrap; }
.path { display: block; font-size: 0.75rem; }
mark {
  background: var(--mark); color: inherit; border-radius: 2px;
  box-decoration-break: clone; -webkit-box-decoration-break: clone;
  text-decoration: underline 1.5px var(--mark-line); text-underline-offset: 3px;
}
details.in-sync { margin-top: 1.75rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
summary { cursor: pointer; }
details.in-sync ul {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 0 1.5rem;
  margin-top: 0.5rem; list-style: none;
}
/* No list items: Chromium would number thousands of them again for each that a search hides. */
details.in-sync li { display: block; overflow-wrap: anywhere; }
details.in-sync bdi { color: var(--soft); margin-left: 0.35em; }
footer { margin-top: 3rem; padding-top: 0.75rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.8125rem; }

@media (max-width: 40rem) {
  body { padding-inline: 1rem; }
  html { scroll-padding-top: 1rem; }
  h1 { font-size: 1.375rem; }
  #filter { position: static; margin-inline: -1rem; padding-inline: 1rem; }
  #filter .query { display: flex; align-items: center; gap: 0.5rem; width: 100%; }
  #filter input[type="search"] { flex: 1; min-width: 0; margin: 0; }
  .counts { gap: 0.75rem 1.5rem; }
  .differences, .differences thead, .differences tbody { display: block; }
  .differences tr { display: grid; grid-template-columns: 1fr 1fr; gap: 0 0.75rem; padding: 0.35rem 0; }
  .differences th, .differences td { padding: 0; width: auto; min-width: 0; }
  .differences tbody th { grid-column: 1 / -1; padding-bottom: 0.15rem; }
  .differences th:first-child { width: auto; }
  .differences thead th:first-child {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  }
  .servers th, .servers td { padding-right: 0.5rem; overflow-wrap: anywhere; }
  .servers tbody th, .servers thead td { width: 24%; }
  .servers thead .role { display: block; }
}
@media (forced-colors: active) {
  mark { forced-color-adjust: none; background: Mark; color: MarkText; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --raised: #fff; --ink: #000; --soft: #444; --line: #bbb;
    --differs: #6b3600; --only: #43298a; --unknown: #8a0f22; --same: #14502b; --mark: #ffe9b8; --mark-line: #000;
  }
  @page { margin: 15mm; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  #filter, .skip { display: none !important; }
  .top { padding-top: 0; }
  .scope { content-visibility: visible; }
  .scope > header { break-after: avoid; }
  tr { break-inside: avoid; }
  thead { display: table-header-group; }
  a { color: inherit; text-decoration: none; }
  details:not([open])::details-content { display: none; }
}
`;
