// One scope in cmdlets: its range first widened, then what goes, its range narrowed, what comes and
// changes, and its state last.
import { parseIpv4, rangeEnds } from "../../../core/address.js";
import { mapOf } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import type { ConfigObject, Json, Tree } from "../../../core/model.js";
import type { OptionTypes } from "../model/options.js";
import { formatMask } from "../model/write-export.js";
import type { ScopeChange } from "./change.js";
import { planOptions } from "./option-steps.js";
import { planPolicies, planPolicyRemovals } from "./policy-steps.js";
import { planReservationRemovals, planReservations } from "./reservation-steps.js";
import type { Step, StepCondition, Value } from "./step.js";

const listKeys = (value: Json | undefined): readonly string[] => Object.keys(mapOf(value));
const noProperties: Tree = {};

/** Plans one scope: `from` absent where it comes, `to` absent where it goes. */
export function planScope(
  id: string,
  from: ConfigObject | undefined,
  to: ConfigObject | undefined,
  types: OptionTypes,
): readonly Step[] {
  const [scopeId, length] = id.split("/") as [string, string];
  const change: ScopeChange = {
    where: id,
    scopeId,
    current: from?.properties ?? noProperties,
    desired: to?.properties ?? noProperties,
    types,
  };
  if (!to) return planScopeRemoval(change);
  const { current, desired } = change;
  const target = rangeEnds(listKeys(desired.ranges)[0]!);
  const isInTarget = (range: string) => isWithinRange(range, target);
  const moves = from ? planRange(change) : noRangeSteps;
  return [
    ...(from ? [] : [planScopeAddition(change, formatMask(Number(length)))]),
    ...moves.widen,
    ...(from ? planScopeProperties(change) : []),
    ...planExclusionRemovals(change, (range) => !isInTarget(range)),
    ...planPolicyRemovals(change),
    ...planReservationRemovals(change),
    ...moves.narrow,
    // An exclusion range that makes way for another is followed by it at once: its addresses may be
    // handed out in between.
    ...planExclusionRemovals(change, isInTarget),
    ...planExclusionAdditions(change),
    // Policies first: a value for a user class adds a policy of its name where there is none.
    ...planPolicies(change),
    ...planOptions({ where: id, scopeId }, current, desired, types),
    ...planReservations(change),
    ...planState(change, from ? current.state : "Inactive", desired.state),
  ];
}

/**
 * Removes a scope, which is inactive then and serves no new clients. Without -Force the cmdlet asks
 * where a scope is active or has leases (Remove-DhcpServerv4Scope, example 2).
 */
function planScopeRemoval(change: ScopeChange): readonly Step[] {
  const { where, scopeId, current } = change;
  const exists: StepCondition = { name: "Test-Scope", arguments: [scopeId] };
  return [
    ...planState(change, current.state, "Inactive").map((step) => ({ ...step, if: exists })),
    {
      reason: `${where}: goes`,
      cmdlet: "Remove-DhcpServerv4Scope",
      parameters: { ScopeId: scopeId },
      if: exists,
    },
  ];
}

const isWithinRange = (range: string, [first, last]: readonly [string, string]): boolean => {
  const [a, b] = rangeEnds(range);
  return parseIpv4(a)! >= parseIpv4(first)! && parseIpv4(b)! <= parseIpv4(last)!;
};

/** The number of BOOTP clients of a scope that does not limit them. */
const unlimitedBootpClients = 2 ** 32 - 1;

/** Adds a scope, which serves nobody before it is whole. */
function planScopeAddition({ where, scopeId, desired }: ScopeChange, mask: string): Step {
  const [first, last] = rangeEnds(listKeys(desired.ranges)[0]!);
  return {
    reason: `${where}: comes`,
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

const noRangeSteps: RangeSteps = { widen: [], narrow: [] };

/**
 * Plans another range. A server takes a range only where it is part of the old one, or the old one
 * part of it: first the union of both, then the new one. Each in a call of its own: with others,
 * these would be carried out though the range is refused.
 */
function planRange({ where, scopeId, current, desired }: ScopeChange): RangeSteps {
  const [from, to] = [listKeys(current.ranges)[0]!, listKeys(desired.ranges)[0]!];
  if (from === to) return noRangeSteps;
  const [[a, b], [first, last]] = [rangeEnds(from), rangeEnds(to)];
  const [low, high] = [lowerAddress(a, first), higherAddress(b, last)];
  const setRange = (start: string, end: string, what: string): Step => ({
    reason: `${where} ranges: ${what}`,
    cmdlet: "Set-DhcpServerv4Scope",
    parameters: { ScopeId: scopeId, StartRange: start, EndRange: end },
    ...(current.state !== "Active" && { activates: true }),
    unless: { name: "Test-Range", arguments: [scopeId, first, last] },
  });
  const union = `${low}-${high}`;
  const narrows = union !== to;
  const text = `${from} => ${to}`;
  const firstText = narrows ? `${text}, first widened to hold both` : text;
  return {
    widen: union === from ? [] : [setRange(low, high, firstText)],
    narrow: narrows ? [setRange(first, last, text)] : [],
  };
}

const lowerAddress = (a: string, b: string): string => (parseIpv4(a)! <= parseIpv4(b)! ? a : b);
const higherAddress = (a: string, b: string): string => (parseIpv4(a)! >= parseIpv4(b)! ? a : b);

/** The properties that one call of Set-DhcpServerv4Scope sets, and what each parameter takes. */
const scopeParameters: Readonly<Record<string, (value: Json | undefined) => [string, Value]>> = {
  name: (value) => ["Name", String(value ?? "")],
  description: (value) => ["Description", String(value ?? "")],
  leaseDuration: (value) => ["LeaseDuration", { seconds: Number(value) }],
  type: (value) => ["Type", String(value ?? "")],
  delay: (value) => ["Delay", Number(value)],
  activatePolicies: (value) => ["ActivatePolicies", value === true],
  napEnable: (value) => ["NapEnable", value === true],
  napProfile: (value) => ["NapProfile", String(value ?? "")],
  sharedNetwork: (value) => ["SuperscopeName", String(value ?? "")],
};

/** Plans the properties of a scope that exists: all in one call but the limit of BOOTP clients. */
function planScopeProperties(change: ScopeChange): readonly Step[] {
  const { where, scopeId, current, desired } = change;
  const differs = (name: string): boolean => !equal(current[name] ?? null, desired[name] ?? null);
  const parameters = Object.fromEntries(
    Object.entries(scopeParameters)
      .filter(([name]) => differs(name))
      .map(([name, toParameter]) => toParameter(desired[name])),
  );
  const limit = differs("maxBootpClients") ? [planBootpLimit(change)] : [];
  const names = Object.keys(parameters);
  const properties: Step = {
    reason: `${where}: ${names.join(", ")}`,
    cmdlet: "Set-DhcpServerv4Scope",
    parameters: { ScopeId: scopeId, ...parameters },
  };
  return [
    ...(desired.type === "Both" ? [] : limit),
    ...(differs("sharedNetwork") ? leaveSuperscope(change) : []),
    ...(names.length === 0 ? [] : [properties]),
    ...(desired.type === "Both" ? limit : []),
  ];
}

/** Plans the limit of BOOTP clients, which can be set only while the scope's type is Both. */
function planBootpLimit({ where, scopeId, current, desired }: ScopeChange): Step {
  const [from, to] = [String(current.maxBootpClients), String(desired.maxBootpClients)];
  const losesType = current.type === "Both" && desired.type !== "Both";
  return {
    reason: `${where} maxBootpClients: ${from} => ${to}`,
    cmdlet: "Set-DhcpServerv4Scope",
    parameters: { ScopeId: scopeId, MaxBootpClients: Number(desired.maxBootpClients) },
    ...(losesType && { if: { name: "Test-ScopeType", arguments: [scopeId, "Both"] } }),
  };
}

/**
 * Takes a scope out of its superscope before it is put into another. The native call moves one only
 * where it is told to change what exists (ChangeExisting, MS-DHCPM 3.1.4.37), and nothing says
 * whether
 * Set-DhcpServerv4Scope tells it so.
 */
function leaveSuperscope({ where, scopeId, current, desired }: ScopeChange): readonly Step[] {
  const [from, to] = [current.sharedNetwork, desired.sharedNetwork];
  if (from === undefined || to === undefined) return [];
  return [
    {
      reason: `${where} sharedNetwork: leaves ${String(from)}`,
      cmdlet: "Set-DhcpServerv4Scope",
      parameters: { ScopeId: scopeId, SuperscopeName: "" },
      unless: { name: "Test-Superscope", arguments: [scopeId, String(to)] },
    },
  ];
}

/** Returns the exclusion ranges that only the first of two trees has. */
function listOtherExclusions(tree: Tree, other: Tree): readonly string[] {
  const others = new Set(listKeys(other.exclusions));
  return listKeys(tree.exclusions).filter((range) => !others.has(range));
}

/** Plans exclusion ranges that go. They have no Set: those make way for the ones that come. */
function planExclusionRemovals(
  { where, scopeId, current, desired }: ScopeChange,
  isSelected: (range: string) => boolean,
): readonly Step[] {
  const gone = listOtherExclusions(current, desired).filter(isSelected);
  return gone.map((range): Step => {
    const [first, last] = rangeEnds(range);
    return {
      reason: `${where} exclusions.${range}: goes`,
      cmdlet: "Remove-DhcpServerv4ExclusionRange",
      parameters: { ScopeId: scopeId, StartRange: first, EndRange: last },
      if: { name: "Test-Exclusion", arguments: [scopeId, first, last] },
    };
  });
}

function planExclusionAdditions(change: ScopeChange): readonly Step[] {
  const { where, scopeId, current, desired } = change;
  return listOtherExclusions(desired, current).map((range): Step => {
    const [first, last] = rangeEnds(range);
    return {
      reason: `${where} exclusions.${range}: comes`,
      cmdlet: "Add-DhcpServerv4ExclusionRange",
      parameters: { ScopeId: scopeId, StartRange: first, EndRange: last },
      unless: { name: "Test-Exclusion", arguments: [scopeId, first, last] },
    };
  });
}

/** Plans a state. The parameter's word is InActive; what is read back is Inactive. */
function planState(
  { where, scopeId }: ScopeChange,
  from: Json | undefined,
  to: Json | undefined,
): readonly Step[] {
  if (from === to) return [];
  return [
    {
      reason: `${where} state: ${String(from)} => ${String(to)}`,
      cmdlet: "Set-DhcpServerv4Scope",
      parameters: { ScopeId: scopeId, State: to === "Active" ? "Active" : "InActive" },
    },
  ];
}
