// Failover relationships as a running server states them, and how they are doing.
import { byName } from "../../../core/canonical.js";
import type { Health } from "../../../core/health.js";
import { messages } from "../messages.js";
import type { Configuration, Relationship, ScopeId, Tree } from "../../../core/model.js";
import { canonicalKeyword } from "../model/values.js";
import { readServerName, type ReadDocument, type Row } from "./document.js";

const cellString = (value: Row[string] | undefined): string =>
  typeof value === "string" ? value : "";
const lowerCell = (value: Row[string] | undefined): string => cellString(value).toLowerCase();

const modesByName: Readonly<Record<string, Relationship["mode"]>> = {
  loadbalance: "loadBalance",
  hotstandby: "hotStandby",
};

/**
 * Reads the names that a relationship has for its two servers, the same on both. Without them, the
 * partner's name is the one that was typed when the relationship was made.
 */
function readServerNames(
  row: Row,
  document: ReadDocument,
): { readonly self: string; readonly partner: string } {
  const [primary, secondary] = [
    lowerCell(row.PrimaryServerName),
    lowerCell(row.SecondaryServerName),
  ];
  if (primary === "" || secondary === "")
    return { self: readServerName(document), partner: lowerCell(row.PartnerServer) };
  return lowerCell(row.ServerType).startsWith("secondary")
    ? { self: secondary, partner: primary }
    : { self: primary, partner: secondary };
}

/**
 * Reads the relationships, by name, with warnings. `ids`: the scopes of the server, by their
 * network
 * addresses.
 */
export function readRelationships(
  document: ReadDocument,
  ids: ReadonlyMap<string, ScopeId>,
): {
  readonly relationships: Configuration["relationships"];
  readonly warnings: readonly string[];
} {
  const relationships: Record<string, Relationship> = {};
  const warnings: string[] = [];
  for (const row of document.relationships) {
    const mode = modesByName[lowerCell(row.Mode)] ?? "loadBalance";
    const role = lowerCell(row.ServerRole);
    const members = Array.isArray(row.ScopeId) ? (row.ScopeId as readonly string[]) : [];
    const missing = members.filter((address) => !ids.has(address));
    if (missing.length > 0)
      warnings.push(messages.windowsMembersMissing(cellString(row.Name), missing));
    relationships[cellString(row.Name)] = {
      mode,
      ...readServerNames(row, document),
      ...(mode === "hotStandby" && (role === "active" || role === "standby") && { role }),
      ...(mode === "loadBalance" &&
        typeof row.LoadBalancePercent === "number" && {
          loadBalancePercent: row.LoadBalancePercent,
        }),
      scopes: members.flatMap((address) => ids.get(address) ?? []).sort(byName),
      ...(missing.length > 0 && { missing }),
      own: readVendorProperties(row, mode),
    };
  }
  return {
    relationships: Object.fromEntries(
      Object.entries(relationships).sort(([a], [b]) => byName(a, b)),
    ),
    warnings,
  };
}

/**
 * Reads durations in seconds. Windows returns whether there is a shared secret, never the secret.
 */
function readVendorProperties(row: Row, mode: Relationship["mode"]): Tree {
  const { MaxClientLeadTime: lead, ReservePercent: reserve, StateSwitchInterval: interval } = row;
  return {
    ...(typeof lead === "number" && { maxClientLeadTime: lead }),
    ...(mode === "hotStandby" && typeof reserve === "number" && { reservePercent: reserve }),
    autoStateTransition: row.AutoStateTransition === true,
    ...(typeof interval === "number" &&
      row.AutoStateTransition === true && { stateSwitchInterval: interval }),
    enableAuth: row.EnableAuth === true,
  };
}

/** The states of a relationship (Get-DhcpServerv4Failover). In `Normal` both back each other up. */
const failoverStates = [
  "NoState",
  "Init",
  "Startup",
  "Normal",
  "CommunicationInterrupted",
  "PartnerDown",
  "PotentialConflict",
  "ConflictDone",
  "ResolutionInterrupted",
  "Recover",
  "RecoverWait",
  "RecoverDone",
] as const;

/** States from which a server goes on by itself, once it hears from its partner. */
const transientStates: readonly string[] = [
  "Init",
  "Startup",
  "PotentialConflict",
  "ConflictDone",
  "Recover",
  "RecoverWait",
  "RecoverDone",
];

function classifyState(state: string): Health["condition"] {
  if (state === "Normal") return "working";
  return transientStates.includes(state) ? "passing" : "impaired";
}

export const readHealth = (document: ReadDocument): readonly Health[] =>
  document.relationships.map((row) => {
    const { self, partner } = readServerNames(row, document);
    const state = canonicalKeyword(cellString(row.State), failoverStates);
    const pair = `windows ${cellString(row.Name)} ${[self, partner].sort(byName).join(" ")}`;
    return { relationship: cellString(row.Name), pair, state, condition: classifyState(state) };
  });
