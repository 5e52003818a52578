// The tokens of a configuration, one after the other, across every file it includes. Written after
// Kea's own dhcp4_lexer.ll.
import { dirname, isAbsolute, resolve } from "node:path";
import { UserError } from "../../../core/messages.js";
import { messages } from "../messages.js";
import { decodeBytes, encodeText } from "../../../storage/text-bytes.js";
import { Source, type Span } from "./source.js";

/** Gives a file's text, and the one path that names it whatever path it was asked for by. */
export type LoadFile = (path: string) => { readonly path: string; readonly text: string };

export type TokenKind = "{" | "}" | "[" | "]" | "," | ":" | "string" | "number" | "word" | "end";

/** Kea's manual supports ten levels (Kea 2.2.0 happens to take an eleventh, seen 2026-11). */
const deepest = 10;

const directivePattern = /<\?[ \t\r\n]*include[ \t\r\n]*"([^"\n]+)"[ \t\r\n]*\?>/y;
// As Kea's rule; JSON has no plus sign, no leading zeros, and digits on both sides of the point.
const numberPattern = /[-+]?[0-9]*\.?[0-9]*(?:[eE][-+]?[0-9]+)?/y;
const wordPattern = /true|false|null/y;
const wordValues: Record<string, boolean | null> = { true: true, false: false, null: null };
const misspeltPattern = /(?:true|false|null)(?!\w)|[^]/iuy;

/** The marks that Git leaves at the beginning of a line where it could not merge. */
const mergeMarkPattern = /(?:<{7}|\|{7}|={7}|>{7})(?=[ \r\n]|$)/y;

/**
 * The characters that may follow a backslash. As Kea's rule (2.2.0, 2.6.3, 3.0.3): `\u0080` to
 * `\u00ff` are single bytes, anything above is refused.
 */
const escapePattern = /^(?:["\\/bfnrt]|u00[0-9A-Fa-f]{2})/;

/**
 * Returns what a string means in which escapes stand for bytes: Kea's own `config-write` writes
 * every letter beyond ASCII that way.
 */
function withByteEscapes(written: string): string {
  const halves = written.replace(
    /\\(?:u00([89A-Fa-f][0-9A-Fa-f])|.)/g,
    (escape: string, byte: string | undefined) => (byte === undefined ? escape : `\\udc${byte}`),
  );
  return decodeBytes(encodeText(JSON.parse(halves) as string));
}

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => (
  (pattern.lastIndex = at), pattern.exec(text)
);

/** Stands on one token at a time; `next` goes to the following one. */
export class Scanner {
  kind: TokenKind = "end";
  source: Source;
  start = 0;
  end = 0;
  /** The value of the token: of a string, a number or a word. */
  value: string | number | boolean | null = null;
  /** Every taking part of a file, in order of first use. */
  readonly sources: Source[] = [];
  private readonly folder: string;

  constructor(
    main: string,
    private readonly load: LoadFile,
  ) {
    this.folder = dirname(resolve(main));
    const { path, text } = load(main);
    this.source = this.enter(new Source(path, text));
    // Kea 2.2.0: "Invalid character" (seen 2026-11).
    if (text.startsWith("\ufeff")) throw messages.keaByteOrderMark(path);
  }

  at(kind: TokenKind): boolean {
    return this.kind === kind;
  }

  next(): void {
    for (;;) {
      const { text } = this.source;
      let at = this.end;
      let code = text.charCodeAt(at);
      while (code === 32 || code === 10 || code === 13 || code === 9) code = text.charCodeAt(++at);
      this.start = at;
      if (at >= text.length) {
        const { includedBy } = this.source;
        if (includedBy === undefined) return this.token("end", at);
        if (this.source.first !== -1) {
          if (includedBy.source.first === -1) includedBy.source.first = includedBy.start;
          includedBy.source.last = includedBy.end;
        }
        this.source = includedBy.source;
        this.end = includedBy.end;
      } else if (code === 35 /* # */ || (code === 47 && text.charCodeAt(at + 1) === 47) /* // */) {
        const newline = text.indexOf("\n", at);
        this.end = newline === -1 ? text.length : newline;
        const isCarriageReturn = text.charCodeAt(this.end - 1) === 13;
        this.source.comments.push({ start: at, end: isCarriageReturn ? this.end - 1 : this.end });
      } else if (code === 47 && text.charCodeAt(at + 1) === 42 /* / * */) {
        const close = text.indexOf("*/", at + 2);
        if (close === -1) throw messages.keaCommentOpen(this.source.positionOf(at));
        this.end = close + 2;
        this.source.comments.push({ start: at, end: this.end });
      } else if (code === 60 /* < */) {
        this.include();
      } else {
        if (this.source.first === -1) this.source.first = at;
        this.scan(code, at);
        this.source.last = this.end;
        return;
      }
    }
  }

  /** A refusal: what stands here, and what should. */
  expected(wanted: string): UserError {
    return messages.keaSyntax(
      this.source.positionOf(this.start),
      this.kind === "end" ? undefined : this.source.text.slice(this.start, this.end),
      wanted,
    );
  }

  private token(kind: TokenKind, end: number): void {
    this.kind = kind;
    this.end = end;
  }

  private scan(code: number, at: number): void {
    switch (code) {
      case 34:
        return this.string(at);
      case 44:
        return this.token(",", at + 1);
      case 58:
        return this.token(":", at + 1);
      case 91:
        return this.token("[", at + 1);
      case 93:
        return this.token("]", at + 1);
      case 123:
        return this.token("{", at + 1);
      case 125:
        return this.token("}", at + 1);
      case 102: // f
      case 110: // n
      case 116: {
        const found = matchAt(wordPattern, this.source.text, at)?.[0];
        if (found === undefined) return this.unknown(at);
        this.value = wordValues[found]!;
        return this.token("word", at + found.length);
      }
      default:
        return code === 43 || code === 45 || code === 46 || (code >= 48 && code <= 57)
          ? this.number(at)
          : this.unknown(at);
    }
  }

  private string(start: number): void {
    const { text } = this.source;
    let hasEscapes = false;
    let hasByteEscapes = false;
    let at = start + 1;
    for (let code = text.charCodeAt(at); code !== 34; code = text.charCodeAt(++at)) {
      if (code === 92) {
        hasEscapes = true;
        const escape = text.slice(at + 1, at + 6);
        if (!escapePattern.test(escape))
          throw messages.keaEscape(
            this.source.positionOf(at),
            `\\${/^u[0-9A-Fa-f]{4}/.test(escape) ? escape : escape.slice(0, 1)}`,
          );
        hasByteEscapes ||= /^u00[89A-Fa-f]/.test(escape);
        at++;
      } else if (!(code >= 32)) {
        throw Number.isNaN(code) || code === 10
          ? messages.keaStringOpen(this.source.positionOf(start))
          : messages.keaControl(this.source.positionOf(at), text[at]!);
      }
    }
    const written = text.slice(start, at + 1);
    if (hasByteEscapes) this.value = withByteEscapes(written);
    else this.value = hasEscapes ? (JSON.parse(written) as string) : written.slice(1, -1);
    this.token("string", at + 1);
  }

  private number(at: number): void {
    const found = matchAt(numberPattern, this.source.text, at)![0];
    const value = Number(found);
    if (found === "" || Number.isNaN(value)) return this.unknown(at);
    if (!Number.isFinite(value) || (/^-?[0-9]+$/.test(found) && !Number.isSafeInteger(value)))
      throw messages.keaNumber(this.source.positionOf(at), found);
    this.value = value === 0 ? 0 : value;
    this.token("number", at + found.length);
  }

  private unknown(at: number): never {
    this.refuseMergeMark(at);
    throw messages.keaSyntax(
      this.source.positionOf(at),
      matchAt(misspeltPattern, this.source.text, at)![0],
      "a value, a bracket, a comma, a colon or a comment",
    );
  }

  private refuseMergeMark(at: number): void {
    const found =
      this.source.lineStart(at) === at ? matchAt(mergeMarkPattern, this.source.text, at) : null;
    if (found !== null) throw messages.keaMergeMark(this.source.positionOf(at), found[0]);
  }

  private include(): void {
    const at = this.start;
    const found = matchAt(directivePattern, this.source.text, at);
    if (found === null) {
      this.refuseMergeMark(at);
      throw messages.keaSyntax(
        this.source.positionOf(at),
        this.source.text.slice(at, at + 20),
        '<?include "path"?>',
      );
    }
    const included: Span = { source: this.source, start: at, end: at + found[0].length };
    if (this.source.depth === deepest)
      throw messages.keaIncludeDepth(this.source.positionOf(at), deepest);
    const { path, text } = this.open(found[1]!, at);
    for (
      let outer: Source | undefined = this.source;
      outer !== undefined;
      outer = outer.includedBy?.source
    ) {
      if (outer.path === path) throw messages.keaIncludeCycle(this.source.positionOf(at), path);
    }
    this.source = this.enter(new Source(path, text, included));
    this.end = 0;
  }

  /**
   * Kea opens a relative path from the folder its daemon was started in, at every depth (2.2.0,
   * seen 2026-11). We cannot know that folder: the main file's is the likely one, and where the
   * file is not there, only an absolute path says which is meant.
   */
  private open(name: string, at: number): { readonly path: string; readonly text: string } {
    try {
      return this.load(isAbsolute(name) ? name : resolve(this.folder, name));
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== "file-missing") throw error;
      throw messages.keaIncludeMissing(
        this.source.positionOf(at),
        name,
        isAbsolute(name) ? undefined : this.folder,
        error,
      );
    }
  }

  private enter(source: Source): Source {
    this.sources.push(source);
    return source;
  }
}
