// Chooses the server-specific properties of new objects: the interface that serves them, and in a
// hub their failover peer.
import { mapOf } from "../../../../core/canonical.js";
import { messages } from "../../messages.js";
import type { ConfigObject, Json, Tree } from "../../../../core/model.js";
import { findRelationshipOf } from "../../../../core/relationship.js";
import { keywords } from "../../names.js";
import type { ConfigIndex } from "../parse/config-index.js";
import { peerNames } from "../failover/ha-relationships.js";
import type { Normalization } from "./normalization.js";
import { failoverPeer } from "../server-specific.js";
import type { Target } from "../target.js";

/**
 * Returns the server-specific properties of a new object. Collects a sentence where one is unknown.
 */
export function chooseLocal(work: Normalization, where: string, { local }: ConfigObject): Tree {
  return { ...chooseInterface(work, where, local), ...choosePeerOf(work, where, local) };
}

function chooseInterface(
  { index, target, unsupported }: Normalization,
  where: string,
  local: Tree,
): Tree {
  const name = local.interface;
  if (typeof name !== "string") return {};
  const mapped = mapInterface(name, target, index);
  if (mapped === undefined) unsupported.push(messages.keaCardUnknown(where, name));
  return mapped === undefined ? {} : { interface: mapped };
}

function choosePeerOf(
  { desired: { relationships }, unsupported }: Normalization,
  where: string,
  local: Tree,
): Tree {
  const peer = local[failoverPeer];
  const peers = Object.values(relationships).flatMap(peerNames);
  const isPeerKnown = peer !== undefined && peers.includes(String(peer));
  const isAssigned = isPeerKnown || findRelationshipOf(where, { relationships }) !== undefined;
  if (Object.keys(relationships).length > 1 && !isAssigned && isScopeId(where))
    unsupported.push(messages.keaPeerMissing(where, peers));
  return isPeerKnown ? { [failoverPeer]: peer } : {};
}

/** Returns whether an object is a scope. A shared network need not name its peer in a hub. */
const isScopeId = (where: string): boolean => /^\d/.test(where);

/** Returns the name of a primary's interface on this server; nothing where it is not known. */
function mapInterface(
  name: string,
  { interfaces = {} }: Target,
  index: ConfigIndex,
): string | undefined {
  if (Object.hasOwn(interfaces, name)) return interfaces[name];
  return interfacesOf(index).has(name) ? name : undefined;
}

const interfacesCache = new WeakMap<ConfigIndex, ReadonlySet<string>>();

/** Returns the interfaces that a configuration names, computed once for each index. */
function interfacesOf(index: ConfigIndex): ReadonlySet<string> {
  const names = interfacesCache.get(index) ?? listInterfaces(index);
  interfacesCache.set(index, names);
  return names;
}

/** Returns the interfaces that a configuration names. `eth0/10.0.0.1` is eth0; * is none. */
function listInterfaces({ server, networks, subnets }: ConfigIndex): ReadonlySet<string> {
  const listed = mapOf(server.raw[keywords.interfaces]).interfaces;
  const named = Array.isArray(listed)
    ? listed.flatMap((name: Json) => (typeof name === "string" ? [name.split("/")[0]!] : []))
    : [];
  const serving = [...networks.values(), ...subnets.values()].flatMap(({ local }) =>
    typeof local.interface === "string" ? [local.interface] : [],
  );
  return new Set([...named.filter((name) => name !== "*"), ...serving]);
}
