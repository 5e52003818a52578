// How a script and a request reach a Windows PowerShell, and how an answer comes back: base64 both ways, for code pages, banners and quoting
// do nothing to it.
import { maxNesting, isNestedDeeper } from "./nesting.js";

/** What PowerShell says when it is ready for a script: until then nothing was asked of it. */
export const readyMarker = "@@DHCP1?@@";

/**
 * The only text that a PowerShell is started with. It says the cue, takes two lines from standard input, the script and the request, and runs
 * the one on the other. Windows PowerShell reads a redirected standard input itself and hands it on in $input (seen in its ConsoleHost, which
 * starts the command first); where it does not, $input is empty and the lines are still there.
 *
 * Errors end it in a scope of its own. A global `$ErrorActionPreference` of Stop would be seen by the
 * body of a module that is imported, and its `Import-LocalizedData` ends the import where the module
 * has no text file for the display language (tried under PowerShell 7.6: ImportLocalizedData).
 */
export const bootstrap = [
  "$ProgressPreference='SilentlyContinue'",
  `[Console]::Out.Write('${readyMarker}')`,
  '$l=@($input);if(!$l){$l=[Console]::In.ReadToEnd().Split("`n")}',
  "&{$ErrorActionPreference='Stop'",
  "$s,$j=$l[0..1]|ForEach-Object{[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($_))}",
  "&([ScriptBlock]::Create($s)) $j}",
].join(";");

/** Constant, and made of letters, digits, `+`, `/`, `=` and `-`: no shell on the way finds anything in it. */
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

/** What goes to standard input, all of it. */
export const encodeQuestion = (script: string, request: unknown): string =>
  `${toBase64(script)}\n${toBase64(JSON.stringify(request))}\n`;

/** What an answer begins with. */
export const answerMarker = "@@DHCP1:";
const endMarker = ":@@";

/** How far a script says that it is: `@@DHCP1+500/2011@@`, so many calls of so many. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Returns a listener for what a script writes, which hands on each mark of its progress once it is whole. */
export function listenForProgress(heard: (progress: Progress) => void): (part: Buffer) => void {
  let tail = "";
  return (part) => {
    tail += part.toString("latin1");
    let end = 0;
    for (const found of tail.matchAll(/@@DHCP1\+(\d{1,9})\/(\d{1,9})@@/g)) {
      heard({ done: Number(found[1]), total: Number(found[2]) });
      end = found.index + found[0].length;
    }
    tail = tail.slice(Math.max(end, tail.length - 32));
  };
}

/** An answer as a script writes it. */
export const frameAnswer = (answer: unknown): string =>
  `${answerMarker}${toBase64(JSON.stringify(answer))}${endMarker}`;

/** Why an output holds no answer: none, not whole, more than one. */
export type NoAnswer = "none" | "garbled" | "several";

/** The one answer in an output, whatever stands around it. */
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
 * What an error output says, in plain text. PowerShell packs its own part into XML (`#< CLIXML`) where it was started with -EncodedCommand:
 * errors stand in it piece by piece, with line breaks as `_x000D__x000A_`, followed by the place in the script, which says nothing to anybody.
 */
export function extractErrorText(stderr: string): string {
  const pieces = [...stderr.matchAll(/<S S="Error">([^<]*)<\/S>/g)].map(([, text]) =>
    decodeCliXml(text!),
  );
  const plain = stderr.replace(/#< CLIXML\s*/g, "").replace(/<Objs[\s\S]*?(<\/Objs>|$)/g, "");
  const lines = [plain, pieces.join("")].join("\n").split(/\r?\n/);
  const place = lines.findIndex((line) => /^\s*\+ /.test(line));
  const said =
    place < 0
      ? lines
      : lines.slice(0, place).filter((line, i) => i !== place - 1 || !/:\d+\s*$/.test(line));
  return said.join("\n").trim();
}

const decodeCliXml = (text: string): string =>
  text
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name]!)
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
