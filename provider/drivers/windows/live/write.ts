// Changes for a running server: kept, made call by call, looked at. What was made before something failed stays, and is told.
import { setTimeout as wait } from "node:timers/promises";
import { messages } from "../../../core/messages.js";
import type { Configuration } from "../../../core/model.js";
import { messageOf } from "../../../core/refused.js";
import type { ReadScope } from "../../driver.js";
import { Unanswered } from "../../../transports/unanswered.js";
import type { Step } from "../plan/step.js";
import { steps } from "../plan/steps.js";
import { failureText } from "./answer.js";
import { observed, type Observed } from "./observe.js";
import type { Shell } from "./shell.js";

export interface Writing {
  readonly shell: Shell;
  /** What the server held when the steps were planned. */
  readonly from: Observed;
  readonly steps: readonly Step[];
  /** Has others make the changes; absent: the steps do. */
  readonly by?: () => Promise<void>;
  /** What it should hold afterwards. */
  readonly expected: Configuration;
  /** Where what it held is kept. */
  readonly kept: string;
  readonly look: () => Promise<Observed>;
  /** What a look asks for. */
  readonly needed: ReadScope | undefined;
  /** Between two looks, in milliseconds. */
  readonly pause: number;
}

/** The server afterwards, and what a person should know. Throws where not all was made, with what was and what was not. */
export async function write(
  writing: Writing,
): Promise<{ readonly after: Observed; readonly told: readonly string[] }> {
  const { shell, from, kept, look, by } = writing;
  if (by) return { after: await byOthers(writing, by), told: [] };
  const made = await shell
    .make(writing.steps, { reads: { needed: writing.needed } })
    .catch((error: unknown) => {
      if (error instanceof Unanswered) return error;
      throw error;
    });
  if (made instanceof Unanswered) return found(writing, made.userError.message);
  if (!made.failure) return { after: made.after ? observed(made.after) : await look(), told: [] };
  const why = failureText(shell.label, made.failure).message;
  const failed = writing.steps[made.done]!.reason;
  // A cmdlet may do a part of what it is asked before it fails: what the server holds says whether anything changed.
  const unchanged =
    made.done === 0 &&
    (await look().then(
      ({ version }) => version === from.version,
      () => false,
    ));
  if (unchanged) throw messages.windowsUnchanged(shell.label, failed, why);
  const reasons = writing.steps.map(({ reason }) => reason);
  throw messages.windowsStopped(
    shell.label,
    failed,
    why,
    reasons.slice(0, made.done),
    reasons.slice(made.done),
    kept,
  );
}

/** Others write it. Where they fail, what is left is told: they may have written a part. */
async function byOthers(
  { shell, from, expected, kept, look }: Writing,
  by: () => Promise<void>,
): Promise<Observed> {
  try {
    await by();
  } catch (error) {
    const after = await look().catch(() => undefined);
    const why = messageOf(error);
    if (!after) throw messages.windowsUncertain(shell.label, why, kept);
    if (after.version === from.version) throw error;
    throw messages.windowsPartly(
      shell.label,
      why,
      steps(after.configuration, expected).map(({ reason }) => reason),
      kept,
    );
  }
  return look();
}

/** For how long calls whose answer is lost may still go on, in looks. */
const looks = 10;

/** What became of calls whose answer is lost: what the server holds once it no longer changes. */
async function found(
  { shell, from, expected, kept, look, pause }: Writing,
  why: string,
): Promise<{ readonly after: Observed; readonly told: readonly string[] }> {
  let before: string | undefined;
  for (let attempt = 1; ; attempt++) {
    const after = await look().catch((gone: unknown) => {
      throw messages.windowsUncertain(shell.label, `${why} ${messageOf(gone)}`, kept);
    });
    const left = steps(after.configuration, expected).map(({ reason }) => reason);
    if (left.length === 0) return { after, told: [messages.windowsAnsweredLate(why)] };
    if (after.version === before || attempt === looks)
      throw after.version === from.version
        ? messages.windowsLost(shell.label, why)
        : messages.windowsPartly(shell.label, why, left, kept);
    before = after.version;
    await wait(pause);
  }
}
