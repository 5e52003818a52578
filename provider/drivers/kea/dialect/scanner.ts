// Scans the tokens of a configuration across all files that it includes.
import { dirname, isAbsolute, resolve } from "node:path";
import { UserError } from "../../../core/messages.js";
import { messages } from "../messages.js";
import { Source, type Span } from "./source.js";
import {
  directivePattern,
  escapePattern,
  matchAt,
  mergeMarkPattern,
  misspeltPattern,
  numberPattern,
  parseByteEscapes,
  punctuation,
  wordPattern,
  wordValues,
  type TokenKind,
} from "./token-patterns.js";

/** Returns a file's text, and the one path that names it whatever path was given. */
export type LoadFile = (path: string) => { readonly path: string; readonly text: string };

/** Kea's manual supports ten levels (Kea 2.2.0 accepts an eleventh, seen 2026-11). */
const maxIncludeDepth = 10;

/** Holds one token at a time; `next` goes to the following one. */
export class Scanner {
  kind: TokenKind = "end";
  source: Source;
  start = 0;
  end = 0;
  /** The value of a string, a number or a word. */
  value: string | number | boolean | null = null;
  /** Every use of a file, in order of first use. */
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

  /** Goes to the next token, across comments, include directives and the ends of included files. */
  next(): void {
    for (;;) {
      this.skipBlanks();
      const { text, includedBy } = this.source;
      const code = text.charCodeAt(this.start);
      if (this.start >= text.length) {
        if (includedBy === undefined) {
          this.token("end", this.start);
          return;
        }
        this.leave(includedBy);
      } else if (code === 60 /* < */) this.include();
      else if (!this.skipComment(code)) {
        this.scanToken(code);
        return;
      }
    }
  }

  /** Returns an error about the present token. `expected`: what should be there instead. */
  expected(expected: string): UserError {
    return messages.keaSyntax(
      this.source.positionOf(this.start),
      this.kind === "end" ? undefined : this.source.text.slice(this.start, this.end),
      expected,
    );
  }

  private skipBlanks(): void {
    const { text } = this.source;
    let at = this.end;
    let code = text.charCodeAt(at);
    while (code === 32 || code === 10 || code === 13 || code === 9) code = text.charCodeAt(++at);
    this.start = at;
  }

  /** Skips a comment. Returns false where there is none. */
  private skipComment(code: number): boolean {
    const { source, start } = this;
    const next = code === 47 /* / */ ? source.text[start + 1] : undefined;
    if (code === 35 /* # */ || next === "/") {
      const end = source.lineCommentEnd(start);
      source.comments.push({ start, end });
      this.end = end;
      return true;
    }
    if (next !== "*") return false;
    const close = source.text.indexOf("*/", start + 2);
    if (close === -1) throw messages.keaCommentOpen(source.positionOf(start));
    this.end = close + 2;
    source.comments.push({ start, end: this.end });
    return true;
  }

  /** Goes on behind the directive that included the present file. */
  private leave(directive: Span): void {
    const { source: outer, start, end } = directive;
    if (this.source.first !== -1) {
      if (outer.first === -1) outer.first = start;
      outer.last = end;
    }
    this.source = outer;
    this.end = end;
  }

  private token(kind: TokenKind, end: number): void {
    this.kind = kind;
    this.end = end;
  }

  private scanToken(code: number): void {
    const { source, start } = this;
    if (source.first === -1) source.first = start;
    const character = source.text.charAt(start);
    if (punctuation.has(character)) this.token(character as TokenKind, start + 1);
    else if (code === 34 /* " */) this.scanString(start);
    else if (/[-+.0-9]/.test(character)) this.scanNumber(start);
    else this.scanWord(start);
    source.last = this.end;
  }

  private scanWord(start: number): void {
    const word = matchAt(wordPattern, this.source.text, start)?.[0];
    if (word === undefined) throw this.unknown(start);
    this.value = wordValues[word]!;
    this.token("word", start + word.length);
  }

  private scanString(start: number): void {
    const { text } = this.source;
    let hasEscapes = false;
    let hasByteEscapes = false;
    let at = start + 1;
    for (let code = text.charCodeAt(at); code !== 34; code = text.charCodeAt(++at)) {
      if (code === 92 /* \ */) {
        hasEscapes = true;
        hasByteEscapes = this.checkEscape(at) || hasByteEscapes;
        at++;
      } else if (!(code >= 32)) throw this.stringError(start, at);
    }
    const written = text.slice(start, at + 1);
    if (hasByteEscapes) this.value = parseByteEscapes(written);
    else this.value = hasEscapes ? (JSON.parse(written) as string) : written.slice(1, -1);
    this.token("string", at + 1);
  }

  /** Throws where Kea refuses an escape sequence. Returns whether it stands for a byte. */
  private checkEscape(at: number): boolean {
    const sequence = this.source.text.slice(at + 1, at + 6);
    if (escapePattern.test(sequence)) return /^u00[89A-Fa-f]/.test(sequence);
    const shown = /^u[0-9A-Fa-f]{4}/.test(sequence) ? sequence : sequence.slice(0, 1);
    throw messages.keaEscape(this.source.positionOf(at), `\\${shown}`);
  }

  /** Returns the error about a character that a string cannot have, or about its missing end. */
  private stringError(start: number, at: number): UserError {
    const character = this.source.text[at];
    return character === undefined || character === "\n"
      ? messages.keaStringOpen(this.source.positionOf(start))
      : messages.keaControl(this.source.positionOf(at), character);
  }

  private scanNumber(start: number): void {
    const written = matchAt(numberPattern, this.source.text, start)![0];
    const value = Number(written);
    if (written === "" || Number.isNaN(value)) throw this.unknown(start);
    const isUnsafe = /^-?[0-9]+$/.test(written) && !Number.isSafeInteger(value);
    if (!Number.isFinite(value) || isUnsafe)
      throw messages.keaNumber(this.source.positionOf(start), written);
    this.value = value === 0 ? 0 : value;
    this.token("number", start + written.length);
  }

  /** Returns the error about text that is no token. */
  private unknown(at: number): UserError {
    return (
      this.mergeMarkError(at) ??
      messages.keaSyntax(
        this.source.positionOf(at),
        matchAt(misspeltPattern, this.source.text, at)![0],
        "a value, a bracket, a comma, a colon or a comment",
      )
    );
  }

  private mergeMarkError(at: number): UserError | undefined {
    const startsLine = this.source.lineStart(at) === at;
    const mark = startsLine ? matchAt(mergeMarkPattern, this.source.text, at)?.[0] : undefined;
    return mark === undefined ? undefined : messages.keaMergeMark(this.source.positionOf(at), mark);
  }

  private include(): void {
    const { source, start } = this;
    const found = matchAt(directivePattern, source.text, start);
    if (found === null) throw this.directiveError(start);
    const directive: Span = { source, start, end: start + found[0].length };
    if (source.depth === maxIncludeDepth)
      throw messages.keaIncludeDepth(source.positionOf(start), maxIncludeDepth);
    const { path, text } = this.open(found[1]!, start);
    for (let outer: Source | undefined = source; outer; outer = outer.includedBy?.source)
      if (outer.path === path) throw messages.keaIncludeCycle(source.positionOf(start), path);
    this.source = this.enter(new Source(path, text, directive));
    this.end = 0;
  }

  private directiveError(at: number): UserError {
    return (
      this.mergeMarkError(at) ??
      messages.keaSyntax(
        this.source.positionOf(at),
        this.source.text.slice(at, at + 20),
        '<?include "path"?>',
      )
    );
  }

  /**
   * Opens an included file. Kea opens a relative path from the folder that its daemon was started
   * in, at every depth (2.2.0, seen 2026-11). That folder is unknown here. The folder of the main
   * file is the likely one; where the file is not there, only an absolute path is certain.
   */
  private open(name: string, at: number): ReturnType<LoadFile> {
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
