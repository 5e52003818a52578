// The rules by which a Windows DHCP server takes calls of the module DhcpServer: what PowerShell's
// binder
// lets through, and what the server refuses with its own error numbers. What no document settles is
// decided the stricter way, and said to be inferred where it stands.
//
// A preview carries its calls out on these rules (`rehearse`), and the tests' model server is made
// of them.
import { unquotable } from "../plan/quote.js";
import { bind, BindingError, type Value } from "./binder.js";
import { classes } from "./classes.js";
import { definitions } from "./definitions.js";
import { dns } from "./dns.js";
import { exclusions } from "./exclusions.js";
import { filters } from "./filters.js";
import { given, type Cmdlets } from "./given.js";
import type { Held } from "./held.js";
import { options } from "./options.js";
import { policies } from "./policies.js";
import { Refused } from "./refused.js";
import { reservations } from "./reservations.js";
import { scopes } from "./scopes.js";
import { settings } from "./settings.js";

/** What a cmdlet writes for one thing, by Windows' own names: durations as `{ seconds }`. */
export type Output = Readonly<Record<string, unknown>>;

/** What each cmdlet does to one server. */
const cmdlets: Cmdlets = {
  ...scopes,
  ...exclusions,
  ...reservations,
  ...options,
  ...policies,
  ...definitions,
  ...classes,
  ...settings,
  ...filters,
  ...dns,
};

/** Tells whether rules say what a cmdlet does to one server: those of failover change two. */
export const hasRules = (cmdlet: string): boolean => Object.hasOwn(cmdlets, cmdlet);

/**
 * Carries out one call. Throws a BindingError where PowerShell would not run it, and Refused where
 * the server refuses it; what it did before it refused stays.
 */
export function call(
  server: Held,
  cmdlet: string,
  parameters: Readonly<Record<string, Value>> = {},
): readonly Output[] {
  const bound = bind({ cmdlet, parameters });
  const run = cmdlets[bound.cmdlet];
  if (!run) throw new BindingError("CommandNotFoundException", `no rule says what ${cmdlet} does`);
  assertTexts(Object.values(bound.parameters));
  return run(server, given(bound)) as readonly Output[];
}

/**
 * Refuses texts with characters that an export could not hold. Inferred: NUL ends a text on its way
 * to the service, and nothing says what the others do.
 */
export function assertTexts(values: readonly Value[]): void {
  for (const text of values.flat()) {
    const found = typeof text === "string" ? unquotable(text) : undefined;
    if (found !== undefined)
      throw new Refused("WIN32 87", `a text holds ${found}, which cannot be handed to a cmdlet`);
  }
}
