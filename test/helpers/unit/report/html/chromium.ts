// Chromium that shows a page from a file, as a reader's browser does.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { launch, type Browser, type Page } from "puppeteer-core";
import { describe } from "vitest";
import { findChromium } from "../../../../../setup/paths.mjs";

const found: { readonly path?: string; readonly lacks?: string } = findChromium();

/** Skipped where there is no Chromium, except in a pipeline. */
export const withChromium = describe.skipIf(
  found.lacks !== undefined && process.env["CI"] !== "true",
);

/** Starts Chromium. It asks no network for anything. */
export function startChromium(): Promise<Browser> {
  if (found.path === undefined)
    throw new Error(`There is no Chromium: ${found.lacks}. "node setup/chromium.mjs" provides it.`);
  // Its sandbox is not for root, as whom these tests may run.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return launch({ executablePath: found.path, args: [...args, "--disable-background-networking"] });
}

/** A way to look at a page. */
export interface View {
  readonly width: number;
  readonly scheme: "light" | "dark";
  readonly media?: "print";
  /** False: the browser runs no script. */
  readonly script?: false;
}

/** Opens a page in a new tab, and gathers what the browser complains of. */
export async function openPage(browser: Browser, html: string, view: View) {
  const file = join(mkdtempSync(join(tmpdir(), "page-")), "report.html");
  writeFileSync(file, html);
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== page.url()) complaints.push(request.url());
  });
  await page.setJavaScriptEnabled(view.script ?? true);
  await page.setViewport({ width: view.width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: view.scheme }]);
  if (view.media) await page.emulateMediaType(view.media);
  await page.goto(pathToFileURL(file).href);
  return { page, complaints: () => complaints.filter((text) => text !== pathToFileURL(file).href) };
}

/** Returns the violations that axe finds: each rule, with the places. */
export async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate("axe.run(document)")) as axe.AxeResults;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
