// Sentences for the person who runs the operation, such as warnings: each is printed once.
import { replaceUnprintable } from "../core/printable.js";

/** The kind of a sentence. A status is replaced by the next one, and is gone in the end. */
export type SentenceKind = "warning" | "information" | "status";

/** Prints a sentence at once, or before the promise resolves that it returns. It never rejects. */
export type Print = (text: string, kind: SentenceKind) => unknown;

export class Warnings {
  private readonly printed = new Set<string>();
  private printing: Promise<unknown> = Promise.resolve();

  constructor(private readonly print: Print) {}

  /** Prints a sentence, unless this operation has printed it already. */
  tell(sentence: string, kind: "warning" | "information" = "warning"): void {
    this.tellOnce(sentence, replaceUnprintable(sentence), kind);
  }

  /**
   * Prints lines about a resource as one message, unless this operation has printed them for it
   * already.
   */
  tellLines(resource: string, lines: readonly string[]): void {
    const text = lines.map(replaceUnprintable).join("\n");
    this.tellOnce(`${resource} ${text}`, text, "information");
  }

  /** Prints how work goes on. */
  tellStatus(sentence: string): void {
    this.begin(replaceUnprintable(sentence), "status");
  }

  /** Resolves once all is printed that was told so far. */
  async settle(): Promise<void> {
    await this.printing;
  }

  private tellOnce(key: string, text: string, kind: "warning" | "information"): void {
    if (this.printed.has(key)) return;
    this.printed.add(key);
    this.begin(text, kind);
  }

  private begin(text: string, kind: SentenceKind): void {
    this.printing = Promise.all([this.printing, this.print(text, kind)]);
  }
}
