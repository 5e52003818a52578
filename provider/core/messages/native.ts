// Replication by the primary's own means.
import { listed, refusal } from "./sentence.js";

export const nativeMessages = {
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
};
