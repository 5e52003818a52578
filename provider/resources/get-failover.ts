// A function that reads the failover relationships of a server; its result is known in a preview
// and can feed `names`.
import type { Input, InvokeOptions, Output } from "@pulumi/pulumi";
import { askOnce } from "./question.js";
import type { Reported } from "./replication.js";
import type { Server } from "./server.js";

/** Arguments of `getFailover`. */
export interface GetFailoverArgs {
  /** Server that is read. */
  readonly server: Input<Server>;
  /**
   * The other server of the relationships. With it, each relationship also has `reported`, in which
   * `server` is the primary.
   * @defaultValue only `server` is read
   */
  readonly partner?: Input<Server>;
  /**
   * Relationships by name.
   * @defaultValue all
   */
  readonly names?: Input<readonly Input<string>[]>;
  /**
   * Scopes by network address or with the prefix length; only relationships that contain one of
   * them are returned.
   * @defaultValue all
   */
  readonly scopeIds?: Input<readonly Input<string>[]>;
}

/** A failover relationship as one of its servers states it. */
export interface Failover {
  /** Name of the relationship. */
  readonly name: string;
  /** Failover mode. */
  readonly mode: "loadBalance" | "hotStandby" | "passiveBackup";
  /**
   * State as the server reports it, such as `hot-standby` or `partner-down`; empty if no server
   * runs, as for a file.
   */
  readonly state: string;
  /** Hot standby: the role of this server, `active` or `standby`; otherwise empty. */
  readonly role: "active" | "standby" | "";
  /**
   * Name that this server gives its partner, as `partners` of a `FailoverReplication` takes it;
   * empty if there is none.
   */
  readonly partner: string;
  /** Scopes of the relationship, with their prefix lengths. */
  readonly scopeIds: readonly string[];
  /** Load balance only: this server's share of the clients, 0 to 100. */
  readonly loadBalancePercent?: number;
  /**
   * Only with the argument `partner`: the differences that a replication with default arguments
   * reports and does not write.
   */
  readonly reported?: Reported;
}

/**
 * Reads the failover relationships of a server (`Get-DhcpServerv4Failover`), in a preview as well.
 * A program that calls it twice with the same arguments asks the server once.
 */
export const getFailover = (
  args: GetFailoverArgs,
  options: InvokeOptions = {},
): Output<Failover[]> => askOnce("relationships", { ...args }, options);
