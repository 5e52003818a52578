// Which characters a terminal may be given: the one place that decides it.

/**
 * Matches one character that must not reach a terminal as it is: control and format characters (bidirectional marks among them),
 * line and paragraph separators, half characters, and everything else that is usually not shown (Unicode's
 * Default_Ignorable_Code_Point: variation selectors, fillers, joiners).
 */
const unprintable = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Default_Ignorable_Code_Point}]";
const anyUnprintable = new RegExp(unprintable, "u");
const everyUnprintable = new RegExp(unprintable, "gu");
const unprintableOrSpaces = new RegExp(`(?:${unprintable}|\\s)+`, "gu");

/** Returns whether a terminal shows every character of a text. */
export const isPrintable = (text: string): boolean => !anyUnprintable.test(text);

/** Returns a text with each unprintable character replaced, by default by its escape as in JSON: `\u202e`, `\u{e0001}`. */
export const replaceUnprintable = (text: string, replacement: (character: string) => string = escaped): string =>
  text.replace(everyUnprintable, replacement);

/** Returns a text on one line, without unprintable characters: each run of these and of white space is one space. */
export const onOneLine = (text: string): string => text.replace(unprintableOrSpaces, " ").trim();

/** Returns a text split into printable stretches and single unprintable characters, in order. */
export const printableParts = (text: string): readonly string[] =>
  text.split(new RegExp(`(${unprintable})`, "u")).filter((part) => part !== "");

function escaped(character: string): string {
  const code = character.codePointAt(0)!.toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}
