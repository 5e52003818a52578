// Errors and warnings about reaching and reading a running Kea server.
import { listed, quoted, serverText, userError } from "../../../core/messages/sentence.js";

export const keaServerMessages = {
  // ---- arguments ----
  keaUrl: (where: string) =>
    userError(
      "kea-url",
      `${where} is not the address of a Kea server.`,
      "Write http:// or https:// with host and port, such as " +
        "https://dhcp1.example.com:8000, " +
        "unix:// with the absolute path of the control socket, " +
        "such as unix:///run/kea/kea4-ctrl-socket, " +
        "or ssh:// with user, host and that path.",
    ),
  keaSshUrl: (where: string) =>
    userError(
      "kea-ssh-url",
      `${where} begins with ssh:// and names no Kea server.`,
      "Write ssh://user@dhcp1.example.com/run/kea/kea4-ctrl-socket with the absolute path " +
        "of the control socket (letters, digits and . _ - + @ ,), or " +
        "ssh://user@dhcp1.example.com?http=8000 for a Control Agent on that port of the " +
        "server's loopback.",
    ),
  keaSshPassword: (where: string) =>
    userError(
      "kea-ssh-password",
      `${where} contains a password.`,
      "Remove it: ssh logs in with a key. A literal value would be stored in the Pulumi state.",
    ),
  keaSshUser: (where: string) =>
    userError(
      "kea-ssh-user",
      `${where}.user has no effect for a control socket over ssh.`,
      "Write the user of ssh into the url: ssh://user@host/path. Remove user and password.",
    ),
  keaUrlSecret: (where: string) =>
    userError(
      "kea-url-secret",
      `${where} contains a user name or a password.`,
      'Remove them and set user, and password as { env: "NAME" } or { file: "path" }. ' +
        "Literal values would be stored in the Pulumi state.",
    ),
  keaUserAlone: (where: string, given: string, missing: string) =>
    userError(
      "kea-user-alone",
      `${where}: ${given} is given without ${missing}.`,
      "Give both, or neither.",
    ),
  keaNotThere: (where: string, property: string, scheme: string) =>
    userError(
      "kea-property-unused",
      `${where}.${property} has no effect if the url begins with ${scheme}.`,
      `Remove ${property}, or correct the url.`,
    ),

  // ---- asking ----
  keaSoftware: (version: string) => `Kea ${serverText(version)}`,
  keaUnauthorized: (label: string, asked: boolean) =>
    userError(
      "kea-unauthorized",
      asked
        ? `${label} does not accept this user and password.`
        : `${label} requires a user and a password.`,
      asked
        ? "Correct user, or the value to which password refers."
        : 'Set user, and password as { env: "NAME" } or { file: "path" }.',
    ),
  keaForbidden: (label: string, command: string) =>
    userError(
      "kea-forbidden",
      `${label} does not allow this user to send ${command}.`,
      "Grant the user that permission on the server, or set another user. An HA listener " +
        "(a peer's url in the failover hook) also refuses it: use the URL of the Control " +
        "Agent or of the control socket.",
    ),
  keaListener: (label: string, peer: string) =>
    userError(
      "kea-listener",
      `${label} is the HA listener of ${quoted(peer)}. ` +
        "It does not accept configuration commands.",
      "Use the URL of the Control Agent or of the server's control socket.",
    ),
  keaHttp: (label: string, status: number, command: string) =>
    userError(
      "kea-http",
      `${label} answered ${command} with HTTP status ${status}.`,
      "Check that a Kea server answers at this address.",
    ),
  keaNoKea: (label: string, command: string, cause?: unknown) =>
    userError(
      "not-kea",
      `${label} answered ${command} with something that is not a Kea response.`,
      "Check that a Kea server answers at this address.",
      cause,
    ),
  keaAnswerTooDeep: (label: string, deepest: number) =>
    userError(
      "kea-answer-too-deep",
      `${label} answered with arrays and objects nested more than ${deepest} levels deep. ` +
        "No configuration is that deep.",
      "Check that a Kea server answers at this address.",
    ),
  keaDaemonDown: (label: string, why: string) =>
    userError(
      "kea-daemon-down",
      `${label}: the Control Agent answers, but the DHCPv4 server behind it does not ` +
        `(${serverText(why)}).`,
      "Start kea-dhcp4 on that server.",
    ),
  keaDaemonUnknown: (label: string) =>
    userError(
      "kea-daemon-unknown",
      `${label}: its Control Agent has no DHCPv4 server configured.`,
      "Add the socket of kea-dhcp4 under control-sockets in the Control Agent's " +
        "configuration, or correct the url.",
    ),
  keaRefused: (label: string, command: string, text: string) =>
    userError(
      "kea-refused",
      `${label} refused ${command}: ${serverText(text)}.`,
      "See Kea's log on that server.",
    ),
  keaUnsupported: (label: string, command: string) =>
    userError(
      "kea-unsupported",
      `${label} does not support the command ${command}.`,
      "Check that the url leads to kea-dhcp4, and that this user may send the command.",
    ),
  keaOtherDaemon: (label: string, names: readonly string[]) =>
    userError(
      "kea-other-daemon",
      `${label} is not Kea's DHCPv4 server: ` +
        `its configuration has ${listed(names.map(quoted), 4)}, but no "Dhcp4".`,
      "Give the address of kea-dhcp4, or of its Control Agent.",
    ),
  keaNumberUnsafe: (label: string, number: string) =>
    userError(
      "kea-number-unsafe",
      `${label} has the number ${number} or one close to it, which is too large to be ` +
        "stored exactly.",
      "Use a smaller number, or a string.",
    ),
  keaTooOld: (label: string, version: string) =>
    userError(
      "kea-too-old",
      `${label} is Kea ${serverText(version)}, but the oldest supported release is 2.2.`,
      "Upgrade Kea.",
    ),
  keaServiceOff: (why: string) => `its DHCP service is disabled (${why}). This is not changed.`,
  keaUntoldByOld: (label: string) =>
    `${label}: Kea 2.2 does not return its compatibility settings: if its file has any ` +
    "(lenient-option-parsing), a write removes them.",
  keaCommandsMissing: (commands: readonly string[]) =>
    `it does not allow this user to send ${listed(commands)}.`,
};
