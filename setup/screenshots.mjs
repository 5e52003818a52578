// npm run screenshots: takes docs/report-*.png of the page that `check --html` writes, from the report in test/data/check-report.json.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "puppeteer-core";

import { findChromium, root } from "./paths.mjs";

/** Each picture: the width of the window, its theme, and how much of the page is shown. */
const pictures = [
  { name: "light", width: 1000, height: 1180, scheme: "light" },
  { name: "dark", width: 1000, height: 1180, scheme: "dark" },
  { name: "phone", width: 390, height: 1540, scheme: "light" },
];

const { renderHtml } = createRequire(import.meta.url)("../dist/report/html/index.js");
const report = JSON.parse(readFileSync(join(root, "test", "data", "check-report.json"), "utf8"));

const { path, lacks } = findChromium();
if (lacks)
  throw new Error(`There is no Chromium (${lacks}): run "node setup/chromium.mjs" as root.`);
const folder = mkdtempSync(join(tmpdir(), "screenshots-"));
const file = join(folder, "report.html");
writeFileSync(file, renderHtml(report));
const sandbox = process.getuid() === 0 ? ["--no-sandbox"] : []; // it is not for root
const browser = await launch({ executablePath: path, args: sandbox });
try {
  for (const { name, width, height, scheme } of pictures) {
    const page = await browser.newPage();
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto(pathToFileURL(file).href);
    await page.screenshot({ path: join(root, "docs", `report-${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
