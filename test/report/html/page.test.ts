import { createHash } from "node:crypto";
import { load } from "cheerio";
import { describe, expect, it } from "vitest";
import { renderHtml } from "../../../provider/report/html/index.js";
import type { CheckReport } from "../../../provider/report/report.js";
import {
  differenceOf,
  hospital,
  manyScopes,
  pairOf,
  reportOf,
  scopeOf,
} from "../../helpers/unit/report/html/reports.js";

/** Reads a page with a parser that follows the standard as browsers do. */
function read(report: CheckReport) {
  const $ = load(renderHtml(report));
  const text = (selector: string) => $(selector).text().replace(/\s+/g, " ").trim();
  /** Returns the texts of each cell of each row. */
  const rows = (table: string) =>
    $(`${table} tbody tr`)
      .toArray()
      .map((row) =>
        $(row)
          .find("th, td")
          .toArray()
          .map((cell) => $(cell).clone().find(".path").remove().end().text()),
      );
  return { $, text, rows };
}

describe("the page of a report", () => {
  it("answers in its title, its heading and one sentence", () => {
    const { text } = read(hospital());
    expect(text("title")).toBe("dhcp1 and dhcp2 differ");
    expect(text("h1")).toBe("dhcp1 and dhcp2 differ");
    expect(text(".lead")).toBe(
      "3 of 12 scopes differ, 1 is only on dhcp1 and 1 is only on dhcp2. 3 differences outside scopes. Failover works normally.",
    );
  });

  it("counts the scopes with each result", () => {
    const { $ } = read(hospital());
    const counts = $(".counts div")
      .toArray()
      .map((group) => [$(group).find("dt").text(), $(group).find("dd").text()]);
    expect(counts).toEqual([
      ["differ", "3"],
      ["only on dhcp1", "1"],
      ["only on dhcp2", "1"],
      ["unknown", "0"],
      ["in sync", "7"],
    ]);
  });

  it("shows address, release and failover of both servers side by side", () => {
    expect(read(hospital()).rows(".servers")).toEqual([
      ["Address", "https://dhcp1.hospital.example:8000", "https://dhcp2.hospital.example:8000"],
      ["Software", "Kea 2.6.3", "Kea 2.6.3"],
      ["Read", "yes", "yes"],
      ["Failover dhcp1-dhcp2 hot standby", "hot-standby", "hot-standby"],
    ]);
  });

  it("names each scope that is not in sync, in order, with its name and its result", () => {
    const { $ } = read(hospital());
    const titles = $("article.scope")
      .toArray()
      .map((scope) => [$(scope).find("h3").text(), $(scope).find(".status").text()]);
    expect(titles).toEqual([
      ["10.40.2.0/23 wards-north", "differs 2 differences"],
      ["10.40.8.0/24 infusion-pumps", "differs 5 differences"],
      ["10.40.10.0/24 building-control", "only on dhcp1"],
      ["10.40.11.0/24 guests", "differs 1 difference"],
      ["172.20.5.0/26 laboratory-old", "only on dhcp2"],
      ["Outside scopes", "differ 3 differences"],
    ]);
  });

  it("shows each difference with both values, and where one server has none", () => {
    const { rows } = read(hospital());
    expect(rows('[id="p1-10.40.8.0/24"]')).toEqual([
      ["lease duration", "28800 s", "600 s"],
      ["reservation 00-1b-63-84-45-e6, host name", "pump-icu-07", "pump-icu-70"],
      ["reservation 00-1b-63-84-45-f1", "10.40.8.61 pump-icu-12", "none"],
      ["reservation 02-00-5e-10-00-63", "none", "10.40.8.99 borrowed-laptop"],
      [
        "option 43 vendor-specific information",
        "0x0104c0a80101020400000e10",
        "0x0104c0a80102020400000e10",
      ],
    ]);
    expect(rows('[id="p1-outside"]').at(-1)).toEqual([
      "DDNS key",
      "secret, not shown",
      "secret, not shown",
    ]);
  });

  it("marks the characters that differ", () => {
    const { $ } = read(hospital());
    const marks = (selector: string) =>
      $(`${selector} mark`)
        .toArray()
        .map((mark) => $(mark).text());
    expect(marks('[id="p1-10.40.2.0/23"] tbody tr:first-child td:nth-child(3)')).toEqual([
      "2",
      "200",
    ]);
    expect(marks('[id="p1-outside"] tbody tr:last-child')).toEqual([]);
  });

  it("folds away the scopes in sync, all of them named", () => {
    const { $ } = read(hospital());
    const fold = $("details.in-sync");
    expect(fold.attr("open")).toBeUndefined();
    expect(fold.find("summary").text()).toBe("7 scopes in sync");
    expect(fold.find("li").first().text()).toBe("10.40.0.0/24 servers");
    expect(fold.find("li")).toHaveLength(7);
  });

  it("says what was left out, and shows warnings", () => {
    const { text } = read(hospital());
    expect(text(".ignored")).toBe("Left out, as asked: nextServer");
    expect(text(".warnings")).toBe("1 warningdhcp2: the clock is 4 s behind that of this machine.");
  });

  it("never shows a server that could not be read as in sync", () => {
    const [pair] = hospital().pairs;
    const { primary, partner } = pair!.servers;
    const { text, rows } = read(
      reportOf(
        pairOf({
          result: "unknown",
          servers: {
            primary,
            partner: { name: "dhcp2", address: partner.address, reached: false },
          },
          relationships: [],
          errors: [{ code: "server-unreachable", message: "dhcp2 does not answer." }],
        }),
      ),
    );
    expect(text("h1")).toBe("dhcp1 and dhcp2 could not be compared");
    expect(text(".lead")).toBe("No scope was compared. dhcp2 could not be read.");
    expect(text(".errors")).toBe("Error: dhcp2 does not answer. server-unreachable");
    expect(rows(".servers").slice(1)).toEqual([
      ["Software", "Kea 2.6.3", "not stated"],
      ["Read", "yes", "no"],
    ]);
    expect(text("body > header, body > main")).not.toContain("in sync");
  });

  it("says which server's failover is not normal", () => {
    const states = [
      { server: "dhcp1", state: "partner-down", healthy: false },
      { server: "dhcp2", state: "terminated", healthy: false },
    ];
    const { text } = read(
      reportOf(pairOf({ relationships: [{ name: "ha", mode: "load balancing", states }] })),
    );
    expect(text(".lead")).toContain(
      "Failover does not work normally: dhcp1 says partner-down and dhcp2 says terminated.",
    );
    expect(text(".servers")).toContain("partner-down not normal");
  });

  it("does not say that servers differ where only their failover does not work", () => {
    const states = [{ server: "dhcp1", state: "partner-down", healthy: false }];
    const { text } = read(
      reportOf(
        pairOf({
          result: "differs",
          scopes: [{ scope: "10.0.1.0/24", result: "in-sync", differences: [] }],
          relationships: [{ name: "ha", mode: "load balancing", states }],
        }),
      ),
    );
    expect(text("h1")).toBe("dhcp1 and dhcp2 are the same, but their failover does not work");
    expect(text(".lead")).toContain("The only scope is the same on both servers.");
  });

  it("lists several pairs, each with its result and a link to its section", () => {
    const down = pairOf({
      name: "dhcp5 and dhcp6",
      result: "unknown",
      errors: [{ code: "server-unreachable", message: "dhcp6 does not answer." }],
    });
    const { $, text, rows } = read(
      reportOf(hospital().pairs[0]!, pairOf({ name: "dhcp3 and dhcp4" }), down),
    );
    expect(text("h1")).toBe(
      "Of 3 pairs 1 differs, 1 could not be compared completely and 1 is in sync",
    );
    expect(rows(".overview").map((row) => row.slice(0, 7))).toEqual([
      ["dhcp1 and dhcp2", "differ", "3", "2", "0", "7", "3"],
      ["dhcp3 and dhcp4", "in sync", "0", "0", "0", "0", "0"],
      ["dhcp5 and dhcp6", "unknown", "0", "0", "0", "0", "0"],
    ]);
    for (const link of $(".overview a").toArray())
      expect($($(link).attr("href")!).find("h2").text()).toContain($(link).text());
    expect(text("#pair-3 .errors")).toContain("dhcp6 does not answer.");
  });

  it("has headings without a gap, a landmark for each part, and headers for each table", () => {
    for (const report of [hospital(), reportOf(hospital().pairs[0]!, hospital().pairs[0]!)]) {
      const { $ } = read(report);
      const levels = $("h1, h2, h3, h4")
        .toArray()
        .map(({ tagName }) => Number(tagName.slice(1)));
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      for (const [at, level] of levels.slice(1).entries())
        expect(level).toBeLessThanOrEqual(levels[at]! + 1);
      expect($("body > header, body > main, body > footer, body > [role=search]")).toHaveLength(4);
      for (const table of $("table").toArray()) {
        expect($(table).find("caption").text()).not.toBe("");
        expect($(table).find("thead th[scope=col]").length).toBeGreaterThan(1);
        for (const row of $(table).find("tbody tr").toArray())
          expect($(row).find("th[scope=row]")).toHaveLength(1);
      }
      const ids = $("[id]")
        .toArray()
        .map((element) => $(element).attr("id"));
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it("needs no network, and its policy allows nothing but its own style and script", () => {
    const page = renderHtml(hospital());
    const $ = load(page);
    const digest = (selector: string) =>
      `'sha256-${createHash("sha256").update($(selector).text()).digest("base64")}'`;
    expect($("meta[http-equiv=Content-Security-Policy]").attr("content")).toBe(
      `default-src 'none'; style-src ${digest("style")}; script-src ${digest("script")}; base-uri 'none'; form-action 'none'`,
    );
    expect($("[src], link, iframe, object, [style], [onclick], [onload], [onerror]")).toHaveLength(
      0,
    );
    const links = $("[href]")
      .toArray()
      .map((element) => $(element).attr("href")!);
    expect(links.filter((link) => !link.startsWith("#"))).toEqual([]);
    expect($("style").text()).not.toMatch(/url\(|@import/);
  });

  it("shows all without its script but the filter, which does nothing then", () => {
    const { $ } = read(hospital());
    expect($("#filter").attr("hidden")).toBeDefined();
    $("script").remove();
    expect($("article.scope").filter("[hidden]")).toHaveLength(0);
  });
});

describe("hostile text on the page", () => {
  const hostile = `</script></style><img src=x onerror=alert(1)>"'&amp;\u001b[31m\u202egnp\u2066\u0000<!--`;
  const shown = `</script></style><img src=x onerror=alert(1)>"'&amp;\\u001b[31m\\u202egnp\\u2066\\u0000<!--`;

  it("stays text wherever the report holds it", () => {
    const difference = {
      ...differenceOf(hostile, `${hostile}2`),
      label: hostile,
      path: hostile,
      kind: hostile,
    };
    const server = { name: hostile, address: hostile, software: hostile, reached: true };
    const scope = { ...scopeOf(difference), scope: hostile, name: hostile };
    const pair = pairOf({
      name: hostile,
      result: "differs",
      servers: { primary: server, partner: { ...server, reached: false } },
      relationships: [
        {
          name: hostile,
          mode: hostile,
          states: [{ server: hostile, state: hostile, healthy: false }],
        },
      ],
      scopes: [scope, { ...scope, result: "in-sync" }, { ...scope, result: "unknown" }],
      outside: [difference, differenceOf(hostile)],
      ignored: [hostile],
      warnings: [hostile],
      errors: [{ code: hostile, message: hostile }],
    });
    for (const report of [reportOf(pair), reportOf(pair, pair)]) {
      const page = renderHtml({
        ...report,
        program: { name: hostile, version: hostile },
        time: hostile,
      });
      const $ = load(page);
      expect($("img, [onerror]")).toHaveLength(0);
      expect($("script, style")).toHaveLength(2);
      expect(page).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
      );
      const texts = [
        ".servers thead th b",
        ".servers code",
        "article h3 code, article h4 code",
        "article .path",
        "article td code",
        ".warnings li",
        ".errors code",
        ".ignored code",
        "details.in-sync li bdi",
      ];
      for (const selector of texts) expect($(selector).first().text()).toBe(shown);
    }
  });

  it("shows empty values, spaces and lines as what they are", () => {
    const { rows } = read(
      reportOf(
        pairOf({ scopes: [scopeOf(differenceOf("", "a  b"), differenceOf("one\ntwo", "one"))] }),
      ),
    );
    expect(rows("article")).toEqual([
      ["option 6 domain-name-servers", "empty", "a  b"],
      ["option 6 domain-name-servers", "one\\u000atwo", "one"],
    ]);
  });
});

describe("the page of 5,000 scopes", () => {
  it("takes about a hundred bytes for a scope in sync", () => {
    const bytes = Buffer.byteLength(renderHtml(reportOf(manyScopes(5_000, 3))));
    const few = Buffer.byteLength(renderHtml(reportOf(manyScopes(1_000, 3))));
    expect((bytes - few) / 4_000).toBeLessThan(100);
  });

  it("names all of them", () => {
    const { $, text } = read(reportOf(manyScopes(5_000, 3)));
    expect($("details.in-sync li")).toHaveLength(4_997);
    expect(text(".lead")).toContain("3 of 5,000 scopes differ.");
  });
});
