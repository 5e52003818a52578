// The relationship itself: Add-, Set- and Remove-DhcpServerv4Failover, or the failover hook of two Kea servers.
import {
  CustomResource,
  type CustomResourceOptions,
  type Input,
  type Inputs,
  type Output,
} from "@pulumi/pulumi";
import { keepsPartner, provider, resource, type } from "./provider.js";
import type { KeaRelationship, Reference, Server } from "./server.js";

/**
 * What `Add-` and `Set-DhcpServerv4Failover` take. On Kea both servers get the high availability hook. Everything is changed in place; what
 * the program does not say is the server's own default.
 */
export interface FailoverRelationshipArgs {
  /** The server whose scopes are shared (`-ComputerName`). */
  readonly primary: Input<Server>;
  /** The server that is to back it up (`-PartnerServer`). Another one here: the former leaves the relationship. */
  readonly partner: Input<Server>;
  /** The relationship's name (`-Name`), one on a server. On Kea it is kept in the hook's `user-context`. */
  readonly name: Input<string>;
  /** Default `"loadBalance"`. Kea divides the clients by a hash, so each range must be for one of the classes `HA_<peer>`. `"passiveBackup"` is Kea's. */
  readonly mode?: Input<"loadBalance" | "hotStandby" | "passiveBackup">;
  /** Load balance only (`-LoadBalancePercent`): the primary's share of the clients, 0 to 100. Kea knows 50 only. */
  readonly loadBalancePercent?: Input<number>;
  /** Hot standby only (`-ServerRole`): the primary's part. Default `"active"`. */
  readonly serverRole?: Input<"active" | "standby">;
  /** Hot standby only (`-ReservePercent`). Not on Kea. */
  readonly reservePercent?: Input<number>;
  /** Seconds (`-MaxClientLeadTime`). Not on Kea. */
  readonly maxClientLeadTime?: Input<number>;
  /** Whether a server takes over from a silent partner by itself (`-AutoStateTransition`). Not on Kea, which always does: `kea.autoFailover`. */
  readonly autoStateTransition?: Input<boolean>;
  /** Seconds after which it does (`-StateSwitchInterval`). Not on Kea: `kea.maxResponseDelay`. */
  readonly stateSwitchInterval?: Input<number>;
  /** What the servers show each other (`-SharedSecret`). Not on Kea: `kea.peerUser` and `kea.peerPassword`, or `kea.peerTls`. */
  readonly sharedSecret?: Input<Reference>;
  /** The scopes under it (`-ScopeId`), by network address or with the prefix length. Default: not managed here; when the relationship is made, all scopes of the primary that are under no other. On Kea only a hub, which has several relationships, can leave scopes out. */
  readonly scopeIds?: Input<Input<string>[]>;
  /** The partner is down and stays so for a while (`-PartnerDown`): while it does not answer the primary, that one serves all clients, and nothing else of the relationship is changed. Take it out again when the partner is back. Not on Kea, which finds out by itself. Default false. */
  readonly partnerDown?: Input<boolean>;
  /** Take over a relationship that is there already, as it is; one that differs is refused, and the differences are named. One that both servers state just as the program says is taken over without it. Default false. */
  readonly adopt?: Input<boolean>;
  /** As in `FailoverReplication`; after a write to either server also for the relationship itself to work, on Windows as well. */
  readonly failoverTimeout?: Input<number>;
  /** As in `FailoverReplication`. */
  readonly secretNames?: Input<Input<string>[]>;
  /** Let through what a guard refuses: on Windows also another name, partner or role, for which the relationship is removed and made again. Default false. */
  readonly force?: Input<boolean>;
  /** What becomes of it when this resource goes. Default `"retain"`: it stays. `"remove"` takes it off both servers, the partner last; on Windows its scopes go from the partner with it. A plain value: the engine must know it before anything else. */
  readonly onDelete?: "retain" | "remove";
  /** What Kea is told besides. */
  readonly kea?: Input<KeaRelationship>;
}

/** A failover relationship between two servers. Its id is its resource's name; it is never replaced. */
export class FailoverRelationship extends CustomResource {
  /** The relationship's name: what `names` of a FailoverReplication takes. */
  declare readonly name: Output<string>;
  /** The primary's own word for how it is doing, when last looked at: `hot-standby`, `load-balancing`, `waiting`, …; empty where nothing runs. */
  declare readonly state: Output<string>;
  /** The scopes under it: as given, else those on the primary with their prefix lengths. */
  declare readonly scopeIds: Output<string[]>;

  constructor(name: string, args: FailoverRelationshipArgs, options?: CustomResourceOptions) {
    const inputs: Inputs = {
      ...args,
      scopeIds: args.scopeIds,
      state: undefined,
      __resource: resource(name, options),
      __provider: provider("relationship"),
    };
    super(type("FailoverRelationship"), name, inputs, keepsPartner(name, options, args.onDelete));
  }
}
