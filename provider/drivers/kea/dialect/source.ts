// One file as it takes part in a configuration: its text, and the directive that brought it in. A
// file brought in twice takes part twice.

/** A stretch of one file's text; offsets count UTF-16 units. */
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

const isBlank = (code: number): boolean => code === 32 || code === 9;

export class Source {
  /**
   * The start of its first token and the end of its last one, a directive that brings any counted
   * as one; -1 while there is none.
   */
  first = -1;
  last = -1;
  /** In the order of the text. */
  readonly comments: Comment[] = [];
  private lines: number[] | undefined;

  constructor(
    readonly path: string,
    readonly text: string,
    /** The directive's own text in the file that includes this one; absent: the main file. */
    readonly includedBy?: Span,
  ) {}

  /** How many directives lead to it. */
  get depth(): number {
    return this.includedBy === undefined ? 0 : this.includedBy.source.depth + 1;
  }

  /**
   * Returns the start of the line that `offset` stands on. As to Kea, a line ends with `\n` and
   * nothing else.
   */
  lineStart(offset: number): number {
    return this.lineStarts()[this.line(offset)]!;
  }

  /** For people. */
  positionOf(offset: number): TextPosition {
    const line = this.line(offset);
    return { path: this.path, line: line + 1, column: offset - this.lineStarts()[line]! + 1 };
  }

  /** The blanks that the line of `offset` begins with. */
  indentation(offset: number): string {
    const start = this.lineStart(offset);
    return this.text.slice(start, this.skipBlanks(start));
  }

  /** Does nothing but blanks stand before `offset` on its line? */
  startsLine(offset: number): boolean {
    const start = this.skipBlanksBack(offset);
    return start === 0 || this.text.charCodeAt(start - 1) === 10;
  }

  /**
   * The end of the line's content, if nothing but blanks stands between `offset` and it: before
   * `\n` or `\r\n`, or the end of the file.
   */
  lineEnd(offset: number): number | undefined {
    const end = this.skipBlanks(offset);
    return end === this.text.length ||
      this.text.charCodeAt(end) === 10 ||
      this.text.startsWith("\r\n", end)
      ? end
      : undefined;
  }

  /** Past the newline at `lineEnd`. */
  afterLine(lineEnd: number): number {
    return Math.min(lineEnd + (this.text.startsWith("\r\n", lineEnd) ? 2 : 1), this.text.length);
  }

  /** Before the newline that the line of `offset` follows. It has one before it. */
  beforeLine(offset: number): number {
    const newline = this.lineStart(offset) - 1;
    return this.text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
  }

  skipBlanks(offset: number): number {
    while (isBlank(this.text.charCodeAt(offset))) offset++;
    return offset;
  }

  skipBlanksBack(offset: number): number {
    while (offset > 0 && isBlank(this.text.charCodeAt(offset - 1))) offset--;
    return offset;
  }

  /**
   * Past what is said on the line after `offset`: where its comments end, whether the last takes
   * the rest of the line, and whether nothing else follows on it.
   */
  skipComments(offset: number): {
    readonly end: number;
    readonly toLineEnd: boolean;
    readonly endsLine: boolean;
  } {
    let end = offset;
    for (;;) {
      const at = this.skipBlanks(end);
      if (this.text.startsWith("/*", at)) {
        end = this.text.indexOf("*/", at + 2) + 2;
      } else if (this.text.startsWith("//", at) || this.text.charCodeAt(at) === 35) {
        const newline = this.text.indexOf("\n", at);
        end = newline === -1 ? this.text.length : newline;
        if (this.text.charCodeAt(end - 1) === 13) end--;
        return { end, toLineEnd: true, endsLine: true };
      } else {
        return { end, toLineEnd: false, endsLine: this.lineEnd(at) !== undefined };
      }
    }
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
    return (this.lines = starts);
  }
}

/**
 * Returns how many comments a file's text has. What looks like one within a text in quotes is none.
 */
export function countComments(text: string): number {
  const found = text.matchAll(/"(?:[^"\\]|\\.)*"|#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\//g);
  return [...found].filter(([token]) => !token.startsWith('"')).length;
}
