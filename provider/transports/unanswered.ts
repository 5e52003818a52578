// A question whose answer never came.
import type { Refusal } from "../core/messages.js";

/** The question was on its way when the connection broke: whether it was heard cannot be told. */
export class Unanswered extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** An error as the refusal that a person is told, where it does not matter whether the question was heard. */
export function refused(error: unknown): never {
  throw error instanceof Unanswered ? error.refusal : error;
}

/** A connection that we broke off, in the form in which Node tells of broken ones. */
export class BrokenOff extends Error {
  constructor(
    /** `NO_ANSWER`: the answer did not come in time. */
    readonly code: "ETIMEDOUT" | "ECONNRESET" | "NO_ANSWER",
  ) {
    super(code);
  }
}
