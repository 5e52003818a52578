// What a person sees on the terminal on which the CLI runs.
import { screens, textOf, type Answer, type Piece } from "../../../../setup/terminal.mjs";

/** Answers the question of `pulumi up` with yes, which stands above the answer that is chosen at first. */
export const sayYes: Answer = { to: "Use arrows to move", keys: ["\u001b[A", "\r"] };

/** Returns the text of each screen, with what has scrolled away. */
export const screenTexts = async (pieces: readonly Piece[]): Promise<readonly string[]> =>
  (await screens(pieces)).map(({ lines }) => lines.map(textOf).join("\n"));
