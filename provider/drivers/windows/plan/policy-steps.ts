// Policies in cmdlets. A kind of condition cannot be taken off a policy by any documented call:
// such a
// policy is removed and added again.
import { rangeEnds } from "../../../core/address.js";
import { mapOf } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import type { Json, Tree } from "../../../core/model.js";
import {
  compareProcessingOrder,
  conditionKinds,
  spellComparators,
} from "../model/field-mappings.js";
import type { PropertiesChange } from "./change.js";
import { planLeaseRemoval, planOptions, type OptionLevel } from "./option-steps.js";
import type { Step, Value } from "./step.js";

type Policies = Readonly<Record<string, Tree>>;
const policiesIn = (tree: Tree): Policies => mapOf(tree.policies) as Policies;
const parameterName = (name: string): string => name[0]!.toUpperCase() + name.slice(1);
const listRanges = (policy: Tree | undefined): readonly string[] =>
  Object.keys(mapOf(policy?.ranges));

/** Tells whether a policy has to be removed and added again: it loses a kind of condition. */
const isRecreated = (from: Tree, to: Tree): boolean =>
  conditionKinds.some(({ name }) => from[name] !== undefined && to[name] === undefined);

/** One policy: the scope that it belongs to, or none, and its name. */
interface PolicyLocation {
  /** The policy in reasons. */
  readonly where: string;
  readonly scopeId: string | undefined;
  readonly name: string;
}

const locatePolicy = ({ where, scopeId }: PropertiesChange, name: string): PolicyLocation => ({
  where: `${where} policies.${name}`,
  scopeId,
  name,
});

/** The parameters that name a policy. */
const policyParameters = ({ name, scopeId }: PolicyLocation): Readonly<Record<string, Value>> => ({
  Name: name,
  ...(scopeId !== undefined && { ScopeId: scopeId }),
});

/**
 * Plans what has to go before a range may narrow: policies that go, and ranges of those that stay.
 */
export function planPolicyRemovals(change: PropertiesChange): readonly Step[] {
  const desired = policiesIn(change.desired);
  return Object.entries(policiesIn(change.current)).flatMap(([name, policy]): readonly Step[] => {
    const location = locatePolicy(change, name);
    const successor = desired[name];
    const stays = successor !== undefined && !isRecreated(policy, successor);
    if (!stays) return [planRemoval(location, successor)];
    return planRangeRemovals(location, policy, successor);
  });
}

/** Plans the removal of a policy. With a successor: only while it has a condition too many. */
function planRemoval(location: PolicyLocation, successor: Tree | undefined): Step {
  const { where, scopeId = "", name } = location;
  const what = successor ? "is made anew without one of its kinds of conditions" : "goes";
  return {
    reason: `${where}: ${what}`,
    cmdlet: "Remove-DhcpServerv4Policy",
    parameters: policyParameters(location),
    if: successor
      ? { name: "Test-PolicyKinds", arguments: [name, scopeId, listAbsentKinds(successor)] }
      : { name: "Test-Policy", arguments: [name, scopeId] },
  };
}

const listAbsentKinds = (policy: Tree): readonly string[] =>
  conditionKinds.filter(({ name }) => policy[name] === undefined).map(({ element }) => element);

function planRangeRemovals(location: PolicyLocation, from: Tree, to: Tree): readonly Step[] {
  const { where, name } = location;
  const scopeId = location.scopeId!;
  const kept = new Set(listRanges(to));
  const gone = listRanges(from).filter((range) => !kept.has(range));
  return gone.map((range): Step => {
    const [first, last] = rangeEnds(range);
    return {
      reason: `${where}.ranges.${range}: goes`,
      cmdlet: "Remove-DhcpServerv4PolicyIPRange",
      parameters: { Name: name, ScopeId: scopeId, StartRange: first, EndRange: last },
      if: { name: "Test-PolicyRange", arguments: [name, scopeId, first, last] },
    };
  });
}

/** Plans policies that come or change, then the order of all. */
export function planPolicies(change: PropertiesChange): readonly Step[] {
  const current = policiesIn(change.current);
  const desired = policiesIn(change.desired);
  const inOrder = Object.entries(desired).sort(compareProcessingOrder);
  const steps = inOrder.flatMap(([name, policy]) => {
    const before = current[name];
    const kept = before && !isRecreated(before, policy) ? before : undefined;
    const location = locatePolicy(change, name);
    const level: OptionLevel = {
      where: location.where,
      ...(change.scopeId !== undefined && { scopeId: change.scopeId }),
      policy: name,
    };
    return [
      ...(kept ? planChange(location, level, kept, policy) : [planAddition(location, policy)]),
      ...planRangeAdditions(location, kept, policy),
      ...planOptions(level, kept ?? {}, policy, change.types),
    ];
  });
  if (hasSameOrder(current, desired)) return steps;
  return [
    ...steps,
    ...inOrder.map(([name, policy]) => planOrder(locatePolicy(change, name), policy)),
  ];
}

/** Tells whether the order stays as it is. A policy that is added again is appended. */
function hasSameOrder(current: Policies, desired: Policies): boolean {
  const ordersOf = (policies: Policies): Json =>
    Object.entries(policies).map(([name, { processingOrder }]) => [name, processingOrder!]);
  const isAnyRecreated = Object.entries(desired).some(
    ([name, policy]) => current[name] !== undefined && isRecreated(current[name], policy),
  );
  return !isAnyRecreated && equal(ordersOf(current), ordersOf(desired));
}

function planAddition(location: PolicyLocation, policy: Tree): Step {
  const { where, scopeId = "", name } = location;
  return {
    reason: `${where}: comes`,
    cmdlet: "Add-DhcpServerv4Policy",
    parameters: {
      ...policyParameters(location),
      ...pickProperties(policy),
      ...pickConditions(policy),
    },
    unless: { name: "Test-Policy", arguments: [name, scopeId] },
  };
}

function planChange(
  location: PolicyLocation,
  level: OptionLevel,
  from: Tree,
  to: Tree,
): readonly Step[] {
  const changed = { ...pickProperties(to, from), ...pickConditions(to, from) };
  const losesLease = from.leaseDuration !== undefined && to.leaseDuration === undefined;
  const step: Step = {
    reason: `${location.where}: changes`,
    cmdlet: "Set-DhcpServerv4Policy",
    parameters: { ...policyParameters(location), ...changed },
  };
  return [
    ...(Object.keys(changed).length > 0 ? [step] : []),
    ...(losesLease ? [planLeaseRemoval(level)] : []),
  ];
}

function planRangeAdditions(
  location: PolicyLocation,
  from: Tree | undefined,
  to: Tree,
): readonly Step[] {
  const { where, name } = location;
  const before = new Set(listRanges(from));
  const added = listRanges(to).filter((range) => !before.has(range));
  return added.map((range): Step => {
    const [first, last] = rangeEnds(range);
    const scopeId = location.scopeId!;
    return {
      reason: `${where}.ranges.${range}: comes`,
      cmdlet: "Add-DhcpServerv4PolicyIPRange",
      parameters: { Name: name, ScopeId: scopeId, StartRange: first, EndRange: last },
      unless: { name: "Test-PolicyRange", arguments: [name, scopeId, first, last] },
    };
  });
}

const planOrder = (location: PolicyLocation, { processingOrder }: Tree): Step => ({
  reason: `${location.where}.processingOrder: ${String(processingOrder)}`,
  cmdlet: "Set-DhcpServerv4Policy",
  parameters: { ...policyParameters(location), ProcessingOrder: Number(processingOrder) },
});

/** Returns properties as parameters: all, or those that differ from `from`. */
function pickProperties(policy: Tree, from?: Tree): Readonly<Record<string, Value>> {
  const differs = (name: string): boolean =>
    from === undefined || !equal(from[name] ?? null, policy[name] ?? null);
  return {
    ...(differs("condition") && { Condition: String(policy.condition) }),
    ...(differs("enabled") && { Enabled: policy.enabled === true }),
    ...(differs("description") &&
      (policy.description !== undefined || from !== undefined) && {
        Description: String(policy.description ?? ""),
      }),
    ...(differs("leaseDuration") &&
      policy.leaseDuration !== undefined && {
        LeaseDuration: { seconds: Number(policy.leaseDuration) },
      }),
  };
}

/** Returns conditions as parameters: all, or those that differ from `from`. */
const pickConditions = (policy: Tree, from?: Tree): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    conditionKinds
      .filter(
        ({ name }) =>
          policy[name] !== undefined &&
          (from === undefined || !equal(from[name] ?? null, policy[name]!)),
      )
      .map(({ name, single }): [string, Value] => [
        parameterName(name),
        spellComparators(policy[name] as Json as readonly string[], single),
      ]),
  );
