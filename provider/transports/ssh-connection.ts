// One ssh that forwards a Unix socket of this machine to a server. It never outlives this process.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { UserError } from "../core/messages.js";
import {
  buildForwardingArguments,
  explainSshFailure,
  isForwardablePath,
  type SshDestination,
  type SshRoute,
} from "./ssh.js";
import { sshMessages } from "./ssh-messages.js";

/** A way to something on a server, and its name in messages. */
export interface SshForwarding {
  readonly label: string;
  readonly route: SshRoute;
  readonly destination: SshDestination;
}

/** Milliseconds in which ssh must have logged in. Its own limit (ConnectTimeout) is 15 s. */
const readyTimeoutMs = 60_000;

const pollMs = 20;

/** Bytes of a folder's path in which ssh and Node find room for a socket. */
const maxFolderBytes = 70;

/** Characters of ssh's error output that are stored. */
const maxErrorText = 64 * 1024;

/** The exit code of the guard where there is no ssh. */
const sshMissingCode = 127;

/** The program that ends ssh with this process. Tests run it from its source. */
const guard = join(__dirname, `ssh-guard${extname(__filename)}`);

/** An ssh that was started. */
export class SshConnection {
  /** The local socket, which leads to the destination once ssh has logged in. */
  readonly socket: string;
  private readonly child: ChildProcessByStdio<Writable, null, Readable>;
  private readonly ended: Promise<void>;
  private errorText = "";
  private exitCode: number | undefined;

  /** Starts ssh. Throws a `UserError` if this machine has no folder for its socket. */
  constructor(private readonly forwarding: SshForwarding) {
    const { label, route, destination } = forwarding;
    const folder = createSocketFolder(label);
    this.socket = join(folder, "s");
    const args = buildForwardingArguments(route, this.socket, destination);
    // In a session of its own: Ctrl-C on a terminal does not cut a write that has begun.
    this.child = spawn(process.execPath, [guard, folder, ...args], {
      stdio: ["pipe", "ignore", "pipe"],
      detached: true,
    });
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (this.errorText.length < maxErrorText) this.errorText += text;
    });
    this.child.stdin.on("error", () => {}); // its exit says why
    this.ended = new Promise((resolve) => {
      const end = (code: number | null): void => {
        this.exitCode ??= code ?? 255;
        resolve();
      };
      this.child.once("close", end);
      this.child.once("error", () => end(126));
    });
    // It does not keep this process alive: an operation that failed ends at once.
    this.child.unref();
    for (const stream of [this.child.stdin, this.child.stderr])
      (stream as unknown as Socket).unref();
  }

  get hasEnded(): boolean {
    return this.exitCode !== undefined;
  }

  /** The number of characters that ssh has written so far. */
  get position(): number {
    return this.errorText.length;
  }

  /** Returns what ssh has written since a position. */
  errorsSince(position: number): string {
    return this.errorText.slice(position);
  }

  /** Waits until ssh has logged in. Throws a `UserError` if it does not. */
  async waitUntilReady(): Promise<void> {
    const deadline = performance.now() + readyTimeoutMs;
    while (!existsSync(this.socket)) {
      if (this.hasEnded) throw this.explainEnd();
      if (performance.now() > deadline) {
        await this.stop();
        throw sshMessages.sshNotReady(this.forwarding.label, readyTimeoutMs / 1000);
      }
      await wait(pollMs);
    }
  }

  /** Waits until ssh writes more, has ended, or so many milliseconds are over. */
  async waitForErrors(position: number, milliseconds: number): Promise<void> {
    const deadline = performance.now() + milliseconds;
    while (this.position === position && !this.hasEnded && performance.now() < deadline)
      await wait(pollMs);
  }

  /** Ends ssh and waits for its end. */
  async stop(): Promise<void> {
    this.child.ref();
    this.child.stdin.destroy();
    await this.ended;
  }

  private explainEnd(): UserError {
    const { label } = this.forwarding;
    if (this.exitCode === sshMissingCode) return sshMessages.sshMissing(label, undefined);
    return explainSshFailure(label, this.errorText, "unix");
  }
}

/** Creates a folder that only this user can enter. Its path has nothing that ssh interprets. */
function createSocketFolder(label: string): string {
  const preferred = tmpdir();
  const isShort = Buffer.byteLength(preferred) <= maxFolderBytes;
  const isUsable = isShort && isForwardablePath(preferred);
  const parent = isUsable ? preferred : "/tmp";
  try {
    return mkdtempSync(join(parent, "dhcp-ssh-"));
  } catch (error) {
    const { code = "no code" } = error as NodeJS.ErrnoException;
    throw sshMessages.sshNoFolder(label, parent, code, error);
  }
}
