// A real OpenSSH server on the loopback, with keys and a configuration of its own, for tests that log on somewhere.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";
import { findSshd } from "../../setup/paths.mjs";
import { daemon } from "./kea/daemon.js";
import { freePorts } from "./kea/ports.js";
import { until } from "./kea/until.js";

const found: { readonly server: string; readonly lacks?: string } = findSshd();

/** `describe` for tests that log on somewhere: skipped where there is no OpenSSH server, except in a pipeline. */
export const withSshd = describe.skipIf(found.lacks !== undefined && process.env["CI"] !== "true");

export interface SshServerOptions {
  /** The names by which the ssh configuration knows it. Two servers at once need different ones. */
  readonly hosts: readonly string[];
  /** More lines of sshd_config. */
  readonly settings?: readonly string[];
  /** The text of /etc/passwd as this server alone sees it, in place of the machine's. Only root can say so. */
  readonly accounts?: string;
}

export interface SshServer {
  readonly port: number;
  readonly pid: number;
  /** The files that tests may change: each is read at the next logon. */
  readonly files: {
    readonly sshConfig: string;
    readonly knownHosts: string;
    readonly authorizedKeys: string;
    readonly userKey: string;
  };
  /** The server's log. */
  log(): string;
  /** Nobody listens any more; who is logged on stays. */
  stop(): Promise<void>;
  /** Ends everything and removes it. */
  end(): Promise<void>;
}

/** Starts a server. */
export async function sshServer(options: SshServerOptions): Promise<SshServer> {
  const { hosts, settings = [], accounts } = options;
  if (found.lacks !== undefined)
    throw new Error(
      `There is no OpenSSH server: ${found.lacks}. "node setup/sshd.mjs" provides it.`,
    );
  // A user other than root reads its authorized keys, in a folder that others may enter.
  const folder = mkdtempSync(join(accounts === undefined ? tmpdir() : "/tmp", "sshd-"));
  chmodSync(folder, 0o711);
  const file = (name: string, text?: string, mode = 0o600): string => {
    const path = join(folder, name);
    if (text !== undefined) writeFileSync(path, text);
    if (text !== undefined) chmodSync(path, mode);
    return path;
  };
  const key = (name: string): string => {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file(name)]);
    return readFileSync(file(`${name}.pub`), "utf8");
  };
  const [hostKey, userKey] = [key("host-key"), key("user-key")];
  const port = (await freePorts(1))[0]!;
  const knownHosts = file("known-hosts", `[127.0.0.1]:${port} ${hostKey}`);
  const authorizedKeys = file("authorized-keys", userKey, 0o644);
  const sshConfig = file(
    "ssh-config",
    [
      ...hosts.flatMap((host) => [`Host ${host}`, "  HostName 127.0.0.1"]),
      "Host *",
      `  IdentityFile ${file("user-key")}`,
      "  IdentitiesOnly yes",
      "  IdentityAgent none",
      `  UserKnownHostsFile ${knownHosts}`,
      "  GlobalKnownHostsFile none",
      "",
    ].join("\n"),
  );
  const output = file("log", "");
  const configuration = file(
    "sshd-config",
    [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${file("host-key")}`,
      "PidFile none",
      "LogLevel VERBOSE",
      `AuthorizedKeysFile ${authorizedKeys}`,
      "StrictModes no",
      "UsePAM no",
      "PermitRootLogin yes",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "MaxStartups 100",
      ...settings,
      "",
    ].join("\n"),
  );
  mkdirSync("/run/sshd", { recursive: true, mode: 0o755 }); // Debian's service makes it, and is not started
  const command = [found.server, "-D", "-e", "-f", configuration];
  const server = daemon({
    name: `sshd in ${folder}`,
    command:
      accounts === undefined
        ? command
        : [...withAccounts(file("passwd", accounts, 0o644)), ...command],
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
    output,
    answers: () => listens(port),
  });
  await server.start();
  return {
    port,
    get pid() {
      return server.pid!;
    },
    files: { sshConfig, knownHosts, authorizedKeys, userKey: file("user-key") },
    log: () => readFileSync(output, "utf8"),
    async stop() {
      await server.stop();
      // A process that it had just started for a connection holds its socket for a moment longer.
      await until(`port ${port} to be free`, async () => !(await listens(port)));
    },
    async end() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs what follows where /etc/passwd is this file, and nowhere else. */
const withAccounts = (passwd: string): readonly string[] => [
  ...["unshare", "--mount", "sh", "-c"],
  'mount --bind "$0" /etc/passwd && exec "$@"',
  passwd,
];

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
