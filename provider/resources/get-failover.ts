// A look at the failover relationships of a server: its values are known in a preview, and feed `names`.
import type { Input, InvokeOptions, Output } from "@pulumi/pulumi";
import { ask } from "./question.js";
import type { Reported } from "./replication.js";
import type { Server } from "./server.js";

export interface GetFailoverArgs {
  readonly server: Input<Server>;
  /** The other server: then each relationship also has `reported`, counted with `server` as the primary. Default: only `server` is read. */
  readonly partner?: Input<Server>;
  /** Relationships by name. Default: all. */
  readonly names?: Input<readonly Input<string>[]>;
  /** Scopes by network address or with the prefix length: only relationships that one of them is in. Default: all. */
  readonly scopeIds?: Input<readonly Input<string>[]>;
}

/** A failover relationship as one of its servers states it. */
export interface Failover {
  readonly name: string;
  readonly mode: "loadBalance" | "hotStandby" | "passiveBackup";
  /** The server's own word for how it is doing, such as `hot-standby` or `partner-down`; an empty string where nothing runs, as in a file. */
  readonly state: string;
  /** Hot standby: this server's part, `active` or `standby`; otherwise an empty string. */
  readonly role: "active" | "standby" | "";
  /** The name that this server gives its partner: what `partners` of a `FailoverReplication` takes. An empty string where there is none. */
  readonly partner: string;
  /** The scopes under it, with their prefix length. */
  readonly scopeIds: readonly string[];
  /** Load balance only: this server's share of the clients, 0 to 100. */
  readonly loadBalancePercent?: number;
  /** Where `partner` is given: how much differs now that a replication with default arguments reports and does not write. */
  readonly reported?: Reported;
}

/** Reads the failover relationships of a server (`Get-DhcpServerv4Failover`), in the preview as well. The same question is asked once a program. */
export const getFailover = (
  args: GetFailoverArgs,
  options: InvokeOptions = {},
): Output<Failover[]> => ask("relationships", { ...args }, options);
