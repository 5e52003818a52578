// Machines to log on to: a real OpenSSH server on the loopback, with keys and a configuration of its own, whose users find the stand-in for
// powershell.exe and nothing else.
//
//   const host = await windowsHost({ answer: async (script, request) => ({ ok: true }) });
//   … { ...host.args } is a server's arguments …
//   await host.end();

import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { type SshServer, sshServer } from "../../ssh-server.js";
import { type Call, standIn, type StandInOptions } from "./stand-in.js";

export { withSshd } from "../../ssh-server.js";

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
  readonly files: SshServer["files"];
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
  const machine = await standIn(options);
  const folder = mkdtempSync(join(tmpdir(), "logon-"));
  // Words parted by spaces and nothing else: what cmd.exe and PowerShell, either of which may be the other side's shell, make of the command.
  const login = join(folder, "login");
  writeFileSync(
    login,
    `#!/bin/sh\nset -f\nPATH="${machine.path}:$PATH"\nexec $SSH_ORIGINAL_COMMAND\n`,
  );
  chmodSync(login, 0o755);
  const server = await sshServer({ hosts: [computerName], settings: [`ForceCommand ${login}`] });
  const { port, files } = server;

  return {
    args: {
      driver: "windows",
      computerName,
      over: "ssh",
      sshConfig: files.sshConfig,
      port,
      user: userInfo().username,
    },
    calls: machine.calls,
    files,
    log: () => server.log(),
    cut({ pid }) {
      const line = ancestors(pid);
      const own = line.slice(0, line.indexOf(server.pid)).filter((one) => command(one) === "sshd");
      if (own.length === 0) throw new Error(`no connection leads to process ${pid}`);
      for (const one of own) process.kill(one, "SIGKILL");
    },
    stop: () => server.stop(),
    async end() {
      await machine.end();
      await server.end();
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
