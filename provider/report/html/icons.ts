// Two servers as two boxes: filled alike, unlike, only one of them, or neither known.
import { html, type Html } from "./html.js";

export type IconName = "in-sync" | "differs" | "only-on-primary" | "only-on-partner" | "unknown";

const box = (x: number, fill: "solid" | "half" | "empty" | "dashed"): Html => {
  const edge = html`<rect x="${x}" y="2.75" width="6.5" height="10.5" rx="1.25" fill="none" stroke="currentColor" stroke-width="1.5"`;
  if (fill === "dashed") return html`${edge} stroke-dasharray="2 1.6"/>`;
  if (fill === "empty") return html`${edge} opacity=".45"/>`;
  const filled =
    fill === "solid"
      ? html`<rect x="${x}" y="2.75" width="6.5" height="10.5" rx="1.25" fill="currentColor"/>`
      : html`<rect x="${x}" y="8" width="6.5" height="5.25" fill="currentColor"/>`;
  return html`${edge}/>${filled}`;
};

const [left, right] = [0.75, 10.75];

const drawings: Readonly<Record<IconName, Html>> = {
  "in-sync": html`${box(left, "solid")}${box(right, "solid")}`,
  differs: html`${box(left, "solid")}${box(right, "half")}`,
  "only-on-primary": html`${box(left, "solid")}${box(right, "empty")}`,
  "only-on-partner": html`${box(left, "empty")}${box(right, "solid")}`,
  unknown: html`${box(left, "dashed")}${box(right, "dashed")}`,
};

/** Returns the drawings, once for the page. */
export const iconSheet = (): Html =>
  html`<svg class="sheet" aria-hidden="true">${Object.entries(drawings).map(
    ([name, drawing]) => html`<symbol id="i-${name}" viewBox="0 0 18 16">${drawing}</symbol>`,
  )}</svg>`;

/** Returns one drawing. Text beside it says the same. */
export const icon = (name: IconName): Html =>
  html`<svg class="icon" aria-hidden="true"><use href="#i-${name}"/></svg>`;
