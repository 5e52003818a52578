// What an export of a Windows DHCP server says that it should not, or cannot be made to say.
import { listed, pathText, quoted, refusal, serverText } from "./sentence.js";

/** What to do about a call that a server refuses, by the error. */
const remedies: Readonly<Record<string | number, string>> = {
  20007: "Remove what uses it from the partner first.",
  20010: "Define the option on the primary, or remove its value there.",
  20022: "Remove that reservation from the partner, or correct the one on the primary.",
  20023: "Correct the range on the primary.",
  20044: "Define the class on the primary, or remove its use there.",
  20045: "Give the class the same name and data on both servers.",
  20049: "Correct the value on the primary.",
  20052: "Remove that scope from the partner, or omit this one with exclude.",
  20089: "Do not change it on either server.",
  20103: "Correct the value on the primary.",
  20106: "Correct the ranges on the primary.",
  20107: "Correct the range on the primary.",
  20112: "Correct the ranges on the primary.",
  20132: "Remove the scope from its relationship first (Remove-DhcpServerv4FailoverScope).",
};

export const windowsMessages = {
  xmlInvalid: (path: string, line: number, column: number, why: string) =>
    refusal(
      "xml-invalid",
      `${pathText(path)}, line ${line}, column ${column}: this is not valid XML: ${serverText(why)}.`,
      "Export the server again with Export-DhcpServer.",
    ),
  xmlDoctype: (path: string, line: number) =>
    refusal(
      "xml-doctype",
      `${pathText(path)}, line ${line}: the file has a document type declaration, which an export of a DHCP server never has.`,
      "Export the server again with Export-DhcpServer.",
    ),
  windowsNoExport: (path: string, found: string) =>
    refusal(
      "not-windows-export",
      `${pathText(path)} is not an export of a Windows DHCP server: its root element is ${quoted(found)}, not "DHCPServer" with an "IPv4" element.`,
      "Create one with Export-DhcpServer -File.",
    ),
  windowsValue: (where: string, wanted: string, found: string) =>
    refusal(
      "windows-value",
      `${where} is ${quoted(found)}, not ${wanted}.`,
      "Correct it on the server that was exported.",
    ),
  windowsTwice: (where: string, what: string, key: string) =>
    refusal(
      "windows-duplicate-key",
      `${where} has two ${what} with the same key, ${quoted(key)}.`,
      "Remove one of them.",
    ),
  // What no cmdlet can do.
  windowsMask: (id: string, twin: string) =>
    `${id} and ${twin} are one network with two masks, and the mask of a scope cannot be changed. Remove the wrong scope from the partner, then replicate again.`,
  windowsDefinition: (option: string, what: string, is: string, wanted: string) =>
    `The definition of ${option} has the ${what === "type" ? `type ${is}` : what === "multiValued" && is === "true" ? "many values" : "one value"} on the partner, and ${what === "type" ? wanted : wanted === "true" ? "many values" : "one value"} on the primary, and no cmdlet changes that. Remove the definition with all its values from the partner, then replicate again.`,
  windowsForeign: (id: string, name: string) =>
    `${id} has ${quoted(name)}, which no known cmdlet sets. Name it in keep, or make it equal by hand.`,
  windowsEmpty: (where: string) =>
    `${where} would have no value, and no cmdlet can set that. Give it a value on the primary, or remove it from both servers by hand.`,
  windowsRanges: (id: string) =>
    `${id} would have more than one address range, but a Windows scope has only one. Use exclusion ranges on the primary.`,
  windowsUserClass: (id: string, option: string) =>
    `${id} options.${option} is a value for a user class. Since Windows Server 2012 such a value is a policy: replace it with a policy for that class on the primary.`,
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
    `${listed(options)} ${options.length === 1 ? "has" : "have"} no value and ${options.length === 1 ? "is" : "are"} omitted, as in Import-DhcpServer.`,
  windowsAnnounced: (path: string, script: string) =>
    `${path}: the update changes this export and writes ${pathText(script)} for you to review and run. The server itself is not changed.`,
  windowsNewScopes: (path: string, scopes: readonly string[]) =>
    `${path}: ${listed(scopes)} would be new there. An export does not contain the failover relationship of a scope; Add-DhcpServerv4FailoverScope creates a failover scope on the partner. Omit such scopes with exclude, or make sure that the primary does not serve the same addresses independently.`,
  windowsActivated: (label: string, scopes: readonly string[]) =>
    `${label}: ${listed(scopes)} ${scopes.length === 1 ? "is" : "are"} inactive, and the range changes. If the server refuses that for an inactive scope, the scope is activated for that one call, and clients may receive addresses meanwhile.`,
  windowsScript: (path: string) =>
    `the server itself was not changed: ${pathText(path)} makes the same changes on it. Review it, then run it with -ComputerName from a machine that may administer the server.`,
  windowsScriptKept: (path: string) =>
    `an earlier script existed and was renamed to ${pathText(path)}: if you have not run it yet, run it first.`,
  partnerNewer: (primary: string, partner: string, from: string, to: string) =>
    `${partner} runs ${to}, which is newer than ${primary} with ${from}. Microsoft recommends replicating from the newer server.`,
};
