// A plan on the screen, in the words of a preview, and the end of a write.
import { messages, UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import { formatPlanByGroup } from "../core/text.js";
import type { WriteResult } from "../lifecycle/write-request.js";

/** Returns a plan as lines: each object, and below it its properties as a preview words them. */
export const formatPlanLines = (plan: Plan): readonly string[] =>
  Object.entries(formatPlanByGroup(plan)).flatMap(([object, properties]) => [
    `  ${object}`,
    ...Object.entries(properties).map(([property, change]) => `    ${property}: ${change}`),
  ]);

/** Throws where a write is in force and failover did not come back, or a restart would lose it. */
export function assertLasting({ notRestored, notPersisted }: WriteResult): void {
  const reasons = Object.values(notPersisted);
  if (reasons.length > 0) throw messages.changedNotPersisted(reasons);
  if (notRestored) throw messages.changedWithoutFailover(notRestored.message);
}

/** Returns an error of the provider with its remedy as the command line has it. */
export const toCommandError = (error: unknown): unknown =>
  error instanceof UserError ? messages.onCommandLine(error) : error;
