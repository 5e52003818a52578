// Parses Kea's answers, from HTTP and from its socket.
import { isMap } from "../../../core/canonical.js";
import { UserError } from "../../../core/messages.js";
import type { Json } from "../../../core/model.js";
import { Unanswered } from "../../../transports/unanswered.js";
import { decodeAnswer } from "./encoding.js";

/**
 * Kea's answer. `result`: 0 done, 1 error, 2 no such command, 3 nothing found (the manual's "Data
 * Syntax").
 */
export interface KeaAnswer {
  readonly result: number;
  readonly text: string;
  readonly arguments?: Json;
}

/**
 * Returns an answer; nothing where the body is none. Over HTTP the body is an array with one answer
 * for each service, over the socket the answer alone.
 */
export function parseAnswer(body: string, label: string): KeaAnswer | undefined {
  const decoded = decodeOrLose(body, label);
  if (Array.isArray(decoded) && decoded.length !== 1) return undefined;
  const answer: unknown = Array.isArray(decoded) ? decoded[0] : decoded;
  if (!isMap(answer) || typeof answer.result !== "number") return undefined;
  return {
    result: answer.result,
    text: typeof answer.text === "string" ? answer.text : "",
    ...(answer.arguments !== undefined && { arguments: answer.arguments }),
  };
}

/** Throws `Unanswered` where an answer cannot be read, because Kea received the command. */
function decodeOrLose(body: string, label: string): unknown {
  try {
    return decodeAnswer(body, label);
  } catch (error) {
    throw error instanceof UserError ? new Unanswered(error) : error;
  }
}
