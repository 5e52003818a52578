// A plan of a command that writes: it is shown in the words of a preview, confirmed and carried out.
import { resolve } from "node:path";
import { messages, UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import { formatPlanByGroup } from "../core/text.js";
import type { WriteResult } from "../lifecycle/write-request.js";
import { completeOnceBegun, confirm } from "./confirm.js";
import { type CommandOptions, type CommandServer, readValue } from "./servers.js";

/** The options of every command that writes. */
export const writeOptions = {
  "backup-dir": { type: "string", multiple: true },
  yes: { type: "boolean" },
  force: { type: "boolean" },
} as const;

/** Returns a server whose copies are in the folder that `--backup-dir` names. */
export function keepIn(server: CommandServer, options: CommandOptions): CommandServer {
  const folder = readValue(options, "backup-dir");
  if (folder === undefined) return server;
  return { ...server, reached: { ...server.reached, backupDir: resolve(folder) } };
}

/** A plan that is shown before it is written. */
export interface ShownPlan {
  /** The server that is written. */
  readonly label: string;
  readonly heading: string;
  readonly plan: Plan;
  readonly warnings: readonly string[];
  write(): Promise<WriteResult>;
}

/** Shows a plan, asks, and writes it. Returns true where it was written. */
export async function confirmAndWrite(
  shown: ShownPlan,
  { yes }: CommandOptions,
  say: (line: string) => void,
): Promise<boolean> {
  const { label, heading, plan, warnings } = shown;
  for (const line of [heading, ...formatPlanLines(plan), ...warnings]) say(line);
  if (!(await confirm(messages.writeQuestion(label), yes === true))) {
    say(messages.notConfirmed());
    return false;
  }
  assertLasting(await completeOnceBegun(() => shown.write(), say));
  return true;
}

/** Returns a plan as lines: each object, and below it its properties as a preview words them. */
const formatPlanLines = (plan: Plan): readonly string[] =>
  Object.entries(formatPlanByGroup(plan)).flatMap(([object, properties]) => [
    `  ${object}`,
    ...Object.entries(properties).map(([property, change]) => `    ${property}: ${change}`),
  ]);

/** Throws where a write is in force and failover did not come back, or a restart would lose it. */
function assertLasting({ notRestored, notPersisted }: WriteResult): void {
  const reasons = Object.values(notPersisted);
  if (reasons.length > 0) throw messages.changedNotPersisted(reasons);
  if (notRestored) throw messages.changedWithoutFailover(notRestored.message);
}

/** Returns an error of the provider with its remedy as the command line has it. */
export const toCommandError = (error: unknown): unknown =>
  error instanceof UserError ? messages.onCommandLine(error) : error;
