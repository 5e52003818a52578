// Exclusion ranges: added and removed, never altered. Duplicates and overlaps are 20023, as seen
// on Server 2022.
import { Refused } from "./refused.js";
import type { Cmdlets } from "./given.js";
import { drop, overlap, put, rangeKey, ranges, scopeOf, startAndEnd, within } from "./held.js";

export const exclusions: Cmdlets = {
  "Get-DhcpServerv4ExclusionRange": (server, given) =>
    (given.texts("ScopeId") ?? [...server.scopes.keys()]).flatMap((scopeId) =>
      ranges(scopeOf(server, scopeId).exclusions.values()).map((range) => ({
        ScopeId: scopeId,
        ...startAndEnd(range),
      })),
    ),

  "Add-DhcpServerv4ExclusionRange": (server, given) => {
    const [scope, range] = [scopeOf(server, given.text("ScopeId")!), given.range()!];
    if (range.first > range.last || !within(range, scope.range))
      throw new Refused(20023, "the exclusion range is not inside the scope's range");
    for (const held of scope.exclusions.values())
      if (overlap(held, range)) throw new Refused(20023, "it overlaps another exclusion range");
    put(server, scope.exclusions, rangeKey(range), range);
    return [];
  },

  // Without a range it removes them all:
  // https://learn.microsoft.com/powershell/module/dhcpserver/remove-dhcpserverv4exclusionrange
  "Remove-DhcpServerv4ExclusionRange": (server, given) => {
    const [scope, range] = [scopeOf(server, given.text("ScopeId")!), given.range()];
    if (!range && (given.has("StartRange") || given.has("EndRange")))
      throw new Refused("WIN32 87", "one end of the range is missing");
    if (!range)
      server.dangers.push(
        `Remove-DhcpServerv4ExclusionRange alone removes every exclusion range of ${scope.scopeId}`,
      );
    for (const at of range ? [rangeKey(range)] : [...scope.exclusions.keys()])
      if (!drop(server, scope.exclusions, at))
        throw new Refused(20023, "there is no such exclusion range"); // the code is inferred
    return [];
  },
};
