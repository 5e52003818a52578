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
      `${label} returned an incomplete or unexpected answer (${where === "" ? "not a document" : where}).`,
      "Nothing was written. Check that Windows PowerShell 5.1 answers on that server.",
    ),
  windowsDenied: (label: string, command: string, id: string) =>
    refusal(
      "windows-denied",
      `${label} does not allow this account to run ${command} (${serverText(id)}).`,
      'Add it to "DHCP Administrators" on that server; "DHCP Users" is enough for previews.',
    ),
  windowsModuleMissing: (label: string) =>
    refusal(
      "windows-module-missing",
      `${label} does not have the PowerShell module DhcpServer.`,
      "Install it on that server: Install-WindowsFeature RSAT-DHCP, or the DHCP Server role with its management tools.",
    ),
  windowsServiceStopped: (label: string, command: string, id: string) =>
    refusal(
      "windows-service-stopped",
      `${label}: ${command} failed because the DHCP Server service does not answer (${serverText(id)}).`,
      "Start the service on that server: Start-Service DHCPServer.",
    ),
  windowsUnreachable: (label: string, command: string, id: string) =>
    refusal(
      "windows-unreachable",
      `${label}: ${command} could not reach the DHCP server (${serverText(id)}).`,
      "Check that it is running, and that firewalls on the way allow RPC.",
    ),
  windowsSecondHop: (label: string, command: string, id: string) =>
    refusal(
      "windows-second-hop",
      `${label}: ${command} was denied by the partner (${serverText(id)}): the account may not administer the partner, or its credentials are not delegated to it (second hop).`,
      'A login with a key or through WinRM is not delegated beyond the first server: log in with a password or CredSSP, use over: "local" on a machine with the management tools, or omit method: method "direct" needs no second hop.',
    ),
  windowsPartnerUnreachable: (label: string, command: string, id: string) =>
    refusal(
      "windows-partner-unreachable",
      `${label}: ${command} could not reach the partner (${serverText(id)}).`,
      "Check that the partner's DHCP Server service is running, and that this server can resolve and reach it.",
    ),
  windowsClocks: (label: string, command: string, id: string) =>
    refusal(
      "windows-clocks",
      `${label}: ${command} was refused because the clocks of the two servers differ by more than a minute (${serverText(id)}).`,
      "Synchronise both clocks with the same time source.",
    ),
  windowsNotNormal: (label: string, command: string, id: string) =>
    refusal(
      "windows-not-normal",
      `${label}: ${command} was refused because the failover relationship is not in the state Normal (${serverText(id)}).`,
      "Wait until both servers report Normal, or repair the relationship.",
    ),
  windowsLacking: (label: string, command: string, what: "definition" | "class", id: string) =>
    refusal(
      "windows-definition-missing",
      `${label}: ${command} was refused because ${what === "class" ? "a class" : "the definition of an option"} is missing (${serverText(id)}).`,
      'Define it on that server, or use method "direct", which replicates the definitions that a scope needs.',
    ),
  windowsBusy: (label: string, command: string, id: string) =>
    refusal(
      "windows-busy",
      `${label}: ${command} was refused several times because the two servers are synchronising the same scope (${serverText(id)}).`,
      "Run this again later.",
    ),
  windowsRefused: (label: string, command: string, text: string, id: string) =>
    refusal(
      "windows-refused",
      `${label} refused ${command === "" ? "the script" : command}: ${serverText(text)} (${serverText(id)}).`,
      "See the event log Microsoft-Windows-Dhcp-Server on that server.",
    ),

  // ---- writing ----
  windowsScopeNew: (id: string, relationships: readonly string[]) =>
    `${id} does not exist on the partner, and a scope created by replication would not take part in failover: both servers would hand out its addresses. Add-DhcpServerv4FailoverScope creates it on the partner. If it is already a member of ${listed(relationships.map(quoted), 3)}, remove it first (Remove-DhcpServerv4FailoverScope) and add it again. Or omit it with exclude.`,
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
      `${label} was written in part. Done: ${calls(done)}. Then this call failed: ${serverText(failed)}: ${why} Not done: ${calls(left)}.`,
      `A backup of the previous configuration is in ${kept}. The next update writes the rest.`,
    ),
  windowsUnchanged: (label: string, failed: string, why: string) =>
    refusal(
      "windows-unchanged",
      `${label} is unchanged. The first call failed: ${serverText(failed)}: ${why}`,
      "Correct the cause, then run this again.",
    ),
  windowsLost: (label: string, why: string) =>
    refusal(
      "windows-lost",
      `${label} was sent changes, but is unchanged: ${why}`,
      "Run this again: it reads the current configuration.",
    ),
  windowsUncertain: (label: string, why: string, kept: string) =>
    refusal(
      "windows-uncertain",
      `${label} was sent changes, but it is unknown which of them it applied: ${why}`,
      `A backup of the previous configuration is in ${kept}. The next run reads the current configuration.`,
    ),
  windowsPartly: (label: string, why: string, left: readonly string[], kept: string) =>
    refusal(
      "windows-partly",
      `${label} was written in part: ${why} Not done: ${calls(left)}.`,
      `A backup of the previous configuration is in ${kept}. The next update writes the rest.`,
    ),
  windowsAnsweredLate: (why: string) =>
    `all changes were written, although the answer was lost: ${why}`,

  // ---- method "native" ----
  nativeUnsupported: (label: string) =>
    refusal(
      "native-unsupported",
      `method: "native" runs Invoke-DhcpServerv4FailoverReplication, but ${label} is not a running Windows DHCP Server.`,
      'Omit method, or use two servers with driver: "windows".',
    ),
  nativeWith: (property: string, why: string) =>
    refusal(
      "native-with",
      `${property} cannot be combined with method: "native": ${why}.`,
      `Omit ${property}, or set method: "direct".`,
    ),
  nativeNoKeep: () => "the cmdlet cannot skip properties of a scope",
  nativeNoPrune: () => "the cmdlet does not remove scopes",
  nativeNoSettings: () => "the cmdlet does not copy settings outside scopes",
  nativeNeeds: (label: string, parts: readonly string[]) =>
    refusal(
      "native-needs",
      `The scopes need definitions that are missing or different on ${label}: ${listed(parts)}. Invoke-DhcpServerv4FailoverReplication does not copy settings outside scopes, and would stop partway.`,
      'Make them equal by hand, or replicate once with method: "direct".',
    ),
  nativeOutside: (label: string, scopes: readonly string[]) =>
    refusal(
      "native-outside",
      `${listed(scopes)} of ${label} ${scopes.length === 1 ? "is" : "are"} not in a failover relationship with this partner, and Invoke-DhcpServerv4FailoverReplication replicates only members of one.`,
      'Add them to one, omit them with exclude, or set method: "direct".',
    ),
  nativeAnnounced: (primary: string, partner: string) =>
    `The update runs Invoke-DhcpServerv4FailoverReplication on ${primary}, which writes to ${partner} with the credentials it has there. Then both servers are read again.`,
  nativeOther: (label: string, answered: readonly string[], wanted: readonly string[]) =>
    refusal(
      "native-other",
      `${label}: Invoke-DhcpServerv4FailoverReplication reports that it replicated ${answered.length === 0 ? "nothing" : listed(answered)}, instead of ${listed(wanted)}.`,
      "Run a preview to see the current state of both.",
    ),
  nativeLeft: (label: string, leaves: readonly string[]) =>
    refusal(
      "native-left",
      `Invoke-DhcpServerv4FailoverReplication succeeded, but ${label} still differs: ${listed(leaves)}.`,
      'Use method: "direct", which writes these too.',
    ),

  // ---- what a person should know ----
  windowsCalls: (label: string, number: number) =>
    `${label}: this write is ${number === 1 ? "one cmdlet call" : `${number} cmdlet calls in sequence; the first failure stops it, and the next update does the rest`}. No client waits.`,
  windowsManyCalls: (number: number) =>
    `reading it takes ${number} cmdlet calls of some milliseconds each. A resource that names its scopes reads only those; reservationOptions: false saves one call per reservation.`,
  windowsProgress: (done: number, all: number) => `${done} of ${all} calls are done.`,
  windowsWithoutOptions: () =>
    "reservationOptions is false: the option values and DNS settings of its reservations are not read, compared or replicated.",
  windowsReservationRenewed: (reservation: string) =>
    `${reservation}: its client changes, so it must be recreated, and it would lose option values that were not read. Remove reservationOptions: false for this change.`,
  windowsUnauthorized: () =>
    "the server is not authorized in Active Directory, so it hands out no addresses. Authorize it with Add-DhcpServerInDC.",
  windowsScopesAlone: (label: string, scopes: readonly string[]) =>
    `${label}: ${listed(scopes)} would be new there and not in a failover relationship. Make sure that only one server hands out these addresses.`,
  windowsMembersMissing: (name: string, addresses: readonly string[]) => {
    const isOne = addresses.length === 1;
    const it = isOne ? "it" : "them";
    return (
      `the failover relationship ${quoted(name)} has the ${isOne ? "member" : "members"} ` +
      `${listed(addresses)}, which ${isOne ? "is not a scope" : "are not scopes"} here: ` +
      `on the server that has ${it}, remove ${it} from the relationship ` +
      `(Remove-DhcpServerv4FailoverScope) and add ${it} again.`
    );
  },
};
