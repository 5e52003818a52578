// Warnings about scopes that share the objects which a plan changes.
import { messages } from "../core/messages.js";
import type { Configuration, ScopeId, SharedKey } from "../core/model.js";
import { labelScopes } from "../core/scope-labels.js";
import type { PairComparison } from "./comparison.js";

/** Lists warnings about other scopes that use shared objects which the plan changes or creates. */
export function listSharingWarnings(
  { primary, partner, selection, plan, partnerAfter = partner.configuration }: PairComparison,
  labels: { readonly primary: string; readonly partner: string },
): readonly string[] {
  const changed = new Set(
    plan.flatMap(({ location }) => (location.kind === "shared" ? [location.key] : [])),
  );
  if (changed.size === 0) return [];
  const selected = new Set(selection.scopes);
  const usersOnPartner = findUsers(partnerAfter, selected);
  const usersOnPrimary = findUsers(primary.configuration, selected);
  return [...changed].flatMap((key) => {
    // A scope may name an object that does not exist yet, and use it from then on.
    const onPartner = (usersOnPartner.get(key) ?? []).filter(
      (id) => partner.configuration.scopes[id] !== undefined,
    );
    // A new object may next be needed by the scopes that use it on the primary.
    const isNew = partner.configuration.shared[key] === undefined;
    const onPrimary = isNew ? (usersOnPrimary.get(key) ?? []) : [];
    return [
      ...(onPartner.length > 0
        ? [
            messages.sharedObjectChanged(
              labels.partner,
              key,
              labelScopes(onPartner, partner.configuration, primary.configuration),
            ),
          ]
        : []),
      ...(onPrimary.length > 0
        ? [
            messages.sharedObjectCreated(
              labels.partner,
              key,
              labels.primary,
              labelScopes(onPrimary, primary.configuration, partner.configuration),
            ),
          ]
        : []),
    ];
  });
}

/** Finds the scopes, other than the selected ones, that use each shared object. */
function findUsers(
  { scopes }: Configuration,
  selected: ReadonlySet<ScopeId>,
): ReadonlyMap<SharedKey, readonly ScopeId[]> {
  const users = new Map<SharedKey, ScopeId[]>();
  for (const [id, { uses }] of Object.entries(scopes)) {
    if (selected.has(id)) continue;
    for (const key of uses) {
      const found = users.get(key);
      if (found) found.push(id);
      else users.set(key, [id]);
    }
  }
  return users;
}
