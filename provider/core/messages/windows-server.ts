// What a running Windows DHCP Server says, refuses or does.
import { listed, quoted, refusal, serverText } from "./sentence.js";

/** What was done and what was not, as much as a person reads. */
const calls = (steps: readonly string[]): string =>
  steps.length === 0
    ? "nothing"
    : listed(
        steps.map((step) => serverText(step)),
        6,
      );

export const windowsServerMessages = {
  // ---- asking ----
  windowsNoDocument: (label: string, where: string) =>
    refusal(
      "windows-no-document",
      `${label} answered with something that does not say all that a DHCP server holds (${where === "" ? "it is no document" : where}).`,
      "Nothing was taken for empty, and nothing was written. Look whether Windows PowerShell 5.1 is what answers there.",
    ),
  windowsDenied: (label: string, command: string, id: string) =>
    refusal(
      "windows-denied",
      `${label} does not let this account run ${command} (${serverText(id)}).`,
      'Make it a member of "DHCP Administrators" there; "DHCP Users" is enough for previews.',
    ),
  windowsModuleMissing: (label: string) =>
    refusal(
      "windows-module-missing",
      `${label} has no PowerShell module DhcpServer.`,
      "Install it there: Install-WindowsFeature RSAT-DHCP, or the DHCP Server role with its management tools.",
    ),
  windowsServiceStopped: (label: string, command: string, id: string) =>
    refusal(
      "windows-service-stopped",
      `${label}: ${command} found no DHCP Server service that answers (${serverText(id)}).`,
      "Start the service there: Start-Service DHCPServer.",
    ),
  windowsUnreachable: (label: string, command: string, id: string) =>
    refusal(
      "windows-unreachable",
      `${label}: ${command} could not reach the DHCP server (${serverText(id)}).`,
      "Look whether it is running, and whether firewalls between let RPC through.",
    ),
  windowsSecondHop: (label: string, command: string, id: string) =>
    refusal(
      "windows-second-hop",
      `${label}: ${command} was not let through to the partner (${serverText(id)}): the account may not administer it, or its identity does not reach it from there.`,
      'A log-on with a key, and one through WinRM, goes no further than the first server: log on with a password or CredSSP, use over: "local" on a machine with the management tools, or leave method out: method "direct" needs no second hop.',
    ),
  windowsPartnerUnreachable: (label: string, command: string, id: string) =>
    refusal(
      "windows-partner-unreachable",
      `${label}: ${command} could not reach the partner (${serverText(id)}).`,
      "Look whether the partner's DHCP Server service is running, and whether this server knows its name and reaches it.",
    ),
  windowsClocks: (label: string, command: string, id: string) =>
    refusal(
      "windows-clocks",
      `${label}: ${command} was refused because the clocks of the two servers are more than a minute apart (${serverText(id)}).`,
      "Set them by one source of time.",
    ),
  windowsNotNormal: (label: string, command: string, id: string) =>
    refusal(
      "windows-not-normal",
      `${label}: ${command} was refused because the failover relationship is not in the state Normal (${serverText(id)}).`,
      "Wait until both servers say Normal, or mend it.",
    ),
  windowsLacking: (label: string, command: string, what: "definition" | "class", id: string) =>
    refusal(
      "windows-lacking",
      `${label}: ${command} was refused because ${what === "class" ? "a class" : "the definition of an option"} is missing (${serverText(id)}).`,
      'Define it there; method "direct" brings what a scope needs along.',
    ),
  windowsBusy: (label: string, command: string, id: string) =>
    refusal(
      "windows-busy",
      `${label}: ${command} was refused several times because the two servers are at work on the same scope (${serverText(id)}).`,
      "Run this again in a while.",
    ),
  windowsRefused: (label: string, command: string, text: string, id: string) =>
    refusal(
      "windows-refused",
      `${label} refused ${command === "" ? "the script" : command}: ${serverText(text)} (${serverText(id)}).`,
      "The event log Microsoft-Windows-Dhcp-Server there may say more.",
    ),

  // ---- writing ----
  windowsScopeNew: (id: string, relationships: readonly string[]) =>
    `${id} is not there, and a scope that replication made would be no part of failover: both servers would lend its addresses. Add-DhcpServerv4FailoverScope makes it on the partner: where it is a member of ${listed(relationships.map(quoted), 3)} already, take it out first (Remove-DhcpServerv4FailoverScope) and add it again. Or leave it out with exclude.`,
  windowsStopped: (
    label: string,
    failed: string,
    why: string,
    done: readonly string[],
    left: readonly string[],
    kept: string,
  ) =>
    refusal(
      "windows-stopped",
      `${label} was written in part. Done: ${calls(done)}. Then this failed: ${serverText(failed)}: ${why} Not done: ${calls(left)}.`,
      `What it held before is kept in ${kept}. The next update writes what is left.`,
    ),
  windowsUnchanged: (label: string, failed: string, why: string) =>
    refusal(
      "windows-unchanged",
      `${label} holds what it held before. The first call failed: ${serverText(failed)}: ${why}`,
      "Correct that, then run this again.",
    ),
  windowsLost: (label: string, why: string) =>
    refusal(
      "windows-lost",
      `${label} was sent changes, and holds what it held before: ${why}`,
      "Run this again; it reads what there is by then.",
    ),
  windowsUncertain: (label: string, why: string, kept: string) =>
    refusal(
      "windows-uncertain",
      `${label} was sent changes, and it cannot be told which of them it made: ${why}`,
      `What it held before is kept in ${kept}. The next run reads what there is.`,
    ),
  windowsPartly: (label: string, why: string, left: readonly string[], kept: string) =>
    refusal(
      "windows-partly",
      `${label} was written in part: ${why} Not done: ${calls(left)}.`,
      `What it held before is kept in ${kept}. The next update writes what is left.`,
    ),
  windowsAnsweredLate: (why: string) => `it was written whole, though its answer was lost: ${why}`,

  // ---- method "native" ----
  nativeUnsupported: (label: string) =>
    refusal(
      "native-unsupported",
      `method: "native" runs Invoke-DhcpServerv4FailoverReplication, and ${label} is no running Windows DHCP Server.`,
      'Leave method out, or name two servers with driver: "windows".',
    ),
  nativeWith: (property: string, why: string) =>
    refusal(
      "native-with",
      `${property} is given together with method: "native": ${why}.`,
      `Leave ${property} out, or write method: "direct".`,
    ),
  nativeNoKeep: () => "the cmdlet leaves nothing out of a scope",
  nativeNoPrune: () => "the cmdlet removes no scopes",
  nativeNoSettings: () => "the cmdlet copies nothing that stands outside scopes",
  nativeNeeds: (label: string, parts: readonly string[]) =>
    refusal(
      "native-needs",
      `The scopes need what ${label} does not have, or has otherwise: ${listed(parts)}. Invoke-DhcpServerv4FailoverReplication copies nothing that stands outside scopes, and would stop half way.`,
      'Make it the same there by hand, or replicate once with method: "direct".',
    ),
  nativeOutside: (label: string, scopes: readonly string[]) =>
    refusal(
      "native-outside",
      `${listed(scopes)} of ${label} ${scopes.length === 1 ? "is" : "are"} in no failover relationship with this partner, and Invoke-DhcpServerv4FailoverReplication replicates members of one only.`,
      'Put them into one, leave them out with exclude, or write method: "direct".',
    ),
  nativeAnnounced: (primary: string, partner: string) =>
    `The update runs Invoke-DhcpServerv4FailoverReplication on ${primary}, which writes to ${partner} itself, with the identity that it has there; then both are read again.`,
  nativeOther: (label: string, answered: readonly string[], wanted: readonly string[]) =>
    refusal(
      "native-other",
      `${label}: Invoke-DhcpServerv4FailoverReplication says that it replicated ${answered.length === 0 ? "nothing" : listed(answered)}, and was to replicate ${listed(wanted)}.`,
      "Run a preview to see what both hold.",
    ),
  nativeLeft: (label: string, leaves: readonly string[]) =>
    refusal(
      "native-left",
      `Invoke-DhcpServerv4FailoverReplication was run, and ${label} still differs: ${listed(leaves)}.`,
      'method: "direct" writes these too.',
    ),

  // ---- what a person should know ----
  windowsCalls: (label: string, number: number) =>
    `${label}: this is written with ${number === 1 ? "one call of a cmdlet" : `${number} calls of cmdlets, one after another; the first that fails ends it, and the next update does the rest`}. No client waits.`,
  windowsManyCalls: (number: number) =>
    `reading it takes ${number} calls of cmdlets, some milliseconds each. A resource that names its scopes reads those alone; reservationOptions: false leaves out a call for each reservation.`,
  windowsProgress: (done: number, all: number) => `${done} of ${all} calls are made.`,
  windowsWithoutOptions: () =>
    "reservationOptions is false: option values and DNS settings of its reservations are not read, so they are neither compared nor replicated.",
  windowsReservationRenewed: (reservation: string) =>
    `${reservation}: its client changes, for which it is made anew, and it would lose option values that were not read. Leave reservationOptions: false out for this.`,
  windowsUnauthorized: () =>
    "the server is not authorized in Active Directory, and hands out no addresses: Add-DhcpServerInDC authorizes it.",
  windowsScopesAlone: (label: string, scopes: readonly string[]) =>
    `${label}: ${listed(scopes)} would be new there, and in no failover relationship: make sure that only one server lends these addresses.`,
  windowsMembersMissing: (name: string, addresses: readonly string[]) =>
    `the failover relationship ${quoted(name)} has the ${addresses.length === 1 ? "member" : "members"} ${listed(addresses)}, which ${addresses.length === 1 ? "is" : "are"} no scope here: on the server that has ${addresses.length === 1 ? "it" : "them"}, take ${addresses.length === 1 ? "it" : "them"} out of the relationship (Remove-DhcpServerv4FailoverScope) and add ${addresses.length === 1 ? "it" : "them"} again.`,
};
