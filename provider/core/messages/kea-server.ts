// What a running Kea says, refuses or does.
import { listed, quoted, refusal, secondsText as seconds, serverText } from "./sentence.js";

export const keaServerMessages = {
  // ---- arguments ----
  keaUrl: (where: string) =>
    refusal(
      "kea-url",
      `${where} is not the address of a Kea server.`,
      "Write http:// or https:// with host and port, such as https://dhcp1.example.com:8000, or unix:// with the absolute path of the control socket, such as unix:///run/kea/kea4-ctrl-socket.",
    ),
  keaUrlSecret: (where: string) =>
    refusal(
      "kea-url-secret",
      `${where} contains a user name or a password.`,
      'Remove them and set user, and password as { env: "NAME" } or { file: "path" }. Literal values would be stored in the Pulumi state.',
    ),
  keaUserAlone: (where: string, given: string, missing: string) =>
    refusal(
      "kea-user-alone",
      `${where}: ${given} is given without ${missing}.`,
      "Give both, or neither.",
    ),
  keaNotThere: (where: string, property: string, scheme: string) =>
    refusal(
      "kea-property-unused",
      `${where}.${property} has no effect if the url begins with ${scheme}.`,
      `Remove ${property}, or correct the url.`,
    ),

  // ---- asking ----
  keaSoftware: (version: string) => `Kea ${serverText(version)}`,
  keaUnauthorized: (label: string, asked: boolean) =>
    refusal(
      "kea-unauthorized",
      asked
        ? `${label} does not accept this user and password.`
        : `${label} requires a user and a password.`,
      asked
        ? "Correct user, or the value to which password refers."
        : 'Set user, and password as { env: "NAME" } or { file: "path" }.',
    ),
  keaForbidden: (label: string, command: string) =>
    refusal(
      "kea-forbidden",
      `${label} does not allow this user to send ${command}.`,
      "Grant the user that permission on the server, or set another user. An HA listener (a peer's url in the failover hook) also refuses it: use the URL of the Control Agent or of the control socket.",
    ),
  keaListener: (label: string, peer: string) =>
    refusal(
      "kea-listener",
      `${label} is the HA listener of ${quoted(peer)}. It does not accept configuration commands.`,
      "Use the URL of the Control Agent or of the server's control socket.",
    ),
  keaHttp: (label: string, status: number, command: string) =>
    refusal(
      "kea-http",
      `${label} answered ${command} with HTTP status ${status}.`,
      "Check that a Kea server answers at this address.",
    ),
  keaNoKea: (label: string, command: string, cause?: unknown) =>
    refusal(
      "not-kea",
      `${label} answered ${command} with something that is not a Kea response.`,
      "Check that a Kea server answers at this address.",
      cause,
    ),
  keaAnswerTooDeep: (label: string, deepest: number) =>
    refusal(
      "kea-answer-too-deep",
      `${label} answered with arrays and objects nested more than ${deepest} levels deep. No configuration is that deep.`,
      "Check that a Kea server answers at this address.",
    ),
  keaDaemonDown: (label: string, why: string) =>
    refusal(
      "kea-daemon-down",
      `${label}: the Control Agent answers, but the DHCPv4 server behind it does not (${serverText(why)}).`,
      "Start kea-dhcp4 on that server.",
    ),
  keaDaemonUnknown: (label: string) =>
    refusal(
      "kea-daemon-unknown",
      `${label}: its Control Agent has no DHCPv4 server configured.`,
      "Add the socket of kea-dhcp4 under control-sockets in the Control Agent's configuration, or correct the url.",
    ),
  keaRefused: (label: string, command: string, text: string) =>
    refusal(
      "kea-refused",
      `${label} refused ${command}: ${serverText(text)}.`,
      "See Kea's log on that server.",
    ),
  keaUnsupported: (label: string, command: string) =>
    refusal(
      "kea-unsupported",
      `${label} does not support the command ${command}.`,
      "Check that the url leads to kea-dhcp4, and that this user may send the command.",
    ),
  keaOtherDaemon: (label: string, names: readonly string[]) =>
    refusal(
      "kea-other-daemon",
      `${label} is not Kea's DHCPv4 server: its configuration has ${listed(names.map(quoted), 4)}, but no "Dhcp4".`,
      "Give the address of kea-dhcp4, or of its Control Agent.",
    ),
  keaNumberUnsafe: (label: string, number: string) =>
    refusal(
      "kea-number-unsafe",
      `${label} has the number ${number} or one close to it, which is too large to be stored exactly.`,
      "Use a smaller number, or a string.",
    ),
  keaTooOld: (label: string, version: string) =>
    refusal(
      "kea-too-old",
      `${label} is Kea ${serverText(version)}, but the oldest supported release is 2.2.`,
      "Upgrade Kea.",
    ),

  // ---- writing ----
  keaTestFailed: (label: string, text: string, isPrimaryFile: boolean) =>
    refusal(
      "kea-test-failed",
      `${label} rejected the new configuration in config-test: ${serverText(text)}.`,
      isPrimaryFile
        ? "Nothing was changed on it. Check the primary's file with kea-dhcp4 -t and correct it, or omit the scope with exclude."
        : "Nothing was changed on it. The settings of the two servers conflict: replicate more of them, for example with serverSettings, or omit the scope with exclude.",
    ),
  keaSetFailed: (label: string, text: string, kept: string) =>
    refusal(
      "kea-set-failed",
      `${label} refused the new configuration and still has the previous one: ${serverText(text)}.`,
      `A backup of the previous configuration is in ${kept}.`,
    ),
  keaRestored: (label: string, wrong: string, kept: string) =>
    refusal(
      "kea-restored",
      `${label} failed verification after config-set (${serverText(wrong)}). The previous configuration was restored.`,
      `A backup of it is in ${kept}. See Kea's log on that server.`,
    ),
  keaNotRestored: (label: string, wrong: string, kept: string, why: string) =>
    refusal(
      "kea-not-restored",
      `${label} failed verification after config-set (${serverText(wrong)}), and the previous configuration could not be restored: ${why}`,
      `Check this server now. A backup of the previous configuration is in ${kept}.`,
    ),
  keaUncertain: (label: string, why: string, kept: string) =>
    refusal(
      "kea-uncertain",
      `${label} was sent the new configuration, but it is unknown whether it applied it: ${why}`,
      `Check this server. A backup of the previous configuration is in ${kept}. The next run reads the current configuration.`,
    ),
  keaSetLost: (label: string, why: string) =>
    refusal(
      "kea-set-lost",
      `${label} was sent the new configuration, but still had the previous one when it was last read: ${why}`,
      "Run this again: it reads the current configuration.",
    ),
  keaChangedAfterwards: (label: string, kept: string) =>
    refusal(
      "kea-changed-afterwards",
      `${label} received the new configuration, and was changed by someone else right afterwards.`,
      `It was left unchanged, and config-write was not sent. A backup of the previous configuration is in ${kept}. Run this again to see the current state.`,
    ),
  keaDiffersAfterwards: (label: string, where: string, kept: string) =>
    refusal(
      "kea-differs-afterwards",
      `${label} was sent the new configuration, but reads differently right afterwards, first in ${where}. It is unknown whether someone else changed it, so nothing was undone.`,
      `It was left unchanged, and config-write was not sent. A backup of the previous configuration is in ${kept}. Run this again to see the current state.`,
    ),
  keaStoppedAfterwards: (label: string, why: string, kept: string) =>
    refusal(
      "kea-stopped-afterwards",
      `${label} accepted the new configuration, and then stopped answering: ${why}`,
      `config-write was not sent, so it will start with the configuration in its file. A backup of the previous configuration is in ${kept}. Start it, then run this again.`,
    ),
  keaRestartedAfterwards: (label: string, kept: string) =>
    refusal(
      "kea-restarted-afterwards",
      `${label} was sent the new configuration, but restarted before config-write was sent: it has the configuration from its file.`,
      `A backup of the previous configuration is in ${kept}. See Kea's log for the reason of the restart, then run this again.`,
    ),
  keaLacksCommands: (commands: readonly string[]) =>
    `the commands ${listed(commands)} are missing, so a hook library did not load`,
  keaLacksFailover: () => "its failover hook did not start",
  keaOwnChanged: (names: readonly string[]) => `its server-specific ${listed(names)} changed`,
  keaConfigurationDiffers: (where: string) =>
    `it differs from the configuration that was sent, first in ${where}`,
  keaGone: (why: string) => `it stopped answering: ${why}`,

  // ---- what a person should know ----
  keaCost: (label: string, pause: string) => `${label}: this write is one config-set, ${pause}`,
  keaPauseNone: () => "which does not interrupt failover: the server has none.",
  keaPause(
    {
      delay,
      leases,
      sync,
    }: { readonly delay: number; readonly leases: number; readonly sync: number },
    isTakenForDown: boolean,
    waiting: string,
  ): string {
    const beats = isTakenForDown ? "the next heartbeats of both servers" : "its next heartbeat";
    const synced = `${seconds(sync)} to synchronise ${leases} ${leases === 1 ? "lease" : "leases"}`;
    const parts =
      leases > 0 ? ` (${seconds(delay)} until ${beats}, ${synced})` : `, until ${beats}`;
    return `which restarts its failover: about ${seconds(delay + sync)}${parts}. ${waiting}`;
  },
  keaWaitAllAtFirst: (response: number) =>
    `All clients wait about ${seconds(response)} at first, until the other server takes over. `,
  keaWaitHalfAtFirst: (response: number) =>
    `Half of the clients (those of this server) wait about ${seconds(response)} at first, until the other server takes over. `,
  keaWaitInterrupted: (beat: number, response: number) =>
    `No client is answered for up to ${seconds(beat)} of that time: the other server assumes that this one is down, because max-response-delay (${seconds(response)}) is not greater than heartbeat-delay (${seconds(beat)}), and after the lease synchronisation it waits for its own next heartbeat. Raise max-response-delay on both servers to avoid that.`,
  keaWaitNobody: (taking: number) =>
    `Meanwhile the other server answers all clients, except for about ${seconds(taking)} while this one loads the configuration.`,
  keaWaitBackup: () => "It is a backup server and answers no clients: no client waits.",
  keaWaitHalf: () => "Half of the clients (those of this server) wait that long for an answer.",
  keaWaitDelayed: (beat: number, limit: number) =>
    ` If the other server queues more than ${limit} lease updates meanwhile (delayed-updates-limit), it restarts failover too, and all clients wait for up to ${seconds(2 * beat)}.`,
  keaWaitAll: () =>
    "All clients wait that long for an answer, because this server is the active one.",
  keaWaitSync: (sync: number) =>
    ` The other server does not answer for about ${seconds(sync)} of that time, while leases are synchronised.`,
  keaWaves: (label: string) =>
    `${label}: several resources write to it. They are written in batches: one config-set, and one such interruption, for as many of them as pulumi runs at the same time (--parallel, by default 4 for each core). pulumi --parallel 1000 makes one batch, and so does one FailoverReplication instead of many FailoverScopes.`,
  keaOutlasts: (label: string, need: number, limit: number) =>
    `${label}: config-set may take about ${seconds(need)}, longer than its partner waits for a heartbeat (max-response-delay, ${seconds(limit)}): the partner may assume meanwhile that it is down.`,
  keaResetAnnounced: (primary: string) =>
    `Failover has stopped (terminated): the configurations differ, or their clocks differ by more than a minute. After the write, ha-reset is sent to ${primary}, which restarts failover. If the clocks are the cause, set them first.`,
  keaReset: (label: string, names: readonly string[]) =>
    `${label}: ha-reset was sent${names.length > 1 ? ` for ${listed(names.map(quoted))}` : ""}.`,
  keaNotPersisted: (text: string) =>
    `the new configuration is running, but not persisted: ${serverText(text)}. A restart would bring the previous one back. Make sure that Kea can write its file, or set persist: false and maintain the file yourself.`,
  keaWriteUnfinished: () =>
    "an update sent it a configuration and ended before config-write: a restart may bring the previous one back.",
  keaServiceOff: (why: string) => `its DHCP service is disabled (${why}). This is not changed.`,
  keaUntoldByOld: (label: string) =>
    `${label}: Kea 2.2 does not return its compatibility settings: if its file has any (lenient-option-parsing), a write removes them.`,
  keaCommandsMissing: (commands: readonly string[]) =>
    `it does not allow this user to send ${listed(commands)}.`,
};
