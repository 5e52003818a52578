// A plan for a Windows server in cmdlets, in the order in which they can be carried out.
import type { Configuration, Plan } from "../../../core/model.js";
import { typesOf } from "../model/options.js";
import { relationshipSteps } from "./relationship.js";
import { scopeSteps } from "./scope.js";
import { neededSteps, settingSteps, unneededSteps } from "./shared.js";
import type { Step } from "./step.js";

/** What makes a server that holds `current` hold `desired`. Never a Remove without its full key: without one it would take all. `changes`: what led to `desired`, where that says more than it does. */
export function steps(current: Configuration, desired: Configuration, changes: Plan = []): readonly Step[] {
  const types = typesOf(desired);
  const ids = [...new Set([...Object.keys(current.scopes), ...Object.keys(desired.scopes)])].sort();
  const changed = ids.filter((id) => current.scopes[id] !== desired.scopes[id]);
  const relationships = relationshipSteps(current.relationships, desired.relationships, changes);
  return [
    ...relationships.first,
    ...neededSteps(current, desired),
    ...changed.flatMap((id) => scopeSteps(id, current.scopes[id], desired.scopes[id], types)),
    ...(current.settings === desired.settings ? [] : settingSteps(current.settings.properties, desired.settings.properties, types)),
    ...unneededSteps(current, desired),
    ...relationships.last,
  ];
}
