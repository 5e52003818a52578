// The format of a script, a request and an answer on their way to and from a Windows PowerShell:
// base64, which no code page, banner or quoting changes.
import { maxNesting, isNestedDeeper } from "./nesting.js";

/**
 * Text that PowerShell writes when it is ready for a script. Until then nothing was asked of it.
 */
export const readyMarker = "@@DHCP1?@@";

/**
 * The only text with which a PowerShell is started. It writes the ready marker, reads two lines
 * from standard input, the script and the request, and runs the script on the request. Windows
 * PowerShell reads a redirected standard input itself and hands it on in $input (seen in its
 * ConsoleHost, which starts the command first). Where it does not, $input is empty and the lines
 * are still there.
 *
 * Errors end it in a scope of its own. A global `$ErrorActionPreference` of Stop would be seen by
 * the body of a module that is imported, and its `Import-LocalizedData` ends the import where the
 * module has no text file for the display language (tried under PowerShell 7.6:
 * ImportLocalizedData).
 */
export const bootstrap = [
  "$ProgressPreference='SilentlyContinue'",
  `[Console]::Out.Write('${readyMarker}')`,
  '$l=@($input);if(!$l){$l=[Console]::In.ReadToEnd().Split("`n")}',
  "&{$ErrorActionPreference='Stop'",
  "$s,$j=$l[0..1]|ForEach-Object{[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($_))}",
  "&([ScriptBlock]::Create($s)) $j}",
].join(";");

/**
 * Constant arguments of letters, digits, `+`, `/`, `=` and `-`, which no shell on the way
 * interprets.
 */
export const powerShellArguments: readonly string[] = [
  "-NoLogo",
  "-NoProfile",
  "-NonInteractive",
  "-ExecutionPolicy",
  "Bypass",
  "-EncodedCommand",
  Buffer.from(bootstrap, "utf16le").toString("base64"),
];

const toBase64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");

/** Returns the whole standard input of a PowerShell. */
export const encodeQuestion = (script: string, request: unknown): string =>
  `${toBase64(script)}\n${toBase64(JSON.stringify(request))}\n`;

/** Text with which an answer begins. */
export const answerMarker = "@@DHCP1:";
const endMarker = ":@@";

/** Progress as a script reports it, in calls: `@@DHCP1+500/2011@@`. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/**
 * Returns a listener for the output of a script, which calls `onProgress` for each complete
 * progress mark.
 */
export function listenForProgress(
  onProgress: (progress: Progress) => void,
): (part: Buffer) => void {
  let tail = "";
  return (part) => {
    tail += part.toString("latin1");
    let endOfLast = 0;
    for (const found of tail.matchAll(/@@DHCP1\+(\d{1,9})\/(\d{1,9})@@/g)) {
      onProgress({ done: Number(found[1]), total: Number(found[2]) });
      endOfLast = found.index + found[0].length;
    }
    tail = tail.slice(Math.max(endOfLast, tail.length - 32));
  };
}

/** Returns an answer as a script writes it. */
export const frameAnswer = (answer: unknown): string =>
  `${answerMarker}${toBase64(JSON.stringify(answer))}${endMarker}`;

/**
 * The reason why an output holds no answer: there is none, it is not whole, or there are several.
 */
export type NoAnswer = "none" | "garbled" | "several";

/** Returns the one answer in an output, whatever surrounds it, or why there is none. */
export function findAnswer(output: Buffer): { readonly answer: unknown } | NoAnswer {
  const [, found, more] = output.toString("latin1").split(answerMarker);
  if (found === undefined) return "none";
  if (more !== undefined) return "several";
  const text = /^([A-Za-z0-9+/]*={0,2}):@@/.exec(found)?.[1];
  if (text === undefined || text.length % 4 !== 0) return "garbled";
  try {
    const answer: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "base64")),
    );
    return isNestedDeeper(answer, maxNesting) ? "garbled" : { answer };
  } catch {
    return "garbled";
  }
}

const entities: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  amp: "&",
};

/**
 * Returns the plain text of an error output. A PowerShell that was started with -EncodedCommand
 * packs its own part into XML (`#< CLIXML`): errors piece by piece, with line breaks as
 * `_x000D__x000A_`, followed by the position in the script, which is left out.
 */
export function extractErrorText(stderr: string): string {
  const pieces = [...stderr.matchAll(/<S S="Error">([^<]*)<\/S>/g)].map(([, text]) =>
    decodeCliXml(text!),
  );
  const plain = stderr.replace(/#< CLIXML\s*/g, "").replace(/<Objs[\s\S]*?(<\/Objs>|$)/g, "");
  const lines = [plain, pieces.join("")].join("\n").split(/\r?\n/);
  const position = lines.findIndex((line) => /^\s*\+ /.test(line));
  return withoutPosition(lines, position).join("\n").trim();
}

/**
 * Returns the lines before the position in the script; a line right before it that ends in `:12`
 * belongs to it.
 */
function withoutPosition(lines: readonly string[], position: number): readonly string[] {
  if (position < 0) return lines;
  return lines.slice(0, position).filter((line, i) => i !== position - 1 || !/:\d+\s*$/.test(line));
}

const decodeCliXml = (text: string): string =>
  text
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name]!)
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
