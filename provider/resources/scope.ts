// One scope as a resource, for programs in which other resources depend on it, protect it or use
// its outputs.
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
import type { Server } from "./server.js";

/** Arguments of the replication of one scope. */
export interface FailoverScopeArgs {
  /** Server that is copied from. */
  readonly primary: Input<Server>;
  /**
   * Server that is compared with the primary and written. Another server, not another address of
   * it, replaces the resource.
   */
  readonly partner: Input<Server>;
  /**
   * The scope by network address, `10.10.10.0`, or with its prefix length where two scopes share
   * the address. Another scope replaces the resource.
   */
  readonly scopeId: Input<string>;
  /**
   * Failover relationship that the scope is to be in. In a hub of Kea it moves there. On Windows it
   * is added to the relationship (`Add-DhcpServerv4FailoverScope`), which creates it on the
   * partner.
   * @defaultValue the relationship that it is in
   */
  readonly relationship?: Input<string>;
  /** As in `FailoverReplication`. */
  readonly keep?: Input<Input<string>[]>;
  /** As in `FailoverReplication`. */
  readonly secretNames?: Input<Input<string>[]>;
  /** As in `FailoverReplication`. */
  readonly onDrift?: Input<"overwrite" | "refuse">;
  /** As in `FailoverReplication`. */
  readonly failoverTimeout?: Input<number>;
  /**
   * Allows changes that are otherwise refused, among them removing the scope from the partner when
   * the primary no longer has it.
   * @defaultValue false
   */
  readonly force?: Input<boolean>;
  /**
   * Fate of the scope on the partner when this resource is destroyed. `"retain"`: it stays.
   * `"remove"`: it is removed; on Windows a scope in a relationship leaves it
   * (`Remove-DhcpServerv4FailoverScope`), which deletes it there. A plain value, because the engine
   * must know it before anything else.
   * @defaultValue "retain"
   */
  readonly onDelete?: "retain" | "remove";
}

/** Keeps one scope on a partner equal to that of the primary. */
export class FailoverScope extends CustomResource {
  /** The scope as the program gives it. */
  declare readonly scopeId: Output<string>;
  /**
   * Name of the scope's failover relationship on the primary; empty if it is in none that has a
   * name.
   */
  declare readonly relationship: Output<string>;

  constructor(name: string, args: FailoverScopeArgs, options?: CustomResourceOptions) {
    const inputs: Inputs = {
      ...args,
      ...markPreview(),
      relationship: args.relationship,
      __resource: identifyResource(name, options),
      __provider: providerSource("scope"),
    };
    super(
      resourceType("FailoverScope"),
      name,
      inputs,
      retainOnPartner(name, options, args.onDelete),
    );
  }
}
