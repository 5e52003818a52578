// The sentences of `pull`: copying edits of the partner to the primary.
import { changesText, listed, quoted, userError, type UserError } from "./sentence.js";

export const pullMessages = {
  onlyNothing: (pattern: string, differing: readonly string[]) =>
    userError(
      "only-nothing",
      `--only: neither server has ${quoted(pattern)} in these scopes.`,
      differing.length === 0
        ? "The two servers are equal there."
        : `There differs ${listed(differing)}.`,
    ),
  onlyPart: (pattern: string, whole: string) =>
    userError(
      "only-part",
      `--only: ${quoted(pattern)} is a part of ${whole}, which only one of the servers has.`,
      `Name ${whole} as a whole.`,
    ),
  pullScopeGone: (scope: string, partner: string, primary: string) =>
    userError(
      "pull-scope-gone",
      `${partner} has no scope ${scope}, and ${primary} has. pull removes no scope.`,
      "Remove it on the primary by hand.",
    ),
  /** Returns an error of the planning, in which primary and partner have changed places. */
  pullRefused: (error: UserError, primary: string, partner: string): UserError =>
    /\bprimary\b|\bpartner\b/i.test(error.text)
      ? userError(
          error.code,
          `pull copies from ${partner} to ${primary}, so "primary" means ${partner} here: ` +
            `${error.text}`,
          "",
          error,
        )
      : error,

  pullNothing: (primary: string, partner: string, scopes: readonly string[]) =>
    `${primary} holds what ${partner} holds in ${listed(scopes)}: nothing to pull.`,
  pullNothingNamed: (primary: string, partner: string) =>
    `${primary} holds what ${partner} holds in what --only names: nothing to pull.`,
  pullHeading: (primary: string, partner: string, changes: number) =>
    `${primary}: from ${partner}, ${changesText(changes)}`,
  pullDone: (primary: string, partner: string) =>
    `${primary} was written, read again, and holds there what ${partner} holds.`,
};
