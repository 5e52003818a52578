// The sentences of `explain`.
import { listed, quoted, userError } from "./sentence.js";

export const explainMessages = {
  explainUnknown: (text: string, servers: readonly string[]) =>
    userError(
      "explain-unknown",
      `${listed(servers)}: no reservation is for ${quoted(text)}.`,
      "The scope that a client without a reservation gets an address of depends on the network " +
        "its request comes from: give that with --scope.",
    ),
  explainOutside: (address: string, servers: readonly string[]) =>
    userError(
      "explain-outside",
      `No scope of ${listed(servers)} contains ${address}.`,
      "Check the address.",
    ),
  explainNotPossible: (label: string) =>
    userError("explain-not-possible", `${label}: this kind of server cannot be explained.`, ""),

  // ---- classes and policies ----
  classReserved: () => "named by the reservation",
  classOfFailover: () => "failover decides for each client",
  classWithoutTest: () => "no test, and no reservation names it",
  classNotEvaluated: () => "evaluated only where it is listed as additional",
  scopeInactive: () => "the scope is inactive: it hands out no address",

  // ---- rows ----
  explainNoScope: () => "(no such scope)",
  explainNothing: () => "-",
  explainOrigin: {
    reservation: (address: string | undefined, client: string, name: string) =>
      `${address ?? "any address of the ranges"}, reserved for ` +
      `${client}${name === "" ? "" : ` ${name}`}`,
    range: (ranges: readonly string[]) => `from the range ${ranges.join(", ")}, no reservation`,
    excluded: (ranges: readonly string[]) =>
      `in an exclusion range${ranges.length > 0 ? ` of ${ranges.join(", ")}` : ""}: not handed out`,
    outside: () => "outside all ranges, no reservation: not handed out",
    "any-range": (ranges: readonly string[]) =>
      ranges.length === 0
        ? "no range: nothing is handed out"
        : `any free address of ${listed(ranges, 4)}, no reservation`,
  },
  explainCondition: {
    yes: (reason: string) => `matches: ${reason}`,
    no: (reason: string) => `does not match: ${reason}`,
    unknown: (reason: string) => `cannot be decided without a packet: ${reason}`,
  },
  explainRestriction: {
    yes: (names: readonly string[]) => `for ${listed(names)}, which matches`,
    no: (names: readonly string[]) => `only for ${listed(names)}: not for this client`,
    unknown: (names: readonly string[]) =>
      `only for ${listed(names)}, which cannot be decided without a packet`,
  },
  explainFrom: (value: string, source: string) => `${value} (${source})`,
  explainIf: (name: string, condition: string) => `${name} if ${condition}`,
  explainLegend: () =>
    "≠ marks what differs. In brackets: where the value comes from. " +
    "Servers send most options only to clients that ask for them.",
};
