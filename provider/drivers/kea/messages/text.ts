// Errors of Kea's dialect of JSON, and of files that hold it.
import {
  listed,
  pathText,
  placeText,
  quoted,
  refusal,
  type Place,
} from "../../../core/messages/sentence.js";

const correct = ({ path }: Place): string =>
  `Correct ${pathText(path)}; check it with kea-dhcp4 -t.`;

/** Describes a token. A string is not quoted, because it may be a password. */
function describeToken(token: string | undefined): string {
  if (token === undefined) return "the end of the file";
  return token.startsWith('"') ? "a string" : quoted(token);
}

export const keaTextMessages = {
  keaSyntax: (at: Place, found: string | undefined, wanted: string) =>
    refusal(
      "kea-file-syntax",
      `${placeText(at)}: found ${describeToken(found)} where ${wanted} was expected.`,
      correct(at),
    ),
  keaEmpty: (path: string) =>
    refusal(
      "kea-file-empty",
      `${pathText(path)} does not contain a configuration: it is empty, or has only comments.`,
      'Give the path of a Kea configuration, which begins with { "Dhcp4": {.',
    ),
  keaByteOrderMark: (path: string) =>
    refusal(
      "kea-file-byte-order-mark",
      `${pathText(path)} begins with a byte order mark, which Kea does not accept.`,
      "Save the file as UTF-8 without a byte order mark.",
    ),
  keaDuplicate: (at: Place, name: string, first: Place) =>
    refusal(
      "kea-file-duplicate",
      `${placeText(at)}: found a second member ${quoted(name)} where a new name was ` +
        `expected; the first is at ${placeText(first, at)}.`,
      "Kea does not accept this: remove one of the two.",
    ),
  keaMergeMark: (at: Place, mark: string) =>
    refusal(
      "kea-merge-mark",
      `${placeText(at)}: found ${quoted(mark)}, a conflict marker of an unfinished merge.`,
      "Finish the merge: keep one of the versions, and remove the markers.",
    ),
  keaStringOpen: (at: Place) =>
    refusal(
      "kea-file-string-open",
      `${placeText(at)}: the string that begins here does not end on this line; a closing ` +
        "quotation mark was expected.",
      correct(at),
    ),
  keaControl: (at: Place, character: string) =>
    refusal(
      "kea-file-control",
      `${placeText(at)}: found the control character ${quoted(character)} inside a string, ` +
        "where Kea expects an escape.",
      "Write it as an escape, such as \\t, or remove it.",
    ),
  keaEscape: (at: Place, sequence: string) =>
    refusal(
      "kea-file-escape",
      `${placeText(at)}: found ${quoted(sequence)} inside a string. Kea's escapes are \\" ` +
        `\\\\ \\/ \\b \\f \\n \\r \\t and \\u0000 to \\u00ff.`,
      "Write the character itself, in UTF-8.",
    ),
  keaNumber: (at: Place, found: string) =>
    refusal(
      "kea-file-number",
      `${placeText(at)}: found the number ${quoted(found)}, which is too large to be ` +
        "stored exactly.",
      "Write a smaller number, or a string in quotes.",
    ),
  keaCommentOpen: (at: Place) =>
    refusal(
      "kea-file-comment-open",
      `${placeText(at)}: the comment that begins here does not end in its file.`,
      "End it with */.",
    ),
  keaTooDeep: (at: Place, deepest: number) =>
    refusal(
      "kea-file-too-deep",
      `${placeText(at)}: arrays and objects are nested more than ${deepest} levels deep.`,
      correct(at),
    ),
  keaBracketsApart: (open: Place, close: Place) =>
    refusal(
      "kea-file-brackets-apart",
      `${placeText(close)}: the bracket that closes here was opened in another file, at ` +
        `${placeText(open)}.`,
      "Put both brackets of an array or object into one file.",
    ),
  keaMemberApart: (name: string, at: Place, value: Place) =>
    refusal(
      "kea-file-member-apart",
      `${placeText(at)}: the member ${quoted(name)} has its value in another place, at ` +
        `${placeText(value)}, together with other content. It cannot be removed as a unit.`,
      "Put the name and the value into one file.",
    ),
  keaIncludeMissing: (at: Place, name: string, folder: string | undefined, cause: unknown) =>
    folder === undefined
      ? refusal(
          "kea-include-missing",
          `${placeText(at)}: the included file ${quoted(name)} does not exist.`,
          "Create the file, or correct the path.",
          cause,
        )
      : refusal(
          "kea-include-missing",
          `${placeText(at)}: the included file ${quoted(name)} is not in ${pathText(folder)}. ` +
            "Kea searches the folder in which its daemon was started, which is not known here.",
          "Write an absolute path.",
          cause,
        ),
  keaIncludeCycle: (at: Place, path: string) =>
    refusal(
      "kea-include-cycle",
      `${placeText(at)}: ${pathText(path)} includes itself here, directly or through other files.`,
      "Remove this directive.",
    ),
  keaIncludeDepth: (at: Place, deepest: number) =>
    refusal(
      "kea-include-depth",
      `${placeText(at)}: includes are nested more than ${deepest} levels deep, which Kea ` +
        "does not support.",
      "Include this file from a file at a higher level.",
    ),
  keaIncludesRepeated: (path: string, most: number) =>
    refusal(
      "kea-includes-repeated",
      `${pathText(path)}: files are included more than ${most} times.`,
      "Include each file only where it is needed.",
    ),
  keaIncludedTwice: (path: string, places: readonly Place[]) =>
    refusal(
      "kea-included-twice",
      `${pathText(path)} is included ${places.length} times, at ${listed(
        places.map((place) => placeText(place)),
        3,
      )}: a change to it would affect every place.`,
      "Use a separate file, or text in the main file, for the place that has to change.",
    ),
  keaEditsTangled: (path: readonly (string | number)[]) =>
    refusal(
      "kea-edits-conflict",
      `The changes at ${quoted(path.join("."))} conflict with the configuration or with ` +
        "each other.",
      "This is a bug in pulumi-dhcp-failover. Please report it.",
    ),
  keaUnwritable: (what: string) =>
    refusal(
      "kea-file-unwritable",
      `${what} cannot be written into a Kea configuration without changing its meaning.`,
      "Correct it on the server from which it was read.",
    ),

  keaNotDhcp4: (path: string, names: readonly string[]) =>
    refusal(
      "kea-not-dhcp4",
      `${pathText(path)} is not a configuration of Kea's DHCPv4 server: it has no object ` +
        `"Dhcp4"${names.length > 0 ? `, but ${listed(names.map(quoted), 4)}` : ""}.`,
      "Give the path of kea-dhcp4's configuration, usually /etc/kea/kea-dhcp4.conf.",
    ),
};
