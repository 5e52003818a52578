// The system's own ssh, with the keys, agent, known_hosts, jump hosts and multiplexing of the
// user's ssh configuration.
import { messages, type UserError } from "../core/messages.js";
import { type ServerSystem, sshMessages } from "./ssh-messages.js";

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
  route: SshRoute,
  command: readonly string[],
): readonly string[] => ["-T", ...routeArguments(route, fixedOptions), ...command];

/** The end of a forwarded connection on the server: a Unix socket, or a port of its loopback. */
export type SshDestination = { readonly socket: string } | { readonly port: number };

/**
 * Options of an ssh that only forwards. It has a connection of its own: a forwarding that goes
 * through a shared one outlives it. A forwarding of the user's configuration that fails, because
 * another ssh has its port for example, does not end it. ssh makes its own socket in an empty
 * folder, and the server is first asked for the destination when somebody connects to that socket.
 */
const forwardingOptions: Readonly<Record<string, string>> = {
  ...fixedOptions,
  ClearAllForwardings: "no",
  ExitOnForwardFailure: "no",
  ControlMaster: "no",
  ControlPath: "none",
  PermitLocalCommand: "no",
};

/**
 * Returns the arguments with which ssh forwards a Unix socket of this machine, until it is ended.
 * Neither path may contain anything that ssh interprets (`isForwardablePath`).
 */
export function buildForwardingArguments(
  route: SshRoute,
  localSocket: string,
  destination: SshDestination,
): readonly string[] {
  const end = "socket" in destination ? destination.socket : `127.0.0.1:${destination.port}`;
  return ["-N", "-T", "-L", `${localSocket}:${end}`, ...routeArguments(route, forwardingOptions)];
}

/**
 * Returns whether ssh and a shell take a path literally. ssh replaces `%h` and `${NAME}`, and a
 * colon ends the path.
 */
export const isForwardablePath = (path: string): boolean => /^\/[\w/.+@,-]+$/.test(path);

function routeArguments(
  { host, user, port, config }: SshRoute,
  options: Readonly<Record<string, string>>,
): readonly string[] {
  return [
    ...(config === undefined ? [] : ["-F", config]),
    ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...(user === undefined ? [] : ["-l", user]),
    "--",
    host,
  ];
}

/** The exit code of ssh itself, with which no command of the other side ended. */
export const sshFailureCode = 255;

/** An ssh that did not reach its server. */
interface SshFailure {
  readonly where: string;
  readonly stderr: string;
  readonly system: ServerSystem;
}

/**
 * The errors for ssh's own sentences, as seen with OpenSSH 9.2. The first pattern that matches
 * counts.
 */
const failurePatterns: readonly (readonly [
  RegExp,
  (failure: SshFailure, found: RegExpExecArray) => UserError,
])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    ({ where, stderr }) =>
      sshMessages.hostKeyChanged(
        where,
        /The fingerprint for the (\S+ key sent by the remote host is\s+\S+?)\.?\s*$/m
          .exec(stderr)?.[1]
          ?.replace(/ key sent by the remote host is\s+/, " ") ?? "",
        /^Offending \S+ key in (.*?):\d+\s*$/m.exec(stderr)?.[1] ?? "",
      ),
  ],
  [
    /No (\S+) host key is known for (\S+)/,
    ({ where, system }, [, kind, host]) => sshMessages.hostKeyUnknown(where, kind!, host!, system),
  ],
  [
    /^.*(?:REVOKED HOST KEY|[Hh]ost key .*(?:revoked|did not match|verification failed)).*$/m,
    ({ where }, [line]) => sshMessages.hostKeyRefused(where, line),
  ],
  [
    /^(?:(\S+): )?Permission denied(?: \(([^)]*)\))?/m,
    ({ where, system }, [, who, ways]) =>
      sshMessages.sshDenied(where, who ?? "", ways ?? "", system),
  ],
  [
    /Too many authentication failures/,
    ({ where, system }, [line]) => sshMessages.sshDenied(where, "", line, system),
  ],
  [
    /Could not resolve hostname (.+?): /,
    ({ where }, [line, host]) => messages.hostUnknown(where, host!, line),
  ],
  [
    /connect to (?:host|address) \S+ port (\d+): Connection refused/,
    ({ where, system }, [, port]) => sshMessages.sshConnectionRefused(where, port!, system),
  ],
  [
    /^.*(?:timed out|Timeout, server).*$/m,
    ({ where }, [line]) => sshMessages.sshTimeout(where, line),
  ],
  [
    /connect to (?:host|address) \S+ port \d+: (.+)/,
    ({ where }, [line, why]) => messages.noRoute(where, why!.trim(), line),
  ],
  [
    /^.*(?:banner line|Protocol major versions differ|Bad remote protocol version|invalid (?:format|characters)).*$/m,
    ({ where }, [line]) => sshMessages.notSsh(where, line),
  ],
  [
    /^.*(?:no matching .* found|no common).*$/im,
    ({ where }, [line]) => sshMessages.sshNoAgreement(where, line),
  ],
  [
    /^.*(?:Can't open user config file|Bad configuration option|Bad owner or permissions on|terminating, \d+ bad configuration|\bline \d+: ).*$/m,
    ({ where }, [line]) => sshMessages.sshConfig(where, line),
  ],
  [
    /^.*(?:kex_exchange_identification|Connection (?:closed|reset) by|Connection to \S+ closed|Broken pipe|Connection reset).*$/m,
    ({ where, system }, [line]) => sshMessages.sshCut(where, line, system),
  ],
];

/**
 * Returns the error for an ssh that did not reach the server, from its error output. `system`: that
 * of the server.
 */
export function explainSshFailure(where: string, stderr: string, system: ServerSystem): UserError {
  for (const [pattern, toError] of failurePatterns) {
    const found = pattern.exec(stderr);
    if (found) return toError({ where, stderr, system }, found);
  }
  return sshMessages.sshFailed(where, stderr);
}
