// Errors and warnings about an export of a Windows DHCP server.
import {
  listed,
  pathText,
  quoted,
  serverText,
  userError,
  oneOrMany,
} from "../../../core/messages/sentence.js";

export const windowsExportMessages = {
  xmlInvalid: (path: string, line: number, column: number, why: string) =>
    userError(
      "xml-invalid",
      `${pathText(path)}, line ${line}, column ${column}: this is not valid XML: ` +
        `${serverText(why)}.`,
      "Export the server again with Export-DhcpServer.",
    ),
  xmlDoctype: (path: string, line: number) =>
    userError(
      "xml-doctype",
      `${pathText(path)}, line ${line}: the file has a document type declaration, ` +
        "which an export of a DHCP server never has.",
      "Export the server again with Export-DhcpServer.",
    ),
  notWindowsExport: (path: string, found: string) =>
    userError(
      "not-windows-export",
      `${pathText(path)} is not an export of a Windows DHCP server: ` +
        `its root element is ${quoted(found)}, not "DHCPServer" with an "IPv4" element.`,
      "Create one with Export-DhcpServer -File.",
    ),
  windowsValue: (where: string, wanted: string, found: string) =>
    userError(
      "windows-value",
      `${where} is ${quoted(found)}, not ${wanted}.`,
      "Correct it on the server that was exported.",
    ),
  windowsDuplicateKey: (where: string, what: string, key: string) =>
    userError(
      "windows-duplicate-key",
      `${where} has two ${what} with the same key, ${quoted(key)}.`,
      "Remove one of them.",
    ),
  // What a person should know.
  windowsOptionsWithoutValue: (options: readonly string[]) =>
    `${listed(options)} ${oneOrMany(options, "has", "have")} no value and ` +
    `${oneOrMany(options, "is", "are")} omitted, as in Import-DhcpServer.`,
  windowsAnnounced: (path: string, script: string) =>
    `${path}: the update changes this export and writes ${pathText(script)} for you to review ` +
    "and run. The server itself is not changed.",
  windowsNewScopes: (path: string, scopes: readonly string[]) =>
    `${path}: ${listed(scopes)} would be new there. ` +
    "An export does not contain the failover relationship of a scope; " +
    "Add-DhcpServerv4FailoverScope creates a failover scope on the partner. " +
    "Omit such scopes with exclude, or make sure that the primary does not serve the same " +
    "addresses independently.",
  windowsActivated: (label: string, scopes: readonly string[]) =>
    `${label}: ${listed(scopes)} ${oneOrMany(scopes, "is", "are")} inactive, and the range ` +
    "changes. If the server refuses that for an inactive scope, the scope is activated for " +
    "that one call, and clients may receive addresses meanwhile.",
  windowsScript: (path: string) =>
    `the server itself was not changed: ${pathText(path)} makes the same changes on it. ` +
    "Review it, then run it with -ComputerName from a machine that may administer the server.",
  windowsScriptKept: (path: string) =>
    `an earlier script existed and was renamed to ${pathText(path)}: ` +
    "if you have not run it yet, run it first.",
};
