// npm run bench [-- --only <row>…] [--rounds 5]: what the package costs, as ratios of two things measured in turn. The whole run writes
// docs/performance.md and its picture; with --only nothing is written.
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { root } from "../setup/paths.mjs";
import { drawGrowth, formatPage } from "./report.mjs";
import { measureGrowth, rows } from "./rows.mjs";

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    rounds: { type: "string", default: "5" },
  },
});
const rounds = Number(options.rounds);
const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-dhcp-failover-bench-")));
process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const chosen = options.only ? rows.filter(({ id }) => options.only.includes(id)) : rows;
if (chosen.length === 0 && !options.only?.includes("growth")) {
  console.error(`There is no such row. Rows: ${rows.map(({ id }) => id).join(", ")}, growth.`);
  process.exit(2);
}

const results = {};
for (const row of chosen) {
  const measured = { ...(await row.measure({ folder, rounds })), unit: row.unit };
  results[row.id] = measured;
  const goal = row.most === undefined ? "" : `, goal ${row.most} ×`;
  console.log(
    `${row.id}: ${measured.ratio.toFixed(2)} × (${measured.ours.toFixed(0)} and ${measured.theirs.toFixed(0)} ${row.unit}${goal})`,
  );
}

if (!options.only || options.only.includes("growth")) {
  const sizes = [1_000, 3_000, 10_000, 30_000];
  const growth = measureGrowth({ folder, rounds: Math.min(rounds, 3) }, sizes);
  for (const one of growth) console.log(JSON.stringify(one));
  if (!options.only) {
    const unreached = readFileSync(join(root, "bench", "unreached.md"), "utf8");
    const date = new Date().toISOString().slice(0, 10);
    const page = formatPage({ rows, results, growth, rounds, unreached, date });
    writeFileSync(join(root, "docs", "performance.md"), page);
    writeFileSync(join(root, "docs", "performance.svg"), drawGrowth(growth));
  }
}
