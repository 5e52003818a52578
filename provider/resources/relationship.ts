// The failover relationship as a resource: Add-, Set- and Remove-DhcpServerv4Failover, or the
// failover hook of two Kea servers.
import {
  CustomResource,
  type CustomResourceOptions,
  type Input,
  type Inputs,
  type Output,
} from "@pulumi/pulumi";
import {
  identifyResource,
  markPreview,
  providerSource,
  resourceType,
  retainOnPartner,
} from "./provider.js";
import type { KeaRelationship, Reference, Server } from "./server.js";

/**
 * Arguments as `Add-DhcpServerv4Failover` and `Set-DhcpServerv4Failover` take them. On Kea both
 * servers get the high availability hook. Every argument can be changed in place; one that is left
 * out takes the server's own default.
 */
export interface FailoverRelationshipArgs {
  /** Server whose scopes are shared (`-ComputerName`). */
  readonly primary: Input<Server>;
  /**
   * Server that backs it up (`-PartnerServer`). When this changes, the former partner leaves the
   * relationship.
   */
  readonly partner: Input<Server>;
  /**
   * Name of the relationship (`-Name`), unique on each server. On Kea it is stored in the hook's
   * `user-context`.
   */
  readonly name: Input<string>;
  /**
   * Failover mode. In load balancing Kea divides the clients by a hash, so each range must be
   * limited to one of the classes `HA_<peer>`. `"passiveBackup"` exists on Kea only.
   * @defaultValue "loadBalance"
   */
  readonly mode?: Input<"loadBalance" | "hotStandby" | "passiveBackup">;
  /**
   * Load balance only (`-LoadBalancePercent`): the primary's share of the clients, 0 to 100. Kea
   * supports 50 only.
   * @defaultValue 50
   */
  readonly loadBalancePercent?: Input<number>;
  /**
   * Hot standby only (`-ServerRole`): the role of the primary.
   * @defaultValue "active"
   */
  readonly serverRole?: Input<"active" | "standby">;
  /**
   * Hot standby only (`-ReservePercent`): the share of the addresses that is reserved for the
   * standby server. Not on Kea.
   * @defaultValue 5
   */
  readonly reservePercent?: Input<number>;
  /**
   * Maximum client lead time in seconds (`-MaxClientLeadTime`). Not on Kea.
   * @defaultValue 3600
   */
  readonly maxClientLeadTime?: Input<number>;
  /**
   * Lets a server take over by itself when its partner does not answer (`-AutoStateTransition`).
   * Not on Kea: use `kea.autoFailover`.
   * @defaultValue true if `stateSwitchInterval` is given, otherwise false
   */
  readonly autoStateTransition?: Input<boolean>;
  /**
   * Seconds after which it takes over (`-StateSwitchInterval`). Not on Kea: use
   * `kea.maxResponseDelay`.
   */
  readonly stateSwitchInterval?: Input<number>;
  /**
   * Reference to the secret with which the servers authenticate to each other (`-SharedSecret`).
   * Not on Kea: use `kea.peerUser` and `kea.peerPassword`, or `kea.peerTls`.
   */
  readonly sharedSecret?: Input<Reference>;
  /**
   * Scopes of the relationship (`-ScopeId`), by network address or with the prefix length. On Kea
   * only a hub, which has several relationships, can leave scopes out.
   * @defaultValue not managed; a new relationship gets all scopes of the primary that are in no
   * other
   */
  readonly scopeIds?: Input<Input<string>[]>;
  /**
   * Declares that the partner is down and stays down for a while (`-PartnerDown`). While the
   * partner does not answer, the primary serves all clients and nothing else of the relationship is
   * changed. Remove it when the partner is back. Not on Kea, which detects this by itself.
   * @defaultValue false
   */
  readonly partnerDown?: Input<boolean>;
  /**
   * Takes over a relationship that exists already, as it is. One that differs from the program is
   * refused, and the error names the differences. Not needed if both servers state exactly what the
   * program says and there is no `sharedSecret`, which no server returns.
   * @defaultValue false
   */
  readonly adopt?: Input<boolean>;
  /**
   * As in `FailoverReplication`. After a write to either server it also waits for the relationship
   * itself, on Windows as well.
   */
  readonly failoverTimeout?: Input<number>;
  /** As in `FailoverReplication`. */
  readonly secretNames?: Input<Input<string>[]>;
  /**
   * Allows changes that are otherwise refused. On Windows this includes another name, partner or
   * role, for which the relationship is removed and created again.
   * @defaultValue false
   */
  readonly force?: Input<boolean>;
  /**
   * Fate of the relationship when this resource is destroyed. `"retain"`: it stays. `"remove"`: it
   * is removed from both servers, the partner last; on Windows the partner's scopes are deleted
   * with it. A plain value, because the engine must know it before anything else.
   * @defaultValue "retain"
   */
  readonly onDelete?: "retain" | "remove";
  /** Parameters that only Kea has. */
  readonly kea?: Input<KeaRelationship>;
}

/**
 * A failover relationship between two servers. Its id is its resource's name; it is never replaced.
 */
export class FailoverRelationship extends CustomResource {
  /** The relationship's name, as `names` of a FailoverReplication takes it. */
  declare readonly name: Output<string>;
  /**
   * Failover state as the primary reported it last: `hot-standby`, `load-balancing`, `waiting`, ….
   * Empty if no server runs.
   */
  declare readonly state: Output<string>;
  /**
   * Scopes of the relationship: as the program gives them, otherwise those of the primary with
   * their prefix lengths.
   */
  declare readonly scopeIds: Output<string[]>;

  constructor(name: string, args: FailoverRelationshipArgs, options?: CustomResourceOptions) {
    const inputs: Inputs = {
      ...args,
      ...markPreview(),
      scopeIds: args.scopeIds,
      state: undefined,
      __resource: identifyResource(name, options),
      __provider: providerSource("relationship"),
    };
    super(
      resourceType("FailoverRelationship"),
      name,
      inputs,
      retainOnPartner(name, options, args.onDelete),
    );
  }
}
