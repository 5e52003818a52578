// A question whose answer never came.
import type { UserError } from "../core/messages.js";

/** The question was on its way when the connection broke: whether it was heard cannot be told. */
export class Unanswered extends Error {
  constructor(readonly userError: UserError) {
    super(userError.message);
  }
}

/** An error as the refusal that a person is told, where it does not matter whether the question was heard. */
export function rethrowAsUserError(error: unknown): never {
  throw error instanceof Unanswered ? error.userError : error;
}

/** A connection that we broke off, in the form in which Node reports broken ones. */
export class BrokenOff extends Error {
  constructor(
    /**
     * `ETIMEDOUT`: nobody accepted the connection in time. `NO_HANDSHAKE`: the TLS handshake was not complete in time.
     * `NO_ANSWER`: the answer was not complete in time. `STALLED`: it stopped half way.
     * `TOO_LARGE`: it was larger than allowed. `UPGRADED`: HTTP 101 came in place of an answer.
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
