// Guards that run in order.
import type { UserError } from "../core/messages.js";

export type GuardResult = UserError | undefined | Promise<UserError | undefined>;

/**
 * Runs guards in order, and returns the first error. Waits only for a guard that returns a promise:
 * guards that register owners must not yield to another check in between.
 */
export async function runGuards(
  guards: readonly (() => GuardResult)[],
): Promise<UserError | undefined> {
  for (const guard of guards) {
    const result = guard();
    const error = result instanceof Promise ? await result : result;
    if (error) return error;
  }
  return undefined;
}
