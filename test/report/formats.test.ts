// Each output of check, judged by a checker of its format: the same answer in each, hostile text and secrets included.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import parsePrometheus from "parse-prometheus-text-format";
import { validateXML } from "xmllint-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import { isPrintable } from "../../provider/core/printable.js";
import { renderJunit } from "../../provider/report/junit.js";
import { renderMarkdown } from "../../provider/report/markdown.js";
import { nagiosExitCode, renderNagios } from "../../provider/report/nagios.js";
import { renderPrometheus } from "../../provider/report/prometheus.js";
import type { CheckReport } from "../../provider/report/report.js";
import { renderText } from "../../provider/report/text.js";
import { serves } from "../helpers/kea/edits.js";
import {
  driftedFiles,
  folderWith,
  reportOn,
  reportOnFiles,
  windowsExport,
} from "../helpers/unit/report/reports.js";

const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");
const ajv = new Ajv({ strict: true, allErrors: true });
formats.default(ajv);
const fits = ajv.compile(JSON.parse(read("report.schema.json")) as object);
const schemaOfJunit = read("test", "data", "junit", "jenkins-junit.xsd");

/** Text that a terminal, a page, a table or a metric would obey. */
const hostile =
  '\u001b]0;x\u0007\u202e<script>alert(1)</script> | ``` [a](http://b) @all "\\\n&amp;';
/** A name that ends a label of a metric, if it is not escaped. */
const hostileName = 'cam"pus\\';
const secret = "correct-horse-battery";

/** Answers of every kind: differences, none, unknown, several pairs, broken failover, hostile text and secrets. */
const reports: Record<string, CheckReport> = {};
beforeAll(async () => {
  const folder = folderWith(driftedFiles);
  const on = (name: string) => join(folder, name);
  const spoilt = structuredClone(serves()) as any;
  spoilt.subnet4[0]["user-context"] = { name: hostile, "door-password": secret };
  spoilt.subnet4[0].reservations[0]["boot-file-name"] = hostile;
  spoilt["client-classes"].push({ name: hostile, test: "member('KNOWN')" });
  const plain = structuredClone(serves()) as any;
  plain.subnet4[0]["user-context"] = { name: hostile, "door-password": `${secret}-2` };
  const drifted = await reportOn([on("dhcp1.conf"), on("dhcp2.conf")]);
  const missing = [`${on("dhcp1.conf")},${on("no.conf")}`];
  Object.assign(reports, {
    drifted,
    same: await reportOnFiles(serves(), serves()),
    windows: await reportOn([windowsExport("dhcp1.xml"), windowsExport("dhcp2.xml")]),
    unknown: await reportOn([], { pair: missing }),
    several: await reportOn([on("dhcp1.conf"), on("dhcp2.conf")], { pair: missing }),
    hostile: await reportOnFiles(spoilt, plain),
    sick: {
      ...drifted,
      pairs: [
        {
          ...drifted.pairs[0]!,
          relationships: [
            {
              name: hostileName,
              mode: "hot standby",
              states: [
                { server: "dhcp1", state: "partner-down", healthy: false },
                { server: "dhcp2", state: "hot-standby", healthy: true },
              ],
            },
          ],
        },
      ],
    },
  });
});

const kinds = ["drifted", "same", "windows", "unknown", "several", "hostile", "sick"] as const;
const renderers: Readonly<Record<string, (report: CheckReport) => string>> = {
  text: (report) => renderText(report, { color: false }),
  json: (report) => JSON.stringify(report, null, 2),
  markdown: renderMarkdown,
  junit: renderJunit,
  nagios: renderNagios,
  prometheus: renderPrometheus,
};

describe.each(kinds)("an answer that is %s", (kind) => {
  it("fits the JSON schema of the package", () => {
    expect(fits(JSON.parse(JSON.stringify(reports[kind]))), ajv.errorsText(fits.errors)).toBe(true);
  });

  it("fits the XML schema of JUnit", async () => {
    const xml = { fileName: "report.xml", contents: renderJunit(reports[kind]!) };
    const schema = { fileName: "junit.xsd", contents: schemaOfJunit };
    const { valid, errors } = await validateXML({ xml: [xml], schema: [schema] });
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
  });

  it("is read by a parser of Prometheus' format, with every difference counted", () => {
    const metrics = parsePrometheus(renderPrometheus(reports[kind]!));
    const sumOf = (name: string) =>
      metrics
        .find((metric) => metric.name === `dhcp_failover_check_${name}`)
        ?.metrics.reduce((sum, { value }) => sum + Number(value), 0);
    const { pairs, time } = reports[kind]!;
    const found: readonly unknown[] = pairs.flatMap(({ scopes, outside }): unknown[] => [
      ...outside,
      ...scopes.flatMap(({ result, differences }): unknown[] =>
        result.startsWith("only-on") ? [result] : [...differences],
      ),
    ]);
    expect(sumOf("differences") ?? 0).toBe(found.length);
    expect(sumOf("result")).toBe(pairs.length);
    expect(sumOf("timestamp_seconds")).toBe(Math.floor(Date.parse(time) / 1000));
    expect(sumOf("up")).toBe(
      pairs
        .flatMap(({ servers: { primary, partner } }) => [primary, partner])
        .filter(({ reached }) => reached).length,
    );
  });

  it("is one line for a plugin of Nagios, with one bar", () => {
    expect(renderNagios(reports[kind]!)).toMatch(
      /^DHCP (OK|WARNING|CRITICAL|UNKNOWN) - [^|\n]+ \| differences=\d+;0 unknown_pairs=\d+ pairs=\d+\n$/,
    );
  });

  it.each(Object.keys(renderers))(
    "holds no secret and nothing that a terminal obeys as %s",
    (name) => {
      const text = renderers[name]!(reports[kind]!);
      expect(text).not.toContain(secret);
      expect(text.split("\n").filter((line) => !isPrintable(line.replaceAll("\t", " ")))).toEqual(
        [],
      );
    },
  );
});

describe("the exit codes of a plugin", () => {
  it.each([
    ["same", 0],
    ["drifted", 1],
    ["sick", 2],
    ["unknown", 3],
    ["several", 3],
  ])("are, where the answer is %s, %d", (kind, code) => {
    expect(nagiosExitCode(reports[kind]!)).toBe(code);
  });
});

describe("text", () => {
  it("says each difference in one line, with the name of the scope", () => {
    const text = renderText(reports["windows"]!, { color: false });
    expect(text).toContain(
      [
        "dhcp1 and dhcp2: 6 differences, in 2 of 2 scopes",
        "",
        `  dhcp1  ${windowsExport("dhcp1.xml")}  Windows Server 2016 or later`,
        `  dhcp2  ${windowsExport("dhcp2.xml")}  Windows Server 2016 or later`,
        "",
        "10.20.1.0/24 (Offices)",
        "  exclusion range 10.20.1.190-10.20.1.200: only on dhcp1",
        "  option 6 (DNS servers): dhcp1 has 10.20.0.10, 10.20.0.11; dhcp2 has 10.20.0.9",
        "  reservation 10.20.1.21, client: dhcp1 has 00-00-5e-00-53-2f; dhcp2 has 00-00-5e-00-53-21",
      ].join("\n"),
    );
  });

  it("has colours where it may, and the same words", () => {
    const [plain, colored] = [false, true].map((color) =>
      renderText(reports["several"]!, { color }),
    );
    expect(colored).toContain("\u001b[33m12 differences");
    expect(colored!.replace(/\u001b\[\d+m/g, "")).toBe(plain);
  });

  it("says of several pairs how many are what", () => {
    expect(renderText(reports["several"]!, { color: false })).toMatch(
      /\n\n2 pairs: 0 in sync, 1 differ, 1 unknown\n$/,
    );
  });

  it("says which server reports that failover does not work", () => {
    const text = renderText(reports["sick"]!, { color: false });
    expect(text).toContain("; failover does not work\n");
    expect(text).toContain(
      `  failover ${hostileName}, hot standby: dhcp1 partner-down (does not work), dhcp2 hot-standby\n`,
    );
  });
});

describe("metrics", () => {
  it("have names as they are, once they are read", () => {
    const metrics = parsePrometheus(renderPrometheus(reports["sick"]!));
    const working = metrics.find(({ name }) => name === "dhcp_failover_check_failover_working");
    expect(working!.metrics).toEqual([
      {
        value: "0",
        labels: { pair: "dhcp1 and dhcp2", relationship: hostileName, server: "dhcp1" },
      },
      {
        value: "1",
        labels: { pair: "dhcp1 and dhcp2", relationship: hostileName, server: "dhcp2" },
      },
    ]);
  });
});

describe("Markdown", () => {
  it("shows hostile text as text", () => {
    const text = renderMarkdown(reports["hostile"]!);
    expect(text).not.toMatch(/<script|\]\(|```|@all/);
    expect(text).toContain("&#60;script&#62;alert(1)&#60;/script&#62;");
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    expect(new Set(rows.map((row) => row.split("|").length))).toEqual(new Set([6]));
  });
});

describe("a secret that differs", () => {
  it("is reported without its values", () => {
    const [{ scopes }] = reports["hostile"]!.pairs as [CheckReport["pairs"][0]];
    expect(scopes[0]!.differences).toContainEqual({
      kind: "name",
      path: "user-context.door-password",
      label: "note, door password",
      change: "differs",
      primary: "[secret]",
      partner: "[secret]",
      secret: true,
    });
  });
});
