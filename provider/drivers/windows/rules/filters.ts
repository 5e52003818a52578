// Filters: client addresses that are served alone, or not at all.
// https://learn.microsoft.com/powershell/module/dhcpserver/add-dhcpserverv4filter
import { Refused } from "./refused.js";
import type { Cmdlets } from "./given.js";
import { alter, drop, put, type Filter } from "./held.js";

/**
 * Bytes in upper case with hyphens, as real exports have them. Asterisks may stand for the last
 * bytes, one for each or one for all (DHCP_ADDR_PATTERN, MS-DHCPM).
 */
function macAddress(given: string): string {
  const [, digits, after] = /^([\da-f]{2}(?:-?[\da-f]{2})*)((?:-?\*)*)$/i.exec(given) ?? [];
  if (digits === undefined)
    throw new Refused("WIN32 87", `"${given}" is no MAC address or pattern of one`);
  const bytes = digits.replaceAll("-", "").toUpperCase().match(/../g)!;
  return [...bytes, ...(after!.match(/\*/g) ?? [])].join("-");
}

export const filters: Cmdlets = {
  "Get-DhcpServerv4Filter": ({ filters: held }, given) =>
    [...held.values()]
      .filter(({ list }) => list === (given.text("List") ?? list))
      .map(({ list, macAddress: address, description }) => ({
        List: list,
        MacAddress: address,
        Description: description,
      })),

  // With -Force one that is there is written over: inferred.
  "Add-DhcpServerv4Filter": (server, given) => {
    for (const asked of given.texts("MacAddress")!.map(macAddress)) {
      if (server.filters.has(asked) && !given.flag("Force"))
        throw new Refused(20093, "there is such a filter already");
      put(server, server.filters, asked, {
        list: given.text("List") as Filter["list"],
        macAddress: asked,
        description: given.text("Description") ?? "",
      });
    }
    return [];
  },

  "Remove-DhcpServerv4Filter": (server, given) => {
    for (const asked of given.texts("MacAddress")!.map(macAddress))
      if (!drop(server, server.filters, asked)) throw new Refused(20095, "there is no such filter");
    return [];
  },

  "Get-DhcpServerv4FilterList": ({ filterLists: { allow, deny } }) => [
    { Allow: allow, Deny: deny },
  ],

  "Set-DhcpServerv4FilterList": (server, given) => {
    alter(server, server.filterLists, { allow: given.flag("Allow"), deny: given.flag("Deny") });
    return [];
  },
};
