// Limits on the answers of other machines and programs: their size and their time.
import { messages, type UserError } from "../core/messages.js";
import { BoundedBytes, defaultSizeLimit, mebibyte } from "../storage/bounded-bytes.js";
import { BrokenOff } from "./unanswered.js";

export interface AnswerLimits {
  /** Milliseconds from the question to the end of the answer. */
  readonly totalMs: number;
  /** Milliseconds between two pieces of an answer that has begun. */
  readonly idleMs: number;
  /** Bytes of the whole answer. */
  readonly maxBytes: number;
}

/**
 * Returns the limits for a server. A config-set of 10,000 subnets takes Kea 20 s, and the Control
 * Agent waits 60 s for the server (Kea's timeouts.h) before it answers in its place. `sizeLimit` is
 * in MiB.
 */
export function limitsFor(sizeLimit = defaultSizeLimit): AnswerLimits {
  return { totalMs: 300_000, idleMs: 60_000, maxBytes: sizeLimit * mebibyte };
}

/** The longest timer of Node's: a longer one fires at once. */
const maxTimerMs = 2 ** 31 - 1;

/** Collects one answer and calls `breakOff` once as soon as the answer passes one of its limits. */
export class AnswerCollector {
  private readonly bytes: BoundedBytes;
  private isOver = false;
  private readonly total: NodeJS.Timeout;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly limits: AnswerLimits,
    private readonly breakOff: (reason: BrokenOff) => void,
  ) {
    this.bytes = new BoundedBytes(limits.maxBytes);
    const totalMs = Math.min(limits.totalMs, maxTimerMs);
    this.total = setTimeout(() => this.giveUp("NO_ANSWER"), totalMs);
  }

  /** Adds the next piece of the answer. After a limit was passed nothing more is stored. */
  add(piece: Buffer): void {
    this.addBefore(piece);
    if (this.isOver) return;
    if (this.idle) this.idle.refresh();
    else this.idle = setTimeout(() => this.giveUp("STALLED"), this.limits.idleMs);
  }

  /**
   * Adds a piece that comes before the answer itself, where the limit on pauses does not apply yet.
   */
  addBefore(piece: Buffer): void {
    if (!this.isOver && !this.bytes.add(piece)) this.giveUp("TOO_LARGE");
  }

  /** Breaks off if more bytes came over the connection than the answer may have. */
  limitReceived(received: number): void {
    if (!this.isOver && received > this.limits.maxBytes) this.giveUp("TOO_LARGE");
  }

  /**
   * Ends the time limits. Callers call it once the answer is complete or its connection is closed.
   */
  end(): void {
    this.isOver = true;
    clearTimeout(this.total);
    clearTimeout(this.idle);
  }

  /** Returns what has been collected, and forgets it. */
  take(): Buffer {
    return this.bytes.take();
  }

  private giveUp(code: BrokenOff["code"]): void {
    this.end();
    this.bytes.clear();
    this.breakOff(new BrokenOff(code));
  }
}

/** Returns the error for an answer that passed one of its limits; undefined for any other error. */
export function explainPassedLimit(
  where: string,
  error: NodeJS.ErrnoException,
  { totalMs, idleMs, maxBytes }: AnswerLimits,
): UserError | undefined {
  if (error.code === "NO_ANSWER") return messages.noAnswer(where, totalMs / 1000, error);
  if (error.code === "STALLED") return messages.answerStalled(where, idleMs / 1000, error);
  if (error.code === "TOO_LARGE") return messages.answerTooLarge(where, maxBytes / mebibyte, error);
  return undefined;
}
