// Commands whose answer is lost, and which may still be on their way.
import type { Polling } from "../../../core/poll.js";

/** The reads, a second apart, during which an unanswered command may still take effect. */
export const lateCommandPolling: Polling = { maximumAttempts: 5, pauseMs: () => 1_000 };
