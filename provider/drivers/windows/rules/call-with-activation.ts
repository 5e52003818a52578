// A call that is made once more with the scope active, where the server refuses it otherwise.
import { BindingError, type Value } from "./binder.js";

type Parameters = Readonly<Record<string, Value>>;

/**
 * Makes a call of Set-DhcpServerv4Scope, as both our scripts do for a step that `activates`: where
 * the server refuses it, the scope is active for a second try, and inactive afterwards.
 */
export function callWithActivation(set: (given: Parameters) => unknown, given: Parameters): void {
  const scope = { ScopeId: given.ScopeId! };
  try {
    set(given);
  } catch (error) {
    if (error instanceof BindingError) throw error;
    set({ ...scope, State: "Active" });
    try {
      set(given);
    } finally {
      set({ ...scope, State: "InActive" });
    }
  }
}
