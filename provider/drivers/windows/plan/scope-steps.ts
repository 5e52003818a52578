// One scope in cmdlets: its range first widened, then what goes, its range narrowed, what comes and changes, and its state last.
import { parseIpv4, rangeEnds } from "../../../core/address.js";
import { mapOf } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import type { Json, ConfigObject, Tree } from "../../../core/model.js";
import type { OptionTypes } from "../model/options.js";
import { formatMask } from "../model/write-export.js";
import { planOptions } from "./option-steps.js";
import { planPolicyRemovals, planPolicies } from "./policy-steps.js";
import { planReservationRemovals, planReservations } from "./reservation-steps.js";
import type { Step, StepCondition, Value } from "./step.js";

const listKeys = (value: Json | undefined): readonly string[] => Object.keys(mapOf(value));
const noProperties: Tree = {};

export function planScope(
  id: string,
  from: ConfigObject | undefined,
  to: ConfigObject | undefined,
  types: OptionTypes,
): readonly Step[] {
  const [scopeId, length] = id.split("/") as [string, string];
  if (!to) {
    return planScopeRemoval(id, scopeId, from?.properties ?? noProperties);
  }
  const [current, desired] = [from?.properties ?? noProperties, to.properties];
  const range = listKeys(desired.ranges)[0]!;
  const target = rangeEnds(range);
  const moves = from
    ? planRange(id, scopeId, listKeys(current.ranges)[0]!, range, current)
    : undefined;
  return [
    ...(from
      ? (moves?.widen ?? [])
      : [planScopeAddition(id, scopeId, formatMask(Number(length)), range, desired)]),
    ...planScopeProperties(id, scopeId, current, desired, from !== undefined),
    ...planExclusions(
      id,
      scopeId,
      current,
      desired,
      "goes",
      (range) => !isWithinRange(range, target),
    ),
    ...planPolicyRemovals(id, scopeId, current, desired),
    ...planReservationRemovals(id, scopeId, current, desired),
    ...(moves?.narrow ?? []),
    // One that makes way for another is followed by it at once: its addresses may be lent in between.
    ...planExclusions(id, scopeId, current, desired, "goes", (range) =>
      isWithinRange(range, target),
    ),
    ...planExclusions(id, scopeId, current, desired, "comes"),
    // Policies first: a value for a user class brings a policy of its name into being where there is none.
    ...planPolicies(id, scopeId, current, desired, types),
    ...planOptions({ where: id, scopeId }, current, desired, types),
    ...planReservations(id, scopeId, current, desired, types),
    ...planState(id, scopeId, from ? current.state : "Inactive", desired.state),
  ];
}

/**
 * Removes a scope, which is inactive then and serves no new clients. Without -Force the cmdlet asks
 * where a scope is active or has leases (Remove-DhcpServerv4Scope, example 2).
 */
function planScopeRemoval(id: string, scopeId: string, current: Tree): readonly Step[] {
  const stands: StepCondition = { name: "Test-Scope", arguments: [scopeId] };
  return [
    ...planState(id, scopeId, current.state, "Inactive").map((step) => ({ ...step, if: stands })),
    {
      reason: `${id}: goes`,
      cmdlet: "Remove-DhcpServerv4Scope",
      parameters: { ScopeId: scopeId },
      if: stands,
    },
  ];
}

/** Whether a range lies in another. */
const isWithinRange = (range: string, [first, last]: readonly [string, string]): boolean => {
  const [a, b] = rangeEnds(range);
  return parseIpv4(a)! >= parseIpv4(first)! && parseIpv4(b)! <= parseIpv4(last)!;
};

/** How many BOOTP clients a scope has that does not limit them. */
const unlimitedBootpClients = 2 ** 32 - 1;

/** A new scope serves nobody before it is whole. */
function planScopeAddition(
  id: string,
  scopeId: string,
  mask: string,
  range: string,
  desired: Tree,
): Step {
  const [first, last] = rangeEnds(range);
  return {
    reason: `${id}: comes`,
    cmdlet: "Add-DhcpServerv4Scope",
    parameters: {
      StartRange: first,
      EndRange: last,
      SubnetMask: mask,
      Name: String(desired.name ?? ""),
      Description: String(desired.description ?? ""),
      State: "InActive",
      Type: String(desired.type),
      LeaseDuration: { seconds: Number(desired.leaseDuration) },
      Delay: Number(desired.delay),
      ActivatePolicies: desired.activatePolicies === true,
      ...(desired.sharedNetwork !== undefined && { SuperscopeName: String(desired.sharedNetwork) }),
      ...((desired.type === "Both" || desired.maxBootpClients !== unlimitedBootpClients) && {
        MaxBootpClients: Number(desired.maxBootpClients),
      }),
      ...(desired.napEnable === true && { NapEnable: true }),
      ...((desired.napEnable === true || desired.napProfile !== undefined) && {
        NapProfile: String(desired.napProfile ?? ""),
      }),
    },
    unless: { name: "Test-Scope", arguments: [scopeId] },
  };
}

/** The calls that give a scope another range. */
interface RangeSteps {
  readonly widen: readonly Step[];
  readonly narrow: readonly Step[];
}

/**
 * A server takes a range only where it is part of the old one, or the old one part of it: first the
 * union of both, then the new one. Each in a call of its own: with others, these would be carried out
 * though the range is refused.
 */
function planRange(
  id: string,
  scopeId: string,
  from: string,
  to: string,
  current: Tree,
): RangeSteps {
  if (from === to) return { widen: [], narrow: [] };
  const [[a, b], [first, last]] = [rangeEnds(from), rangeEnds(to)];
  const union = [lowerAddress(a, first), higherAddress(b, last)] as const;
  const done: StepCondition = { name: "Test-Range", arguments: [scopeId, first, last] };
  const set = (start: string, end: string, why: string): Step => ({
    reason: `${id} ranges: ${why}`,
    cmdlet: "Set-DhcpServerv4Scope",
    parameters: { ScopeId: scopeId, StartRange: start, EndRange: end },
    ...(current.state !== "Active" && { activates: true }),
    unless: done,
  });
  const widens = union.join("-") !== from;
  const narrows = union.join("-") !== to;
  return {
    widen: widens
      ? [
          set(
            union[0],
            union[1],
            `${from} => ${to}${narrows ? ", first widened to hold both" : ""}`,
          ),
        ]
      : [],
    narrow: narrows ? [set(first, last, `${from} => ${to}`)] : [],
  };
}

const lowerAddress = (a: string, b: string): string => (parseIpv4(a)! <= parseIpv4(b)! ? a : b);
const higherAddress = (a: string, b: string): string => (parseIpv4(a)! >= parseIpv4(b)! ? a : b);

/** Properties that are set in one call. What Add had no parameter for is set afterwards. */
function planScopeProperties(
  id: string,
  scopeId: string,
  current: Tree,
  desired: Tree,
  stood: boolean,
): readonly Step[] {
  if (!stood) return [];
  const differs = (name: string): boolean => !equal(current[name] ?? null, desired[name] ?? null);
  const textOf = (name: string): string => String(desired[name] ?? "");
  const parameters: Record<string, Value> = {
    ...(differs("name") && { Name: textOf("name") }),
    ...(differs("description") && { Description: textOf("description") }),
    ...(differs("leaseDuration") && { LeaseDuration: { seconds: Number(desired.leaseDuration) } }),
    ...(differs("type") && { Type: textOf("type") }),
    ...(differs("delay") && { Delay: Number(desired.delay) }),
    ...(differs("activatePolicies") && { ActivatePolicies: desired.activatePolicies === true }),
    ...(differs("napEnable") && { NapEnable: desired.napEnable === true }),
    ...(differs("napProfile") && { NapProfile: textOf("napProfile") }),
    ...(differs("sharedNetwork") && { SuperscopeName: textOf("sharedNetwork") }),
  };
  const names = Object.keys(parameters);
  const limit: Step = {
    reason: `${id} maxBootpClients: ${String(current.maxBootpClients)} => ${String(desired.maxBootpClients)}`,
    cmdlet: "Set-DhcpServerv4Scope",
    parameters: { ScopeId: scopeId, MaxBootpClients: Number(desired.maxBootpClients) },
  };
  const limited = differs("maxBootpClients");
  // A limit can be set only while the scope's type is Both.
  const before: Step =
    current.type === "Both"
      ? { ...limit, if: { name: "Test-ScopeType", arguments: [scopeId, "Both"] } }
      : limit;
  return [
    ...(limited && desired.type !== "Both" ? [before] : []),
    ...(differs("sharedNetwork") ? leaveSuperscope(id, scopeId, current, desired) : []),
    ...(names.length === 0
      ? []
      : [
          {
            reason: `${id}: ${names.join(", ")}`,
            cmdlet: "Set-DhcpServerv4Scope",
            parameters: { ScopeId: scopeId, ...parameters },
          },
        ]),
    ...(limited && desired.type === "Both" ? [limit] : []),
  ];
}

/**
 * Takes a scope out of its superscope before it is put into another. The native call moves one only
 * where it is told to change what exists (ChangeExisting, MS-DHCPM 3.1.4.37), and nothing says whether
 * Set-DhcpServerv4Scope tells it so.
 */
function leaveSuperscope(
  id: string,
  scopeId: string,
  current: Tree,
  desired: Tree,
): readonly Step[] {
  const [from, to] = [current.sharedNetwork, desired.sharedNetwork];
  if (from === undefined || to === undefined) return [];
  return [
    {
      reason: `${id} sharedNetwork: leaves ${String(from)}`,
      cmdlet: "Set-DhcpServerv4Scope",
      parameters: { ScopeId: scopeId, SuperscopeName: "" },
      unless: { name: "Test-Superscope", arguments: [scopeId, String(to)] },
    },
  ];
}

/** Exclusion ranges have no Set: those that go make way for those that come. */
function planExclusions(
  id: string,
  scopeId: string,
  current: Tree,
  desired: Tree,
  which: "goes" | "comes",
  where: (range: string) => boolean = () => true,
): readonly Step[] {
  const [from, to] = which === "goes" ? [current, desired] : [desired, current];
  const other = new Set(listKeys(to.exclusions));
  return listKeys(from.exclusions)
    .filter((range) => !other.has(range) && where(range))
    .map((range): Step => {
      const [first, last] = rangeEnds(range);
      const test: StepCondition = { name: "Test-Exclusion", arguments: [scopeId, first, last] };
      const parameters = { ScopeId: scopeId, StartRange: first, EndRange: last };
      const reason = `${id} exclusions.${range}: ${which}`;
      return which === "goes"
        ? { reason, cmdlet: "Remove-DhcpServerv4ExclusionRange", parameters, if: test }
        : { reason, cmdlet: "Add-DhcpServerv4ExclusionRange", parameters, unless: test };
    });
}

function planState(
  id: string,
  scopeId: string,
  from: Json | undefined,
  to: Json | undefined,
): readonly Step[] {
  if (from === to) return [];
  // The parameter's word is InActive; what is read back is Inactive.
  return [
    {
      reason: `${id} state: ${String(from)} => ${String(to)}`,
      cmdlet: "Set-DhcpServerv4Scope",
      parameters: { ScopeId: scopeId, State: to === "Active" ? "Active" : "InActive" },
    },
  ];
}
