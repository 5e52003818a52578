// Failover relationships of a kind of server: its own arguments, the pair that they lead to, and the
// abilities that only some kinds of server have.
import type { z } from "../core/shape.js";
import type {
  Configuration,
  DesiredRelationship,
  FailoverMode,
  Plan,
  Relationship,
  ScopeId,
} from "../core/model.js";
import type { Snapshot } from "./snapshot.js";

/**
 * A failover relationship as a program states it. An absent argument leaves the server's default.
 */
export interface RelationshipInput<Vendor = unknown> {
  readonly name: string;
  /** The name under which it was last written. Absent: `name`. */
  readonly formerName?: string;
  /** True where an existing relationship is to be taken over. Default false. */
  readonly adopt?: boolean;
  readonly mode?: FailoverMode;
  /** The percentage of clients that the primary answers. */
  readonly loadBalancePercent?: number;
  readonly serverRole?: "active" | "standby";
  /** The percentage of addresses reserved for the standby server. */
  readonly reservePercent?: number;
  /** Seconds. */
  readonly maxClientLeadTime?: number;
  readonly autoStateTransition?: boolean;
  /** Seconds. */
  readonly stateSwitchInterval?: number;
  readonly sharedSecret?: unknown;
  /** The scopes in the relationship. Absent: not stated. */
  readonly scopes?: readonly ScopeId[];
  /** The arguments of this kind of server alone. */
  readonly vendor?: Vendor;
}

/** A relationship as both its servers should state it. */
export interface DesiredPair {
  readonly primary: DesiredRelationship;
  readonly partner: DesiredRelationship;
  /** The scopes in it, which both servers need. */
  readonly scopes: readonly ScopeId[];
  /**
   * Scopes of the primary that it leaves out or gives up, and that the same write must put into
   * others. Absent or empty: none.
   */
  readonly unassignedScopes?: readonly ScopeId[];
  /** Sentences for the person before the write. Absent or empty: none. */
  readonly warnings?: readonly string[];
  /**
   * Seconds for which no client is answered while failover begins on both servers. Absent: one of
   * them always answers.
   */
  readonly outageSeconds?: number;
  /**
   * Properties, such as its partner, that can only change by removing the relationship and creating
   * it again. Absent or empty: none.
   */
  readonly requiresReplacement?: readonly string[];
  /**
   * The secret that the servers share and never return. It is written where it differs from the one
   * last written. Absent: none.
   */
  readonly secret?: string;
}

/**
 * A server with its snapshot and the configuration that it will hold after all writes planned so
 * far.
 */
export interface ExpectedServer {
  readonly label: string;
  readonly snapshot: Snapshot;
  readonly configuration: Configuration;
}

/**
 * Failover relationships of a kind of server: its own arguments, and the pair that they lead to.
 */
export interface RelationshipSupport {
  /**
   * The name of the argument for properties of this kind of server alone, and its shape. Absent:
   * there is none.
   */
  readonly argumentName?: string;
  readonly argumentShape?: () => z.ZodType;
  /**
   * Plans for servers that a write to one changes both. Then only the primary is written; the
   * partner changes by itself, with the scopes that join or leave. Absent: each server is written.
   */
  readonly bothServers?: BothServersPlanner;
  /** Setting a server to partner down. Absent: no server can be set. */
  readonly partnerDown?: PartnerDownStates;
  /**
   * Returns the relationship as both servers should state it. Throws where these servers cannot be
   * in it.
   */
  readonly desiredPair: (
    asked: RelationshipInput<never>,
    primary: ExpectedServer,
    partner: ExpectedServer,
  ) => DesiredPair;
  /**
   * Returns the arguments that state what a relationship has besides its mode, roles and scopes,
   * where it is not the default: for an import. Absent: none.
   */
  readonly statedArguments?: (relationship: Relationship) => Readonly<Record<string, unknown>>;
  /**
   * Returns the ranges of a server that no server would serve without this relationship. Absent:
   * none.
   */
  readonly unservedRanges?: (name: string, configuration: Configuration) => readonly string[];
}

/** Returns what both servers should state, from the configurations that they have. */
export type DesirePair = (primary: Configuration, partner: Configuration) => DesiredPair;

export interface BothServersPlans {
  /** The changes that are written to the primary. */
  readonly primary: Plan;
  /**
   * The changes that the partner comes to by that. Objects that its new scopes refer to come first,
   * and are written to it.
   */
  readonly partner: Plan;
  /** The changes of the primary, apart from those that are applied again. */
  readonly statementChanges: Plan;
  /** True where only the primary states the relationship: it is removed and created again. */
  readonly isRemade: boolean;
  /** Properties that the partner alone states otherwise. */
  readonly reapplied: readonly string[];
  /** Scopes that are created on the partner. */
  readonly addedScopes: readonly ScopeId[];
  /** Scopes that are deleted from the partner. */
  readonly removedScopes: readonly ScopeId[];
}

/** A relationship on two servers, and the pair that it should become. */
export interface PlannedRelationship {
  readonly name: string;
  /** The name under which it was last written, where it is another one. */
  readonly formerName: string | undefined;
  readonly desire: DesirePair;
}

/** Plans for servers that a write to one changes both. */
export interface BothServersPlanner {
  /** Plans a relationship on two servers as they are. */
  plan(
    relationship: PlannedRelationship,
    primary: Configuration,
    partner: Configuration,
  ): BothServersPlans;
  /** Returns the partner's configuration with the members that it lists and does not have. */
  withMissingMembers(partner: Configuration, primary: Configuration): Configuration;
}

/**
 * The states of a server whose partner is unreachable, before and after it is set to partner down.
 */
export interface PartnerDownStates {
  readonly from: string;
  readonly to: string;
}
