// One question over a Unix socket and its answer: the other side closes the socket when the answer
// is complete.
import { connect } from "node:net";
import { messages, type UserError } from "../core/messages.js";
import { AnswerCollector, type AnswerLimits, explainPassedLimit } from "./answer-limits.js";
import { BrokenOff, Unanswered } from "./unanswered.js";

/**
 * Largest size in bytes of the path of a socket (`sun_path` without its last byte). libuv cuts a
 * longer one off.
 */
const maxSocketPathBytes = process.platform === "darwin" ? 103 : 107;

/**
 * Sends a question and returns the answer, both as text. `label`: the socket's name in errors.
 * Throws as `postJson` does.
 */
export async function askOverSocket(
  path: string,
  question: string,
  limits: AnswerLimits,
  label = path,
): Promise<string> {
  if (Buffer.byteLength(path) > maxSocketPathBytes)
    throw messages.socketPathTooLong(path, maxSocketPathBytes);
  return new Promise((resolve, reject) => {
    let isSent = false;
    const fail = (error: NodeJS.ErrnoException): void => {
      const userError = explainSocketFailure(label, error, limits);
      reject(isSent ? new Unanswered(userError) : userError);
    };
    const socket = connect({ path });
    const answer = new AnswerCollector(limits, (reason) => socket.destroy(reason));
    socket.on("connect", () => {
      isSent = true;
      socket.write(question);
    });
    socket.on("data", (piece) => answer.add(piece));
    socket.on("end", () => {
      resolve(answer.take().toString("utf8"));
      // A server that did not read the whole question would keep the socket open.
      socket.destroy();
    });
    socket.on("error", fail);
    socket.on("close", () => {
      answer.end();
      fail(new BrokenOff("ECONNRESET")); // changes nothing once the answer is complete
    });
  });
}

/** Returns the error that a person reads for an error of Node's. */
function explainSocketFailure(
  label: string,
  error: NodeJS.ErrnoException,
  limits: AnswerLimits,
): UserError {
  const { code = "" } = error;
  const passed = explainPassedLimit(label, error, limits);
  if (passed) return passed;
  if (code === "ENOENT" || code === "ENOTDIR") return messages.socketMissing(label, error);
  if (code === "ECONNREFUSED") return messages.connectionRefused(label, error);
  if (code === "EACCES" || code === "EPERM") return messages.socketForbidden(label, error);
  if (code === "ECONNRESET" || code === "EPIPE")
    return messages.connectionCut(label, "unix", error);
  return messages.connectionFailed(label, code === "" ? "no code" : code, error);
}
