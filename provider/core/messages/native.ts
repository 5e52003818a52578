// Errors and warnings about replication by the primary's own command (method "native").
import { alternatives, listed, oneOrMany, quoted, userError } from "./sentence.js";

export const nativeMessages = {
  nativeUnsupported: (label: string, drivers: readonly string[]) =>
    userError(
      "native-unsupported",
      `method: "native" has a server replicate by a command of its own, which ${label} ` +
        "does not have.",
      drivers.length === 0
        ? "Omit method."
        : "Omit method, or use running servers with the driver " +
            `${alternatives(drivers.map(quoted))}.`,
    ),
  nativeWith: (property: string, why: string) =>
    userError(
      "native-with",
      `${property} cannot be combined with method: "native": ${why}.`,
      `Omit ${property}, or set method: "direct".`,
    ),
  nativeNoKeep: () => "the server's own command cannot skip properties of a scope",
  nativeNoPrune: () => "the server's own command does not remove scopes",
  nativeNoSettings: () => "the server's own command does not copy settings outside scopes",
  nativeNeeds: (command: string, label: string, definitions: readonly string[]) =>
    userError(
      "native-needs",
      `The scopes need definitions that are missing or different on ${label}: ` +
        `${listed(definitions)}. ${command} does not copy settings outside scopes, ` +
        "and would stop partway.",
      'Make them equal by hand, or replicate once with method: "direct".',
    ),
  nativeOutside: (command: string, label: string, scopes: readonly string[]) =>
    userError(
      "native-outside",
      `${listed(scopes)} of ${label} ${oneOrMany(scopes, "is", "are")} not in a failover ` +
        `relationship with this partner, and ${command} replicates only members of one.`,
      'Add them to one, omit them with exclude, or set method: "direct".',
    ),
  nativeAnnounced: (command: string, primary: string, partner: string) =>
    `The update runs ${command} on ${primary}, which writes to ${partner} with the credentials ` +
    "it has there. Then both servers are read again.",
  nativeOther: (
    command: string,
    label: string,
    replicated: readonly string[],
    expected: readonly string[],
  ) =>
    userError(
      "native-other",
      `${label}: ${command} reports that it replicated ` +
        `${replicated.length === 0 ? "nothing" : listed(replicated)}, instead of ` +
        `${listed(expected)}.`,
      "Run a preview to see the current state of both.",
    ),
  nativeLeft: (label: string, differences: readonly string[]) =>
    userError(
      "native-left",
      `The server's own replication succeeded, but ${label} still differs: ` +
        `${listed(differences)}.`,
      'Use method: "direct", which writes these too.',
    ),
};
