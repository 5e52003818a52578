// Failover relationships, as the HA hook states them.
import { byName, isMap } from "../../../core/canonical.js";
import { messages } from "../../../core/messages.js";
import type { FailoverMode, Json, Relationship, ScopeId, Tree } from "../../../core/model.js";
import { failoverPeer } from "./own.js";
import { items, type Raw } from "./raw.js";

const modes: Readonly<Record<string, FailoverMode>> = { "load-balancing": "loadBalance", "hot-standby": "hotStandby", "passive-backup": "passiveBackup" };
const roles: Readonly<Record<string, "active" | "standby">> = { primary: "active", standby: "standby" };

/** One relationship of the hook, by its name, with the names of its peers. */
export interface Stated {
  readonly name: string;
  /** As it stands in the hook's parameters. */
  readonly raw: Raw;
  readonly peers: readonly Raw[];
  readonly relationship: Omit<Relationship, "scopes">;
}

/** What the hook states. Throws where two relationships have one name. */
export function stated(dhcp4: Raw): readonly Stated[] {
  const found = hooks(dhcp4).flatMap((parameters) => items(parameters["high-availability"], "high-availability").map(one));
  const seen = new Set<string>();
  for (const { name } of found) {
    if (seen.has(name)) throw messages.keaTwice("high-availability", "relationships", name, name, name);
    seen.add(name);
  }
  return found;
}

/** The parameters of each HA hook that is loaded. */
function hooks(dhcp4: Raw): readonly Raw[] {
  return items(dhcp4["hooks-libraries"], "hooks-libraries").flatMap(({ library, parameters }) => (typeof library === "string" && library.endsWith("libdhcp_ha.so") && isMap(parameters) ? [parameters] : []));
}

function one(raw: Raw): Stated {
  const peers = items(raw.peers, "high-availability peers");
  const mode = modes[String(raw.mode)] ?? "hotStandby";
  const self = typeof raw["this-server-name"] === "string" ? raw["this-server-name"] : undefined;
  const mine = peers.find(({ name }) => name === self);
  const active = peers.filter(({ role }) => role !== "backup");
  // With one active server, as in passive backup, the others are its partners.
  const pair = active.length > 1 ? active : peers;
  const partner = [...pair, ...peers].find(({ name }) => name !== self)?.name;
  const role = roles[String(mine?.role)];
  return {
    name: nameOf(raw) ?? pair.map(({ name }) => String(name)).sort(byName).join("/"),
    raw,
    peers,
    relationship: {
      mode,
      ...(self !== undefined && { self }),
      ...(typeof partner === "string" && { partner }),
      ...(mode === "hotStandby" && role && { role }),
      ...(mode === "loadBalance" && { loadBalancePercent: 50 }), // Kea halves the clients, always
    },
  };
}

function nameOf({ "user-context": context }: Raw): string | undefined {
  const name: Json | undefined = isMap(context) ? context.name : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** The relationships with their scopes: in a hub, which has several, a scope names a peer; otherwise the one has them all. */
export function relationships(dhcp4: Raw, scopes: readonly { readonly id: ScopeId; readonly local: Tree; readonly around: Tree | undefined }[]): Record<string, Relationship> {
  const all = stated(dhcp4);
  const under = ({ peers }: Stated) =>
    scopes.filter(({ local, around }) => {
      if (all.length === 1) return true;
      const peer = local[failoverPeer] ?? around?.[failoverPeer];
      return peer !== undefined && peers.some(({ name }) => name === peer);
    });
  return Object.fromEntries(all.map((each) => [each.name, { ...each.relationship, scopes: under(each).map(({ id }) => id).sort(byName) }]));
}
