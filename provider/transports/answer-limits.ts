// Limits on what another machine or program sends: how much it may be, and how long it may take.
import { messages, type Refusal } from "../core/messages.js";
import { BrokenOff } from "./unanswered.js";

export interface AnswerLimits {
  /** Milliseconds from the question to the end of the answer. */
  readonly totalMs: number;
  /** Milliseconds between two pieces of an answer that has begun. */
  readonly idleMs: number;
  /** Bytes of the whole answer. */
  readonly maxBytes: number;
}

/** Bytes in the MiB in which `sizeLimit` of a server is given. */
export const mebibyte = 2 ** 20;

/**
 * Returns the limits for a server. A config-set of 10,000 subnets takes Kea 20 s, and the Control Agent waits 60 s for the server
 * (Kea's timeouts.h) before it answers in its place. `sizeLimit` is in MiB; default 256.
 */
export function answerLimits(sizeLimit = 256): AnswerLimits {
  return { totalMs: 300_000, idleMs: 60_000, maxBytes: sizeLimit * mebibyte };
}

/** A timer of Node's for longer than this fires at once. */
const longestTimer = 2 ** 31 - 1;

/** Collects one answer and calls `breakOff` once as soon as the answer passes one of its limits. */
export class AnswerCollector {
  private readonly parts: Buffer[] = [];
  private bytes = 0;
  private isOver = false;
  private readonly total: NodeJS.Timeout;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly limits: AnswerLimits,
    private readonly breakOff: (reason: BrokenOff) => void,
  ) {
    const totalMs = Math.min(limits.totalMs, longestTimer);
    this.total = setTimeout(() => this.giveUp("NO_ANSWER"), totalMs);
  }

  /** Takes the next piece. After a limit was passed nothing more is stored. */
  add(part: Buffer): void {
    if (this.isOver) return;
    this.bytes += part.length;
    if (this.bytes > this.limits.maxBytes) return this.giveUp("TOO_LARGE");
    this.parts.push(part);
    if (this.idle) this.idle.refresh();
    else this.idle = setTimeout(() => this.giveUp("STALLED"), this.limits.idleMs);
  }

  /** Ends the time limits. To be called once the answer is complete or its connection is closed. */
  end(): void {
    this.isOver = true;
    clearTimeout(this.total);
    clearTimeout(this.idle);
  }

  /** Returns what has been collected. */
  content(): Buffer {
    return Buffer.concat(this.parts);
  }

  private giveUp(code: BrokenOff["code"]): void {
    this.end();
    this.parts.length = 0;
    this.breakOff(new BrokenOff(code));
  }
}

/** Returns the refusal for an answer that passed one of its limits, nothing for any other error. */
export function limitRefusal(
  where: string,
  error: NodeJS.ErrnoException,
  { totalMs, idleMs, maxBytes }: AnswerLimits,
): Refusal | undefined {
  if (error.code === "NO_ANSWER") return messages.noAnswer(where, totalMs / 1000, error);
  if (error.code === "STALLED") return messages.answerStalled(where, idleMs / 1000, error);
  if (error.code === "TOO_LARGE") return messages.answerTooLarge(where, maxBytes / mebibyte, error);
  return undefined;
}
