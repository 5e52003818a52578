// Errors of Kea's dialect of JSON, and of files that hold it.
import {
  listed,
  pathText,
  positionText,
  quoted,
  userError,
  type FilePosition,
} from "../../../core/messages/sentence.js";

const correct = ({ path }: FilePosition): string =>
  `Correct ${pathText(path)}; check it with kea-dhcp4 -t.`;

/** Describes a token. A string is not quoted, because it may be a password. */
function describeToken(token: string | undefined): string {
  if (token === undefined) return "the end of the file";
  return token.startsWith('"') ? "a string" : quoted(token);
}

export const keaTextMessages = {
  keaSyntax: (at: FilePosition, found: string | undefined, wanted: string) =>
    userError(
      "kea-file-syntax",
      `${positionText(at)}: found ${describeToken(found)} where ${wanted} was expected.`,
      correct(at),
    ),
  keaEmpty: (path: string) =>
    userError(
      "kea-file-empty",
      `${pathText(path)} does not contain a configuration: it is empty, or has only comments.`,
      'Give the path of a Kea configuration, which begins with { "Dhcp4": {.',
    ),
  keaByteOrderMark: (path: string) =>
    userError(
      "kea-file-byte-order-mark",
      `${pathText(path)} begins with a byte order mark, which Kea does not accept.`,
      "Save the file as UTF-8 without a byte order mark.",
    ),
  keaDuplicate: (at: FilePosition, name: string, first: FilePosition) =>
    userError(
      "kea-file-duplicate",
      `${positionText(at)}: found a second member ${quoted(name)} where a new name was ` +
        `expected; the first is at ${positionText(first, at)}.`,
      "Kea does not accept this: remove one of the two.",
    ),
  keaMergeMark: (at: FilePosition, mark: string) =>
    userError(
      "kea-merge-mark",
      `${positionText(at)}: found ${quoted(mark)}, a conflict marker of an unfinished merge.`,
      "Finish the merge: keep one of the versions, and remove the markers.",
    ),
  keaStringOpen: (at: FilePosition) =>
    userError(
      "kea-file-string-open",
      `${positionText(at)}: the string that begins here does not end on this line; a closing ` +
        "quotation mark was expected.",
      correct(at),
    ),
  keaControl: (at: FilePosition, character: string) =>
    userError(
      "kea-file-control",
      `${positionText(at)}: found the control character ${quoted(character)} ` +
        "inside a string, where Kea expects an escape.",
      "Write it as an escape, such as \\t, or remove it.",
    ),
  keaEscape: (at: FilePosition, sequence: string) =>
    userError(
      "kea-file-escape",
      `${positionText(at)}: found ${quoted(sequence)} inside a string. ` +
        `Kea's escapes are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u0000 to \\u00ff.`,
      "Write the character itself, in UTF-8.",
    ),
  keaNumber: (at: FilePosition, found: string) =>
    userError(
      "kea-file-number",
      `${positionText(at)}: found the number ${quoted(found)}, which is too large to be ` +
        "stored exactly.",
      "Write a smaller number, or a string in quotes.",
    ),
  keaCommentOpen: (at: FilePosition) =>
    userError(
      "kea-file-comment-open",
      `${positionText(at)}: the comment that begins here does not end in its file.`,
      "End it with */.",
    ),
  keaTooDeep: (at: FilePosition, deepest: number) =>
    userError(
      "kea-file-too-deep",
      `${positionText(at)}: arrays and objects are nested more than ${deepest} levels deep.`,
      correct(at),
    ),
  keaBracketsApart: (open: FilePosition, close: FilePosition) =>
    userError(
      "kea-file-brackets-apart",
      `${positionText(close)}: the bracket that closes here ` +
        `was opened in another file, at ${positionText(open)}.`,
      "Put both brackets of an array or object into one file.",
    ),
  keaMemberApart: (name: string, at: FilePosition, value: FilePosition) =>
    userError(
      "kea-file-member-apart",
      `${positionText(at)}: the member ${quoted(name)} has its value in another place, at ` +
        `${positionText(value)}, together with other content. It cannot be removed as a unit.`,
      "Put the name and the value into one file.",
    ),
  keaIncludeMissing: (
    at: FilePosition,
    name: string,
    folder: string | undefined,
    cause: unknown,
  ) =>
    folder === undefined
      ? userError(
          "kea-include-missing",
          `${positionText(at)}: the included file ${quoted(name)} does not exist.`,
          "Create the file, or correct the path.",
          cause,
        )
      : userError(
          "kea-include-missing",
          `${positionText(at)}: the included file ${quoted(name)} is not in ${pathText(folder)}. ` +
            "Kea searches the folder in which its daemon was started, which is not known here.",
          "Write an absolute path.",
          cause,
        ),
  keaIncludeCycle: (at: FilePosition, path: string) =>
    userError(
      "kea-include-cycle",
      `${positionText(at)}: ${pathText(path)} includes itself here, directly or through other ` +
        "files.",
      "Remove this directive.",
    ),
  keaIncludeDepth: (at: FilePosition, deepest: number) =>
    userError(
      "kea-include-depth",
      `${positionText(at)}: includes are nested more than ${deepest} levels deep, which Kea ` +
        "does not support.",
      "Include this file from a file at a higher level.",
    ),
  keaIncludesRepeated: (path: string, most: number) =>
    userError(
      "kea-includes-repeated",
      `${pathText(path)}: files are included more than ${most} times.`,
      "Include each file only where it is needed.",
    ),
  keaIncludedTwice: (path: string, places: readonly FilePosition[]) => {
    const positions = places.map((place) => positionText(place));
    return userError(
      "kea-included-twice",
      `${pathText(path)} is included ${places.length} times, ` +
        `at ${listed(positions, 3)}: ` +
        "a change to it would affect every place.",
      "Use a separate file, or text in the main file, for the place that has to change.",
    );
  },
  keaEditsTangled: (path: readonly (string | number)[]) =>
    userError(
      "kea-edits-conflict",
      `The changes at ${quoted(path.join("."))} conflict with the configuration or with ` +
        "each other.",
      "This is a bug in pulumi-dhcp-failover. Please report it.",
    ),
  keaUnwritable: (what: string) =>
    userError(
      "kea-file-unwritable",
      `${what} cannot be written into a Kea configuration without changing its meaning.`,
      "Correct it on the server from which it was read.",
    ),

  keaNotDhcp4: (path: string, names: readonly string[]) =>
    userError(
      "kea-not-dhcp4",
      `${pathText(path)} is not a configuration of Kea's DHCPv4 server: it has no object ` +
        `"Dhcp4"${names.length > 0 ? `, but ${listed(names.map(quoted), 4)}` : ""}.`,
      "Give the path of kea-dhcp4's configuration, usually /etc/kea/kea-dhcp4.conf.",
    ),
};
