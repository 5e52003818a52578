// Machines to log on to: a real OpenSSH server on the loopback, with keys and a configuration of its own, whose users find the stand-in for
// powershell.exe and nothing else.
//
//   const host = await windowsHost({ answer: async (script, request) => ({ ok: true }) });
//   … { ...host.args } is a server's arguments …
//   await host.end();

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";

import { findSshd } from "../../../setup/paths.mjs";
import { daemon } from "../../kea/daemon.js";
import { freePorts } from "../../kea/ports.js";
import { until } from "../../kea/until.js";
import { type Call, standIn, type StandInOptions } from "./stand-in.js";

const found: { readonly server: string; readonly lacks?: string } = findSshd();

/** `describe` for tests that log on somewhere: skipped where there is no OpenSSH server, except in a pipeline. */
export const withSshd = describe.skipIf(found.lacks !== undefined && process.env["CI"] !== "true");

export interface WindowsHostOptions extends StandInOptions {
  /** The name that it is known by to the ssh configuration. Two at once need two. */
  readonly computerName?: string;
}

export interface WindowsHost {
  /** A server's arguments. */
  readonly args: {
    readonly driver: "windows";
    readonly computerName: string;
    readonly over: "ssh";
    readonly sshConfig: string;
    readonly port: number;
    readonly user: string;
  };
  readonly calls: readonly Call[];
  /** What tests may change: each is read at the next logon. */
  readonly files: {
    readonly sshConfig: string;
    readonly knownHosts: string;
    readonly authorizedKeys: string;
    readonly userKey: string;
  };
  /** The server's log. */
  log(): string;
  /** Ends the server's side of the connection that a call, or what stands in for PowerShell, came over, as if the network had: its own processes, none of the stand-in's. */
  cut(process: { readonly pid: number }): void;
  /** Nobody listens any more; who is logged on stays. */
  stop(): Promise<void>;
  /** Ends everything and removes it. */
  end(): Promise<void>;
}

export async function windowsHost({
  computerName = "dhcp1.test",
  ...options
}: WindowsHostOptions): Promise<WindowsHost> {
  if (found.lacks !== undefined)
    throw new Error(
      `There is no OpenSSH server: ${found.lacks}. "node setup/sshd.mjs" provides it.`,
    );
  const machine = await standIn(options);
  const folder = mkdtempSync(join(tmpdir(), "sshd-"));
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
  const authorizedKeys = file("authorized-keys", userKey);
  const sshConfig = file(
    "ssh-config",
    [
      `Host ${computerName}`,
      "  HostName 127.0.0.1",
      "Host *",
      `  IdentityFile ${file("user-key")}`,
      "  IdentitiesOnly yes",
      "  IdentityAgent none",
      `  UserKnownHostsFile ${knownHosts}`,
      "  GlobalKnownHostsFile none",
      "",
    ].join("\n"),
  );
  // Words parted by spaces and nothing else: what cmd.exe and PowerShell, either of which may be the other side's shell, make of the command.
  const login = file(
    "login",
    `#!/bin/sh\nset -f\nPATH="${machine.path}:$PATH"\nexec $SSH_ORIGINAL_COMMAND\n`,
    0o755,
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
      `ForceCommand ${login}`,
      "MaxStartups 100",
      "",
    ].join("\n"),
  );
  mkdirSync("/run/sshd", { recursive: true, mode: 0o755 }); // Debian's service makes it, and is not started
  const server = daemon({
    name: `sshd in ${folder}`,
    command: [found.server, "-D", "-e", "-f", configuration],
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
    output,
    answers: () => listens(port),
  });
  await server.start();

  return {
    args: {
      driver: "windows",
      computerName,
      over: "ssh",
      sshConfig,
      port,
      user: userInfo().username,
    },
    calls: machine.calls,
    files: { sshConfig, knownHosts, authorizedKeys, userKey: file("user-key") },
    log: () => readFileSync(output, "utf8"),
    cut({ pid }) {
      const line = ancestors(pid);
      const own = line.slice(0, line.indexOf(server.pid!)).filter((pid) => command(pid) === "sshd");
      if (own.length === 0) throw new Error(`no connection leads to process ${pid}`);
      for (const pid of own) process.kill(pid, "SIGKILL");
    },
    async stop() {
      await server.stop();
      // A process that it had just started for a connection holds its socket for a moment longer.
      await until(`port ${port} to be free`, async () => !(await listens(port)));
    },
    async end() {
      await machine.end();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The processes that a process came from, nearest first. */
function ancestors(pid: number): number[] {
  const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]);
  return parent <= 1 ? [parent] : [parent, ...ancestors(parent)];
}

const command = (pid: number): string => readFileSync(`/proc/${pid}/comm`, "utf8").trim();

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
