import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { renderHtml } from "../../../provider/report/html/index.js";
import type { CheckReport } from "../../../provider/report/report.js";
import {
  findViolations,
  openPage,
  startChromium,
  withChromium,
  type View,
} from "../../helpers/unit/report/html/chromium.js";
import { hospital, manyScopes, pairOf, reportOf } from "../../helpers/unit/report/html/reports.js";

const desk: View = { width: 1100, scheme: "light" };
const phone: View = { width: 360, scheme: "light" };

/** Returns the texts of all elements that a reader sees. */
const visible = (page: Page, selector: string): Promise<string[]> =>
  page.$$eval(selector, (elements) =>
    elements
      .filter((element) => element.checkVisibility({ contentVisibilityAuto: false }))
      .map((element) => element.textContent!.trim()),
  );

const scopes = (page: Page) => visible(page, "article.scope h3");

withChromium("the page in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  const unreadable = pairOf({
    name: "dhcp5 and dhcp6",
    result: "unknown",
    scopes: [{ scope: "10.9.0.0/24", result: "unknown", differences: [] }],
    relationships: [
      {
        name: "ha",
        mode: "load balancing",
        states: [{ server: "dhcp1", state: "partner-down", healthy: false }],
      },
    ],
    errors: [{ code: "server-unreachable", message: "dhcp6 does not answer." }],
  });
  const reports: Record<string, CheckReport> = {
    "one pair": hospital(),
    "three pairs": reportOf(hospital().pairs[0]!, pairOf({ name: "dhcp3 and dhcp4" }), unreadable),
    "a pair in sync": reportOf(manyScopes(30, 0)),
  };
  const views: Record<string, View> = {
    "in light": desk,
    "in dark": { ...desk, scheme: "dark" },
    "on a phone": phone,
    "on a dark phone": { ...phone, scheme: "dark" },
    "on paper": { ...desk, width: 720, media: "print" },
  };
  const cases = Object.keys(reports).flatMap((report) =>
    Object.keys(views).map((view) => [report, view] as const),
  );

  it.each(cases)("has no barrier that axe finds: %s, %s", async (report, view) => {
    const { page, complaints } = await openPage(
      browser,
      renderHtml(reports[report]!),
      views[view]!,
    );
    for (const fold of await page.$$("details:not([open])"))
      await fold.evaluate((element) => element.setAttribute("open", ""));
    expect(await findViolations(page)).toEqual([]);
    expect(complaints()).toEqual([]);
    await page.close();
  });

  it.each(Object.keys(reports))("fits the width of a phone: %s", async (report) => {
    const { page } = await openPage(browser, renderHtml(reports[report]!), phone);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(phone.width);
    await page.close();
  });

  it("shows what differs at first, and what is in sync when asked", async () => {
    const { page } = await openPage(browser, renderHtml(hospital()), desk);
    expect(await scopes(page)).toHaveLength(6);
    expect(await visible(page, "details.in-sync li")).toEqual([]);
    expect(await visible(page, ".filtered")).toEqual([]);
    await page.click('input[value="in-sync"]');
    expect(await visible(page, "details.in-sync li")).toHaveLength(7);
    await page.click('input[value="differs"]');
    expect(await scopes(page)).toEqual([
      "10.40.10.0/24 building-control",
      "172.20.5.0/26 laboratory-old",
    ]);
    expect(await visible(page, ".filtered")).toEqual(["Filtered: 2 of 13 differences."]);
    await page.click("button[type=reset]");
    await page.waitForFunction("document.querySelector('.filtered').hidden");
    expect(await scopes(page)).toHaveLength(6);
    await page.close();
  });

  it("finds a scope by its name and a difference by its value, with the keyboard alone", async () => {
    const { page } = await openPage(browser, renderHtml(hospital()), desk);
    await page.focus("input[type=search]");
    await page.keyboard.type("INFUSION");
    expect(await scopes(page)).toEqual(["10.40.8.0/24 infusion-pumps"]);
    expect(await visible(page, "article tbody tr")).toHaveLength(5);
    await page.keyboard.type(" borrowed");
    expect(await visible(page, "article tbody tr th")).toHaveLength(1);
    expect(await visible(page, ".filtered")).toEqual([
      "Filtered: 1 of 13 differences and 0 scopes in sync.",
    ]);
    await page.keyboard.press("Escape");
    await page.keyboard.type("cameras");
    expect(await scopes(page)).toEqual([]);
    expect(await visible(page, "details.in-sync li")).toEqual(["10.40.12.0/24 cameras"]);
    await page.close();
  });

  it("shows the differences of one kind", async () => {
    const { page } = await openPage(browser, renderHtml(hospital()), desk);
    await page.select("select", "range");
    expect(await scopes(page)).toEqual(["10.40.2.0/23 wards-north"]);
    expect(await visible(page, "article tbody tr")).toHaveLength(1);
    expect(await visible(page, "details.in-sync summary")).toEqual([]);
    await page.close();
  });

  it("leads the keyboard to the differences first, and shows where it is", async () => {
    const { page } = await openPage(browser, renderHtml(hospital()), desk);
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe(
      "Skip to the differences",
    );
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe(
      "solid",
    );
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("content");
    await page.close();
  });

  it("prints without its filter, and says that it was filtered", async () => {
    const { page } = await openPage(browser, renderHtml(hospital()), desk);
    await page.type("input[type=search]", "guests");
    await page.emulateMediaType("print");
    expect(await visible(page, "#filter")).toEqual([]);
    expect(await visible(page, ".filtered")).toHaveLength(1);
    const paper = await page.pdf({ format: "A4" });
    expect(Buffer.from(paper.subarray(0, 5)).toString()).toBe("%PDF-");
    await page.close();
  });

  it("has no barrier that axe finds where its script does not run", async () => {
    const html = renderHtml(hospital()).replace(/<script>[^]*<\/script>/, "");
    const { page } = await openPage(browser, html, desk);
    expect(await findViolations(page)).toEqual([]);
    await page.close();
  });

  it("has no filter where no script runs, and shows all that differs", async () => {
    const { page } = await openPage(browser, renderHtml(hospital()), { ...desk, script: false });
    expect(await visible(page, "#filter")).toEqual([]);
    expect(await scopes(page)).toHaveLength(6);
    await page.close();
  });

  it("searches 5,000 scopes, whether they differ or not", async () => {
    for (const differing of [3, 5_000]) {
      const html = renderHtml(reportOf(manyScopes(5_000, differing)));
      const { page, complaints } = await openPage(browser, html, desk);
      await page.type("input[type=search]", "building-4999");
      expect(await visible(page, "article.scope h3, details.in-sync li")).toEqual([
        "10.19.135.0/24 building-4999",
      ]);
      expect(complaints()).toEqual([]);
      await page.close();
    }
  });
});
