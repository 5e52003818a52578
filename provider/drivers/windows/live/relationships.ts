// Failover relationships as a running server states them, and how they are doing.
import { byName } from "../../../core/canonical.js";
import type { Health } from "../../../core/health.js";
import { messages } from "../../../core/messages.js";
import type { Configuration, Relationship, ScopeId, Tree } from "../../../core/model.js";
import { word } from "../model/values.js";
import { nameOf, type ReadDocument, type Row } from "./document.js";

const text = (value: Row[string] | undefined): string => (typeof value === "string" ? value : "");
const lower = (value: Row[string] | undefined): string => text(value).toLowerCase();

const modes: Readonly<Record<string, Relationship["mode"]>> = {
  loadbalance: "loadBalance",
  hotstandby: "hotStandby",
};

/** Its two servers by the names that the relationship has for them: on both the same. Where it tells none, the partner's as it was typed when the relationship was made. */
function servers(
  row: Row,
  document: ReadDocument,
): { readonly self: string; readonly partner: string } {
  const [primary, secondary] = [lower(row.PrimaryServerName), lower(row.SecondaryServerName)];
  if (primary === "" || secondary === "")
    return { self: nameOf(document), partner: lower(row.PartnerServer) };
  return lower(row.ServerType).startsWith("secondary")
    ? { self: secondary, partner: primary }
    : { self: primary, partner: secondary };
}

/** What they say, by name; and what a person should hear of them. `ids`: the scopes that the server has, by their network addresses. */
export function relationshipsIn(
  document: ReadDocument,
  ids: ReadonlyMap<string, ScopeId>,
): { readonly relationships: Configuration["relationships"]; readonly notes: readonly string[] } {
  const relationships: Record<string, Relationship> = {};
  const notes: string[] = [];
  for (const row of document.relationships) {
    const mode = modes[lower(row.Mode)] ?? "loadBalance";
    const role = lower(row.ServerRole);
    const members = Array.isArray(row.ScopeId) ? (row.ScopeId as readonly string[]) : [];
    const missing = members.filter((address) => !ids.has(address));
    if (missing.length > 0) notes.push(messages.windowsMembersMissing(text(row.Name), missing));
    relationships[text(row.Name)] = {
      mode,
      ...servers(row, document),
      ...(mode === "hotStandby" && (role === "active" || role === "standby") && { role }),
      ...(mode === "loadBalance" &&
        typeof row.LoadBalancePercent === "number" && {
          loadBalancePercent: row.LoadBalancePercent,
        }),
      scopes: members.flatMap((address) => ids.get(address) ?? []).sort(byName),
      ...(missing.length > 0 && { missing }),
      own: own(row, mode),
    };
  }
  return {
    relationships: Object.fromEntries(
      Object.entries(relationships).sort(([a], [b]) => byName(a, b)),
    ),
    notes,
  };
}

/** Durations in seconds. Of the shared secret Windows tells whether there is one, never what it is. */
function own(row: Row, mode: Relationship["mode"]): Tree {
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

/** Windows' words for the state of a relationship (Get-DhcpServerv4Failover): in one of them both back each other up. */
const states = [
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
const passing: readonly string[] = [
  "Init",
  "Startup",
  "PotentialConflict",
  "ConflictDone",
  "Recover",
  "RecoverWait",
  "RecoverDone",
];

function conditionOf(state: string): Health["condition"] {
  if (state === "Normal") return "working";
  return passing.includes(state) ? "passing" : "impaired";
}

export const healthIn = (document: ReadDocument): readonly Health[] =>
  document.relationships.map((row) => {
    const { self, partner } = servers(row, document);
    const state = word(text(row.State), states);
    const pair = `windows ${text(row.Name)} ${[self, partner].sort(byName).join(" ")}`;
    return { relationship: text(row.Name), pair, state, condition: conditionOf(state) };
  });
