// A snapshot: one reading of one server. Its core, and what only some servers state.
import type { Health, PairMembers } from "../core/health.js";
import type { UserError } from "../core/messages.js";
import type {
  Configuration,
  ConfigObject,
  ScopeId,
  SharedKey,
  UnreadableOption,
} from "../core/model.js";

/** One reading of one server: the core, and what only some servers state. */
export interface Snapshot extends ServerIdentity, SelectiveReading, NameTranslation {
  /** All that the server holds, except leases and statistics. */
  readonly configuration: Configuration;
  /** A short text that changes whenever something that the server holds changes. */
  readonly version: string;
  /**
   * Sentences for the person: what is not compared, and what the server accepts although it should
   * not.
   */
  readonly warnings: readonly string[];
  /** Why the server cannot be written. Absent: it can. */
  readonly readOnly?: ReadOnly;
  /** The software of the server. Absent: nothing states it, as in a Kea file. */
  readonly software?: Software;
  /** The state of each failover relationship. Absent: nothing runs there, as in a file. */
  readonly failover?: readonly Health[];
  /**
   * The servers of each failover relationship, by its name. Absent: relationships are known by
   * their names alone.
   */
  readonly pairs?: Readonly<Record<string, PairMembers>>;
  /** Data that the server holds and does not return. Absent: none. */
  readonly unreadable?: Unreadable;
  /** True where scopes of the server may be missing, as in a partial export. Default false. */
  readonly isPartial?: boolean;
  /**
   * Data that the server holds and this tool does not compare, by name. Absent or empty: none
   * known.
   */
  readonly uncompared?: Readonly<Record<string, string>>;
  /**
   * Why a restart may bring back a former configuration, in a sentence. Absent: nothing suggests
   * it.
   */
  readonly notPersisted?: string;
}

/** The ways to recognize a server. */
export interface ServerIdentity {
  /**
   * Identifies the server within one operation: two snapshots with one identity are of one server.
   */
  readonly identity: string;
  /**
   * Identify the server across operations, folders, users and machines. One in common is enough.
   * Absent: `identity` does.
   */
  readonly lastingIdentities?: readonly string[];
  /**
   * The server's names among its peers, which remain where its identity changes between operations.
   * Absent: none.
   */
  readonly names?: readonly string[];
  /**
   * Returns true where another snapshot of this operation is of the same server under another
   * identity. Absent: no server has two.
   */
  isSame?(other: Snapshot): boolean;
}

/** The parts of a server that a snapshot leaves out because they were not requested. */
export interface SelectiveReading {
  /** The scopes that were requested; of the others only the properties are there. Absent: all. */
  readonly readScope?: ReadScope;
  /** Scopes that were not requested. Absent or empty: none. */
  readonly unreadScopes?: ReadonlySet<ScopeId>;
  /**
   * Returns true where nothing changed since an earlier snapshot, as far as both were read. Absent:
   * the versions are equal.
   */
  isUnchangedSince?(earlier: Snapshot): boolean;
}

/** Names that depend on the server: one thing may have another name on another server. */
export interface NameTranslation {
  /**
   * Returns true where the software has a shared object built in and accepts no definition of it.
   * Absent: it has none.
   */
  hasBuiltIn?(key: SharedKey, object: ConfigObject): boolean;
  /**
   * Returns another server's configuration in the names of this one, which holds `current`. Absent:
   * names are the same everywhere.
   */
  inOwnNames?(current: Configuration, other: Configuration): Configuration;
}

/** Why a server cannot be written although it can be read. */
export interface ReadOnly {
  /** A sentence. */
  readonly reason: string;
  /**
   * `server`: nobody can write it this way, so it is never a partner. `user`: this user cannot;
   * refused where there is something to write.
   */
  readonly limit: "server" | "user";
}

/** The software of a server. */
export interface Software {
  /** Its name and release, as people say it. */
  readonly name: string;
  /**
   * Orders releases: the newer, the greater. Absent: it cannot be said whether another release is
   * newer.
   */
  readonly rank?: number;
}

/** Data that a server holds and does not return. Each member may be absent or empty: none. */
export interface Unreadable {
  /** Properties that it may hold, named as in `keep`: not compared in either direction. */
  readonly paths?: readonly string[];
  /** Options whose value is not returned: replicated from this server they would be empty. */
  readonly options?: readonly UnreadableOption[];
  /** Properties that a write to this server would lose, named as in previews. */
  readonly lostByWriting?: readonly string[];
  /**
   * Scopes that could not be read whole, each with the reason: an error where one is to be
   * replicated.
   */
  readonly scopes?: ReadonlyMap<ScopeId, UserError>;
}

/**
 * The scopes that must be read whole: by network address, and as members of relationships by the
 * relationship's name.
 */
export interface ReadScope {
  readonly scopes: readonly string[];
  readonly relationships: readonly string[];
}
