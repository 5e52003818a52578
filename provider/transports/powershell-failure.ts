// The errors of a PowerShell that could not be asked, or whose answer is lost.
import { messages, type UserError } from "../core/messages.js";
import { mebibyte } from "../storage/bounded-bytes.js";
import type { AnswerLimits } from "./answer-limits.js";
import type { ChildResult } from "./child.js";
import type { NoAnswer } from "./powershell-frame.js";
import { explainSshFailure, sshFailureCode } from "./ssh.js";
import { powerShellMessages } from "./powershell-messages.js";
import { sshMessages } from "./ssh-messages.js";

/** The machine that a script was meant for, and the program that should have run it. */
export interface Route {
  readonly label: string;
  readonly program: string;
  readonly isOverSsh: boolean;
}

/**
 * The end of a script that gave no answer: how its program ended, its error output, and the limits
 * that it had.
 */
export interface FailedRun {
  readonly result: ChildResult;
  readonly errorText: string;
  readonly limits: AnswerLimits;
}

/** Returns the error for a program that could not be started. */
export function explainNotStarted(
  { label, program, isOverSsh }: Route,
  cause: NodeJS.ErrnoException,
): UserError {
  if (cause.code !== "ENOENT")
    return powerShellMessages.programFailed(label, program, cause.code ?? "no code", cause);
  return isOverSsh
    ? sshMessages.sshMissing(label, cause)
    : powerShellMessages.powerShellMissing(label, cause);
}

/** Returns the error for a PowerShell that never became ready: nothing was asked of it. */
export function explainNotReady(
  { label, isOverSsh }: Route,
  { result: { ending, code }, errorText, limits }: FailedRun,
): UserError {
  if (ending === "NO_ANSWER")
    return powerShellMessages.powerShellNotReady(label, limits.totalMs / 1000);
  if (ending === "TOO_LARGE") return tooLarge(label, limits);
  if (ending === "stopped") return powerShellMessages.powerShellClosed(label, false);
  if (isOverSsh && code === sshFailureCode) return explainSshFailure(label, errorText, "windows");
  return powerShellMessages.powerShellNotStarted(
    label,
    describeExit(code),
    shortenToEnd(errorText),
  );
}

/** Returns the error for a script that was started: what it did is not known. */
export function explainLostAnswer(
  { label, isOverSsh }: Route,
  { result: { ending, code }, errorText, limits }: FailedRun,
  noAnswer: NoAnswer,
): UserError {
  if (ending === "NO_ANSWER")
    return powerShellMessages.powerShellLate(label, limits.totalMs / 1000);
  if (ending === "STALLED") return messages.answerStalled(label, limits.idleMs / 1000, undefined);
  if (ending === "TOO_LARGE") return tooLarge(label, limits);
  if (ending === "stopped") return powerShellMessages.powerShellClosed(label, true);
  if (isOverSsh && code === sshFailureCode)
    return powerShellMessages.powerShellCut(label, shortenToEnd(errorText));
  if (noAnswer === "several") return powerShellMessages.powerShellSeveralAnswers(label);
  if (noAnswer === "garbled") return powerShellMessages.powerShellGarbled(label);
  return powerShellMessages.powerShellNoAnswer(label, describeExit(code), shortenToEnd(errorText));
}

const tooLarge = (label: string, { maxBytes }: AnswerLimits): UserError =>
  messages.answerTooLarge(label, maxBytes / mebibyte, undefined);

const describeExit = (code: ChildResult["code"]): string =>
  typeof code === "number" ? `code ${code}` : (code ?? "no code");

/** Returns the end of a text: before it may stand a banner that greets every user. */
const shortenToEnd = (text: string): string => (text.length <= 280 ? text : `…${text.slice(-279)}`);

/**
 * Replaces everything that was sent with a request, because passwords may be among it. PowerShell
 * breaks its lines where a console would, also inside a value, so white space does not count.
 */
export function hideRequestValues(text: string, request: unknown): string {
  const positions = [...text.matchAll(/\S/g)].map(({ index }) => index);
  const withoutSpace = positions.map((position) => text[position]).join("");
  const hidden = new Set<number>();
  JSON.stringify(request, (_, value: unknown) => {
    if (typeof value === "string") {
      const characters = value.replace(/\s/g, "");
      addOccurrences(hidden, withoutSpace, characters);
    }
    return value;
  });
  let shown = "";
  let from = 0;
  positions.forEach((position, index) => {
    if (!hidden.has(index)) return;
    if (!hidden.has(index - 1)) shown += `${text.slice(from, position)}…`;
    from = position + 1;
  });
  return shown + text.slice(from);
}

/**
 * Adds the positions of a value in a text. A value of fewer than four characters would hide too
 * much.
 */
function addOccurrences(positions: Set<number>, text: string, value: string): void {
  if (value.length < 4) return;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1))
    for (let offset = 0; offset < value.length; offset++) positions.add(at + offset);
}
