// Sends commands over Kea's Unix socket.
import { Unanswered } from "../../../transports/unanswered.js";
import { askOverSocket } from "../../../transports/unix-socket.js";
import { messages } from "../messages.js";
import { parseAnswer } from "./answer.js";
import { encodeCommand } from "./encoding.js";
import type { CommandSender, Door, ThroughSocket } from "./senders.js";

/** `socketName`: the name of the socket in errors of the connection. */
export function createSocketSender(
  { label, limits }: Door,
  socketName: string,
  through: ThroughSocket,
): CommandSender {
  const send: CommandSender["send"] = (command, args) => {
    const question = encodeCommand({ command, ...(args !== undefined && { arguments: args }) });
    return through(async (socket) => {
      const body = await askOverSocket(socket, question, limits, socketName);
      // A server that ends while it answers closes its socket without any bytes.
      if (body === "") throw new Unanswered(messages.connectionCut(label, "unix", undefined));
      const answer = parseAnswer(body, label);
      if (!answer) throw new Unanswered(messages.keaNoKea(label, command));
      return answer;
    });
  };
  // Kea closes its socket behind each answer.
  return { send, keepConnections: (work) => work() };
}
