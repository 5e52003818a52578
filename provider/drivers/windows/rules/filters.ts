// Filters: client addresses that are served alone, or not at all.
// https://learn.microsoft.com/powershell/module/dhcpserver/add-dhcpserverv4filter
import { RefusedCall } from "./refused-call.js";
import type { Cmdlets } from "./arguments.js";
import { changeProperties, dropEntry, putEntry, type Filter } from "./server-state.js";

/**
 * Bytes in upper case with hyphens, as real exports have them. Asterisks may stand for the last
 * bytes, one for each or one for all (DHCP_ADDR_PATTERN, MS-DHCPM).
 */
function parseMacAddress(text: string): string {
  const [, digits, after] = /^([\da-f]{2}(?:-?[\da-f]{2})*)((?:-?\*)*)$/i.exec(text) ?? [];
  if (digits === undefined)
    throw new RefusedCall("WIN32 87", `"${text}" is no MAC address or pattern of one`);
  const bytes = digits.replaceAll("-", "").toUpperCase().match(/../g)!;
  return [...bytes, ...(after!.match(/\*/g) ?? [])].join("-");
}

export const filterCmdlets: Cmdlets = {
  "Get-DhcpServerv4Filter": ({ filters: held }, args) =>
    [...held.values()]
      .filter(({ list }) => list === (args.text("List") ?? list))
      .map(({ list, macAddress: address, description }) => ({
        List: list,
        MacAddress: address,
        Description: description,
      })),

  // With -Force one that is there is written over: inferred.
  "Add-DhcpServerv4Filter": (server, args) => {
    for (const asked of args.texts("MacAddress")!.map(parseMacAddress)) {
      if (server.filters.has(asked) && !args.flag("Force"))
        throw new RefusedCall(20093, "there is such a filter already");
      putEntry(server, server.filters, asked, {
        list: args.text("List") as Filter["list"],
        macAddress: asked,
        description: args.text("Description") ?? "",
      });
    }
    return [];
  },

  "Remove-DhcpServerv4Filter": (server, args) => {
    for (const asked of args.texts("MacAddress")!.map(parseMacAddress))
      if (!dropEntry(server, server.filters, asked))
        throw new RefusedCall(20095, "there is no such filter");
    return [];
  },

  "Get-DhcpServerv4FilterList": ({ filterLists: { allow, deny } }) => [
    { Allow: allow, Deny: deny },
  ],

  "Set-DhcpServerv4FilterList": (server, args) => {
    changeProperties(server, server.filterLists, {
      allow: args.flag("Allow"),
      deny: args.flag("Deny"),
    });
    return [];
  },
};
