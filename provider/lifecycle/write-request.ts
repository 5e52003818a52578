// What a resource asks the write queue for, and what it gets back.
import type { Configuration, Plan, ScopeId } from "../core/model.js";
import type { Snapshot } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import type { NotRestored } from "./failover.js";
import type { NativeRequest } from "./native-replication.js";
import type { NotPersisted } from "./persistence.js";
import type { FailoverWait } from "./timeouts.js";

/** Changes that one resource wants on a partner. */
export interface WriteRequest {
  readonly primary?: ServerArgs;
  /** The snapshot that the changes come from, where that is no server but a kept configuration. */
  readonly source?: Snapshot;
  readonly partner: ServerArgs;
  /** Other servers that the write changes by itself. */
  readonly mirrors?: readonly ServerArgs[];
  /**
   * The snapshots from which check made its plan. Nothing is written when either server has changed
   * since, apart from the writes of this operation.
   */
  readonly plannedFrom?: { readonly primary?: Snapshot; readonly partner: Snapshot };
  /** The replicating resource, as people know it. Absent: the write is not noted as one. */
  readonly resource?: string;
  /** True where the primary writes the partner by its own replication. Default: false. */
  readonly isNative?: boolean;
  /**
   * Plans from what both servers hold at the time of writing. It is called again after the write,
   * and must then return no changes.
   */
  readonly replan: (partner: Configuration, primary: Configuration | undefined) => RequestPlan;
  /** Throws where a plan must not be carried out. */
  readonly guard?: (plan: Plan, partner: Snapshot, primary: Snapshot | undefined) => Promise<void>;
  /** How long this resource waits for failover. Default: as long as it usually takes. */
  readonly wait?: FailoverWait;
  /**
   * Relationships that it makes or changes: before the write it waits only for the others. Default:
   * none.
   */
  readonly changedRelationships?: readonly string[];
  /**
   * True where its resource has written something already: an interrupted operation finishes that.
   * Default: false.
   */
  readonly hasBegun?: boolean;
  /** True where it writes without waiting for failover that does not work. Default: false. */
  readonly isForced?: boolean;
  /**
   * Names of properties whose values are secrets to this resource, besides those of the table;
   * absent: none.
   */
  readonly secretNames?: readonly string[];
}

/** The plan of one request, as data. */
export interface RequestPlan {
  readonly changes: Plan;
  /** The scopes that it replicates. Absent: it is no replication. */
  readonly scopes?: readonly ScopeId[];
  /** The request for the primary's own replication. Present where the request is native. */
  readonly native?: NativeRequest;
}

/** Both servers once a request is done: equal as far as its plan goes. */
export interface WriteResult {
  readonly primary?: Snapshot;
  readonly partner: Snapshot;
  /** Present where the request was written, waits for failover, and failover did not come back. */
  readonly notRestored?: NotRestored;
  /** Why a restart of the partner would undo it. */
  readonly notPersisted: NotPersisted;
}
