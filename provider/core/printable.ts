// Which characters a terminal may be given: the one place that decides it.

/**
 * Matches one character that must not reach a terminal as it is: control and format characters
 * (bidirectional marks among them), line and paragraph separators, half characters, and everything
 * else that is usually not shown (Unicode's Default_Ignorable_Code_Point: variation selectors,
 * fillers, joiners).
 */
const unprintable = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Default_Ignorable_Code_Point}]";
const anyUnprintable = new RegExp(unprintable, "u");
const everyUnprintable = new RegExp(unprintable, "gu");
const unprintableOrSpaces = new RegExp(`(?:${unprintable}|\\s)+`, "gu");

/**
 * Begins a colour in what the Pulumi CLI prints. It obeys one in any text, and ends with a stack
 * trace where it does not know the colour (seen with 3.259).
 */
const colourMark = "<{%";
const escapedColourMark = "<{\\u0025";

/** Returns whether a terminal shows every character of a text. */
export const isPrintable = (text: string): boolean => !anyUnprintable.test(text);

/**
 * Returns a text with each unprintable character replaced by its escape as in JSON: `\u202e`,
 * `\u{e0001}`. A byte that is not UTF-8, which a half character stands for, is `\xf1`. A colour of
 * the Pulumi CLI is replaced likewise.
 */
export const replaceUnprintable = (text: string): string =>
  text.replace(everyUnprintable, escaped).replaceAll(colourMark, escapedColourMark);

/**
 * Returns JSON with each unprintable character replaced likewise. In JSON a half character is an
 * escape already.
 */
export const printableJson = (json: string): string =>
  replaceUnprintable(json).replace(/(?<!\\)((?:\\\\)*)\\udc([89a-f][0-9a-f])/g, "$1\\x$2");

/**
 * Returns a text on one line, without unprintable characters: each run of these and of white space
 * is one space.
 */
export const onOneLine = (text: string): string => text.replace(unprintableOrSpaces, " ").trim();

/** Returns a text split into printable stretches and single unprintable characters, in order. */
export const printableParts = (text: string): readonly string[] =>
  text.split(new RegExp(`(${unprintable})`, "u")).filter((part) => part !== "");

function escaped(character: string): string {
  const number = character.codePointAt(0)!;
  if (number >= 0xdc80 && number <= 0xdcff) return `\\x${(number - 0xdc00).toString(16)}`;
  const code = number.toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}
