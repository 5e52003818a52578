// The sentences of `undo`: kept configurations, and going back to one of them.
import {
  changesText,
  listed,
  oneOrMany,
  pathText,
  quoted,
  userError,
  type UserError,
} from "./sentence.js";

export const undoMessages = {
  keptNotListed: (folder: string, why: string, cause: unknown) =>
    userError(
      "kept-not-listed",
      `The kept configurations in ${pathText(folder)} cannot be listed: ${why}.`,
      "Run this as the user who writes the server.",
      cause,
    ),
  keptNoJson: (path: string, cause: unknown) =>
    userError(
      "kept-no-json",
      `${pathText(path)} is not whole: it does not end as JSON.`,
      "",
      cause,
    ),
  keptIncomplete: (path: string, member: string) =>
    userError("kept-incomplete", `${pathText(path)} lacks ${quoted(member)}.`, ""),
  keptDamaged: (path: string, why: string) =>
    userError(
      "kept-damaged",
      `The kept configuration ${pathText(path)} cannot be read: ${why}`,
      "Nothing was written. Choose another one: undo without --to lists them.",
    ),
  keptNone: (label: string) =>
    userError(
      "kept-none",
      `No configuration of ${label} is kept on this machine.`,
      "Name the server just as the program does, and the folder with --backup-dir where the " +
        "program sets backupDir.",
    ),
  keptUnknown: (label: string, text: string, times: readonly string[]) =>
    userError(
      "kept-unknown",
      `${quoted(text)} is no kept configuration of ${label}. There is ${listed(times, 3)}.`,
      "Give a time, its beginning, or the path of a folder, as undo without --to lists them.",
    ),
  keptAmbiguous: (text: string, times: readonly string[]) =>
    userError(
      "kept-ambiguous",
      `${quoted(text)} is the beginning of ${times.length} times: ${listed(times, 4)}.`,
      "Give more of the time.",
    ),
  keptOfAnother: (label: string, path: string, then: readonly string[], now: readonly string[]) =>
    userError(
      "kept-of-another-server",
      `The configuration in ${pathText(path)} is of another server: ` +
        `it was kept of ${listed(then, 2)}, and ${label} is ${listed(now, 2)}.`,
      "Nothing was written. Check the address.",
    ),
  keptRelationships: (label: string, time: string, names: readonly string[]) =>
    userError(
      "kept-relationships",
      `At ${time} the failover of ${label} was configured otherwise ` +
        `(${listed(names.map(quoted), 4)}). undo writes one server, and a relationship stands on ` +
        "two.",
      "Bring the relationship back first, on both servers; or give --force to go back in all else.",
    ),
  keptRelationshipsStay: (label: string, names: readonly string[]) =>
    `${label}: the failover relationship ${listed(names.map(quoted), 4)} stays as it is now.`,
  keptPartly: (time: string, scopes: readonly string[]) =>
    `The configuration of ${time} was read in part: ` +
    `${listed(scopes, 4)} ${oneOrMany(scopes, "stays", "stay")} as now.`,
  keptUncompared: (label: string, names: readonly string[]) =>
    `${label}: ${listed(names)} differs as well, which undo leaves as it is now.`,
  keptSource: (time: string) => `the configuration that was kept at ${time}`,

  // ---- what is shown ----
  keptHeading: (label: string, count: number) =>
    oneOrMany(
      count,
      `${label}: 1 kept configuration`,
      `${label}: ${count} kept configurations, the newest first`,
    ),
  keptEqual: () => "as it is now",
  keptDiffers: (count: number, objects: readonly string[]) =>
    `${oneOrMany(count, "1 difference", `${count} differences`)}: ${listed(objects, 4)}`,
  keptUnreadable: (why: string) => `cannot be read: ${why}`,
  undoHint: (server: string, time: string, folder: unknown) =>
    `To go back: pulumi-dhcp-failover undo ${server} --to ` +
    `${time}${typeof folder === "string" ? ` --backup-dir ${pathText(folder)}` : ""}`,
  undoNothing: (label: string, time: string) =>
    `${label} holds what it held at ${time}: nothing to go back to.`,
  undoHeading: (label: string, time: string, changes: number) =>
    `${label}: back to ${time}, ${changesText(changes)}`,
  writeQuestion: (label: string) => `Write this to ${label}?`,
  undoDone: (label: string, time: string) =>
    `${label} was written, read again, and holds what it held at ${time}.`,
  undoHowNext: () =>
    "Correct the primary or the program as well: the next pulumi up replicates to this server " +
    "again.",

  // ---- questions of every command that writes ----
  yesNeeded: () =>
    userError(
      "yes-needed",
      "Nothing was written: there is no terminal on which to ask.",
      "Give --yes to write what is shown above.",
    ),
  notConfirmed: () => "Nothing was written.",
  confirmHint: () => '(only "yes" writes)',
  writeGoesOn: () => "The write has begun and is being completed.",
  changedNotPersisted: (reasons: readonly string[]) =>
    userError(
      "not-persisted",
      `The change is in force, but a restart would lose it. ${reasons.join(" ")}`,
      "Correct the cause, then have the server save its configuration.",
    ),
  /** Returns an error whose remedy names the option of the command instead of the argument. */
  onCommandLine: (error: UserError): UserError => {
    const text = error.text
      .replace(/\bset force: true/g, "give --force")
      .replace(/\bforce: true/g, "--force");
    return text === error.text ? error : userError(error.code, text, "", error);
  },
  changedWithoutFailover: (message: string) =>
    userError("failover-not-back", message, "The change is in force. Repair failover."),
};
