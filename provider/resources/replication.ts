// The replication as a resource: copies any number of scopes from a primary to one or several
// partners, as the cmdlet does.
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

/**
 * Arguments of a replication: those of `Invoke-DhcpServerv4FailoverReplication`, and the choices
 * that the cmdlet does not offer.
 */
export type FailoverReplicationArgs = CommonArgs &
  (OnePartner | SeveralPartners) &
  (ChosenByRelationship | ChosenByScope);

interface OnePartner {
  /** Server that is compared with the primary and written. Either this or `partners`. */
  readonly partner: Input<Server>;
  readonly partners?: undefined;
}

interface SeveralPartners {
  readonly partner?: undefined;
  /**
   * Several partners, each by the name that the primary's failover relationship gives it (on Kea
   * the peer's name). Each scope is replicated to the partner of its relationship.
   */
  readonly partners: Input<Readonly<Record<string, Input<Server>>>>;
}

interface ChosenByRelationship {
  /**
   * Failover relationships by name (`-Name`), with all their scopes. Not together with `scopeIds`.
   * With neither, every scope in a failover relationship is selected; if the primary has no
   * relationships, all scopes are.
   * @defaultValue every failover scope
   */
  readonly names?: Input<Input<string>[]>;
  readonly scopeIds?: undefined;
  /**
   * Handling of selected scopes that exist only on the partner. `false`: they are reported. `true`:
   * they are removed. `"refuse"`: they are an error that lists them. Inside a scope, items that
   * exist only on the partner are always removed. Not together with `scopeIds`.
   * @defaultValue false
   */
  readonly prune?: Input<boolean | "refuse">;
}

interface ChosenByScope {
  readonly names?: undefined;
  /**
   * Scopes (`-ScopeId`) by network address, `10.10.10.0`, or with the prefix length where two
   * scopes share the address, `10.10.10.0/24`. Not together with `names`.
   */
  readonly scopeIds: Input<Input<string>[]>;
  readonly prune?: Input<false>;
}

interface CommonArgs {
  /** Server that is copied from (`-ComputerName`). May be a file under version control. */
  readonly primary: Input<Server>;
  /**
   * Number of partners that are written at the same time. 0: the provider chooses, at present 8.
   * @defaultValue 0
   */
  readonly throttleLimit?: Input<number>;
  /** Scopes that are left out, written as in `scopeIds`. */
  readonly exclude?: Input<Input<string>[]>;
  /**
   * Properties in which the partner differs on purpose, as a preview names them:
   * `options.dhcp4:66`, `*` for any characters, `10.0.1.0/24 nextServer` for one scope. The partner
   * keeps its own values.
   */
  readonly keep?: Input<Input<string>[]>;
  /**
   * Names of further properties whose values are secrets, besides the known ones such as
   * `password`. Their values are never shown and never stored in the state. `wifiKey`, `*-licence`
   * (`*` for any characters), `dhcp4:66`; upper and lower case are alike.
   */
  readonly secretNames?: Input<Input<string>[]>;
  /**
   * Handling of edits that were made on the partner since the last replication. `"overwrite"`: they
   * are overwritten, as the cmdlet does. `"refuse"`: they are an error that lists them.
   * @defaultValue "overwrite"
   */
  readonly onDrift?: Input<"overwrite" | "refuse">;
  /**
   * Handling of global settings that no selected scope uses. `"report"`: differences are reported
   * and change nothing. `"replicate"`: they are part of the plan. `"ignore"`: they are not
   * mentioned. `"refuse"`: they are an error that lists them.
   * @defaultValue "report"
   */
  readonly serverSettings?: Input<"report" | "replicate" | "ignore" | "refuse">;
  /**
   * Windows only: how the partner is written. `"direct"`: over its own connection. `"native"`: the
   * primary runs `Invoke-DhcpServerv4FailoverReplication`. That needs the right to write the
   * partner from the primary, and it copies no global settings.
   * @defaultValue "direct"
   */
  readonly method?: Input<"direct" | "native">;
  /**
   * Seconds that a create, an update or a delete waits for the failover of running Kea servers:
   * before its write while a pair is about to recover by itself, and after it until both servers
   * report that failover works. If the wait ends without that, the operation fails and the changes
   * stay. 0: it does not wait, and failover that does not work is a warning. The resource option
   * `customTimeouts` limits the operation as a whole; if both are set, the shorter one counts.
   * @defaultValue 60, or three times the interruption that the preview announces, if that is longer
   */
  readonly failoverTimeout?: Input<number>;
  /**
   * Allows changes that are otherwise refused.
   * @defaultValue false
   */
  readonly force?: Input<boolean>;
}

/** Number of differences that a replication reports and does not write. */
export interface Reported {
  /** Differences outside scopes, which `serverSettings` controls. */
  readonly settings: number;
  /** Scopes that exist only on the partner, which `prune` controls. */
  readonly scopes: number;
}

/**
 * Keeps the scopes of one or several partners equal to those of the primary. Its id is its name; it
 * is never replaced.
 */
export class FailoverReplication extends CustomResource {
  /**
   * The ids of all selected scopes, verified equal on both servers; the cmdlet returns the same.
   */
  declare readonly replicated: Output<string[]>;
  /**
   * Differences that the last update left, on all partners together. Absent until the first
   * update by a release that has this output.
   */
  declare readonly reported: Output<Reported | undefined>;

  constructor(name: string, args: FailoverReplicationArgs, options?: CustomResourceOptions) {
    const inputs: Inputs = {
      ...args,
      ...markPreview(),
      replicated: undefined,
      reported: undefined,
      __resource: identifyResource(name, options),
      __provider: providerSource("replication"),
    };
    super(
      resourceType("FailoverReplication"),
      name,
      inputs,
      retainOnPartner(name, options, undefined),
    );
  }
}
