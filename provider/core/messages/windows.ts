// What an export of a Windows DHCP server says that it should not, or cannot be made to say.
import { listed, pathText, quoted, refusal, serverText } from "./sentence.js";

/** What to do about a call that a server refuses, by the error. */
const remedies: Readonly<Record<string | number, string>> = {
  20007: "Take what uses it off the partner first.",
  20010: "Define the option on the primary, or take its value off there.",
  20022: "Remove that reservation from the partner, or correct the one on the primary.",
  20023: "Correct the range on the primary.",
  20044: "Define the class on the primary, or take it out there.",
  20045: "Give the class one name and one data on both servers.",
  20049: "Correct the value on the primary.",
  20052: "Remove that scope from the partner, or leave this one out with exclude.",
  20089: "Leave it as it is on both servers.",
  20103: "Correct the value on the primary.",
  20106: "Correct the ranges on the primary.",
  20107: "Correct the range on the primary.",
  20112: "Correct the ranges on the primary.",
  20132: "Take the scope out of its relationship first (Remove-DhcpServerv4FailoverScope).",
};

export const windowsMessages = {
  xmlInvalid: (path: string, line: number, column: number, why: string) =>
    refusal(
      "xml-invalid",
      `${pathText(path)}, line ${line}, column ${column}: this is no XML: ${serverText(why)}.`,
      "Export the server again with Export-DhcpServer.",
    ),
  xmlDoctype: (path: string, line: number) =>
    refusal(
      "xml-doctype",
      `${pathText(path)}, line ${line}: there is a document type, which no export of a DHCP server has; nothing that it may declare is looked at.`,
      "Export the server again with Export-DhcpServer.",
    ),
  windowsNoExport: (path: string, found: string) =>
    refusal(
      "windows-no-export",
      `${pathText(path)} is no export of a Windows DHCP server: its root is ${quoted(found)}, not "DHCPServer" with an "IPv4" in it.`,
      "Write one with Export-DhcpServer -File.",
    ),
  windowsValue: (where: string, wanted: string, found: string) =>
    refusal(
      "windows-value",
      `${where} is ${quoted(found)}, not ${wanted}.`,
      "Correct it on the server that was exported.",
    ),
  windowsTwice: (where: string, what: string, key: string) =>
    refusal(
      "windows-twice",
      `${where} has two ${what} on one key, ${quoted(key)}.`,
      "Take one of them out.",
    ),
  // What no cmdlet can do.
  windowsMask: (id: string, twin: string) =>
    `${id} and ${twin} are one network with two masks, and a mask cannot be changed: a scope is its mask. Remove the one that is wrong from the partner, then replicate again.`,
  windowsDefinition: (option: string, what: string, is: string, wanted: string) =>
    `The definition of ${option} has the ${what === "type" ? `type ${is}` : what === "multiValued" && is === "true" ? "many values" : "one value"} on the partner, and ${what === "type" ? wanted : wanted === "true" ? "many values" : "one value"} on the primary, and no cmdlet changes that. Remove the definition there with all its values, then replicate again.`,
  windowsForeign: (id: string, name: string) =>
    `${id} has ${quoted(name)}, which no cmdlet sets as far as is known here. Name it in keep, or make it the same by hand.`,
  windowsEmpty: (where: string) =>
    `${where} would have no value, which no cmdlet sets. Give it one on the primary, or take it off both by hand.`,
  windowsRanges: (id: string) =>
    `${id} would have more than one range of addresses, and a scope of Windows has one. Use exclusions on the primary.`,
  windowsUserClass: (id: string, option: string) =>
    `${id} options.${option} is a value for the user class, and since Windows Server 2012 such a value is a policy. Make it a policy of the class's name on the primary.`,
  // What a server would refuse.
  /** `code`: an error of DHCP's own, or what Windows says of a wrong parameter, which is inferred and not told. */
  windowsCallRefused: (
    step: string,
    cmdlet: string,
    code: number | string | undefined,
    why: string,
  ) => {
    const call = typeof code === "number" ? `${cmdlet}, error ${code}` : cmdlet;
    const remedy = remedies[code ?? ""] ?? "Correct it on the primary.";
    return `${quoted(step)} would be refused by the server (${call}): ${serverText(why)}. ${remedy}`;
  },
  // What a person should know.
  windowsValueless: (options: readonly string[]) =>
    `${listed(options)} ${options.length === 1 ? "has" : "have"} no value: left out, as Import-DhcpServer leaves ${options.length === 1 ? "it" : "them"} out.`,
  windowsAnnounced: (path: string, script: string) =>
    `${path}: the update changes this export, and writes ${pathText(script)}, which a person reviews and runs. The server itself is not touched.`,
  windowsNewScopes: (path: string, scopes: readonly string[]) =>
    `${path}: ${listed(scopes)} would be new there. An export does not say which failover relationship a scope is in: a scope of one is made on the partner by Add-DhcpServerv4FailoverScope. Leave such scopes out with exclude, or make sure that the primary alone does not serve the same addresses.`,
  windowsActivated: (label: string, scopes: readonly string[]) =>
    `${label}: ${listed(scopes)} ${scopes.length === 1 ? "is" : "are"} inactive, and the range changes. If the server refuses that for an inactive scope, the scope is made active for that one call, and clients may be given addresses meanwhile.`,
  windowsScript: (path: string) =>
    `the server itself was not touched: ${pathText(path)} does the same to it. Review it, then run it with -ComputerName, from any machine that may administer the server.`,
  windowsScriptKept: (path: string) =>
    `an earlier script was there and is kept as ${pathText(path)}: if it was not run yet, run it first.`,
  partnerNewer: (primary: string, partner: string, from: string, to: string) =>
    `${partner} runs ${to}, which is newer than ${primary} with ${from}: Microsoft asks to replicate from the newer one.`,
};
