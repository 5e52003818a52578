// Scopes. Rules: Add-, Set-, Remove-DhcpServerv4Scope
// (https://learn.microsoft.com/powershell/module/dhcpserver/), MS-DHCPM, and what
// others saw on Server 2022: a new range must hold the old one or lie in it, an inactive scope
// takes none, and Set gives the scope its
// other new properties even when it refuses the range.
import { parseIpv4, numberToIpv4 } from "../../../core/address.js";
import { assertLength, Refused } from "./refused.js";
import type { Cmdlets, Given } from "./given.js";
import {
  addScope,
  alter,
  dropScope,
  inOrder,
  key,
  lastScopeUpTo,
  scopeOf,
  startAndEnd,
  subnet,
  within,
  type Held,
  type Range,
  type Scope,
} from "./held.js";

/** Bits that are ones from the left: as many as there are, then zeros. */
const isMask = (mask: number) => /^1+0*$/.test(mask.toString(2).padStart(32, "0"));

const unlimited = 0xffffffff;

/**
 * The properties a call gives, checked. The longest description and superscope name are inferred.
 */
function properties(
  given: Given,
  before: { readonly type: string; readonly napEnable: boolean },
): Partial<Scope> {
  const properties: Record<string, unknown> = {};
  const name = (parameter: string) => parameter[0]!.toLowerCase() + parameter.slice(1);
  const take = (value: unknown, parameter: string) =>
    value !== undefined && (properties[name(parameter)] = value);
  for (const parameter of ["Name", "Description", "SuperscopeName", "NapProfile", "Type"])
    take(given.text(parameter), parameter);
  for (const parameter of ["Delay", "MaxBootpClients"]) take(given.number(parameter), parameter);
  for (const parameter of ["NapEnable", "ActivatePolicies"]) take(given.flag(parameter), parameter);
  take(given.seconds("LeaseDuration"), "LeaseDuration");
  const state = given.text("State");
  // Read back in another spelling.
  if (state !== undefined) properties.state = state === "InActive" ? "Inactive" : state;
  const { type = before.type, napEnable = before.napEnable } = properties;
  assertLength(given.text("Name"), 256, "the name", 20046);
  assertLength(given.text("Description"), 256, "the description", 20046);
  assertLength(given.text("SuperscopeName"), 256, "the name of the superscope", 20030);
  if ((given.number("Delay") ?? 0) > 1000)
    throw new Refused(20092, "a delay is 0 to 1000 milliseconds");
  // Without a limit is passed with any type: so DhcpServerMigration does.
  const limit = given.number("MaxBootpClients") ?? unlimited;
  if (limit !== unlimited && type !== "Both")
    throw new Refused(
      "WIN32 87",
      `only a scope of the type Both limits BOOTP clients, and this one has the type ${type}`,
    );
  if (given.text("NapProfile") && !napEnable)
    throw new Refused("WIN32 87", "the scope has a NAP profile while NAP is not enabled");
  if (given.isNull("ActivatePolicies"))
    throw new Refused(
      "WIN32 87",
      "nothing says what policies that are neither active nor inactive are",
    );
  if ((given.seconds("LeaseDuration") ?? 1) < 1)
    throw new Refused("WIN32 87", "a lease lasts at least a second");
  return properties as Partial<Scope>;
}

/**
 * Gives a scope another range. That nothing may be left outside is documented of policies (20112),
 * inferred of exclusion ranges.
 */
function setRange(server: Held, scope: Scope, stateBefore: string, range: Range): void {
  if (range.first > range.last || !within(range, subnet(scope.scopeId, scope.subnetMask)))
    throw new Refused(20023, "the range is not inside the subnet");
  if (scope.state === "Inactive" || stateBefore === "Inactive")
    throw new Refused(20023, "the scope is inactive");
  if (!within(range, scope.range) && !within(scope.range, range))
    throw new Refused(20023, "the new range neither holds the old one nor lies in it");
  if ([...scope.exclusions.values()].some((exclusion) => !within(exclusion, range)))
    throw new Refused(20023, "it leaves an exclusion range outside");
  if (
    inOrder(scope).some((policy) =>
      [...policy.ranges.values()].some((held) => !within(held, range)),
    )
  )
    throw new Refused(20112, "it leaves a policy's range outside");
  alter(server, scope, { range });
}

/**
 * Refuses to move a scope from one superscope to another: the native call does that where it is
 * told to change what exists (MS-DHCPM 3.1.4.37), and nothing says that the cmdlet tells it so.
 * Inferred.
 */
function assertNoMove({ superscopeName: held }: Scope, wanted: string | undefined): void {
  if (held === "" || wanted === undefined || wanted === "" || key(held) === key(wanted)) return;
  throw new Refused("WIN32 87", `the scope is in the superscope "${held}"`);
}

export const scopes: Cmdlets = {
  "Get-DhcpServerv4Scope": (server, given) =>
    (
      given.texts("ScopeId") ??
      [...server.scopes.keys()].sort((a, b) => parseIpv4(a)! - parseIpv4(b)!)
    ).map((scopeId) => output(scopeOf(server, scopeId))),

  "Add-DhcpServerv4Scope": (server, given) => {
    const [range, mask] = [given.range()!, given.text("SubnetMask")!];
    const bits = parseIpv4(mask)!;
    if (!isMask(bits)) throw new Refused("WIN32 87", `${mask} is no subnet mask`);
    const first = (range.first & bits) >>> 0;
    const scopeId = numberToIpv4(first);
    const other = lastScopeUpTo(server, first + (0xffffffff - bits));
    if (other && lastAddress(other) >= first)
      throw new Refused(
        20052,
        `it has the scope ${other.scopeId}, with some of the same addresses`,
      );
    if (range.first > range.last || !within(range, subnet(scopeId, mask)))
      throw new Refused(20023, "the range is not inside one subnet");
    const defaults = {
      description: "",
      superscopeName: "",
      leaseDuration: 8 * 86_400,
      state: "Active",
      type: "Dhcp",
      maxBootpClients: 0xffffffff,
      napEnable: false,
      napProfile: "",
      delay: 0,
      activatePolicies: true,
    } as const;
    const { name, ...more } = properties(given, defaults);
    addScope(server, {
      scopeId,
      subnetMask: mask,
      range,
      name: name!,
      ...defaults,
      ...more,
      exclusions: new Map(),
      reservations: new Map(),
      options: new Map(),
      policies: new Map(),
    });
    return [];
  },

  "Set-DhcpServerv4Scope": (server, given) => {
    const scope = scopeOf(server, given.text("ScopeId")!);
    const stateBefore = scope.state;
    assertNoMove(scope, given.text("SuperscopeName"));
    alter(server, scope, properties(given, scope));
    const range = given.range();
    if (range) setRange(server, scope, stateBefore, range);
    return [];
  },

  "Remove-DhcpServerv4Scope": (server, given) => {
    for (const scopeId of given.texts("ScopeId")!) {
      const { state } = scopeOf(server, scopeId);
      if (
        [...server.relationships.values()].some((relationship) => relationship.scopes.has(scopeId))
      )
        throw new Refused(20132, "the scope is in a failover relationship");
      // It asks (example 2 of its page), and nobody answers: ShouldContinue fails under
      // -NonInteractive whatever -Confirm says (tried under PowerShell 7.6).
      if (state === "Active" && given.flag("Force") !== true)
        throw new Refused("WIN32 87", "it would ask whether a scope that is active may go");
      dropScope(server, scopeId);
    }
    return [];
  },
};

const lastAddress = ({ scopeId, subnetMask }: Scope): number =>
  parseIpv4(scopeId)! + (0xffffffff - parseIpv4(subnetMask)!);

const output = (scope: Scope) => ({
  ScopeId: scope.scopeId,
  SubnetMask: scope.subnetMask,
  ...startAndEnd(scope.range),
  Name: scope.name,
  Description: scope.description,
  SuperscopeName: scope.superscopeName,
  LeaseDuration: { seconds: scope.leaseDuration },
  State: scope.state,
  Type: scope.type,
  MaxBootpClients: scope.maxBootpClients,
  NapEnable: scope.napEnable,
  NapProfile: scope.napProfile,
  Delay: scope.delay,
  ActivatePolicies: scope.activatePolicies,
});
