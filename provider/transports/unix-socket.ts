// One question over a Unix socket and its answer: the other side closes when it has said everything.
import { connect } from "node:net";
import { messages, type Refusal } from "../core/messages.js";
import { BrokenOff, Unanswered } from "./unanswered.js";

/** Asks and answers in text. `patience`: how long the answer may take, in milliseconds. Throws as `post` does. */
export function ask(path: string, question: string, patience: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let sent = false;
    const socket = connect(path, () => {
      sent = true;
      socket.write(question);
    });
    socket.setTimeout(patience, () => socket.destroy(new BrokenOff("NO_ANSWER")));
    socket.on("data", (part) => parts.push(part));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      const refusal = told(path, error, patience);
      reject(sent ? new Unanswered(refusal) : refusal);
    });
    socket.on("close", (failed) => {
      if (!failed) resolve(Buffer.concat(parts).toString("utf8"));
    });
  });
}

function told(path: string, error: NodeJS.ErrnoException, patience: number): Refusal {
  const { code = "" } = error;
  if (code === "NO_ANSWER") return messages.noAnswer(path, patience / 1000, error);
  if (code === "ENOENT" || code === "ENOTDIR") return messages.socketMissing(path, error);
  if (code === "ECONNREFUSED") return messages.nobodyListens(path, error);
  if (code === "EACCES" || code === "EPERM") return messages.socketForbidden(path, error);
  if (code === "ECONNRESET" || code === "EPIPE") return messages.connectionCut(path, error);
  return messages.connectionFailed(path, code === "" ? "no code" : code, error);
}
