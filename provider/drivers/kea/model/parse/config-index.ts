// Indexes a Kea configuration: the position of each object, and its explicit values.
import { hasHostBits as textHasHostBits } from "../../../../core/address.js";
import type { UserError } from "../../../../core/messages.js";
import type { Json, ScopeId, Tree } from "../../../../core/model.js";
import type { JsonPath } from "../../json-edit.js";
import { dhcpv4, keywords } from "../../names.js";
import { createDefinitions, type Definitions } from "../options/definitions.js";
import { indexClasses, indexDefinitions } from "./index-classes.js";
import { indexServer } from "./index-server.js";
import { indexNetworks, indexSubnets, type SubnetCollector } from "./index-subnets.js";
import { asMap, type KeaMap } from "../kea-map.js";
import type { ReadSubnet } from "./read-partly.js";
import { releaseOf, type Release } from "../release.js";

/** One object of a configuration. */
export interface IndexedObject {
  /**
   * Values that former keywords elsewhere set for it, until it sets them itself. They are in
   * `explicit` as well.
   */
  readonly formerKeywords?: Tree;
  readonly path: JsonPath;
  readonly raw: KeaMap;
  /** The values that are set on the object itself. */
  readonly explicit: Tree;
  /** Its server-specific properties. */
  readonly local: Tree;
}

export interface IndexedSubnet extends IndexedObject {
  /** The prefix as the configuration spells it, with host bits where it has any. */
  readonly text: string;
  readonly id: number;
  /** The name of its shared network. */
  readonly network?: string;
  /** Why a part of it could not be read: `explicit` lacks that part. */
  readonly unreadable?: UserError;
  /** Its explicit values, and what is known without them. */
  readonly read: ReadSubnet;
}

export interface ConfigIndex {
  readonly release: Release;
  /** The same where it is known; absent where it was concluded from the keywords. */
  readonly knownRelease?: Release;
  readonly definitions: Definitions;
  readonly server: IndexedObject;
  readonly networks: ReadonlyMap<string, IndexedObject>;
  readonly subnets: ReadonlyMap<ScopeId, IndexedSubnet>;
  readonly classes: ReadonlyMap<string, IndexedObject>;
  /** By `space:code`. */
  readonly definitionEntries: ReadonlyMap<string, IndexedObject>;
}

/** Indexes `Dhcp4`. The paths are those of the document around it. */
export function indexConfiguration(
  dhcp4: Json,
  knownRelease?: Release,
  release = releaseOf(dhcp4, knownRelease),
): ConfigIndex {
  const { root } = dhcpv4;
  const raw = asMap(dhcp4, root);
  const definitions = createDefinitions(raw[keywords.optionDefinitions], release);
  const server = indexServer(raw, definitions);
  const collector: SubnetCollector = {
    definitions,
    hasUniqueAddresses: server.explicit["ip-reservations-unique"] !== false,
    subnets: new Map(),
    numbered: 0,
  };
  // Kea 2.2 numbers the subnets of shared networks first.
  const networks = indexNetworks(raw, collector);
  indexSubnets(collector, {
    list: raw[keywords.subnets],
    path: [root, keywords.subnets],
    where: `${root} ${keywords.subnets}`,
  });
  return {
    release,
    ...(knownRelease && { knownRelease }),
    definitions,
    server,
    networks,
    subnets: collector.subnets,
    classes: indexClasses(raw, definitions),
    definitionEntries: indexDefinitions({
      list: raw[keywords.optionDefinitions],
      path: [root, keywords.optionDefinitions],
      where: root,
      definitions,
    }),
  };
}

/** Returns whether the subnet's prefix has host bits set. */
export const hasHostBits = ({ text }: IndexedSubnet): boolean => textHasHostBits(text);
