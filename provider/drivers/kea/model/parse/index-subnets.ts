// Indexes shared networks and subnets.
import { normalizeSubnet } from "../../../../core/address.js";
import type { UserError } from "../../../../core/messages.js";
import { messages } from "../../messages.js";
import type { Json, ScopeId, Tree } from "../../../../core/model.js";
import type { JsonPath } from "../../json-edit.js";
import { dhcpv4, keywords } from "../../names.js";
import type { IndexedObject, IndexedSubnet } from "./config-index.js";
import type { Definitions } from "../options/definitions.js";
import { asMaps, asName, withSubject, type KeaMap } from "../kea-map.js";
import { readSubnet, readTreePartly } from "./read-partly.js";
import { failoverPeer } from "../server-specific.js";
import { readPeer } from "./user-context.js";

/** The subnets that were found so far, and how their options and reservations are read. */
export interface SubnetCollector {
  readonly definitions: Definitions;
  /** True where two reservations of one subnet must not have the same address. */
  readonly hasUniqueAddresses: boolean;
  readonly subnets: Map<ScopeId, IndexedSubnet>;
  /** The number of subnets that have no id in the configuration. */
  numbered: number;
}

/** A list of subnets: the server's, or that of a shared network. */
interface SubnetList {
  readonly list: Json | undefined;
  readonly path: JsonPath;
  /** The list, as messages name it. */
  readonly where: string;
  readonly network?: string;
  /** Why a part of the shared network could not be read. */
  readonly unreadable?: UserError | undefined;
}

/** Adds the subnets of a list. Throws where two subnets are the same. */
export function indexSubnets(collector: SubnetCollector, subnetList: SubnetList): void {
  const { list, path, where } = subnetList;
  for (const [i, raw] of asMaps(list, where).entries())
    withSubject(raw, () => {
      const text = asName(raw, "subnet", `${where}[${i}]`).replace(/[ \t]/g, "");
      const id = normalizeSubnet(text);
      const place = { raw, text, path: [...path, i] };
      collector.subnets.set(id, indexSubnet(collector, subnetList, id, place));
    });
}

function indexSubnet(
  collector: SubnetCollector,
  { network, unreadable: unreadableNetwork }: SubnetList,
  where: ScopeId,
  { raw, text, path }: Pick<IndexedSubnet, "raw" | "text" | "path">,
): IndexedSubnet {
  const twin = collector.subnets.get(where);
  if (twin)
    throw messages.keaDuplicateKey(dhcpv4.root, "subnets", where, [
      describeSubnet(twin),
      describeSubnet({ text, network }),
    ]);
  // Kea 2.2 numbers subnets without an id from 1 on; an id of 0 counts as none.
  const hasId = typeof raw.id === "number" && raw.id !== 0;
  const id = hasId ? (raw.id as number) : ++collector.numbered;
  const { definitions, hasUniqueAddresses } = collector;
  const read = readSubnet(raw, { definitions, hasUniqueAddresses, where });
  return new SkimmedSubnet({
    raw,
    path,
    read,
    local: readLocal(raw),
    text,
    id,
    network,
    unreadable: read.unreadable ?? unreadableNetwork,
  });
}

type SubnetParts = Pick<IndexedSubnet, "raw" | "path" | "read" | "local" | "text" | "id"> & {
  readonly network: string | undefined;
  readonly unreadable: UserError | undefined;
};

/** A subnet whose explicit values are read when somebody asks for them. */
class SkimmedSubnet implements IndexedSubnet {
  readonly raw;
  readonly path;
  readonly read;
  readonly local;
  readonly text;
  readonly id;
  declare readonly network?: string;
  declare readonly unreadable?: UserError;

  constructor(parts: SubnetParts) {
    this.raw = parts.raw;
    this.path = parts.path;
    this.read = parts.read;
    this.local = parts.local;
    this.text = parts.text;
    this.id = parts.id;
    if (parts.network !== undefined) this.network = parts.network;
    if (parts.unreadable !== undefined) this.unreadable = parts.unreadable;
  }

  get explicit(): Tree {
    return this.read.explicit;
  }
}

const describeSubnet = ({
  text,
  network,
}: {
  readonly text: string;
  readonly network?: string | undefined;
}): string => (network === undefined ? text : `${text} (in ${network})`);

/** Returns the shared networks by name, and adds their subnets. */
export function indexNetworks(
  raw: KeaMap,
  collector: SubnetCollector,
): ReadonlyMap<string, IndexedObject> {
  const { root } = dhcpv4;
  const list = keywords.sharedNetworks;
  const networks = new Map<string, IndexedObject>();
  for (const [i, network] of asMaps(raw[list], `${root} ${list}`).entries())
    withSubject(network, () => {
      const where = `${root} ${list}[${i}]`;
      const name = asName(network, "name", where);
      assertNotIndexed(networks, name, `${list}[${i}]`);
      const path = [root, list, i];
      const { explicit, unreadable } = readTreePartly("network", network, {
        definitions: collector.definitions,
        where: `sharedNetworks.${name}`,
      });
      networks.set(name, { path, raw: network, explicit, local: readLocal(network) });
      indexSubnets(collector, {
        list: network[keywords.subnets],
        path: [...path, keywords.subnets],
        where: `${where} ${keywords.subnets}`,
        network: name,
        unreadable,
      });
    });
  return networks;
}

function assertNotIndexed(
  networks: ReadonlyMap<string, IndexedObject>,
  name: string,
  position: string,
): void {
  const twin = networks.get(name);
  if (!twin) return;
  const first = `${keywords.sharedNetworks}[${String(twin.path[2])}]`;
  throw messages.keaDuplicateKey(dhcpv4.root, "shared networks", name, [first, position]);
}

const nothing: Tree = {};

/** Returns the server-specific properties of a subnet or shared network. */
function readLocal(raw: KeaMap): Tree {
  const peer = readPeer(raw);
  if (peer === undefined && raw.interface === undefined) return nothing;
  return {
    ...(typeof raw.interface === "string" && raw.interface !== "" && { interface: raw.interface }),
    ...(peer !== undefined && { [failoverPeer]: peer }),
  };
}
