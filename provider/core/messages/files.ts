// Errors about files of this machine.
import {
  listed,
  pathText,
  type FilePosition,
  positionText,
  userError,
  serverText,
  UserError,
  oneOrMany,
} from "./sentence.js";

export const fileMessages = {
  inFile: (at: FilePosition | { readonly path: string }, refused: UserError) =>
    userError(
      refused.code,
      `${"line" in at ? positionText(at) : pathText(at.path)}: ${refused.text}`,
      "",
      refused.cause,
    ),
  fileMissing: (path: string, cause?: unknown) =>
    userError(
      "file-missing",
      `${pathText(path)}: the file does not exist.`,
      "Correct the path, or create the file.",
      cause,
    ),
  fileFolderMissing: (path: string, folder: string) =>
    userError(
      "file-folder-missing",
      `${pathText(path)} cannot be written: there is no folder ${pathText(folder)}.`,
      "Create the folder, or correct the path.",
    ),
  fileIsFolder: (path: string) =>
    userError("file-is-folder", `${pathText(path)} is a folder.`, "Give the path of a file."),
  fileTooLarge: (path: string, mebibytes: number) =>
    userError(
      "file-too-large",
      `${pathText(path)} is larger than ${mebibytes} MiB.`,
      "Check that it is a configuration. If it is, raise sizeLimit of this server.",
    ),
  fileNotRegular: (path: string) =>
    userError(
      "file-not-regular",
      `${pathText(path)} is a device, a pipe or a socket.`,
      "Give the path of a file.",
    ),
  fileForbidden: (path: string, done: "read" | "written", cause: unknown) =>
    userError(
      "file-forbidden",
      `${pathText(path)} cannot be ${done} by this user.`,
      done === "read"
        ? "Grant the user read permission, or run this as a user who has it."
        : "Grant the user write permission for the file and its folder, " +
            "or run this as a user who has it.",
      cause,
    ),
  fileNotText: (path: string, line: number) =>
    userError(
      "file-not-text",
      `${pathText(path)}, line ${line}: the file contains bytes that are not UTF-8.`,
      "Save the file as UTF-8, or correct the path.",
    ),
  fileFailed: (path: string, done: "read" | "written", why: string, cause: unknown) =>
    userError(
      "file-failed",
      `${pathText(path)} could not be ${done}: ${why}.`,
      "Check the disk, then run this again.",
      cause,
    ),
  backupFailed: (folder: string, why: string, cause?: unknown) =>
    userError(
      "backup-failed",
      "A server's configuration is backed up before each write, " +
        `but the backup failed in ${pathText(folder)}: ${why}.`,
      "Set backupDir to a folder that only this user can write, " + "or correct this folder.",
      cause,
    ),
  noStateFolder: (variable: string) =>
    userError(
      "no-state-folder",
      "A server's configuration is backed up before each write, " +
        "by default in the user's home folder, " +
        `but ${variable} is not an absolute path.`,
      `Set backupDir to a folder, or set ${variable}.`,
    ),
  fileChanged: (path: string) =>
    userError(
      "file-changed",
      `${pathText(path)} changed after it was read, so nothing was written.`,
      "Run this again: it reads the current file.",
    ),
  fileTwice: (path: string) =>
    userError(
      "file-twice",
      `${pathText(path)} would be written by two resources at the same time, perhaps under two ` +
        "names.",
      "Refer to the file by one path only.",
    ),
  fileHasSeveralNames: (path: string, names: number) =>
    userError(
      "file-has-several-names",
      `${pathText(path)} has ${names} names (hard links). ` +
        "Writing would leave the other names with the old content.",
      "Replace it with a copy of its own: copy the file, then move the copy over it.",
    ),
  fileOwner: (path: string, user: number, group: number, cause: unknown) =>
    userError(
      "file-owner",
      `${pathText(path)} belongs to user ${user}, group ${group}, and this user cannot set ` +
        "that owner on the new file.",
      "Run this as the owner or as root.",
      cause,
    ),
  fileAttributesLost: (path: string, why: string) =>
    userError(
      "file-attributes",
      `${pathText(path)} has an ACL or extended attributes that cannot be preserved ` +
        `(${serverText(why)}), so nothing was written.`,
      "Run this as the owner or as root, or remove them with setfacl -b and setfattr -x.",
    ),
  fileAttributesToolMissing: (path: string) =>
    userError(
      "file-attributes-tool",
      `${pathText(path)} was not written: copying its ACL and extended attributes needs cp of ` +
        "GNU coreutils, which is not on this machine's PATH.",
      "Install coreutils.",
    ),
  fileLocked: (path: string, lock: string) =>
    userError(
      "file-locked",
      `${pathText(path)} is being written by another run, so nothing was written.`,
      `Run this again afterwards. If no other run is in progress, remove ${pathText(lock)}.`,
    ),
  filesPartlyWritten: (written: readonly string[], path: string, cause: unknown) =>
    userError(
      "files-partly-written",
      `${listed(written.map(pathText))} ${oneOrMany(written, "was", "were")} written, ` +
        `but then a write failed at ${pathText(path)}: ` +
        `${cause instanceof UserError ? cause.text : String(cause)}`,
      "The written files stay as they are. Correct the cause and run this again: " +
        "it reads the current files.",
      cause,
    ),
};
