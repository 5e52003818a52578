// One question over a Unix socket and its answer: the other side closes the socket when the answer is complete.
import { connect } from "node:net";
import { messages, type Refusal } from "../core/messages.js";
import { AnswerCollector, type AnswerLimits, limitRefusal } from "./answer-limits.js";
import { Unanswered } from "./unanswered.js";

/** Sends a question and returns the answer, both as text. Throws as `post` does. */
export function ask(path: string, question: string, limits: AnswerLimits): Promise<string> {
  return new Promise((resolve, reject) => {
    let isSent = false;
    const answer = new AnswerCollector(limits, (reason) => socket.destroy(reason));
    const socket = connect(path, () => {
      isSent = true;
      socket.write(question);
    });
    socket.on("data", (part) => answer.add(part));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      const refusal = refusalOf(path, error, limits);
      reject(isSent ? new Unanswered(refusal) : refusal);
    });
    socket.on("close", (hasFailed) => {
      answer.end();
      if (!hasFailed) resolve(answer.content().toString("utf8"));
    });
  });
}

/** Returns the refusal that a person reads for an error of Node's. */
function refusalOf(path: string, error: NodeJS.ErrnoException, limits: AnswerLimits): Refusal {
  const { code = "" } = error;
  const passed = limitRefusal(path, error, limits);
  if (passed) return passed;
  if (code === "ENOENT" || code === "ENOTDIR") return messages.socketMissing(path, error);
  if (code === "ECONNREFUSED") return messages.nobodyListens(path, error);
  if (code === "EACCES" || code === "EPERM") return messages.socketForbidden(path, error);
  if (code === "ECONNRESET" || code === "EPIPE") return messages.connectionCut(path, error);
  return messages.connectionFailed(path, code === "" ? "no code" : code, error);
}
