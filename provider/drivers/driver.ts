// The contract of every driver: a server that is read, compared and written, and the abilities that
// only some servers have.
import type { ExplainRules } from "../core/explain.js";
import type { Configuration, Plan, ScopeId, Stretch } from "../core/model.js";
import type { RepairCommands } from "../core/messages.js";
import type { ReadScope, Snapshot } from "./snapshot.js";

export type * from "./relationship-support.js";
export type * from "./snapshot.js";

/**
 * Tells the person a sentence while a server works: `information` that stays, or a `status` that
 * the next one replaces.
 */
export type Tell = (sentence: string, kind: "information" | "status") => void;

/**
 * Opens a server from its checked arguments. Opening contacts nothing; `Server.read` is the first
 * call that does. `tell` receives sentences while the server works.
 */
export type Driver<Options> = (options: Options, tell?: Tell) => Server;

/**
 * One server, open for one operation of the engine. The first five members are all that a driver
 * must have. Each optional ability is one property with an interface of its own.
 */
export interface Server extends ServerTraits {
  /** The server's name in messages: a path, a URL or a computer name. */
  readonly label: string;
  /**
   * Reads the configuration. `readScope` limits what a server with `readsSelectively` must read
   * whole. Throws where the server cannot be read: an unreadable server is never an empty one.
   */
  read(readScope?: ReadScope): Promise<Snapshot>;
  /**
   * Returns `desired` as this server would hold it, given what it holds now. Contacts nothing.
   * `sources` are the servers that the differences come from, whose spelling is kept.
   */
  normalize(desired: Configuration, current: Snapshot, sources?: readonly Snapshot[]): Normalized;
  /**
   * Makes all changes as one transaction, or none. Throws where something is unsupported, and where
   * the server no longer holds what `from` states.
   */
  apply(write: PlannedWrite): Promise<Applied>;
  /** Releases connections. Called once, at the end of the operation. */
  close(): Promise<void>;

  /** Observes failover around a write. Absent: nothing runs there, as in a file. */
  readonly failover?: FailoverControl;
  /**
   * Saves the running configuration. Absent: a write lasts by itself, or the program leaves saving
   * to somebody else.
   */
  readonly persistence?: Persistence;
  /** Keeps copies and notes of writes. Absent: none are kept. */
  readonly backups?: Backups;
  /** Explains what a client would get. Absent: the precedence of the server is unknown. */
  readonly explainRules?: ExplainRules;
  /** Counts active leases. Absent: the number is unknown. */
  readonly leases?: LeaseCounter;
  /** Estimates what a write costs the clients. Absent: nothing. */
  readonly costs?: CostEstimator;
  /** Commands that messages name where a relationship must be repaired by hand. Absent: none. */
  readonly repairCommands?: RepairCommands;
  /** Has the server write its partner itself. Absent: it cannot. */
  readonly nativeReplication?: NativeReplication;
}

/**
 * How a server is best used. Each trait has a default that suits a server of which nothing is
 * known.
 */
export interface ServerTraits {
  /**
   * Milliseconds without a further write request after which a batch is written. Default 50; more
   * where a write interrupts service.
   */
  readonly batchWindowMs?: number | undefined;
  /** True where reading fewer scopes is less work. Default false: everything is read. */
  readonly readsSelectively?: boolean;
  /**
   * True where `apply` reads the server right before it writes, so that the caller need not.
   * Default false.
   */
  readonly rereadsBeforeWriting?: boolean;
}

/** Failover of a running server. */
export interface FailoverControl {
  /** Returns the snapshot with failover as it is now. Reads nothing else. */
  refresh(snapshot: Snapshot): Promise<Snapshot>;
  /**
   * Starts failover again where differences stopped it, in the relationships that `partner` shares.
   * Returns a sentence for each thing that was done. Absent: nothing needs to be started.
   */
  restart?(snapshot: Snapshot, partner: Snapshot): Promise<readonly string[]>;
  /**
   * Returns the seconds for which a write interrupts failover, as far as is known. Absent: a write
   * does not interrupt it.
   */
  outageSeconds?(snapshot: Snapshot): Promise<number>;
  /** The command that restarts stopped failover by hand, for messages. Absent: none. */
  readonly restartCommand?: string;
  /** A sentence about a cause for which failover may not come back after a write. Absent: none. */
  readonly obstacle?: string;
  /**
   * True where a snapshot states failover as it is at that moment, so that one reading is enough.
   * Default false: a server learns of its partner by heartbeats, and its statement may be one
   * heartbeat old.
   */
  readonly isStatedAtOnce?: boolean;
}

/** Saving the running configuration where a restart finds it. */
export interface Persistence {
  /**
   * Saves what is in force and changes none of it. Returns why that failed, in a sentence, or
   * `undefined`.
   */
  persist(snapshot: Snapshot): Promise<string | undefined>;
}

/** Copies of a server's configuration, kept on this machine before each write. */
export interface Backups {
  /** Throws where no copy can be kept. Changes nothing. */
  assertPossible(snapshot: Snapshot): void;
  /** Records who replicated what to servers, beside the copies. */
  readonly journal: Journal;
  /** Returns the copies of a server that are kept, the newest first. */
  list(snapshot: Snapshot): readonly KeptCopy[];
  /**
   * Reads a copy as a snapshot of the server that it was made of; `now` is that server as it is.
   * Throws where the copy cannot be read.
   */
  read(copy: KeptCopy, now: Snapshot): Snapshot;
}

/** A copy of a server's configuration that was kept before a write. */
export interface KeptCopy {
  /** The folder that it stands in. */
  readonly path: string;
  /** The time before the write, in UTC: `2026-11-30T18:04:05.678Z`. */
  readonly time: string;
}

/** The leases of a running server. */
export interface LeaseCounter {
  /**
   * Returns the number of active leases of each scope, in the same order; `undefined` where it is
   * unknown. A file has 0.
   */
  countActive(scopes: readonly ScopeId[]): Promise<readonly (number | undefined)[]>;
  /**
   * Returns the number of active leases in stretches of a scope's addresses; `undefined` where it is
   * unknown. Absent: it is always unknown.
   */
  countWithin?(scope: ScopeId, stretches: readonly Stretch[]): Promise<number | undefined>;
}

/** Estimates of what writes cost the clients of a server. */
export interface CostEstimator {
  /**
   * Returns the cost of a write before it is made. `primary` is the server that the changes come
   * from.
   */
  estimate(
    write: Pick<PlannedWrite, "from" | "changes" | "desired" | "sources">,
    primary: { readonly label: string; readonly snapshot: Snapshot },
  ): Promise<Cost>;
}

/** Replication by the server's own means, from itself to its failover partner. */
export interface NativeReplication {
  /** The command that does it, for messages. */
  readonly command: string;
  /** Starts it and waits for its end. Returns the scopes that the server states as replicated. */
  replicate(request: NativeReplicationRequest): Promise<readonly ScopeId[]>;
}

/**
 * A request for a server's own replication: relationships, scopes, or neither for all that there
 * are.
 */
export interface NativeReplicationRequest {
  readonly names?: readonly string[];
  readonly scopes?: readonly ScopeId[];
  /** The number of scopes replicated at the same time. Absent or 0: the server chooses. */
  readonly throttleLimit?: number;
}

/** A desired configuration as one server would hold it. */
export interface Normalized {
  readonly configuration: Configuration;
  /**
   * Sentences about what the server cannot hold, each with the scope and the remedy. Not empty:
   * nothing is written.
   */
  readonly unsupported: readonly string[];
}

/** Changes for one server, planned from one snapshot of it. */
export interface PlannedWrite {
  /** The snapshot that the changes were planned from. */
  readonly from: Snapshot;
  /** The changes in order. Never empty. */
  readonly changes: Plan;
  /** The configuration afterwards, not yet normalized for the server. */
  readonly desired: Configuration;
  /** The servers that the changes come from. Absent: none. */
  readonly sources?: readonly Snapshot[];
  /**
   * Has the servers that the changes come from write them (`NativeReplication`). Absent: this
   * server writes.
   */
  readonly replicateNatively?: () => Promise<void>;
}

/** A server after a write. */
export interface Applied {
  readonly after: Snapshot;
  /** Sentences for the person. */
  readonly warnings: readonly string[];
  /** True where the write did not interrupt failover. Default false. */
  readonly keepsFailover?: boolean;
  /**
   * Why a restart would bring back the former configuration, in a sentence. Absent: the write
   * lasts.
   */
  readonly notPersisted?: string;
}

/** The cost of a write to a server, in sentences for the person. */
export interface Cost {
  /** The cost of one write. */
  readonly warnings: readonly string[];
  /** A further sentence where several resources write in one operation. Absent: none. */
  readonly warningForSeveral?: string;
}

/** The record of what one resource last replicated to a server. */
export interface ReplicationRecord {
  /** The resource, as people know it. */
  readonly resource: string;
  /** The identity of the primary. */
  readonly from: string;
  /** The primary's name in messages. */
  readonly label: string;
  readonly scopes: readonly ScopeId[];
  /** In UTC, to the millisecond. */
  readonly time: string;
}

/** The records of replications that this machine keeps, by the partner's identity. */
export interface Journal {
  /**
   * Returns the records of a server, each with the path of its file. Empty where nothing can be
   * read.
   */
  read(identity: string): readonly (ReplicationRecord & { readonly path: string })[];
  /** Adds records of a server and replaces earlier ones of the same resources. */
  add(identity: string, entries: readonly ReplicationRecord[]): void;
}

/** Two values of one kind, for instance the primary's and the partner's. */
export type Pair<T> = readonly [T, T];
