// Exclusion ranges: added and removed, never altered. Duplicates and overlaps are 20023, as seen
// on Server 2022.
import { RefusedCall } from "./refused-call.js";
import type { Cmdlets } from "./arguments.js";
import {
  dropEntry,
  doOverlap,
  putEntry,
  rangeMapKey,
  sortRanges,
  findScope,
  formatRangeEnds,
  isInside,
} from "./server-state.js";

export const exclusionCmdlets: Cmdlets = {
  "Get-DhcpServerv4ExclusionRange": (server, args) =>
    (args.texts("ScopeId") ?? [...server.scopes.keys()]).flatMap((scopeId) =>
      sortRanges(findScope(server, scopeId).exclusions.values()).map((range) => ({
        ScopeId: scopeId,
        ...formatRangeEnds(range),
      })),
    ),

  "Add-DhcpServerv4ExclusionRange": (server, args) => {
    const [scope, range] = [findScope(server, args.text("ScopeId")!), args.range()!];
    if (range.first > range.last || !isInside(range, scope.range))
      throw new RefusedCall(20023, "the exclusion range is not inside the scope's range");
    for (const held of scope.exclusions.values())
      if (doOverlap(held, range))
        throw new RefusedCall(20023, "it overlaps another exclusion range");
    putEntry(server, scope.exclusions, rangeMapKey(range), range);
    return [];
  },

  // Without a range it removes them all:
  // https://learn.microsoft.com/powershell/module/dhcpserver/remove-dhcpserverv4exclusionrange
  "Remove-DhcpServerv4ExclusionRange": (server, args) => {
    const [scope, range] = [findScope(server, args.text("ScopeId")!), args.range()];
    if (!range && (args.has("StartRange") || args.has("EndRange")))
      throw new RefusedCall("WIN32 87", "one end of the range is missing");
    if (!range)
      server.dangers.push(
        `Remove-DhcpServerv4ExclusionRange alone removes every exclusion range of ${scope.scopeId}`,
      );
    for (const at of range ? [rangeMapKey(range)] : [...scope.exclusions.keys()])
      if (!dropEntry(server, scope.exclusions, at))
        throw new RefusedCall(20023, "there is no such exclusion range"); // the code is inferred
    return [];
  },
};
