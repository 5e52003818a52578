// A plan for a Windows server in cmdlets, in the order in which they can be carried out.
import type { Configuration, Plan } from "../../../core/model.js";
import { readClassNames, type ClassNames } from "../model/classes.js";
import { optionTypesOf } from "../model/options.js";
import { planRelationships } from "./relationship-steps.js";
import { planScope } from "./scope-steps.js";
import { planNeededObjects, planSettings, planUnneededObjects } from "./server-steps.js";
import type { Step, StepCondition, Value } from "./step.js";

/**
 * Plans the steps from `current` to `desired`. No Remove comes without its full key: without one it
 * would remove everything. `changes`: the changes that led to `desired`, which may apply a value
 * again.
 */
export function planSteps(
  current: Configuration,
  desired: Configuration,
  changes: Plan = [],
): readonly Step[] {
  const types = optionTypesOf(desired);
  const ids = [...new Set([...Object.keys(current.scopes), ...Object.keys(desired.scopes)])].sort();
  const changed = ids.filter((id) => current.scopes[id] !== desired.scopes[id]);
  const relationships = planRelationships(current.relationships, desired.relationships, changes);
  const all = [
    ...relationships.first,
    ...planNeededObjects(current, desired),
    ...changed.flatMap((id) => planScope(id, current.scopes[id], desired.scopes[id], types)),
    ...(current.settings === desired.settings
      ? []
      : planSettings(current.settings.properties, desired.settings.properties, types)),
    ...planUnneededObjects(current, desired),
    ...relationships.last,
  ];
  const names = readClassNames(desired);
  return all.map((step) => spellStep(step, names));
}

/** The arguments of conditions that are classes, by position. */
const classArguments: Readonly<Record<string, readonly ("Vendor" | "User" | undefined)[]>> = {
  "Test-OptionValue": [undefined, "Vendor", "User"],
  "Test-Definition": [undefined, "Vendor"],
};

/** Puts a step into the server's own names for its classes. */
function spellStep(step: Step, names: ClassNames): Step {
  const own = (type: "Vendor" | "User" | undefined, value: Value): Value => {
    if (type === undefined || value === null || typeof value === "number") return value;
    if (Array.isArray(value)) return (value as readonly Value[]).map((one) => own(type, one));
    return typeof value === "string" ? names.spell(type, value) : value;
  };
  const asked = (test: StepCondition): StepCondition => {
    const types = classArguments[test.name] ?? [];
    return { ...test, arguments: test.arguments.map((value, i) => own(types[i], value)) };
  };
  const { VendorClass, UserClass } = step.parameters;
  return {
    ...step,
    parameters: {
      ...step.parameters,
      ...(VendorClass !== undefined && { VendorClass: own("Vendor", VendorClass) }),
      ...(UserClass !== undefined && { UserClass: own("User", UserClass) }),
    },
    ...(step.if && { if: asked(step.if) }),
    ...(step.unless && { unless: asked(step.unless) }),
  };
}
