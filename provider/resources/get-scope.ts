// A look at the scopes of a server: its values are known in a preview, and feed `scopeIds`.
import type { Input, InvokeOptions, Output } from "@pulumi/pulumi";
import { ask } from "./question.js";
import type { Server } from "./server.js";

export interface GetScopeArgs {
  readonly server: Input<Server>;
  /** Scopes by network address or with the prefix length. Default: all. */
  readonly scopeIds?: Input<readonly Input<string>[]>;
}

/** A scope as its server holds it. */
export interface Scope {
  /** Network address and prefix length: `10.10.10.0/24`. */
  readonly scopeId: string;
  /** The failover relationship it is in; an empty string where it is in none that has a name. */
  readonly relationship: string;
  /** The shared network or superscope it is in; an empty string where it is in none. */
  readonly sharedNetwork: string;
  /** Seconds; 0 where the server states none. */
  readonly leaseDuration: number;
  /** `first-last`. */
  readonly ranges: readonly string[];
}

/** Reads the scopes of a server (`Get-DhcpServerv4Scope`), in the preview as well. The same question is asked once a program. */
export const getScope = (args: GetScopeArgs, options: InvokeOptions = {}): Output<Scope[]> =>
  ask("scopes", { ...args }, options);
