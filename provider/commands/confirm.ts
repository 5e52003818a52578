// The question before a write, and what an interruption does once the write has begun.
import { createInterface } from "node:readline/promises";
import { messages } from "../core/messages.js";

/**
 * Asks on the terminal whether to write. Returns true where `isYes` answers it. Throws where nobody
 * can be asked. Anything but "yes" is a no.
 */
export async function confirm(question: string, isYes: boolean): Promise<boolean> {
  if (isYes) return true;
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw messages.yesNeeded();
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C and Ctrl-D close it without an answer.
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  try {
    const answer = terminal.question(`${question} ${messages.confirmHint()} `);
    return (await Promise.race([answer, closed])).trim().toLowerCase() === "yes";
  } finally {
    terminal.close();
  }
}

/** Does a write that an interruption (Ctrl-C, or the end of a session) does not end halfway. */
export async function completeOnceBegun<T>(
  write: () => Promise<T>,
  say: (line: string) => void,
): Promise<T> {
  const listener = (): void => say(messages.writeGoesOn());
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, listener);
  try {
    return await write();
  } finally {
    for (const signal of signals) process.off(signal, listener);
  }
}
