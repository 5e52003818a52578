// A question whose answer never came.
import type { UserError } from "../core/messages.js";

/** The connection broke when the question was on its way: nobody knows whether it arrived. */
export class Unanswered extends Error {
  constructor(readonly userError: UserError) {
    super(userError.text);
  }
}

/**
 * Throws an error as a `UserError`, for callers to whom it does not matter whether the question
 * arrived.
 */
export function rethrowAsUserError(error: unknown): never {
  throw error instanceof Unanswered ? error.userError : error;
}

/** A connection that this process broke off, in the form in which Node reports broken ones. */
export class BrokenOff extends Error {
  constructor(
    /**
     * `ETIMEDOUT`: nobody accepted the connection in time. `NO_HANDSHAKE`: the TLS handshake was
     * not complete in time. `NO_ANSWER`: the answer was not complete in time. `STALLED`: it stopped
     * half way. `TOO_LARGE`: it was larger than allowed. `UPGRADED`: HTTP 101 came in place of an
     * answer.
     */
    readonly code:
      | "ETIMEDOUT"
      | "ECONNRESET"
      | "NO_HANDSHAKE"
      | "NO_ANSWER"
      | "STALLED"
      | "TOO_LARGE"
      | "UPGRADED",
  ) {
    super(code);
  }
}
