// What a running Kea says, refuses or does.
import { listed, quoted, refusal, secondsText as seconds, serverText } from "./sentence.js";

export const keaServerMessages = {
  // ---- arguments ----
  keaUrl: (where: string) =>
    refusal(
      "kea-url",
      `${where} is no address of a Kea server.`,
      "Write http:// or https:// with host and port, such as https://dhcp1.example.com:8000, or unix:// with the absolute path of its socket, such as unix:///run/kea/kea4-ctrl-socket.",
    ),
  keaUrlSecret: (where: string) =>
    refusal(
      "kea-url-secret",
      `${where} holds a user or a password.`,
      'Take them out and give user, and password as { env: "NAME" } or { file: "path" }: what stands in a program is kept in the state.',
    ),
  keaUserAlone: (where: string, given: string, missing: string) =>
    refusal(
      "kea-user-alone",
      `${where}: ${given} is given without ${missing}.`,
      "Give both, or neither.",
    ),
  keaNotThere: (where: string, property: string, scheme: string) =>
    refusal(
      "kea-not-there",
      `${where}.${property} means nothing where the url begins with ${scheme}.`,
      `Take ${property} out, or correct the url.`,
    ),

  // ---- asking ----
  keaSoftware: (version: string) => `Kea ${serverText(version)}`,
  keaUnauthorized: (label: string, asked: boolean) =>
    refusal(
      "kea-unauthorized",
      asked
        ? `${label} does not accept this user with this password.`
        : `${label} wants a user and a password.`,
      asked
        ? "Correct user, or what password refers to."
        : 'Give user, and password as { env: "NAME" } or { file: "path" }.',
    ),
  keaForbidden: (label: string, command: string) =>
    refusal(
      "kea-forbidden",
      `${label} does not let this user send ${command}.`,
      "Give the user that right on the server, or name another user. A failover listener, whose address is in the peers of the failover hook, refuses it as well: the url is to lead to the Control Agent or the control socket.",
    ),
  keaListener: (label: string, peer: string) =>
    refusal(
      "kea-listener",
      `${label} is the address at which ${quoted(peer)} listens for its failover partner, and no door for configurations.`,
      "Give the address of the Control Agent, or of the server's control socket.",
    ),
  keaHttp: (label: string, status: number, command: string) =>
    refusal(
      "kea-http",
      `${label} answered ${command} with HTTP status ${status}.`,
      "Look whether a Kea server is what answers there.",
    ),
  keaNoKea: (label: string, command: string, cause?: unknown) =>
    refusal(
      "kea-no-kea",
      `${label} answered ${command} with something that is no answer of Kea's.`,
      "Look whether a Kea server is what answers there.",
      cause,
    ),
  keaAnswerTooDeep: (label: string, deepest: number) =>
    refusal(
      "kea-answer-too-deep",
      `${label} answered with lists and maps more than ${deepest} deep in one another, which no configuration has.`,
      "Check that a Kea server is what answers there.",
    ),
  keaDaemonDown: (label: string, why: string) =>
    refusal(
      "kea-daemon-down",
      `${label}: the Control Agent answers, but the DHCPv4 server behind it does not (${serverText(why)}).`,
      "Start kea-dhcp4 there.",
    ),
  keaDaemonUnknown: (label: string) =>
    refusal(
      "kea-daemon-unknown",
      `${label}: the Control Agent there knows no DHCPv4 server.`,
      "Name the socket of kea-dhcp4 under control-sockets in its configuration, or correct the url.",
    ),
  keaRefused: (label: string, command: string, text: string) =>
    refusal(
      "kea-refused",
      `${label} refused ${command}: ${serverText(text)}.`,
      "Kea's log there may say more.",
    ),
  keaUnsupported: (label: string, command: string) =>
    refusal(
      "kea-unsupported",
      `${label} does not know the command ${command}.`,
      "Look whether the url leads to kea-dhcp4, and whether the server lets this user send it.",
    ),
  keaOtherDaemon: (label: string, names: readonly string[]) =>
    refusal(
      "kea-other-daemon",
      `${label} is not Kea's DHCPv4 server: its configuration holds ${listed(names.map(quoted), 4)}, and no "Dhcp4".`,
      "Give the address of kea-dhcp4, or of its Control Agent.",
    ),
  keaNumberUnsafe: (label: string, number: string) =>
    refusal(
      "kea-number-unsafe",
      `${label} holds the number ${number} or one beside it, which is too large to be kept exactly.`,
      "Write a smaller number there, or a text.",
    ),
  keaTooOld: (label: string, version: string) =>
    refusal(
      "kea-too-old",
      `${label} is Kea ${serverText(version)}, and 2.2 is the oldest that is known here.`,
      "Upgrade it.",
    ),

  // ---- writing ----
  keaTestFailed: (label: string, text: string, isPrimaryFile: boolean) =>
    refusal(
      "kea-test-failed",
      `${label} would not take the new configuration: ${serverText(text)}.`,
      isPrimaryFile
        ? "Nothing was changed on it. See whether kea-dhcp4 -t takes the primary's file, and correct it there; or leave the scope out with exclude."
        : "Nothing was changed on it. The two servers' parts of it do not fit together: replicate more of it, such as with serverSettings, or leave the scope out with exclude.",
    ),
  keaSetFailed: (label: string, text: string, kept: string) =>
    refusal(
      "kea-set-failed",
      `${label} refused the new configuration and holds its former one: ${serverText(text)}.`,
      `Its former configuration is also kept in ${kept}.`,
    ),
  keaRestored: (label: string, wrong: string, kept: string) =>
    refusal(
      "kea-restored",
      `${label} came out wrong after config-set (${serverText(wrong)}), and was given its former configuration back.`,
      `That is kept in ${kept} as well; Kea's log there may say more.`,
    ),
  keaNotRestored: (label: string, wrong: string, kept: string, why: string) =>
    refusal(
      "kea-not-restored",
      `${label} came out wrong after config-set (${serverText(wrong)}), and could not be given its former configuration back: ${why}`,
      `Look after it now: its former configuration is kept in ${kept}.`,
    ),
  keaUncertain: (label: string, why: string, kept: string) =>
    refusal(
      "kea-uncertain",
      `${label} was sent the new configuration, and it cannot be told whether it took it: ${why}`,
      `Look after it; its former configuration is kept in ${kept}. The next run reads what there is.`,
    ),
  keaSetLost: (label: string, why: string) =>
    refusal(
      "kea-set-lost",
      `${label} was sent the new configuration, and held its former one when last looked at: ${why}`,
      "Run this again; it will read what there is by then.",
    ),
  keaChangedAfterwards: (label: string, kept: string) =>
    refusal(
      "kea-changed-afterwards",
      `${label} was given the new configuration, and somebody changed it right afterwards.`,
      `It was left as it is, and not told to write its file; what it held before is kept in ${kept}. Run this again to see what there is now.`,
    ),
  keaDiffersAfterwards: (label: string, where: string, kept: string) =>
    refusal(
      "kea-differs-afterwards",
      `${label} was sent the new configuration, and read differently right afterwards, first in ${where}. Nothing tells whether somebody else changed it, so nothing was undone.`,
      `It was left as it is, and not told to write its file; what it held before is kept in ${kept}. Run this again to see what there is now.`,
    ),
  keaStoppedAfterwards: (label: string, why: string, kept: string) =>
    refusal(
      "kea-stopped-afterwards",
      `${label} took the new configuration, and then stopped answering: ${why}`,
      `It was not told to write its file, so it will start with what its file holds; its former configuration is kept in ${kept}. Start it, and run this again.`,
    ),
  keaRestartedAfterwards: (label: string, kept: string) =>
    refusal(
      "kea-restarted-afterwards",
      `${label} was sent the new configuration, and was started anew before it was told to write its file: it holds what its file says.`,
      `What it held before is also kept in ${kept}. Kea's log there may say why it ended; run this again.`,
    ),
  keaLacksCommands: (commands: readonly string[]) =>
    `the commands ${listed(commands)} are gone, so a hook library did not load`,
  keaLacksFailover: () => "its failover hook did not start",
  keaOwnChanged: (names: readonly string[]) => `its own ${listed(names)} changed`,
  keaConfigurationDiffers: (where: string) =>
    `it reads differently from what was sent, first in ${where}`,
  keaGone: (why: string) => `it no longer answers: ${why}`,

  // ---- what a person should know ----
  keaCost: (label: string, pause: string) =>
    `${label}: this is written with one config-set, ${pause}`,
  keaPauseNone: () => "which stops no failover: the server has none.",
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
    `Half of the clients, its own, wait about ${seconds(response)} at first, until the other server takes over. `,
  keaWaitInterrupted: (beat: number, response: number) =>
    `No client is answered for up to ${seconds(beat)} of it: the other server takes this one for down, because max-response-delay (${seconds(response)}) is not above heartbeat-delay (${seconds(beat)}), and after the leases are synchronised it waits for its own next heartbeat. Raise max-response-delay on both servers to avoid that.`,
  keaWaitNobody: (taking: number) =>
    `The other server answers all clients meanwhile, but for about ${seconds(taking)} while this one takes the configuration in.`,
  keaWaitBackup: () => "It is a backup and answers no client: nobody waits.",
  keaWaitHalf: () => "Half of the clients, its own, wait as long for an answer.",
  keaWaitDelayed: (beat: number, limit: number) =>
    ` Where the other server puts off more than ${limit} lease updates meanwhile (delayed-updates-limit), it starts anew as well, and all clients wait for up to ${seconds(2 * beat)}.`,
  keaWaitAll: () =>
    "All clients wait as long for an answer, because it is the one that answers them.",
  keaWaitSync: (sync: number) =>
    ` The other one is silent for about ${seconds(sync)} of it, while leases are synchronised.`,
  keaWaves: (label: string) =>
    `${label}: several resources write to it. They go in waves: one config-set, and one such pause, for as many of them as pulumi has under way at once (--parallel, 4 for each core unless told). pulumi --parallel 1000 makes it one, and so does one FailoverReplication in place of many FailoverScopes.`,
  keaOutlasts: (label: string, need: number, limit: number) =>
    `${label}: config-set may take about ${seconds(need)} there, longer than its partner waits for a sign of life (max-response-delay, ${seconds(limit)}): the partner may take it for down meanwhile.`,
  keaResetAnnounced: (primary: string) =>
    `Failover has stopped (terminated): the partners differ, or their clocks are more than a minute apart. After the write ${primary} is sent ha-reset, which starts it again unless it is the clocks: set these first.`,
  keaReset: (label: string, names: readonly string[]) =>
    `${label}: ha-reset was sent${names.length > 1 ? ` for ${listed(names.map(quoted))}` : ""}.`,
  keaNotPersisted: (text: string) =>
    `the new configuration is running, not persisted: ${serverText(text)}. After a restart the former one would be back; see that Kea may write its file, or set persist: false and keep the file yourself.`,
  keaWriteUnfinished: () =>
    "an update sent it a configuration and ended before it was told to write its file: a restart may bring the former one back.",
  keaServiceOff: (why: string) =>
    `its DHCP service is switched off (${why}); that is left as it is.`,
  keaUntoldByOld: (label: string) =>
    `${label}: Kea 2.2 does not tell its compatibility settings: if its file has any (lenient-option-parsing), a write drops them.`,
  keaCommandsMissing: (commands: readonly string[]) =>
    `it does not let this user send ${listed(commands)}.`,
};
