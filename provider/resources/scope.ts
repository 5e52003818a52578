// One scope as a resource: for what other resources depend on, protect, or take outputs from.
import {
  CustomResource,
  type CustomResourceOptions,
  type Input,
  type Inputs,
  type Output,
} from "@pulumi/pulumi";
import { keepsPartner, provider, resource, type } from "./provider.js";
import type { Server } from "./server.js";

export interface FailoverScopeArgs {
  /** Copied from. */
  readonly primary: Input<Server>;
  /** Compared with the primary, and written. Another partner (another server, not another address of it) replaces the resource. */
  readonly partner: Input<Server>;
  /** The scope by network address, `10.10.10.0`, or with its prefix length where two share one. Another scope replaces the resource. */
  readonly scopeId: Input<string>;
  /** The failover relationship that the scope is to be in. In a hub of Kea it moves there; on Windows it comes under it (`Add-DhcpServerv4FailoverScope`), which makes it on the partner. Default: whichever it is in. */
  readonly relationship?: Input<string>;
  /** As in `FailoverReplication`. */
  readonly keep?: Input<Input<string>[]>;
  /** As in `FailoverReplication`. */
  readonly secretNames?: Input<Input<string>[]>;
  /** As in `FailoverReplication`. Default `"overwrite"`. */
  readonly onDrift?: Input<"overwrite" | "refuse">;
  /** As in `FailoverReplication`. */
  readonly failoverTimeout?: Input<number>;
  /** Let through what a guard refuses; also: remove the scope from the partner when the primary no longer has it. Default false. */
  readonly force?: Input<boolean>;
  /** What becomes of the scope on the partner when this resource goes. Default `"retain"`: it stays. On Windows a member leaves its relationship (`Remove-DhcpServerv4FailoverScope`), which deletes it there. A plain value: the engine must know it before anything else. */
  readonly onDelete?: "retain" | "remove";
}

/** Keeps one scope on a partner equal to the primary's. */
export class FailoverScope extends CustomResource {
  declare readonly scopeId: Output<string>;
  /** The name of the failover relationship that the scope is in on the primary, or an empty string where it is in none that has a name. */
  declare readonly relationship: Output<string>;

  constructor(name: string, args: FailoverScopeArgs, options?: CustomResourceOptions) {
    const inputs: Inputs = {
      ...args,
      relationship: args.relationship,
      __resource: resource(name, options),
      __provider: provider("scope"),
    };
    super(type("FailoverScope"), name, inputs, keepsPartner(name, options, args.onDelete));
  }
}
