// The system's own ssh, with the keys, agent, known_hosts, jump hosts and multiplexing of the
// user's ssh configuration.
import { messages, type UserError } from "../core/messages.js";
import { powerShellMessages } from "./powershell-messages.js";

export interface SshRoute {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
  /** A configuration file in place of the user's and the system's. */
  readonly config?: string;
}

/**
 * Options that the user cannot choose, because the command line comes before any configuration: ssh
 * asks nobody for anything, always checks host keys, ends a connection without an answer after a
 * minute, and reports its own errors.
 */
const fixedOptions: Readonly<Record<string, string>> = {
  BatchMode: "yes",
  StrictHostKeyChecking: "yes",
  NoHostAuthenticationForLocalhost: "no",
  ConnectTimeout: "15",
  ServerAliveInterval: "15",
  ServerAliveCountMax: "4",
  ClearAllForwardings: "yes",
  RemoteCommand: "none",
  EscapeChar: "none",
  LogLevel: "INFO",
};

/**
 * Returns the arguments with which ssh runs a command. No shell may find anything to interpret in
 * the command's words.
 */
export const buildSshArguments = (
  { host, user, port, config }: SshRoute,
  command: readonly string[],
): readonly string[] => [
  "-T",
  ...(config === undefined ? [] : ["-F", config]),
  ...Object.entries(fixedOptions).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
  ...(port === undefined ? [] : ["-p", String(port)]),
  ...(user === undefined ? [] : ["-l", user]),
  "--",
  host,
  ...command,
];

/** The exit code of ssh itself, with which no command of the other side ended. */
export const sshFailureCode = 255;

/**
 * The errors for ssh's own sentences, as seen with OpenSSH 9.2. The first pattern that matches
 * counts.
 */
const failurePatterns: readonly (readonly [
  RegExp,
  (where: string, found: RegExpExecArray, all: string) => UserError,
])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    (where, _, all) =>
      powerShellMessages.hostKeyChanged(
        where,
        /The fingerprint for the (\S+ key sent by the remote host is\s+\S+?)\.?\s*$/m
          .exec(all)?.[1]
          ?.replace(/ key sent by the remote host is\s+/, " ") ?? "",
        /^Offending \S+ key in (.*?):\d+\s*$/m.exec(all)?.[1] ?? "",
      ),
  ],
  [
    /No (\S+) host key is known for (\S+)/,
    (where, [, kind, host]) => powerShellMessages.hostKeyUnknown(where, kind!, host!),
  ],
  [
    /^.*(?:REVOKED HOST KEY|[Hh]ost key .*(?:revoked|did not match|verification failed)).*$/m,
    (where, [line]) => powerShellMessages.hostKeyRefused(where, line),
  ],
  [
    /^(?:(\S+): )?Permission denied(?: \(([^)]*)\))?/m,
    (where, [, who, ways]) => powerShellMessages.sshDenied(where, who ?? "", ways ?? ""),
  ],
  [
    /Too many authentication failures/,
    (where, [line]) => powerShellMessages.sshDenied(where, "", line),
  ],
  [
    /Could not resolve hostname (.+?): /,
    (where, [line, host]) => messages.hostUnknown(where, host!, line),
  ],
  [
    /connect to (?:host|address) \S+ port (\d+): Connection refused/,
    (where, [, port]) => powerShellMessages.sshConnectionRefused(where, port!),
  ],
  [
    /^.*(?:timed out|Timeout, server).*$/m,
    (where, [line]) => powerShellMessages.sshTimeout(where, line),
  ],
  [
    /connect to (?:host|address) \S+ port \d+: (.+)/,
    (where, [line, why]) => messages.noRoute(where, why!.trim(), line),
  ],
  [
    /^.*(?:banner line|Protocol major versions differ|Bad remote protocol version|invalid (?:format|characters)).*$/m,
    (where, [line]) => powerShellMessages.notSsh(where, line),
  ],
  [
    /^.*(?:no matching .* found|no common).*$/im,
    (where, [line]) => powerShellMessages.sshNoAgreement(where, line),
  ],
  [
    /^.*(?:Can't open user config file|Bad configuration option|Bad owner or permissions on|terminating, \d+ bad configuration|\bline \d+: ).*$/m,
    (where, [line]) => powerShellMessages.sshConfig(where, line),
  ],
  [
    /^.*(?:kex_exchange_identification|Connection (?:closed|reset) by|Connection to \S+ closed|Broken pipe|Connection reset).*$/m,
    (where, [line]) => powerShellMessages.sshCut(where, line),
  ],
];

/** Returns the error for an ssh that did not reach the server, from its error output. */
export function explainSshFailure(where: string, stderr: string): UserError {
  for (const [pattern, toError] of failurePatterns) {
    const found = pattern.exec(stderr);
    if (found) return toError(where, found, stderr);
  }
  return powerShellMessages.sshFailed(where, stderr);
}
