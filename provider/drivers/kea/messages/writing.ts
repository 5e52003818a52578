// Errors and warnings about a write to a running Kea server.
import {
  listed,
  quoted,
  serverText,
  userError,
  secondsText as seconds,
} from "../../../core/messages/sentence.js";

/** A command that failed. */
export interface FailedCommand {
  readonly command: string;
  /** The object that it was to change, for people. */
  readonly object: string;
  /** Why, in a sentence. */
  readonly reason: string;
}

export const keaWritingMessages = {
  // ---- writing ----
  keaTestFailed: (label: string, text: string, isPrimaryFile: boolean) =>
    userError(
      "kea-test-failed",
      `${label} rejected the new configuration in config-test: ${serverText(text)}.`,
      isPrimaryFile
        ? "Nothing was changed on it. Check the primary's file with kea-dhcp4 -t and correct " +
            "it, or omit the scope with exclude."
        : "Nothing was changed on it. The settings of the two servers conflict: replicate more " +
            "of them, for example with serverSettings, or omit the scope with exclude.",
    ),
  keaSetFailed: (label: string, text: string, kept: string) =>
    userError(
      "kea-set-failed",
      `${label} refused the new configuration ` +
        `and still has the previous one: ${serverText(text)}.`,
      `A backup of the previous configuration is in ${kept}.`,
    ),
  keaRestored: (label: string, wrong: string, kept: string) =>
    userError(
      "kea-restored",
      `${label} failed verification after config-set (${serverText(wrong)}). ` +
        "The previous configuration was restored.",
      `A backup of it is in ${kept}. See Kea's log on that server.`,
    ),
  keaNotRestored: (label: string, wrong: string, kept: string, why: string) =>
    userError(
      "kea-not-restored",
      `${label} failed verification after config-set (${serverText(wrong)}), and the ` +
        `previous configuration could not be restored: ${why}`,
      `Check this server now. A backup of the previous configuration is in ${kept}.`,
    ),
  keaUncertain: (label: string, why: string, kept: string) =>
    userError(
      "kea-uncertain",
      `${label} was sent the new configuration, but it is unknown whether it applied it: ${why}`,
      `Check this server. A backup of the previous configuration is in ${kept}. The next ` +
        "run reads the current configuration.",
    ),
  keaSetLost: (label: string, why: string) =>
    userError(
      "kea-set-lost",
      `${label} was sent the new configuration, but still had the previous one when it was ` +
        `last read: ${why}`,
      "Run this again: it reads the current configuration.",
    ),
  keaAnswer: (text: string) => `${serverText(text)}.`,
  keaCommandUndone: (label: string, failed: FailedCommand, kept: string) =>
    userError(
      "kea-command-undone",
      `${label}: ${failed.command} for ${failed.object} failed: ${failed.reason} The ` +
        "commands before it were undone, so the server has the previous configuration.",
      "Correct that and run this again, or write everything at once with apply: " +
        '"config-set", which interrupts failover. A backup of the previous configuration is ' +
        `in ${kept}.`,
    ),
  keaCommandNotUndone: (
    label: string,
    failed: FailedCommand,
    left: { readonly objects: readonly string[]; readonly why: string },
    kept: string,
  ) =>
    userError(
      "kea-command-not-undone",
      [
        `${label}: ${failed.command} for ${failed.object} failed: ${failed.reason}`,
        "The commands before it could not all be undone.",
        ...(left.why === "" ? [] : [left.why]),
        ...(left.objects.length === 0 ? [] : [`These differ now: ${listed(left.objects, 20)}.`]),
      ].join(" "),
      "config-write was not sent. Run this again: it reads the server and completes the " +
        `change. A backup of the previous configuration is in ${kept}.`,
    ),
  keaChangedAfterwards: (label: string, kept: string) =>
    userError(
      "kea-changed-afterwards",
      `${label} received the new configuration, and was changed by someone else right afterwards.`,
      "It was left unchanged, and config-write was not sent. A backup of the previous " +
        `configuration is in ${kept}. Run this again to see the current state.`,
    ),
  keaDiffersAfterwards: (label: string, where: string, kept: string) =>
    userError(
      "kea-differs-afterwards",
      `${label} was sent the new configuration, but reads differently right afterwards, ` +
        `first in ${where}. It is unknown whether someone else changed it, so nothing was ` +
        "undone.",
      "It was left unchanged, and config-write was not sent. A backup of the previous " +
        `configuration is in ${kept}. Run this again to see the current state.`,
    ),
  keaStoppedAfterwards: (label: string, why: string, kept: string) =>
    userError(
      "kea-stopped-afterwards",
      `${label} accepted the new configuration, and then stopped answering: ${why}`,
      "Its file was not written, so it will start with the configuration that is in it. A " +
        `backup of the previous configuration is in ${kept}. Start it, then run this again.`,
    ),
  keaRestartedAfterwards: (label: string, kept: string) =>
    userError(
      "kea-restarted-afterwards",
      `${label} was sent the new configuration, but restarted before its file was written: ` +
        "it has the configuration from its file.",
      `A backup of the previous configuration is in ${kept}. See Kea's log for the reason ` +
        "of the restart, then run this again.",
    ),
  keaLacksCommands: (commands: readonly string[]) =>
    `the commands ${listed(commands)} are missing, so a hook library did not load`,
  keaLacksFailover: () => "its failover hook did not start",
  keaOwnChanged: (names: readonly string[]) => `its server-specific ${listed(names)} changed`,
  keaConfigurationDiffers: (where: string) =>
    `it differs from the configuration that was sent, first in ${where}`,
  keaGone: (why: string) => `it stopped answering: ${why}`,
  keaOutlasts: (label: string, need: number, limit: number) =>
    `${label}: config-set may take about ${seconds(need)}, longer than its partner waits ` +
    `for a heartbeat (max-response-delay, ${seconds(limit)}): the partner may assume ` +
    "meanwhile that it is down.",
  keaListenerLost: () =>
    "On Kea 3.0, an earlier config-test keeps the failover listener from coming back until " +
    "kea-dhcp4 is restarted.",
  keaResetAnnounced: (servers: readonly string[], secondsToStart?: number) =>
    "Failover has stopped (terminated): the configurations differ, or their clocks " +
    `differ by more than a minute. After the write, ha-reset is sent to ${listed(servers)}, ` +
    "which restarts failover" +
    (secondsToStart === undefined
      ? ""
      : `: no client is answered for about ${seconds(secondsToStart)}, until both servers ` +
        "have found each other") +
    ". If the clocks are the cause, set them first.",
  keaReset: (label: string, names: readonly string[]) =>
    `${label}: ha-reset was sent${names.length > 1 ? ` for ${listed(names.map(quoted))}` : ""}.`,
  keaNotPersisted: (text: string) =>
    `the new configuration is running, but not persisted: ${serverText(text)}. A restart ` +
    "would bring the previous one back. Make sure that Kea can write its file, or set " +
    "persist: false and maintain the file yourself.",
  keaWriteUnfinished: () =>
    "an update sent it a configuration and ended before config-write: a restart may " +
    "bring the previous one back.",
};
