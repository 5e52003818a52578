// What a preview says besides its differences: one line each, bounded, once an operation.
import type { AttributedChange } from "../core/base.js";
import { equal } from "../core/equal.js";
import { messages } from "../core/messages.js";
import type { Change, Configuration, ScopeId, SharedKey } from "../core/model.js";
import { formatProperty, formatScopedProperty } from "../core/paths.js";
import { formatChange, formatSide } from "../core/text.js";
import { settingsOutside } from "./reported.js";
import type { Seen } from "./seen.js";
import type { Session } from "./session.js";

/** Lists what stands outside scopes, differs, and stays different; compared once an operation, less what the resource keeps. */
export function settingsLeft(
  session: Session,
  { primary, partner, extent, becomes }: Seen,
): readonly string[] {
  const all = session.memoizeForPair(primary, partner, () =>
    settingsOutside(primary.configuration, partner),
  );
  const inheriting = countInheriting(partner.configuration);
  return all
    .filter((change) => !extent.isIgnored(change))
    .flatMap((change) => (becomes ? staying(change, becomes) : [change]))
    .map((change) => {
      const touched = change.place.kind === "settings" ? (inheriting.get(change.path[0]!) ?? 0) : 0;
      return `${formatProperty(change.place, change.path)} ${formatChange(change)}${touched > 0 ? messages.inherits(touched) : ""}`;
    });
}

/** Returns a difference as it is after the update: the plan of a scope may put an order right, which is then told in the plan alone. */
function staying(change: Change, becomes: Configuration): readonly Change[] {
  if (change.place.kind !== "order") return [change];
  const names = change.desired as readonly string[];
  const current = (becomes.order[change.place.key] ?? []).filter((name) => names.includes(name));
  return equal(current, names) ? [] : [{ ...change, current }];
}

/** Counts the scopes that have each property from further out. */
function countInheriting({ scopes }: Configuration): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { inherited } of Object.values(scopes)) {
    for (const name of inherited) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Who else on the partner uses what a plan changes outside the resource's own scopes. */
export function tellSharing(
  session: Session,
  { primary, partner, extent, plan, becomes = partner.configuration }: Seen,
  label: string,
  primaryLabel: string,
): void {
  const changed = [
    ...new Set(plan.flatMap(({ place }) => (place.kind === "shared" ? [place.key] : []))),
  ];
  if (changed.length === 0) return;
  const own = new Set(extent.scopes);
  const [onPartner, onPrimary] = [usersOf(becomes, own), usersOf(primary.configuration, own)];
  for (const part of changed) {
    // A scope may name what is not there yet, and use it from then on.
    const there = (onPartner.get(part) ?? []).filter(
      (id) => partner.configuration.scopes[id] !== undefined,
    );
    if (there.length > 0) session.tell(messages.sharedWith(label, part, there));
    // Where it is new, those who use it on the primary are who may count on it next.
    const here =
      partner.configuration.shared[part] === undefined ? (onPrimary.get(part) ?? []) : [];
    if (here.length > 0) session.tell(messages.sharedAnew(label, part, primaryLabel, here));
  }
}

/** Returns the scopes, other than these, that use each shared part. */
function usersOf(
  { scopes }: Configuration,
  own: ReadonlySet<ScopeId>,
): ReadonlyMap<SharedKey, readonly ScopeId[]> {
  const users = new Map<SharedKey, ScopeId[]>();
  for (const [id, { uses }] of Object.entries(scopes)) {
    if (own.has(id)) continue;
    for (const part of uses) {
      const found = users.get(part);
      if (found) found.push(id);
      else users.set(part, [id]);
    }
  }
  return users;
}

/** More scopes than this are told by their number. */
const most = 20;

/** Who changed what since the last replication, a line a scope. */
export function tellMovement(session: Session, moved: readonly AttributedChange[]): void {
  const groups = Map.groupBy(moved, ({ place }) =>
    place.kind === "settings" ? "server" : place.key,
  );
  let told = 0;
  for (const [scope, leaves] of groups) {
    if (++told > most) continue;
    const by = (who: AttributedChange["changedBy"]) =>
      leaves.filter((leaf) => leaf.changedBy === who);
    session.tell(
      messages.movedSince(
        scope,
        by("primary").length,
        by("partner").length,
        by("both").map(({ place, path }) => formatProperty(place, path)),
      ),
    );
  }
  if (groups.size > most) session.tell(messages.movedElsewhere(groups.size - most));
}

/** A leaf that the partner changed, with its three values. */
export function movedText(moved: AttributedChange): string {
  const [base, primary, partner] = moved.values.map((value) => formatSide(moved, value, 40));
  return messages.driftLeaf(
    formatScopedProperty(moved.place, moved.path),
    base!,
    primary!,
    partner!,
  );
}
