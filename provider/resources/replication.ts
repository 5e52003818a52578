// The cmdlet's twin: copies the scopes of a primary to its partner, or to each of several, any number of them in one resource.
import {
  CustomResource,
  type CustomResourceOptions,
  type Input,
  type Inputs,
  type Output,
} from "@pulumi/pulumi";
import { keepsPartner, preview, provider, resource, type } from "./provider.js";
import type { Server } from "./server.js";

/** What `Invoke-DhcpServerv4FailoverReplication` takes, and what it never asked. */
export type FailoverReplicationArgs = CommonArgs &
  (OnePartner | SeveralPartners) &
  (ChosenByRelationship | ChosenByScope);

interface OnePartner {
  /** Compared with the primary, and written. This or `partners`. */
  readonly partner: Input<Server>;
  readonly partners?: undefined;
}

interface SeveralPartners {
  readonly partner?: undefined;
  /**
   * Several partners, each by the name that the primary's failover relationship gives it (on Kea the peer's name): each scope goes to
   * the partner of the relationship it is in.
   */
  readonly partners: Input<Readonly<Record<string, Input<Server>>>>;
}

interface ChosenByRelationship {
  /** Failover relationships by name (`-Name`): all their scopes. Not together with `scopeIds`; neither means every failover scope. */
  readonly names?: Input<Input<string>[]>;
  readonly scopeIds?: undefined;
  /**
   * Also remove scopes of this choice that only the partner has. Default false: they are reported; `"refuse"` is an error that lists
   * them. Inside a scope, what only the partner has always goes. Not together with `scopeIds`.
   */
  readonly prune?: Input<boolean | "refuse">;
}

interface ChosenByScope {
  readonly names?: undefined;
  /** Scopes (`-ScopeId`) by network address, `10.10.10.0`, or with the prefix length where two share one, `10.10.10.0/24`. */
  readonly scopeIds: Input<Input<string>[]>;
  readonly prune?: Input<false>;
}

interface CommonArgs {
  /** Copied from (`-ComputerName`). May be a file under version control. */
  readonly primary: Input<Server>;
  /** Of several partners, how many are written at the same time. Default 0: chosen, which is 8. */
  readonly throttleLimit?: Input<number>;
  /** Scopes left out, named as in `scopeIds`. */
  readonly exclude?: Input<Input<string>[]>;
  /**
   * Leaves in which the partners differ on purpose, as a preview names them: `options.dhcp4:66`, `*` for any characters,
   * `10.0.1.0/24 nextServer` for one scope. The partner keeps its own.
   */
  readonly keep?: Input<Input<string>[]>;
  /**
   * Names of properties whose values are secrets, besides those that are known, such as `password`: never shown, and never kept in the
   * state. `wifiKey`, `*-licence` (`*` for any characters), `dhcp4:66`; upper and lower case are alike.
   */
  readonly secretNames?: Input<Input<string>[]>;
  /**
   * What to do with edits made on the partner since it was last replicated. Default `"overwrite"`, the cmdlet's way; `"refuse"` is an
   * error that lists them.
   */
  readonly onDrift?: Input<"overwrite" | "refuse">;
  /**
   * What stands outside scopes and is not used by one. Default `"report"`: differences are told and change nothing; `"replicate"` makes
   * them part of the plan; `"ignore"` does not tell them; `"refuse"` is an error that lists them.
   */
  readonly serverSettings?: Input<"report" | "replicate" | "ignore" | "refuse">;
  /**
   * Windows only. Default `"direct"`: what differs is written to the partner over its own connection. `"native"`: the primary runs
   * `Invoke-DhcpServerv4FailoverReplication`, which needs the right to write the partner from there and copies nothing outside scopes.
   */
  readonly method?: Input<"direct" | "native">;
  /**
   * Seconds that a create, an update or a delete waits for failover of running Kea servers: before its write while a pair comes to work
   * by itself, and after it until both servers say that it works. Longer: it fails, and what was written stays. Default: 60, or three
   * of the pauses that the preview names, whichever is longer. 0: it does not wait, and failover that is not back is a warning. The
   * resource option `customTimeouts` limits the operation as a whole; where both are set, the wait ends with the first.
   */
  readonly failoverTimeout?: Input<number>;
  /** Let through what a guard refuses. Default false. */
  readonly force?: Input<boolean>;
}

/** How much differs that a replication reports and does not write. */
export interface Reported {
  /** Places outside scopes: what `serverSettings` is about. */
  readonly settings: number;
  /** Scopes that only the partner has: what `prune` is about. */
  readonly scopes: number;
}

/** Keeps the scopes of a partner, or of several, equal to the primary's. Its id is its name; it is never replaced. */
export class FailoverReplication extends CustomResource {
  /** The ids of all selected scopes, verified equal on both servers: what the cmdlet returns. */
  declare readonly replicated: Output<string[]>;
  /** How much the last update left different, of all partners. Undefined until the first update by a release that has this output. */
  declare readonly reported: Output<Reported | undefined>;

  constructor(name: string, args: FailoverReplicationArgs, options?: CustomResourceOptions) {
    const inputs: Inputs = {
      ...args,
      ...preview(args.partners),
      replicated: undefined,
      reported: undefined,
      __resource: resource(name, options),
      __provider: provider("replication"),
    };
    super(type("FailoverReplication"), name, inputs, keepsPartner(name, options, undefined));
  }
}
