// Policies in cmdlets. A kind of condition cannot be taken off a policy by any documented call: such a policy is made anew.
import { rangeEnds } from "../../../core/address.js";
import { mapOf } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import type { Json, Tree } from "../../../core/model.js";
import {
  compareProcessingOrder,
  spellComparators,
  conditionKinds,
} from "../model/field-mappings.js";
import type { OptionTypes } from "../model/options.js";
import { planLeaseRemoval, planOptions, type OptionLevel } from "./option-steps.js";
import type { Step, Value } from "./step.js";

type Policies = Readonly<Record<string, Tree>>;
const policiesIn = (tree: Tree): Policies => mapOf(tree.policies) as Policies;
const parameterName = (name: string): string => name[0]!.toUpperCase() + name.slice(1);
const listRanges = (policy: Tree | undefined): readonly string[] =>
  Object.keys(mapOf(policy?.ranges));

/** Whether a policy has to be made anew: it loses a kind of condition. */
const isRecreated = (from: Tree, to: Tree): boolean =>
  conditionKinds.some(({ name }) => from[name] !== undefined && to[name] === undefined);

const scopeParameter = (scopeId: string | undefined): Readonly<Record<string, Value>> =>
  scopeId === undefined ? {} : { ScopeId: scopeId };

/** What has to go before a range may narrow: policies that go, and ranges of those that stay. */
export function planPolicyRemovals(
  where: string,
  scopeId: string | undefined,
  from: Tree,
  to: Tree,
): readonly Step[] {
  const desired = policiesIn(to);
  return Object.entries(policiesIn(from)).flatMap(([name, policy]): readonly Step[] => {
    const stays = desired[name];
    if (!stays || isRecreated(policy, stays)) {
      return [
        {
          reason: `${where} policies.${name}: ${stays ? "is made anew without one of its kinds of conditions" : "goes"}`,
          cmdlet: "Remove-DhcpServerv4Policy",
          parameters: { Name: name, ...scopeParameter(scopeId) },
          if: stays
            ? testExtraConditions(name, scopeId, stays)
            : { name: "Test-Policy", arguments: [name, scopeId ?? ""] },
        },
      ];
    }
    const wanted = new Set(listRanges(stays));
    return listRanges(policy)
      .filter((range) => !wanted.has(range))
      .map((range): Step => {
        const [first, last] = rangeEnds(range);
        return {
          reason: `${where} policies.${name}.ranges.${range}: goes`,
          cmdlet: "Remove-DhcpServerv4PolicyIPRange",
          parameters: { Name: name, ScopeId: scopeId!, StartRange: first, EndRange: last },
          if: { name: "Test-PolicyRange", arguments: [name, scopeId!, first, last] },
        };
      });
  });
}

/** A policy that still has a kind of condition that it should not have. */
const testExtraConditions = (name: string, scopeId: string | undefined, to: Tree): Step["if"] => ({
  name: "Test-PolicyKinds",
  arguments: [
    name,
    scopeId ?? "",
    conditionKinds.filter(({ name: kind }) => to[kind] === undefined).map(({ element }) => element),
  ],
});

/** Policies that come or change, then the order of all. */
export function planPolicies(
  where: string,
  scopeId: string | undefined,
  from: Tree,
  to: Tree,
  types: OptionTypes,
): readonly Step[] {
  const current = policiesIn(from);
  const desired = Object.entries(policiesIn(to)).sort(compareProcessingOrder);
  const made: Step[] = [];
  const order: Step[] = [];
  // One that is made anew is appended.
  const anew = desired.some(
    ([name, policy]) => current[name] !== undefined && isRecreated(current[name], policy),
  );
  const sameOrder =
    !anew &&
    equal(
      Object.entries(current).map(([name, { processingOrder }]) => [name, processingOrder!]),
      Object.entries(policiesIn(to)).map(([name, { processingOrder }]) => [name, processingOrder!]),
    );
  for (const [name, policy] of desired) {
    const named = `${where} policies.${name}`;
    const level: OptionLevel = {
      where: named,
      ...(scopeId !== undefined && { scopeId }),
      policy: name,
    };
    const standing = current[name];
    const kept = standing && !isRecreated(standing, policy) ? standing : undefined;
    if (!kept) {
      made.push({
        reason: `${named}: comes`,
        cmdlet: "Add-DhcpServerv4Policy",
        parameters: {
          Name: name,
          ...scopeParameter(scopeId),
          ...pickProperties(policy),
          ...pickConditions(policy),
        },
        unless: { name: "Test-Policy", arguments: [name, scopeId ?? ""] },
      });
    } else {
      const changed = { ...pickProperties(policy, kept), ...pickConditions(policy, kept) };
      if (Object.keys(changed).length > 0)
        made.push({
          reason: `${named}: changes`,
          cmdlet: "Set-DhcpServerv4Policy",
          parameters: { Name: name, ...scopeParameter(scopeId), ...changed },
        });
      if (kept.leaseDuration !== undefined && policy.leaseDuration === undefined)
        made.push(planLeaseRemoval(level));
    }
    const had = new Set(listRanges(kept));
    for (const range of listRanges(policy).filter((one) => !had.has(one))) {
      const [first, last] = rangeEnds(range);
      made.push({
        reason: `${named}.ranges.${range}: comes`,
        cmdlet: "Add-DhcpServerv4PolicyIPRange",
        parameters: { Name: name, ScopeId: scopeId!, StartRange: first, EndRange: last },
        unless: { name: "Test-PolicyRange", arguments: [name, scopeId!, first, last] },
      });
    }
    made.push(...planOptions(level, kept ?? {}, policy, types));
    if (!sameOrder)
      order.push({
        reason: `${named}.processingOrder: ${String(policy.processingOrder)}`,
        cmdlet: "Set-DhcpServerv4Policy",
        parameters: {
          Name: name,
          ...scopeParameter(scopeId),
          ProcessingOrder: Number(policy.processingOrder),
        },
      });
  }
  return [...made, ...order];
}

/** Properties as parameters; only those that differ from `from`, where it is given. */
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
