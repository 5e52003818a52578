// Calls carried out on the rules before any server is asked for them.
import { messages } from "../messages.js";
import type { Step } from "../plan/step.js";
import { callWithActivation } from "./call-with-activation.js";
import { bind, BindingError } from "./binder.js";
import type { ServerState } from "./server-state.js";
import { questions } from "./step-conditions.js";
import { RefusedCall } from "./refused-call.js";
import { assertTexts, call, hasRules } from "./server.js";

/**
 * Carries steps out on what a server holds, which they change. Returns a sentence for the first
 * that would be refused in each scope: what follows it there may only be a consequence.
 */
export function rehearse(held: ServerState, steps: readonly Step[]): readonly string[] {
  const refused = new Map<string | undefined, string>();
  for (const step of steps) {
    const scope = /^[\d.]+\/\d+/.exec(step.reason)?.[0];
    if (refused.has(scope)) continue;
    const sentence = rehearseStep(held, step);
    if (sentence !== undefined) refused.set(scope, sentence);
    // What follows a class or a definition that is refused may need it.
    if (refused.has(undefined)) break;
  }
  return [...refused.values()];
}

/** Carries out one step. Returns why a server refuses it, or nothing. */
function rehearseStep(held: ServerState, step: Step): string | undefined {
  const { reason, cmdlet, parameters } = step;
  try {
    if (!isNeeded(held, step)) return undefined;
    if (step.activates) callWithActivation((given) => call(held, cmdlet, given), parameters);
    else if (hasRules(cmdlet)) call(held, cmdlet, parameters);
    else assertTexts(Object.values(bind({ cmdlet, parameters }).parameters));
    return undefined;
  } catch (error) {
    if (error instanceof RefusedCall) {
      return messages.windowsCallRefused(reason, cmdlet, error.code, error.why);
    }
    if (error instanceof BindingError) {
      return messages.windowsCallRefused(reason, cmdlet, undefined, error.why);
    }
    throw error;
  }
}

/** Tells whether a step is carried out on a server that holds this. */
function isNeeded(held: ServerState, { if: needed, unless }: Step): boolean {
  const test = needed ?? unless;
  if (test === undefined) return true;
  return questions[test.name]!.answer(held, ...test.arguments) === (needed !== undefined);
}
