// What is not done without being asked for twice: each guard looks at a plan and refuses what is too sweeping to be meant.
import type { Change, Plan, ScopeId } from "./model.js";
import { messages, type Refusal } from "./messages.js";

export interface Guarded {
  readonly primary: { readonly label: string; readonly scopes: number };
  readonly partner: { readonly label: string; readonly scopes: number };
  readonly plan: Plan;
}

/** More than this share and more than this number of the partner's scopes are not removed in one go. */
const removedShare = 0.3;
const removedNumber = 10;

/** Why a plan should not be carried out unless it is forced, or nothing. */
export function objection({ primary, partner, plan }: Guarded): Refusal | undefined {
  if (primary.scopes === 0) return messages.primaryEmpty(primary.label).about("primary");
  const removed = removedScopes(plan).length;
  if (removed > removedNumber && removed > partner.scopes * removedShare) return messages.tooManyRemoved(partner.label, removed, partner.scopes).about("prune");
  const renumbered = plan.filter(isRenumbering);
  if (renumbered.length === 0) return undefined;
  return messages.idsDiffer(partner.label, renumbered.map(({ place, current, desired }) => `${place.kind === "scope" ? place.key : ""} ${String(current)} => ${String(desired)}`)).about("partner");
}

/** Scopes that a plan takes from the partner. */
export const removedScopes = (plan: Plan): readonly ScopeId[] =>
  plan.flatMap(({ place, path, desired }) => (place.kind === "scope" && path.length === 0 && desired === undefined ? [place.key] : []));

/** A scope's number in the server's lease file: leases are found by it. */
const isRenumbering = ({ place, path, current, desired }: Change): boolean =>
  place.kind === "scope" && path.length === 1 && path[0] === "id" && current !== undefined && desired !== undefined;
