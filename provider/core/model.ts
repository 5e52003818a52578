// What a DHCP server holds, in words that servers have in common; what only one kind of server has travels under that server's own names.

/** A JSON value. An array is one value whose order means something: what has no order is a map. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

/** Named properties. Collections (options, ranges, reservations) are maps keyed by identity, so that members compare by what they are. */
export interface Tree {
  readonly [name: string]: Json;
}

/** A scope's identity: its network address and prefix length, host bits cleared, such as `10.0.1.0/24`. */
export type ScopeId = string;

/**
 * What stands outside scopes and is used by some: `classes.<name>`, `sharedNetworks.<name>`, `optionDefinitions.<space>:<code>`.
 * The name is one path segment (see `segment` in paths.ts).
 */
export type SharedKey = string;

/** One thing with properties: a scope, a shared network, a class, an option definition, or what the server holds for itself. */
export interface ConfigObject {
  /** Every value in force, inherited ones included. */
  readonly properties: Tree;
  /** Names of the top-level properties whose value in force is not the part's own but comes from further out; sorted. */
  readonly inherited: readonly string[];
  /** The shared parts this one cannot do without, directly or through one another; sorted. */
  readonly uses: readonly SharedKey[];
  /** What only this server can know of it (its network card): never compared; asked for when the part is made on another server. */
  readonly local: Tree;
}

export type FailoverMode = "loadBalance" | "hotStandby" | "passiveBackup";

/** A failover relationship as one of its two servers states it. */
export interface Relationship {
  readonly mode: FailoverMode;
  /** The name this server gives itself in the relationship; absent where servers have no such name. */
  readonly self?: string;
  /** The name it gives its partner. */
  readonly partner?: string;
  /** Hot standby only: this server's part. */
  readonly role?: "active" | "standby";
  /** Load balance only: the share of clients this server answers, 0 to 100. */
  readonly loadBalancePercent?: number;
  /** The scopes under it. */
  readonly scopes: readonly ScopeId[];
  /** Network addresses of scopes that it counts as under it and does not have; absent: none. */
  readonly missing?: readonly string[];
  /** What this kind of server states of it besides, under that server's own names; absent: nothing. */
  readonly own?: Tree;
}

/** What a relationship should be on one server. Without `scopes` nobody says which are under it. */
export type DesiredRelationship = Omit<Relationship, "scopes" | "missing"> & {
  readonly scopes?: readonly ScopeId[];
};

/** Everything a server holds except leases and statistics, canonical: equal configurations are equal as text. */
export interface Configuration {
  readonly scopes: Readonly<Record<ScopeId, ConfigObject>>;
  readonly shared: Readonly<Record<SharedKey, ConfigObject>>;
  /** What stands outside scopes and is used by all of them or by none. */
  readonly settings: ConfigObject;
  /** Kinds of shared parts whose order means something (`classes`): their names in that order. */
  readonly order: Readonly<Record<string, readonly string[]>>;
  /** By name. A server without failover has none; then every scope counts as a failover scope. */
  readonly relationships: Readonly<Record<string, Relationship>>;
}

/** A part with nothing in it. */
export const emptyObject: ConfigObject = { properties: {}, inherited: [], uses: [], local: {} };

/** A configuration with nothing in it. */
export const emptyConfiguration: Configuration = {
  scopes: {},
  shared: {},
  settings: emptyObject,
  order: {},
  relationships: {},
};

/** Where a change stands: in a scope, in a shared part, in the server's settings, in the order of a kind of shared part, or in a failover relationship. */
export type Location =
  | { readonly kind: "scope"; readonly key: ScopeId }
  | { readonly kind: "shared"; readonly key: SharedKey }
  | { readonly kind: "settings" }
  | { readonly kind: "order"; readonly key: string }
  | { readonly kind: "relationship"; readonly key: string };

/** An option that a server tells without its bytes: copied, it would be empty. */
export interface UnreadableOption {
  readonly place: Location;
  /** To the option itself: `options`, `dhcp4:43`. */
  readonly path: readonly string[];
}

/**
 * One difference: what the partner holds (`current`) and what it should hold (`desired`); absent where one holds nothing.
 * With an empty `path` it is the whole part (or the whole order); otherwise the property at that path.
 */
export interface Change {
  readonly place: Location;
  readonly path: readonly string[];
  readonly current?: Json | ConfigObject;
  readonly desired?: Json | ConfigObject;
}

/** The changes that make the partner equal, in the order in which they are told and made. Empty: in sync. */
export type Plan = readonly Change[];

/**
 * Properties that hold members keyed by identity, wherever they stand. A collection without members is the same as none;
 * members come and go one by one, so that each is told by its own name.
 */
export const collections: ReadonlySet<string> = new Set([
  "options",
  "ranges",
  "exclusions",
  "reservations",
  "policies",
]);
