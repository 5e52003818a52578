// A plan for a Windows server in cmdlets, in the order in which they can be carried out.
import type { Configuration, Plan } from "../../../core/model.js";
import { classNames, type ClassNames } from "../model/classes.js";
import { typesOf } from "../model/options.js";
import { relationshipSteps } from "./relationship.js";
import { scopeSteps } from "./scope.js";
import { neededSteps, settingSteps, unneededSteps } from "./shared.js";
import type { Step, Test, Value } from "./step.js";

/** What makes a server that holds `current` hold `desired`. Never a Remove without its full key: without one it would take all. `changes`: what led to `desired`, where that says more than it does. */
export function steps(
  current: Configuration,
  desired: Configuration,
  changes: Plan = [],
): readonly Step[] {
  const types = typesOf(desired);
  const ids = [...new Set([...Object.keys(current.scopes), ...Object.keys(desired.scopes)])].sort();
  const changed = ids.filter((id) => current.scopes[id] !== desired.scopes[id]);
  const relationships = relationshipSteps(current.relationships, desired.relationships, changes);
  const all = [
    ...relationships.first,
    ...neededSteps(current, desired),
    ...changed.flatMap((id) => scopeSteps(id, current.scopes[id], desired.scopes[id], types)),
    ...(current.settings === desired.settings
      ? []
      : settingSteps(current.settings.properties, desired.settings.properties, types)),
    ...unneededSteps(current, desired),
    ...relationships.last,
  ];
  const names = classNames(desired);
  return all.map((step) => spelled(step, names));
}

/** Which arguments of a question are classes, by place. */
const classArguments: Readonly<Record<string, readonly ("Vendor" | "User" | undefined)[]>> = {
  "Test-OptionValue": [undefined, "Vendor", "User"],
  "Test-Definition": [undefined, "Vendor"],
};

/** Puts a step into the server's own names for its classes. */
function spelled(step: Step, names: ClassNames): Step {
  const own = (type: "Vendor" | "User" | undefined, value: Value): Value => {
    if (type === undefined || value === null || typeof value === "number") return value;
    if (Array.isArray(value)) return (value as readonly Value[]).map((one) => own(type, one));
    return typeof value === "string" ? names.own(type, value) : value;
  };
  const asked = (test: Test): Test => {
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
