// The outputs of a report: which of them a command line asks for, and where each goes. Each format
// is loaded only where it is asked for.
import { resolve } from "node:path";
import { messages } from "../../core/messages.js";
import type { CheckReport } from "../../report/report.js";
import { writeOutputFile } from "../../storage/output-file.js";
import { type CommandOptions, readValues } from "../servers.js";

type Renderer = (report: CheckReport, color: boolean) => string;

/** The formats by their options, each with the way to load its renderer. */
const formats: Readonly<Record<string, () => Promise<Renderer>>> = {
  text: async () => {
    const { renderText } = await import("../../report/text.js");
    return (report, color) => renderText(report, { color });
  },
  json: async () => (report) => `${JSON.stringify(report, null, 2)}\n`,
  markdown: async () => (await import("../../report/markdown.js")).renderMarkdown,
  junit: async () => (await import("../../report/junit.js")).renderJunit,
  prometheus: async () => (await import("../../report/prometheus.js")).renderPrometheus,
  html: async () => (await import("../../report/html/index.js")).renderHtml,
  nagios: async () => (await import("../../report/nagios.js")).renderNagios,
};

export const formatNames: readonly string[] = Object.keys(formats);

/** Stands for standard output, in the place of a file. */
export const standardOutput = "-";

/** One output: a format, and the file that it goes to; absent: it is printed. */
export interface Output {
  readonly format: string;
  readonly path?: string;
}

/** Returns the outputs of a command line. Throws where two of them have the same place. */
export function readOutputs(options: CommandOptions): readonly Output[] {
  const outputs = formatNames.flatMap((format) =>
    readValues(options, format).map((place): Output => {
      return place === standardOutput ? { format } : { format, path: place };
    }),
  );
  const printed = outputs.filter(({ path }) => path === undefined).map(({ format }) => format);
  if (printed.length > 1) throw messages.checkOutputs(printed);
  const paths = outputs.flatMap(({ path }) => (path === undefined ? [] : [path]));
  const twice = paths.find((path, i) => paths.findIndex((one) => isSame(one, path)) !== i);
  if (twice !== undefined) throw messages.checkOutputTwice(twice);
  // People see the answer whatever is written to files.
  return printed.length > 0 ? outputs : [{ format: "text" }, ...outputs];
}

const isSame = (one: string, other: string): boolean => resolve(one) === resolve(other);

/** Writes the outputs of a report: files first, so that they are there once the answer is seen. */
export async function writeOutputs(
  report: CheckReport,
  outputs: readonly Output[],
  print: (text: string) => void,
): Promise<void> {
  const toFiles = outputs.filter(({ path }) => path !== undefined);
  for (const { format, path } of toFiles)
    writeOutputFile(path!, (await formats[format]!())(report, false));
  for (const { format } of outputs.filter(({ path }) => path === undefined))
    print((await formats[format]!())(report, showsColor()));
}

/** Tells whether standard output is a terminal that shows colours (https://no-color.org). */
function showsColor({ NO_COLOR: noColor = "", TERM: term } = process.env): boolean {
  return process.stdout.isTTY === true && noColor === "" && term !== "dumb";
}
