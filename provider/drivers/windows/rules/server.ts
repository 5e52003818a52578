// The rules by which a Windows DHCP server takes calls of the module DhcpServer: what PowerShell's
// binder
// lets through, and what the server refuses with its own error numbers. What no document settles is
// decided the stricter way, and said to be inferred where it stands.
//
// A preview carries its calls out on these rules (`rehearse`), and the tests' model server is made
// of them.
import { findUnquotable } from "../plan/quote.js";
import { bind, BindingError, type Value } from "./binder.js";
import { classCmdlets } from "./classes.js";
import { definitionCmdlets } from "./definitions.js";
import { dnsCmdlets } from "./dns.js";
import { exclusionCmdlets } from "./exclusions.js";
import { filterCmdlets } from "./filters.js";
import { readArguments, type Cmdlets } from "./arguments.js";
import type { ServerState } from "./server-state.js";
import { optionCmdlets } from "./options.js";
import { policyCmdlets } from "./policies.js";
import { RefusedCall } from "./refused-call.js";
import { reservationCmdlets } from "./reservations.js";
import { scopeCmdlets } from "./scopes.js";
import { settingCmdlets } from "./settings.js";

/** One object that a cmdlet writes, by Windows' own names: durations as `{ seconds }`. */
export type Output = Readonly<Record<string, unknown>>;

/** The rule of each cmdlet that changes or reads one server. */
const cmdletRules: Cmdlets = {
  ...scopeCmdlets,
  ...exclusionCmdlets,
  ...reservationCmdlets,
  ...optionCmdlets,
  ...policyCmdlets,
  ...definitionCmdlets,
  ...classCmdlets,
  ...settingCmdlets,
  ...filterCmdlets,
  ...dnsCmdlets,
};

/** Tells whether rules say what a cmdlet does to one server: those of failover change two. */
export const hasRules = (cmdlet: string): boolean => Object.hasOwn(cmdletRules, cmdlet);

/**
 * Carries out one call. Throws a BindingError where PowerShell would not run it, and Refused where
 * the server refuses it; what it did before it refused stays.
 */
export function call(
  server: ServerState,
  cmdlet: string,
  parameters: Readonly<Record<string, Value>> = {},
): readonly Output[] {
  const bound = bind({ cmdlet, parameters });
  const run = cmdletRules[bound.cmdlet];
  if (!run) throw new BindingError("CommandNotFoundException", `no rule says what ${cmdlet} does`);
  assertTexts(Object.values(bound.parameters));
  return run(server, readArguments(bound)) as readonly Output[];
}

/**
 * Refuses texts with characters that an export could not hold. Inferred: NUL ends a text on its way
 * to the service, and nothing says what the others do.
 */
export function assertTexts(values: readonly Value[]): void {
  for (const text of values.flat()) {
    const found = typeof text === "string" ? findUnquotable(text) : undefined;
    if (found !== undefined)
      throw new RefusedCall(
        "WIN32 87",
        `a text holds ${found}, which cannot be handed to a cmdlet`,
      );
  }
}
