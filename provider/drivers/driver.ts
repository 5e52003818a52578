// What every kind of server can do for us: four methods. A driver knows its server; the rest of the house knows only this.
import type { Health, PairMembers } from "../core/health.js";
import type { UserError } from "../core/messages.js";
import type {
  Configuration,
  FailoverMode,
  UnreadableOption,
  ConfigObject,
  Plan,
  ScopeId,
  SharedKey,
  DesiredRelationship,
} from "../core/model.js";

/** What a server runs on, where one release is better copied from than another. */
export interface System {
  readonly name: string;
  /** The newer, the greater. */
  readonly rank: number;
}

export type Pair<T> = readonly [T, T];

/** The scopes that an operation needs to know whole: by their network addresses, and as members of relationships by name. */
export interface ReadScope {
  readonly scopes: readonly string[];
  readonly relationships: readonly string[];
}

/** What one look at a server found. */
export interface Snapshot {
  readonly configuration: Configuration;
  /** What makes this server this server: two readings with one identity are one server. */
  readonly identity: string;
  /**
   * What identifies this server from one operation to another: the same in another folder, for another user and on another machine.
   * One of them in common is enough. Absent: `identity` is.
   */
  readonly lastingIdentities?: readonly string[];
  /** By what else it is known to be the same where its identity changed from one operation to another: its names among its peers. */
  readonly names?: readonly string[];
  /** Whether another reading of this operation is of this very server, under another identity; absent where no server has two. */
  isSame?(other: Snapshot): boolean;
  /** Short text that changes whenever anything the server holds changes. */
  readonly version: string;
  /** Things a person should hear: what is not compared, what the server takes silently and should not. One sentence each. */
  readonly warnings: readonly string[];
  /** Why this server cannot be written although it can be read; absent when it can. */
  readonly readOnlyReason?: string;
  /** Why this user may only look at it; absent when it may be written. */
  readonly lookOnlyReason?: string;
  readonly system?: System;
  /** What it runs, with its release, in words; absent where nothing tells it (a file of Kea). */
  readonly software?: string;
  /** How failover is doing, one for each relationship that runs; absent where nothing runs (a file). */
  readonly failover?: readonly Health[];
  /** The servers of each failover relationship that it states, by the relationship's name; absent: these are known by their names alone. */
  readonly pairs?: Readonly<Record<string, PairMembers>>;
  /** What it may hold and never tells, named as in `keep`: compared in neither direction; absent or empty: nothing. */
  readonly unreadablePaths?: readonly string[];
  /** Leaves that a write would lose, because the server does not tell what stands there; absent or empty: none. */
  readonly wouldBeLost?: readonly string[];
  /** Options that it tells without their bytes: copied from it, they would be empty; absent or empty: none. */
  readonly unreadableOptions?: readonly UnreadableOption[];
  /** Whether it may leave out scopes that its server has. Absent: it has them all. */
  readonly isPartial?: boolean;
  /** What it holds and nothing here compares, by its name; absent or empty: nothing that is known. */
  readonly uncompared?: Readonly<Record<string, string>>;
  /** Tells whether the software has a shared part built in, and takes none of its own; absent: it has none. */
  hasBuiltIn?(key: SharedKey, part: ConfigObject): boolean;
  /**
   * Returns another server's configuration in the names that this kind of server, which holds `current`, has for the same things.
   * Absent: a name is what a thing is.
   */
  inOwnNames?(current: Configuration, other: Configuration): Configuration;
  /** The scopes that it was asked for; absent: all. Of the others it has the properties, and nothing that is in them. */
  readonly readScope?: ReadScope;
  /** Scopes that were not asked for. Absent or empty: none. */
  readonly unreadScopes?: ReadonlySet<ScopeId>;
  /** Tells whether nothing changed since an earlier reading of the same server, as far as both know it. Absent: the versions are equal. */
  isUnchangedSince?(earlier: Snapshot): boolean;
  /** Scopes of which not all could be read, and why: refused where one is to be replicated. Absent or empty: none. */
  readonly unreadableScopes?: ReadonlyMap<ScopeId, UserError>;
  /** Why a restart may bring a former configuration back, in a sentence; absent: nothing is known against it. */
  readonly notPersisted?: string;
}

/** What a server would hold if told to, and what it cannot hold. */
export interface Normalized {
  readonly configuration: Configuration;
  /** One sentence each, naming the scope and what to do. Not empty: nothing is written. */
  readonly unsupported: readonly string[];
}

/** Changes for one server, planned from one reading of it. */
export interface PlannedWrite {
  /** What the changes were planned from. */
  readonly from: Snapshot;
  /** In order. Never empty. */
  readonly changes: Plan;
  /** What the server should hold afterwards, not yet fitted to it. */
  readonly desired: Configuration;
  /** The servers that the changes come from; absent: none. */
  readonly sources?: readonly Snapshot[];
  /** Has the changes made by the servers that they come from (`replicate`), in the place of what this one would do; absent: it makes them itself. */
  readonly replicateNatively?: () => Promise<void>;
}

/** One server, held open for one operation of the engine. */
export interface Server {
  /** The words a person knows it by in messages: a path, a URL, a computer name. */
  readonly label: string;
  /** For how long nothing more must have been asked before what is to be written is written together, in milliseconds. Default 50; more where a write costs its clients something. */
  readonly batchWindowMs?: number;
  /** Reads everything, once. An unreadable server is an error, never an empty one. `needed`: what a `selective` server may leave the rest out for. */
  read(needed?: ReadScope): Promise<Snapshot>;
  /** Whether reading fewer scopes is less work. Absent: all are read whatever is needed. */
  readonly readsSelectively?: boolean;
  /** Whether `apply` itself looks at the server right before it writes, so that nobody else need. */
  readonly rereadsBeforeWriting?: boolean;
  /**
   * Returns what the server would hold if it were to hold `desired`, given what it holds now. Touches nothing. `sources`: the servers that
   * what differs comes from; it is written as they write it.
   */
  normalize(desired: Configuration, current: Snapshot, sources?: readonly Snapshot[]): Normalized;
  /** Makes the changes as one transaction, or none of them (a misfit is a refusal). Refuses when the server is no longer as `from` says. */
  apply(order: PlannedWrite): Promise<Applied>;
  /**
   * Saves the running configuration where a restart finds it. Returns why that failed, in a sentence, or nothing. Changes nothing that
   * is in force. Absent: what is written lasts by itself, or the program says that it need not.
   */
  persist?(reading: Snapshot): Promise<string | undefined>;
  close(): Promise<void>;
  /** Throws where no copy of what the server holds can be kept before a write; absent: none is kept. Changes nothing. */
  assertBackup?(reading: Snapshot): void;
  /** Notes who replicated what to servers, beside the copies that are kept of them; absent: nobody does. */
  readonly journal?: Journal;
  /** Returns the active leases of each scope; nothing where their number is unknown. Absent: the driver never knows. A server without leases (a file) has 0. */
  activeLeases?(scopes: readonly ScopeId[]): Promise<readonly (number | undefined)[]>;
  /** What a write costs the clients; absent: nothing. `primary`: where the changes come from. */
  writeCost?(
    order: Pick<PlannedWrite, "from" | "changes">,
    primary: { readonly label: string; readonly reading: Snapshot },
  ): Promise<Cost>;
  /** Starts failover again on a server where differences stopped it, now that they are gone: in the relationships that `partner` is in as well. Answers what was done. */
  restartFailover?(reading: Snapshot, partner: Snapshot): Promise<readonly string[]>;
  /** A reading with failover as it is now; nothing else is looked at. Absent where nothing runs. */
  refreshFailover?(reading: Snapshot): Promise<Snapshot>;
  /**
   * Whether a reading's failover is the server's own word at that moment: once is enough, and a reading
   * that was just made need not be made again. Absent: a server knows its partner by heartbeats.
   */
  readonly statesFailoverAtOnce?: boolean;
  /** How long a write keeps failover from working, in seconds, as far as can be known. Absent: it goes on all the while. */
  outageSeconds?(reading: Snapshot): Promise<number>;
  /** Has the server write its partners itself, by a replication of its own. Answers the scopes that it says it replicated. Absent: it has none. */
  replicateNatively?(asked: NativeReplicationRequest): Promise<readonly ScopeId[]>;
}

/** What one resource replicated to a server last. */
export interface ReplicationRecord {
  /** The resource, as people know it. */
  readonly resource: string;
  /** The identity of the server that it copied from, and the words a person knows that by. */
  readonly from: string;
  readonly label: string;
  readonly scopes: readonly ScopeId[];
  /** In UTC, to the millisecond. */
  readonly time: string;
}

/** Notes on servers, of this machine. */
export interface Journal {
  /** Returns what is noted of the server with this identity; nothing where nothing can be read. `path`: where it is noted. */
  read(identity: string): readonly (ReplicationRecord & { readonly path: string })[];
  /** Notes what was replicated to the server with this identity, in the place of what the same resources did before. */
  add(identity: string, entries: readonly ReplicationRecord[]): void;
}

/** What a server's own replication is asked for: relationships, scopes, or neither, which is all there are. */
export interface NativeReplicationRequest {
  readonly names?: readonly string[];
  readonly scopes?: readonly ScopeId[];
  /** How many at the same time; absent or 0: it chooses. */
  readonly throttleLimit?: number;
}

/** A server after a write. */
export interface Applied {
  readonly after: Snapshot;
  /** What a person should know of it. */
  readonly warnings: readonly string[];
  /** Why a restart would bring the former configuration back, in a sentence; absent: it lasts. */
  readonly notPersisted?: string;
}

/** What writing to a server costs, in sentences. */
export interface Cost {
  /** Of one write. */
  readonly warnings: readonly string[];
  /** What else is to be said where several resources write in one operation. */
  readonly warningForSeveral?: string;
}

/** A kind of server: opens one from its checked arguments. Opening touches nothing; `read` is the first that does. `tell`: hears what a person should know while it works. */
export type Driver<Options> = (options: Options, tell?: (sentence: string) => void) => Server;

/** What a program says of a failover relationship. What is not said is the server's own default. */
export interface RelationshipInput<Own = unknown> {
  readonly name: string;
  /** What it was called when it was last written. */
  readonly formerName?: string;
  /** Whether one that is there is to be taken over. */
  readonly adopt?: boolean;
  readonly mode?: FailoverMode;
  readonly loadBalancePercent?: number;
  readonly serverRole?: "active" | "standby";
  readonly reservePercent?: number;
  readonly maxClientLeadTime?: number;
  readonly autoStateTransition?: boolean;
  readonly stateSwitchInterval?: number;
  readonly sharedSecret?: unknown;
  /** Scopes that are to be under it; absent: nobody says. */
  readonly scopes?: readonly ScopeId[];
  /** What this kind of server is told besides. */
  readonly vendor?: Own;
}

/** A relationship as both its servers should state it. */
export interface DesiredPair {
  readonly primary: DesiredRelationship;
  readonly partner: DesiredRelationship;
  /** The scopes under it: both servers need them. */
  readonly scopes: readonly ScopeId[];
  /** Scopes of the primary that it leaves out or gives up, and that must come under other relationships in the same write: absent or empty, none. */
  readonly unassignedScopes?: readonly ScopeId[];
  /** What a person should know before it is so: a sentence each. */
  readonly warnings?: readonly string[];
  /** For how long no client is answered while failover begins on both, in seconds; absent: one of them always answers. */
  readonly outageSeconds?: number;
  /** What no change makes of the relationship that is there, such as its partner: it is removed and made again. Absent or empty: everything can be changed. */
  readonly requiresReplacement?: readonly string[];
  /** What the servers show each other and never tell: written where it is another one than was written last. */
  readonly secret?: string;
}
