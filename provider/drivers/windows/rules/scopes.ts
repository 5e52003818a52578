// Scopes. Rules: Add-, Set-, Remove-DhcpServerv4Scope
// (https://learn.microsoft.com/powershell/module/dhcpserver/), MS-DHCPM, and what
// others saw on Server 2022: a new range must hold the old one or lie in it, an inactive scope
// takes none, and Set gives the scope its
// other new properties even when it refuses the range.
import { parseIpv4, numberToIpv4 } from "../../../core/address.js";
import { assertLength, RefusedCall } from "./refused-call.js";
import type { Cmdlets, CmdletArguments } from "./arguments.js";
import {
  addScope,
  changeProperties,
  dropScope,
  sortPolicies,
  mapKey,
  findLastScopeUpTo,
  findScope,
  formatRangeEnds,
  usableAddresses,
  isInside,
  type ServerState,
  type Range,
  type Scope,
} from "./server-state.js";

/** Bits that are ones from the left: as many as there are, then zeros. */
const isMask = (mask: number) => /^1+0*$/.test(mask.toString(2).padStart(32, "0"));

const unlimitedClients = 0xffffffff;

const withoutUndefined = (properties: Partial<Scope>): Partial<Scope> =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));

/** Returns the properties that a call sets. Throws for those that a server refuses. */
function readProperties(
  args: CmdletArguments,
  before: { readonly type: string; readonly napEnable: boolean },
): Partial<Scope> {
  const state = args.text("State");
  const properties = withoutUndefined({
    name: args.text("Name"),
    description: args.text("Description"),
    superscopeName: args.text("SuperscopeName"),
    napProfile: args.text("NapProfile"),
    type: args.text("Type"),
    delay: args.number("Delay"),
    maxBootpClients: args.number("MaxBootpClients"),
    napEnable: args.flag("NapEnable"),
    activatePolicies: args.flag("ActivatePolicies"),
    leaseDuration: args.seconds("LeaseDuration"),
    // Read back in another spelling.
    state: (state === "InActive" ? "Inactive" : state) as Scope["state"] | undefined,
  });
  assertScopeTexts(args);
  assertScopeNumbers(args, properties.type ?? before.type);
  if (args.text("NapProfile") && !(properties.napEnable ?? before.napEnable))
    throw new RefusedCall("WIN32 87", "the scope has a NAP profile while NAP is not enabled");
  if (args.isNull("ActivatePolicies"))
    throw new RefusedCall(
      "WIN32 87",
      "nothing says what policies that are neither active nor inactive are",
    );
  if ((args.seconds("LeaseDuration") ?? 1) < 1)
    throw new RefusedCall("WIN32 87", "a lease lasts at least a second");
  return properties;
}

/** Throws for texts that are too long. The longest description and superscope name are inferred. */
function assertScopeTexts(args: CmdletArguments): void {
  assertLength(args.text("Name"), 256, "the name", 20046);
  assertLength(args.text("Description"), 256, "the description", 20046);
  assertLength(args.text("SuperscopeName"), 256, "the name of the superscope", 20030);
}

function assertScopeNumbers(args: CmdletArguments, type: string): void {
  if ((args.number("Delay") ?? 0) > 1000)
    throw new RefusedCall(20092, "a delay is 0 to 1000 milliseconds");
  // Without a limit is passed with any type: so DhcpServerMigration does.
  const limit = args.number("MaxBootpClients") ?? unlimitedClients;
  if (limit !== unlimitedClients && type !== "Both")
    throw new RefusedCall(
      "WIN32 87",
      `only a scope of the type Both limits BOOTP clients, and this one has the type ${type}`,
    );
}

/**
 * Gives a scope another range. That nothing may be left outside is documented of policies (20112),
 * inferred of exclusion ranges.
 */
function setRange(server: ServerState, scope: Scope, stateBefore: string, range: Range): void {
  if (
    range.first > range.last ||
    !isInside(range, usableAddresses(scope.scopeId, scope.subnetMask))
  )
    throw new RefusedCall(20023, "the range is not inside the subnet");
  if (scope.state === "Inactive" || stateBefore === "Inactive")
    throw new RefusedCall(20023, "the scope is inactive");
  if (!isInside(range, scope.range) && !isInside(scope.range, range))
    throw new RefusedCall(20023, "the new range neither holds the old one nor lies in it");
  if ([...scope.exclusions.values()].some((exclusion) => !isInside(exclusion, range)))
    throw new RefusedCall(20023, "it leaves an exclusion range outside");
  if (
    sortPolicies(scope).some((policy) =>
      [...policy.ranges.values()].some((held) => !isInside(held, range)),
    )
  )
    throw new RefusedCall(20112, "it leaves a policy's range outside");
  changeProperties(server, scope, { range });
}

/**
 * Refuses to move a scope from one superscope to another: the native call does that where it is
 * told to change what exists (MS-DHCPM 3.1.4.37), and nothing says that the cmdlet tells it so.
 * Inferred.
 */
function assertNoMove({ superscopeName: held }: Scope, wanted: string | undefined): void {
  if (held === "" || wanted === undefined || wanted === "" || mapKey(held) === mapKey(wanted))
    return;
  throw new RefusedCall("WIN32 87", `the scope is in the superscope "${held}"`);
}

export const scopeCmdlets: Cmdlets = {
  "Get-DhcpServerv4Scope": (server, args) =>
    (
      args.texts("ScopeId") ??
      [...server.scopes.keys()].sort((a, b) => parseIpv4(a)! - parseIpv4(b)!)
    ).map((scopeId) => answerScope(findScope(server, scopeId))),

  "Add-DhcpServerv4Scope": (server, args) => {
    const [range, mask] = [args.range()!, args.text("SubnetMask")!];
    const bits = parseIpv4(mask)!;
    if (!isMask(bits)) throw new RefusedCall("WIN32 87", `${mask} is no subnet mask`);
    const first = (range.first & bits) >>> 0;
    const scopeId = numberToIpv4(first);
    const other = findLastScopeUpTo(server, first + (0xffffffff - bits));
    if (other && findLastAddress(other) >= first)
      throw new RefusedCall(
        20052,
        `it has the scope ${other.scopeId}, with some of the same addresses`,
      );
    if (range.first > range.last || !isInside(range, usableAddresses(scopeId, mask)))
      throw new RefusedCall(20023, "the range is not inside one subnet");
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
    const { name, ...more } = readProperties(args, defaults);
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

  "Set-DhcpServerv4Scope": (server, args) => {
    const scope = findScope(server, args.text("ScopeId")!);
    const stateBefore = scope.state;
    assertNoMove(scope, args.text("SuperscopeName"));
    changeProperties(server, scope, readProperties(args, scope));
    const range = args.range();
    if (range) setRange(server, scope, stateBefore, range);
    return [];
  },

  "Remove-DhcpServerv4Scope": (server, args) => {
    for (const scopeId of args.texts("ScopeId")!) {
      const { state } = findScope(server, scopeId);
      if (
        [...server.relationships.values()].some((relationship) => relationship.scopes.has(scopeId))
      )
        throw new RefusedCall(20132, "the scope is in a failover relationship");
      // It asks (example 2 of its page), and nobody answers: ShouldContinue fails under
      // -NonInteractive whatever -Confirm says (tried under PowerShell 7.6).
      if (state === "Active" && args.flag("Force") !== true)
        throw new RefusedCall("WIN32 87", "it would ask whether a scope that is active may go");
      dropScope(server, scopeId);
    }
    return [];
  },
};

const findLastAddress = ({ scopeId, subnetMask }: Scope): number =>
  parseIpv4(scopeId)! + (0xffffffff - parseIpv4(subnetMask)!);

const answerScope = (scope: Scope) => ({
  ScopeId: scope.scopeId,
  SubnetMask: scope.subnetMask,
  ...formatRangeEnds(scope.range),
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
