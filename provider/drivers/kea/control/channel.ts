// Kea's control channel: one answer to each command, over HTTP (to its Control Agent, or to Kea
// itself since 3.0) or over its Unix socket, also through ssh.
import type { Json } from "../../../core/model.js";
import { runWriteStep } from "../../../transports/engine.js";
import { rethrowAsUserError, Unanswered } from "../../../transports/unanswered.js";
import { messages } from "../messages.js";
import { readCommands } from "../names.js";
import type { KeaOptions } from "../options.js";
import type { KeaAnswer } from "./answer.js";
import { openSender } from "./senders.js";

export type { KeaAnswer } from "./answer.js";

export interface Channel {
  /** The server's URL, as people know it. */
  readonly label: string;
  /** The URL in one spelling. */
  readonly address: string;
  /** Sends a command and returns its arguments. Throws an error unless its result is 0. */
  ask(command: string, args?: Json): Promise<Json | undefined>;
  /**
   * Sends a command and returns the answer, whatever its result. Throws `Unanswered` where Kea may
   * have received the command and its answer is lost. Throws before a command that is no read if
   * the engine is gone.
   */
  send(command: string, args?: Json): Promise<KeaAnswer>;
  /** Uses connections again, where they can stay open between commands, until work ends. */
  keepConnections<T>(work: () => Promise<T>): Promise<T>;
  /** Closes the connection to the server. */
  close(): Promise<void>;
}

export function openChannel(options: KeaOptions): Channel {
  const sender = openSender(options);
  const { label } = sender;

  const send = async (command: string, args?: Json): Promise<KeaAnswer> => {
    const exchange = (): Promise<KeaAnswer> => sender.send(command, args);
    const answer = await (readCommands.has(command) ? exchange() : runWriteStep(label, exchange));
    if (answer.result === 1) assertForwarded(label, answer.text);
    return answer;
  };

  return {
    label,
    address: sender.address,
    send,
    keepConnections: (work) => sender.keepConnections(work),
    close: () => sender.close(),
    async ask(command, args) {
      const answer = await send(command, args).catch(rethrowAsUserError);
      if (answer.result === 2) throw messages.keaUnsupported(label, command);
      if (answer.result !== 0) throw messages.keaRefused(label, command, answer.text);
      return answer.arguments;
    },
  };
}

const forwardingError =
  /^unable to forward command to the \S+ service: (.*?)(\. The server is likely to be offline)?$/;

/** Throws where the Control Agent could not forward a command to the server. */
function assertForwarded(label: string, text: string): void {
  const failure = forwardingError.exec(text);
  if (failure) {
    const isReceived = !/^(No such file or directory|Connection refused)/.test(failure[1]!);
    const down = messages.keaDaemonDown(label, failure[1]!);
    throw isReceived ? new Unanswered(down) : down;
  }
  if (/^forwarding socket is not configured/.test(text)) throw messages.keaDaemonUnknown(label);
}
