// One use of a file in a configuration: its text, and the directive that includes it. A file that
// is included twice is two sources.

/** A part of one file's text; offsets count UTF-16 units. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A position in a file, as editors count: line and column from 1. */
export interface TextPosition {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** A comment in a file's text, without the newline that ends it. */
export interface Comment {
  readonly start: number;
  readonly end: number;
}

/** The end of the comments on a line. */
interface CommentsEnd {
  readonly end: number;
  /** True where the last comment takes the rest of the line. */
  readonly toLineEnd: boolean;
  /** True where nothing else follows on the line. */
  readonly endsLine: boolean;
}

const isBlank = (code: number): boolean => code === 32 || code === 9;

export class Source {
  /**
   * The start of its first token and the end of its last one; -1 while there is none. An include
   * directive counts as a token where its file has any.
   */
  first = -1;
  last = -1;
  /** In the order of the text. */
  readonly comments: Comment[] = [];
  private lines: number[] | undefined;

  constructor(
    readonly path: string,
    readonly text: string,
    /** The directive in the file that includes this one; absent for the main file. */
    readonly includedBy?: Span,
  ) {}

  /** The number of directives that lead to it. */
  get depth(): number {
    return this.includedBy === undefined ? 0 : this.includedBy.source.depth + 1;
  }

  /** Returns the start of the line of `offset`. As in Kea, only `\n` ends a line. */
  lineStart(offset: number): number {
    return this.lineStarts()[this.line(offset)]!;
  }

  /** Returns the position of `offset` for messages. */
  positionOf(offset: number): TextPosition {
    const line = this.line(offset);
    return { path: this.path, line: line + 1, column: offset - this.lineStarts()[line]! + 1 };
  }

  /** Returns the blanks that the line of `offset` begins with. */
  indentation(offset: number): string {
    const start = this.lineStart(offset);
    return this.text.slice(start, this.skipBlanks(start));
  }

  /** Returns whether only blanks precede `offset` on its line. */
  startsLine(offset: number): boolean {
    const start = this.skipBlanksBack(offset);
    return start === 0 || this.text.charCodeAt(start - 1) === 10;
  }

  /**
   * Returns the end of the line, before `\n` or `\r\n`, where only blanks follow `offset` on it;
   * otherwise nothing.
   */
  lineEnd(offset: number): number | undefined {
    const end = this.skipBlanks(offset);
    return end === this.text.length ||
      this.text.charCodeAt(end) === 10 ||
      this.text.startsWith("\r\n", end)
      ? end
      : undefined;
  }

  /** Returns the offset after the newline at `lineEnd`. */
  afterLine(lineEnd: number): number {
    return Math.min(lineEnd + (this.text.startsWith("\r\n", lineEnd) ? 2 : 1), this.text.length);
  }

  /** Returns the offset before the newline that ends the line before that of `offset`. */
  beforeLine(offset: number): number {
    const newline = this.lineStart(offset) - 1;
    const isCrLf = this.text.charCodeAt(newline - 1) === 13;
    return isCrLf ? newline - 1 : newline;
  }

  /** Returns the offset of the first character from `offset` on that is no blank. */
  skipBlanks(offset: number): number {
    let at = offset;
    while (isBlank(this.text.charCodeAt(at))) at++;
    return at;
  }

  /** Returns the offset after the last character before `offset` that is no blank. */
  skipBlanksBack(offset: number): number {
    let at = offset;
    while (at > 0 && isBlank(this.text.charCodeAt(at - 1))) at--;
    return at;
  }

  /** Returns the end of the comments after `offset` on its line. */
  skipComments(offset: number): CommentsEnd {
    let end = offset;
    for (;;) {
      const at = this.skipBlanks(end);
      if (this.startsLineComment(at))
        return { end: this.lineCommentEnd(at), toLineEnd: true, endsLine: true };
      if (!this.text.startsWith("/*", at))
        return { end, toLineEnd: false, endsLine: this.lineEnd(at) !== undefined };
      end = this.text.indexOf("*/", at + 2) + 2;
    }
  }

  private startsLineComment(offset: number): boolean {
    return this.text.startsWith("//", offset) || this.text.startsWith("#", offset);
  }

  /** Returns the end of a comment that takes the rest of the line, without its newline. */
  lineCommentEnd(start: number): number {
    const newline = this.text.indexOf("\n", start);
    const end = newline === -1 ? this.text.length : newline;
    return this.text.charCodeAt(end - 1) === 13 ? end - 1 : end;
  }

  private line(offset: number): number {
    const starts = this.lineStarts();
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  private lineStarts(): number[] {
    if (this.lines !== undefined) return this.lines;
    const starts = [0];
    for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1))
      starts.push(at + 1);
    this.lines = starts;
    return starts;
  }
}

/** Returns the number of comments in a file's text. Those in strings do not count. */
export function countComments(text: string): number {
  const found = text.matchAll(/"(?:[^"\\]|\\.)*"|#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\//g);
  return [...found].filter(([token]) => !token.startsWith('"')).length;
}
