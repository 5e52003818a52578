// A function that reads the scopes of a server; its result is known in a preview and can feed
// `scopeIds`.
import type { Input, InvokeOptions, Output } from "@pulumi/pulumi";
import { askOnce } from "./question.js";
import type { Server } from "./server.js";

/** Arguments of `getScope`. */
export interface GetScopeArgs {
  /** Server that is read. */
  readonly server: Input<Server>;
  /**
   * Scopes by network address or with the prefix length.
   * @defaultValue all
   */
  readonly scopeIds?: Input<readonly Input<string>[]>;
}

/** A scope as its server has it. */
export interface Scope {
  /** Network address and prefix length: `10.10.10.0/24`. */
  readonly scopeId: string;
  /** Name of its failover relationship; empty if it is in none that has a name. */
  readonly relationship: string;
  /** Name of its shared network or superscope; empty if it is in none. */
  readonly sharedNetwork: string;
  /** Lease duration in seconds; 0 if the server states none. */
  readonly leaseDuration: number;
  /** Ranges as `first-last`. */
  readonly ranges: readonly string[];
}

/**
 * Reads the scopes of a server (`Get-DhcpServerv4Scope`), in a preview as well. A program that
 * calls it twice with the same arguments asks the server once.
 */
export const getScope = (args: GetScopeArgs, options: InvokeOptions = {}): Output<Scope[]> =>
  askOnce("scopes", { ...args }, options);
