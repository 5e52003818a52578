// What is wrong with a file, or with Kea's dialect in it.
import {
  correct,
  listed,
  pathText,
  type Place,
  placeText,
  quoted,
  UserError,
  refusal,
  serverText,
} from "./sentence.js";

export const fileMessages = {
  // What a text in quotes says is not told: it may be a password.
  keaSyntax: (at: Place, found: string | undefined, wanted: string) =>
    refusal(
      "kea-file-syntax",
      `${placeText(at)}: found ${found === undefined ? "the end of the file" : found.startsWith('"') ? "a text in quotes" : quoted(found)} where ${wanted} was expected.`,
      correct(at),
    ),
  keaEmpty: (path: string) =>
    refusal(
      "kea-file-empty",
      `${pathText(path)} holds no configuration: there is nothing in it, or only comments.`,
      'Give the path of a Kea configuration, which begins with { "Dhcp4": {.',
    ),
  keaByteOrderMark: (path: string) =>
    refusal(
      "kea-file-byte-order-mark",
      `${pathText(path)} begins with a byte order mark, which Kea does not accept.`,
      "Save the file as UTF-8 without one.",
    ),
  keaDuplicate: (at: Place, name: string, first: Place) =>
    refusal(
      "kea-file-duplicate",
      `${placeText(at)}: found a second member ${quoted(name)} where a new name was expected; the first is at ${placeText(first, at)}.`,
      "Kea does not accept this: take one of the two out.",
    ),
  keaMergeMark: (at: Place, mark: string) =>
    refusal(
      "kea-merge-mark",
      `${placeText(at)}: found ${quoted(mark)}, a mark of a merge that was not finished.`,
      "Finish the merge: keep one of the versions, and take the marks out.",
    ),
  keaStringOpen: (at: Place) =>
    refusal(
      "kea-file-text-open",
      `${placeText(at)}: the text that begins here does not end on its line; a quotation mark was expected.`,
      correct(at),
    ),
  keaControl: (at: Place, character: string) =>
    refusal(
      "kea-file-control",
      `${placeText(at)}: found the control character ${quoted(character)} inside a text, where Kea expects an escape.`,
      "Write it as an escape, such as \\t, or take it out.",
    ),
  keaEscape: (at: Place, escape: string) =>
    refusal(
      "kea-file-escape",
      `${placeText(at)}: found ${quoted(escape)} inside a text; expected was one of Kea's escapes, which are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u0000 to \\u00ff.`,
      "Write the character itself, in UTF-8.",
    ),
  keaNumber: (at: Place, found: string) =>
    refusal(
      "kea-file-number",
      `${placeText(at)}: found the number ${quoted(found)}, which is too large to be kept exactly.`,
      "Write a smaller number, or a text in quotes.",
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
      `${placeText(at)}: lists and maps stand more than ${deepest} deep in one another.`,
      correct(at),
    ),
  keaBracketsApart: (open: Place, close: Place) =>
    refusal(
      "kea-file-brackets-apart",
      `${placeText(close)}: what ends here was begun in another file, at ${placeText(open)}.`,
      "Put both brackets of a list or map into one file.",
    ),
  keaMemberApart: (name: string, at: Place, value: Place) =>
    refusal(
      "kea-file-member-apart",
      `${placeText(at)}: the member ${quoted(name)} has its value elsewhere, at ${placeText(value)}, among other things, so it cannot be taken out as one.`,
      "Put its name and its value into one file.",
    ),
  keaIncludeMissing: (at: Place, name: string, folder: string | undefined, cause: unknown) =>
    folder === undefined
      ? refusal(
          "kea-include-missing",
          `${placeText(at)}: the included file ${quoted(name)} is not there.`,
          "Put it there, or correct the path.",
          cause,
        )
      : refusal(
          "kea-include-missing",
          `${placeText(at)}: the included file ${quoted(name)} is not in ${pathText(folder)}. Kea looks for it in the folder its daemon was started in, which cannot be known from here.`,
          "Write an absolute path.",
          cause,
        ),
  keaIncludeCycle: (at: Place, path: string) =>
    refusal(
      "kea-include-cycle",
      `${placeText(at)}: ${pathText(path)} is included here while it is being read, so it would include itself without end.`,
      "Take this directive out.",
    ),
  keaIncludeDepth: (at: Place, deepest: number) =>
    refusal(
      "kea-include-depth",
      `${placeText(at)}: files include one another more than ${deepest} deep, which Kea does not support.`,
      "Include this file from one further out.",
    ),
  keaIncludesRepeated: (path: string, most: number) =>
    refusal(
      "kea-includes-repeated",
      `${pathText(path)}: files include one another again more than ${most} times.`,
      "Include each file where it is needed, and no more often.",
    ),
  keaIncludedTwice: (path: string, places: readonly Place[]) =>
    refusal(
      "kea-included-twice",
      `${pathText(path)} is included ${places.length} times, at ${listed(
        places.map((place) => placeText(place)),
        3,
      )}: a change in it would change every place.`,
      "Give the place that is to change a file or a text of its own.",
    ),
  keaEditsTangled: (path: readonly (string | number)[]) =>
    refusal(
      "kea-edits-tangled",
      `The changes at ${quoted(path.join("."))} do not fit the configuration or one another.`,
      "This is a mistake in pulumi-dhcp-failover: please report it.",
    ),
  keaUnwritable: (what: string) =>
    refusal(
      "kea-file-unwritable",
      `${what} cannot be written into a Kea configuration so that it reads the same.`,
      "Correct it on the server it comes from.",
    ),
  inFile: (at: Place | { readonly path: string }, refused: UserError) =>
    refusal(
      refused.code,
      `${"line" in at ? placeText(at) : pathText(at.path)}: ${refused.message}`,
      "",
      refused.cause,
    ),
  fileMissing: (path: string, cause?: unknown) =>
    refusal(
      "file-missing",
      `${pathText(path)}: there is no such file.`,
      "Correct the path, or put the file there.",
      cause,
    ),
  fileIsFolder: (path: string) =>
    refusal("file-is-folder", `${pathText(path)} is a folder.`, "Give the path of a file."),
  fileTooLarge: (path: string, mebibytes: number) =>
    refusal(
      "file-too-large",
      `${pathText(path)} is larger than ${mebibytes} MiB.`,
      "Check that it is a configuration. If it is, raise sizeLimit of this server.",
    ),
  fileNotRegular: (path: string) =>
    refusal(
      "file-not-regular",
      `${pathText(path)} is a device, a pipe or a socket.`,
      "Give the path of a file.",
    ),
  fileForbidden: (path: string, done: "read" | "written", cause: unknown) =>
    refusal(
      "file-forbidden",
      `${pathText(path)} may not be ${done} by this user.`,
      done === "read"
        ? "Give the user the right to read it, or run this as one who has it."
        : "Give the user the right to write it and its folder, or run this as one who has it.",
      cause,
    ),
  fileNotText: (path: string, line: number) =>
    refusal(
      "file-not-text",
      `${pathText(path)}, line ${line}: there are bytes that are no UTF-8 text.`,
      "Save the file as UTF-8, or correct the path.",
    ),
  fileFailed: (path: string, done: "read" | "written", why: string, cause: unknown) =>
    refusal(
      "file-failed",
      `${pathText(path)} could not be ${done}: ${why}.`,
      "Look at the disk it is on, then run this again.",
      cause,
    ),
  backupFailed: (folder: string, why: string, cause?: unknown) =>
    refusal(
      "backup-failed",
      `A server's configuration is kept before each write, and that is not possible in ${pathText(folder)}: ${why}.`,
      "Name a folder in backupDir that this user and no other can write, or correct this one.",
      cause,
    ),
  noStateFolder: (variable: string) =>
    refusal(
      "no-state-folder",
      `A server's configuration is kept before each write, by default in the user's own folder, and ${variable} names none.`,
      `Name a folder in backupDir, or set ${variable}.`,
    ),
  fileChanged: (path: string) =>
    refusal(
      "file-changed",
      `${pathText(path)} changed after it was read, so nothing was written.`,
      "Run this again: it will read the file as it now is.",
    ),
  fileTwice: (path: string) =>
    refusal(
      "file-twice",
      `${pathText(path)} is to be written twice at once, perhaps under two names.`,
      "Name it in one way only.",
    ),
  fileHasSeveralNames: (path: string, names: number) =>
    refusal(
      "file-has-several-names",
      `${pathText(path)} is one file under ${names} names (hard links); writing would leave the others with the old text.`,
      "Make it a file of its own: copy it, then move the copy over it.",
    ),
  fileOwner: (path: string, user: number, group: number, cause: unknown) =>
    refusal(
      "file-owner",
      `${pathText(path)} belongs to user ${user}, group ${group}, which this user cannot give the file it would write.`,
      "Run this as the owner or as root.",
      cause,
    ),
  attributesLost: (path: string, why: string) =>
    refusal(
      "file-attributes",
      `${pathText(path)} has an ACL or extended attributes that the file in its place would lose (${serverText(why)}), so nothing was written.`,
      "Run this as the owner or as root, or remove them with setfacl -b and setfattr -x.",
    ),
  attributesToolMissing: (path: string) =>
    refusal(
      "file-attributes-tool",
      `${pathText(path)} was not written: only cp of GNU coreutils copies its ACL and extended attributes, and this machine's PATH does not have it.`,
      "Install coreutils.",
    ),
  fileLocked: (path: string, lock: string) =>
    refusal(
      "file-locked",
      `${pathText(path)} is being written by another run, so nothing was written.`,
      `Run this again: it will read the file as it then is. Where no other run is under way, remove ${pathText(lock)}.`,
    ),
  filesPartlyWritten: (written: readonly string[], path: string, cause: unknown) =>
    refusal(
      "files-partly-written",
      `${listed(written.map(pathText))} ${written.length === 1 ? "was" : "were"} written, but then something failed at ${pathText(path)}: ${cause instanceof UserError ? cause.message : String(cause)}`,
      "What was written stays written. Mend that and run this again: it will read the files as they now are.",
      cause,
    ),

  keaNotDhcp4: (path: string, names: readonly string[]) =>
    refusal(
      "kea-not-dhcp4",
      `${pathText(path)} holds no configuration of Kea's DHCPv4 server: there is no map "Dhcp4" in it${names.length > 0 ? `, but ${listed(names.map(quoted), 4)}` : ""}.`,
      "Give the path of kea-dhcp4's configuration, usually /etc/kea/kea-dhcp4.conf.",
    ),
};
