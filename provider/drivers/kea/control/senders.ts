// The ways to a Kea server: HTTP or its Unix socket, both also through ssh.
import type { Json } from "../../../core/model.js";
import { resolveInProject } from "../../../storage/project.js";
import { type AnswerLimits, limitsFor } from "../../../transports/answer-limits.js";
import { createSshForwarder } from "../../../transports/ssh-forwarder.js";
import type { KeaOptions } from "../options.js";
import { localAddressOf, socketPathOf } from "./addresses.js";
import type { KeaAnswer } from "./answer.js";
import { createHttpSender } from "./http-sender.js";
import { createSocketSender } from "./socket-sender.js";
import { parseSshUrl, type SshAddress } from "./ssh-url.js";

export type SendCommand = (command: string, args: Json | undefined) => Promise<KeaAnswer>;

/** Sends a request through a Unix socket of this machine. */
export type ThroughSocket = <T>(question: (socket: string) => Promise<T>) => Promise<T>;

/** The name of a way in messages, and the limits of the answers that come on it. */
export interface Door {
  readonly label: string;
  readonly limits: AnswerLimits;
}

/** Sends commands to one server. */
export interface CommandSender {
  readonly send: SendCommand;
  /** Uses connections again, where they can stay open between commands, until work ends. */
  keepConnections<T>(work: () => Promise<T>): Promise<T>;
}

/** A way to one server. */
export interface Sender extends CommandSender {
  readonly label: string;
  readonly address: string;
  close(): Promise<void>;
}

/** Returns the way to a server that its arguments name. Nothing is sent yet. */
export function openSender(options: KeaOptions): Sender {
  const url = new URL(options.url);
  const address = localAddressOf(url);
  const limits = limitsFor(options.sizeLimit);
  const ssh = parseSshUrl(url);
  if (ssh) return openSshSender(ssh, options, { label: address, limits });
  const close = async (): Promise<void> => {};
  const socket = socketPathOf(url);
  if (socket === undefined) {
    const label = url.href.replace(/\/$/, "");
    return { label, address, ...createHttpSender(url, { label, limits }, options), close };
  }
  const label = `unix://${socket}`;
  const sender = createSocketSender({ label, limits }, socket, (question) => question(socket));
  return { label, address, ...sender, close };
}

function openSshSender(
  { route, destination }: SshAddress,
  options: KeaOptions,
  door: Door,
): Sender {
  const { label } = door;
  const { sshConfig } = options;
  const config = sshConfig === undefined ? undefined : resolveInProject(sshConfig);
  const forwarder = createSshForwarder({ label, route: { ...route, config }, destination });
  const through: ThroughSocket = (question) => forwarder.ask(question);
  const sender =
    "socket" in destination
      ? createSocketSender(door, label, through)
      : createHttpSender(new URL(`http://127.0.0.1:${destination.port}`), door, options, through);
  return { label, address: label, ...sender, close: () => forwarder.close() };
}
