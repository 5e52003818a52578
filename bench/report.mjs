// docs/performance.md and its picture, from the measurements of one run.
import { cpus, release, totalmem, type } from "node:os";

const short = (value) => (value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1));

function formatRow({ id, work, against, most }, measured) {
  const command = `\`npm run bench -- --only ${id}\``;
  if (measured === undefined)
    return `| ${work} | ${against} | ${formatMost(most)} | not measured in this run | | ${command} |`;
  const { ours, theirs, ratio, lowest, highest, unit } = measured;
  const spread = lowest === undefined ? "" : ` (${lowest.toFixed(2)} to ${highest.toFixed(2)})`;
  return `| ${work} | ${against} | ${formatMost(most)} | **${ratio.toFixed(2)} ×**${spread} | ${short(ours)} and ${short(theirs)} ${unit} | ${command} |`;
}

const formatMost = (most) => (most === undefined ? "" : `${most} ×`);

/** Returns the page. `results`: by the row's id. */
export function formatPage({ rows, results, growth, rounds, unreached, date }) {
  const [{ model }] = cpus();
  return `# Performance

How much this package costs, as ratios of two things that were measured in turn in one run: times alone say more about the machine.
Made by \`npm run bench\` on ${date}, medians of ${rounds}, on ${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB,
${type()} ${release()}, Node ${process.versions.node}. "ms of the processor" is the time that a process used, garbage collection included;
it does not depend on what else the machine does. In brackets: the lowest and the highest ratio.

| work | against | goal | measured | medians | command |
|---|---|---|---|---|---|
${rows.map((row) => formatRow(row, results[row.id])).join("\n")}

${unreached}
## Growth

One \`check\` of two equal files, 10 reservations a scope, and \`JSON.parse\` of the same files beside it.

![Time and memory of one check by the number of scopes](performance.svg)

| scopes | files | \`check\` | \`JSON.parse\` | peak memory |
|---|---|---|---|---|
${growth.map((one) => `| ${one.subnets.toLocaleString("en")} | ${short(one.megabytes)} MB | ${short(one.check)} ms | ${short(one.parse)} ms | ${short(one.peak)} MB |`).join("\n")}

The documents come from a seeded generator (\`bench/documents.mjs\`): the same bytes on every machine.
`;
}

const width = 720;
const height = 300;
const left = 64;
const bottom = 44;

/** Returns the picture of growth: two charts with logarithmic scales, in which a straight diagonal is linear growth. */
export function drawGrowth(growth) {
  const half = width / 2;
  const charts = [
    drawChart({
      growth,
      x: 0,
      chartWidth: half,
      unit: "ms of the processor",
      lines: [
        ["check", "#0b62a4", (one) => one.check],
        ["JSON.parse", "#888888", (one) => one.parse],
      ],
    }),
    drawChart({
      growth,
      x: half,
      chartWidth: half,
      unit: "MB",
      lines: [
        ["peak memory", "#0b62a4", (one) => one.peak],
        ["files", "#888888", (one) => one.megabytes],
      ],
    }),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img"><title>Time and memory of one check by the number of scopes</title><rect width="${width}" height="${height}" fill="#ffffff"/>${charts.join("")}</svg>\n`;
}

function drawChart({ growth, x, chartWidth, unit, lines }) {
  const values = growth.flatMap((one) => lines.map(([, , of]) => of(one)));
  const [low, high] = [
    10 ** Math.floor(Math.log10(Math.min(...values))),
    10 ** Math.ceil(Math.log10(Math.max(...values))),
  ];
  const sizes = growth.map(({ subnets }) => subnets);
  const scale = (value, from, to) => Math.log(value / from) / Math.log(to / from);
  const atX = (subnets) =>
    x + left + scale(subnets, sizes[0], sizes.at(-1)) * (chartWidth - left - 30);
  const atY = (value) => height - bottom - scale(value, low, high) * (height - bottom - 40);
  const ticks = [];
  for (let value = low; value <= high; value *= 10)
    ticks.push(
      `<text x="${x + left - 6}" y="${atY(value) + 4}" text-anchor="end">${value.toLocaleString("en")}</text><line x1="${x + left}" x2="${x + chartWidth - 30}" y1="${atY(value)}" y2="${atY(value)}" stroke="#dddddd"/>`,
    );
  const labels = sizes.map(
    (subnets) =>
      `<text x="${atX(subnets)}" y="${height - bottom + 18}" text-anchor="middle">${subnets.toLocaleString("en")}</text>`,
  );
  const drawn = lines.map(([name, color, of], i) => {
    const points = growth.map((one) => `${atX(one.subnets).toFixed(1)},${atY(of(one)).toFixed(1)}`);
    return `<polyline points="${points.join(" ")}" fill="none" stroke="${color}" stroke-width="2"/><text x="${x + left + 8 + 110 * i}" y="30" fill="${color}">${name}</text>`;
  });
  return `<text x="${x + left}" y="14">${unit}</text>${ticks.join("")}${labels.join("")}${drawn.join("")}<text x="${x + chartWidth / 2}" y="${height - 8}" text-anchor="middle">scopes</text>`;
}
