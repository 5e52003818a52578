// Errors and warnings about a running Windows DHCP server.
import { serverText, userError } from "../../../core/messages/sentence.js";

export const windowsServerMessages = {
  // ---- asking ----
  windowsNoDocument: (label: string, where: string) =>
    userError(
      "windows-no-document",
      `${label} returned an incomplete or unexpected answer ` +
        `(${where === "" ? "not a document" : where}).`,
      "Nothing was written. Check that Windows PowerShell 5.1 answers on that server.",
    ),
  windowsDenied: (label: string, command: string, id: string) =>
    userError(
      "windows-denied",
      `${label} does not allow this account to run ${command} (${serverText(id)}).`,
      'Add it to "DHCP Administrators" on that server; "DHCP Users" is enough for previews.',
    ),
  windowsModuleMissing: (label: string) =>
    userError(
      "windows-module-missing",
      `${label} does not have the PowerShell module DhcpServer.`,
      "Install it on that server: Install-WindowsFeature RSAT-DHCP, or the DHCP Server role " +
        "with its management tools.",
    ),
  windowsServiceStopped: (label: string, command: string, id: string) =>
    userError(
      "windows-service-stopped",
      `${label}: ${command} failed ` +
        `because the DHCP Server service does not answer (${serverText(id)}).`,
      "Start the service on that server: Start-Service DHCPServer.",
    ),
  windowsUnreachable: (label: string, command: string, id: string) =>
    userError(
      "windows-unreachable",
      `${label}: ${command} could not reach the DHCP server (${serverText(id)}).`,
      "Check that it is running, and that firewalls on the way allow RPC.",
    ),
  windowsSecondHop: (label: string, command: string, id: string) =>
    userError(
      "windows-second-hop",
      `${label}: ${command} was denied by the partner (${serverText(id)}): ` +
        "the account may not administer the partner, or its credentials are not delegated to it " +
        "(second hop).",
      "A login with a key or through WinRM is not delegated beyond the first server: " +
        "log in with a password or CredSSP, use over: " +
        '"local" on a machine with the management tools, or omit method: ' +
        'method "direct" needs no second hop.',
    ),
  windowsPartnerUnreachable: (label: string, command: string, id: string) =>
    userError(
      "windows-partner-unreachable",
      `${label}: ${command} could not reach the partner (${serverText(id)}).`,
      "Check that the partner's DHCP Server service is running, and that this server can " +
        "resolve and reach it.",
    ),
  windowsClocks: (label: string, command: string, id: string) =>
    userError(
      "windows-clocks",
      `${label}: ${command} was refused because the clocks ` +
        `of the two servers differ by more than a minute (${serverText(id)}).`,
      "Synchronise both clocks with the same time source.",
    ),
  windowsNotNormal: (label: string, command: string, id: string) =>
    userError(
      "windows-not-normal",
      `${label}: ${command} was refused because the failover relationship is not in the state ` +
        `Normal (${serverText(id)}).`,
      "Wait until both servers report Normal, or repair the relationship.",
    ),
  windowsDefinitionMissing: (
    label: string,
    command: string,
    what: "definition" | "class",
    id: string,
  ) =>
    userError(
      "windows-definition-missing",
      `${label}: ${command} was refused because ` +
        `${what === "class" ? "a class" : "the definition of an option"} is missing ` +
        `(${serverText(id)}).`,
      'Define it on that server, or use method "direct", which replicates the definitions that ' +
        "a scope needs.",
    ),
  windowsBusy: (label: string, command: string, id: string) =>
    userError(
      "windows-busy",
      `${label}: ${command} was refused several times because the two servers are ` +
        `synchronising the same scope (${serverText(id)}).`,
      "Run this again later.",
    ),
  windowsRefused: (label: string, command: string, text: string, id: string) =>
    userError(
      "windows-refused",
      `${label} refused ${command === "" ? "the script" : command}: ` +
        `${serverText(text)} (${serverText(id)}).`,
      "See the event log Microsoft-Windows-Dhcp-Server on that server.",
    ),
  windowsManyCalls: (number: number) =>
    `reading it takes ${number} cmdlet calls of some milliseconds each. ` +
    "A resource that names its scopes reads only those; reservationOptions: " +
    "false saves one call per reservation.",
  windowsWithoutOptions: () =>
    "reservationOptions is false: the option values and DNS settings of its reservations are " +
    "not read, compared or replicated.",
  windowsReservationRenewed: (reservation: string) =>
    `${reservation}: its client changes, so it must be recreated, and it would lose option ` +
    "values that were not read. Remove reservationOptions: false for this change.",
  windowsUnauthorized: () =>
    "the server is not authorized in Active Directory, so it hands out no addresses. " +
    "Authorize it with Add-DhcpServerInDC.",
};
