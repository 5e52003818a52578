// Sentences for the person who runs the operation, such as warnings: each is printed once.
import { replaceUnprintable } from "../core/printable.js";

export class Warnings {
  private readonly printed = new Set<string>();

  constructor(private readonly print: (sentence: string) => void) {}

  /** Prints a sentence, unless this operation has printed it already. */
  tell(sentence: string): void {
    if (this.printed.has(sentence)) return;
    this.printed.add(sentence);
    this.print(replaceUnprintable(sentence));
  }
}
