// Draws what stood on a terminal: one screen, or several one after the other.

/** Colours of a terminal, by their numbers in the palette. */
export const themes = {
  light: {
    paper: "#f6f8fa",
    ink: "#1f2328",
    1: "#a40e26",
    2: "#116329",
    3: "#7d4e00",
    5: "#6639ba",
    6: "#1b7c83",
    9: "#a40e26",
    10: "#116329",
    12: "#0550ae",
    13: "#8250df",
  },
  dark: {
    paper: "#0d1117",
    ink: "#e6edf3",
    1: "#ff7b72",
    2: "#7ee787",
    3: "#e3b341",
    5: "#bc8cff",
    6: "#76e3ea",
    9: "#ff7b72",
    10: "#7ee787",
    12: "#79c0ff",
    13: "#d2a8ff",
  },
};

const character = 8.43;
const lineHeight = 19;
const margin = 16;

const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const widthOf = (lines) =>
  Math.max(...lines.map((line) => line.reduce((sum, { text }) => sum + text.length, 0)));

function drawLines(lines, theme) {
  return lines.map((line, row) => {
    const spans = line.map(
      ({ text, colour }) =>
        `<tspan fill="${themes[theme][colour] ?? themes[theme].ink}">${escaped(text)}</tspan>`,
    );
    return `  <text x="${margin}" y="${margin + 14 + row * lineHeight}">${spans.join("")}</text>`;
  });
}

function frameSvg({ columns, rows, theme, styles = [], content }) {
  const width = Math.ceil(columns * character + 2 * margin);
  const height = rows * lineHeight + 2 * margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    "  <style>",
    "    text { font: 14px ui-monospace, Menlo, Consolas, monospace; white-space: pre; }",
    ...styles.map((style) => `    ${style}`),
    "  </style>",
    `  <rect width="${width}" height="${height}" rx="8" fill="${themes[theme].paper}"/>`,
    ...content,
    "</svg>",
    "",
  ].join("\n");
}

/** Returns the picture of lines in one theme. */
export const drawPicture = (lines, theme) =>
  frameSvg({
    columns: widthOf(lines),
    rows: lines.length,
    theme,
    content: drawLines(lines, theme),
  });

/** Seconds for which the last screen stays. */
const lastSeconds = 6;

/**
 * Returns a picture that shows screens at their times, again and again; only the last one where the person wants no
 * motion.
 * @param {readonly { readonly seconds: number, readonly lines: { text: string, colour: string }[][] }[]} frames
 */
export function drawMotion(frames, theme) {
  const begin = frames[0].seconds;
  const total = frames.at(-1).seconds - begin + lastSeconds;
  const percent = (seconds) => `${(((seconds - begin) / total) * 100).toFixed(2)}%`;
  const last = frames.length - 1;
  const styles = frames.flatMap(({ seconds }, i) => {
    const end = i === last ? "100%" : percent(frames[i + 1].seconds);
    const hiddenBefore = i === 0 ? "" : "0% { visibility: hidden } ";
    const hiddenAfter = i === last ? "" : ` ${end} { visibility: hidden }`;
    return [
      `@keyframes f${i} { ${hiddenBefore}${percent(seconds)} { visibility: visible }${hiddenAfter} }`,
      `.f${i} { animation: f${i} ${total.toFixed(1)}s step-end infinite }`,
    ];
  });
  return frameSvg({
    columns: Math.max(...frames.map(({ lines }) => widthOf(lines))),
    rows: Math.max(...frames.map(({ lines }) => lines.length)),
    theme,
    styles: [
      ...styles,
      `@media (prefers-reduced-motion: reduce) { g { animation: none !important; visibility: hidden } .f${last} { visibility: visible } }`,
    ],
    content: frames.flatMap(({ lines }, i) => [
      `  <g class="f${i}">`,
      ...drawLines(lines, theme),
      "  </g>",
    ]),
  });
}
