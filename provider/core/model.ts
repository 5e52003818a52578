// The configuration of a DHCP server in terms that servers have in common. Properties of one kind
// of server keep that server's names.

/**
 * A JSON value. An array is one value whose order matters; a collection without an order is an
 * object.
 */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

/**
 * Named properties. Collections (options, ranges, reservations) are objects keyed by identity, so
 * that members compare by identity.
 */
export interface Tree {
  readonly [name: string]: Json;
}

/**
 * A scope's identity: its network address and prefix length, host bits cleared, such as
 * `10.0.1.0/24`.
 */
export type ScopeId = string;

/** The first and the last address of a stretch. */
export type Stretch = readonly [first: string, last: string];

/**
 * The key of an object outside scopes that some scopes use: `classes.<name>`,
 * `sharedNetworks.<name>`, `optionDefinitions.<space>:<code>`. The name is one path segment (see
 * `formatSegment` in paths.ts).
 */
export type SharedKey = string;

/**
 * One object with properties: a scope, a shared network, a class, an option definition, or the
 * server's settings.
 */
export interface ConfigObject {
  /** All values in force, explicit and inherited. */
  readonly properties: Tree;
  /** Names of the top-level properties whose value is inherited rather than explicit; sorted. */
  readonly inherited: readonly string[];
  /** The shared objects that this one needs, directly or through one another; sorted. */
  readonly uses: readonly SharedKey[];
  /**
   * Server-specific properties, such as its interface: never compared, needed to create the object
   * on another server.
   */
  readonly local: Tree;
}

export type FailoverMode = "loadBalance" | "hotStandby" | "passiveBackup";

/** A failover relationship as one of its two servers states it. */
export interface Relationship {
  readonly mode: FailoverMode;
  /** This server's name in the relationship. Absent: servers have no such name. */
  readonly self?: string;
  /** The partner's name in the relationship. */
  readonly partner?: string;
  /** Hot standby only: this server's role. */
  readonly role?: "active" | "standby";
  /** Load balance only: the share of clients this server answers, 0 to 100. */
  readonly loadBalancePercent?: number;
  /** The scopes in it. */
  readonly scopes: readonly ScopeId[];
  /** Network addresses of scopes that it lists and the server does not have. Absent: none. */
  readonly missing?: readonly string[];
  /** Properties of this kind of server alone, under that server's own names. Absent: none. */
  readonly own?: Tree;
}

/** A relationship as one server should state it. Without `scopes` its scopes stay as they are. */
export type DesiredRelationship = Omit<Relationship, "scopes" | "missing"> & {
  readonly scopes?: readonly ScopeId[];
};

/**
 * All that a server holds except leases and statistics, canonical: equal configurations have equal
 * texts.
 */
export interface Configuration {
  readonly scopes: Readonly<Record<ScopeId, ConfigObject>>;
  readonly shared: Readonly<Record<SharedKey, ConfigObject>>;
  /** Properties outside scopes that apply to all scopes or to none. */
  readonly settings: ConfigObject;
  /**
   * The names of shared objects in their order, by kind, for kinds whose order matters (`classes`).
   */
  readonly order: Readonly<Record<string, readonly string[]>>;
  /** Relationships by name. Empty: every scope counts as a failover scope. */
  readonly relationships: Readonly<Record<string, Relationship>>;
}

/** An object without properties. */
export const emptyObject: ConfigObject = { properties: {}, inherited: [], uses: [], local: {} };

/** A configuration with nothing in it. */
export const emptyConfiguration: Configuration = {
  scopes: {},
  shared: {},
  settings: emptyObject,
  order: {},
  relationships: {},
};

/**
 * The location of a change: a scope, a shared object, the server's settings, the order of a kind of
 * shared object, or a relationship.
 */
export type Location =
  | { readonly kind: "scope"; readonly key: ScopeId }
  | { readonly kind: "shared"; readonly key: SharedKey }
  | { readonly kind: "settings" }
  | { readonly kind: "order"; readonly key: string }
  | { readonly kind: "relationship"; readonly key: string };

/** An option whose value the server does not return: replicated, it would be empty. */
export interface UnreadableOption {
  readonly location: Location;
  /** The path of the option itself: `options`, `dhcp4:43`. */
  readonly path: readonly string[];
}

/**
 * One difference: the value that the partner holds (`current`) and the one it should hold
 * (`desired`); absent: no value. An empty `path` means the whole object (or the whole order);
 * otherwise it is the property at that path.
 */
export interface Change {
  readonly location: Location;
  readonly path: readonly string[];
  readonly current?: Json | ConfigObject;
  readonly desired?: Json | ConfigObject;
}

/**
 * The changes that make the partner equal, in the order in which they are shown and made. Empty: in
 * sync.
 */
export type Plan = readonly Change[];

/**
 * Properties that hold members keyed by identity, in any object. A collection without members is
 * the same as none. Members are added and removed one by one, so that each is shown under its own
 * name.
 */
export const collections: ReadonlySet<string> = new Set([
  "options",
  "ranges",
  "exclusions",
  "reservations",
  "policies",
]);
