// pull: copies edits of the partner to the primary, after it has shown them.
import { resolve } from "node:path";
import { messages } from "../core/messages.js";
import { drivers } from "../drivers/index.js";
import { operation } from "../lifecycle/operation.js";
import { carryOutPull, planPull, type PullPlan } from "../lifecycle/pull.js";
import { completeOnceBegun, confirm } from "./confirm.js";
import {
  type CommandOptions,
  readServers,
  readValue,
  readValues,
  serverOptions,
} from "./servers.js";
import { assertLasting, formatPlanLines, toCommandError } from "./show-plan.js";

export const pullOptions = {
  ...serverOptions,
  only: { type: "string", multiple: true },
  "backup-dir": { type: "string", multiple: true },
  yes: { type: "boolean" },
  force: { type: "boolean" },
} as const;

/** Copies what the partner holds in these scopes, or what `--only` names there, to the primary. */
export async function pull(
  options: CommandOptions,
  say: (line: string) => void,
  scopes: readonly string[],
): Promise<void> {
  const { primary, partners } = readServers(options);
  if (scopes.length === 0) throw messages.usageScopes();
  if (partners.length > 1) throw messages.usageTwice("partner");
  const folder = readValue(options, "backup-dir");
  const current = operation(drivers, say);
  try {
    const planned = await current.session.run(() =>
      planPull(current, {
        primary: {
          ...primary.reached,
          ...(folder !== undefined && { backupDir: resolve(folder) }),
        },
        partner: partners[0]!.reached,
        scopes,
        only: readValues(options, "only"),
        force: options.force === true,
      }),
    );
    await write(planned, options, say);
  } catch (error) {
    throw toCommandError(error);
  } finally {
    await current.session.end();
  }
}

async function write(
  planned: PullPlan,
  options: CommandOptions,
  say: (line: string) => void,
): Promise<void> {
  const { primaryLabel, partnerLabel, plan, scopes, warnings } = planned;
  if (plan.length === 0) {
    const isNamed = readValues(options, "only").length > 0;
    return say(
      isNamed
        ? messages.pullNothingNamed(primaryLabel, partnerLabel)
        : messages.pullNothing(primaryLabel, partnerLabel, scopes),
    );
  }
  say(messages.pullHeading(primaryLabel, partnerLabel, plan.length));
  for (const line of formatPlanLines(plan)) say(line);
  for (const warning of warnings) say(warning);
  if (!(await confirm(messages.writeQuestion(primaryLabel), options.yes === true))) {
    say(messages.notConfirmed());
    process.exitCode = 1;
    return;
  }
  assertLasting(await completeOnceBegun(() => carryOutPull(planned), say));
  say(messages.pullDone(primaryLabel, partnerLabel));
}
