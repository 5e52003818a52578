// pull: copies edits of the partner to the primary, after it has shown them.
import { messages } from "../core/messages.js";
import { drivers } from "../drivers/index.js";
import { operation } from "../lifecycle/operation.js";
import { carryOutPull, planPull, type PullPlan } from "../lifecycle/pull.js";
import { type CommandOptions, readServers, readValues, serverOptions } from "./servers.js";
import { confirmAndWrite, keepIn, toCommandError, writeOptions } from "./show-plan.js";

export const pullOptions = {
  ...serverOptions,
  ...writeOptions,
  only: { type: "string", multiple: true },
} as const;

/**
 * Copies what the partner holds in these scopes, or what `--only` names there, to the primary.
 * Returns the exit code.
 */
export async function pull(
  options: CommandOptions,
  say: (line: string) => void,
  scopes: readonly string[],
): Promise<number> {
  const { primary, partners } = readServers(options);
  if (scopes.length === 0) throw messages.usageScopes();
  if (partners.length > 1) throw messages.usageTwice("partner");
  const { reached } = keepIn(primary, options);
  const current = operation(drivers, say);
  try {
    const planned = await current.session.run(() =>
      planPull(current, {
        primary: reached,
        partner: partners[0]!.reached,
        scopes,
        only: readValues(options, "only"),
        force: options.force === true,
      }),
    );
    return await write(planned, options, say);
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
): Promise<number> {
  const { primaryLabel: label, partnerLabel, plan, scopes, warnings } = planned;
  if (plan.length === 0) {
    const isNamed = readValues(options, "only").length > 0;
    say(
      isNamed
        ? messages.pullNothingNamed(label, partnerLabel)
        : messages.pullNothing(label, partnerLabel, scopes),
    );
    return 0;
  }
  const heading = messages.pullHeading(label, partnerLabel, plan.length);
  const shown = { label, heading, plan, warnings, write: () => carryOutPull(planned) };
  if (!(await confirmAndWrite(shown, options, say))) return 1;
  say(messages.pullDone(label, partnerLabel));
  return 0;
}
