// A look at the scopes of a server: its values are known in a preview, and feed `scopeIds`.
import { createHash } from "node:crypto";
import { CustomResource, output, runtime, type Inputs, type InvokeOptions, type Output } from "@pulumi/pulumi";
import { provider, type } from "./provider.js";
import type { Server } from "./server.js";

export interface GetScopeArgs {
  readonly server: Server;
  /** Scopes by network address or with the prefix length. Default: all. */
  readonly scopeIds?: readonly string[];
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

class Scopes extends CustomResource {
  declare readonly scopes: Output<Scope[]>;
  constructor(name: string, inputs: Inputs, options: InvokeOptions) {
    super(type("Scopes"), name, { ...inputs, scopes: undefined, __provider: provider("scopes") }, { ...options, id: name });
  }
}

/** What each run of a program has asked: inline programs of the Automation API share one process. */
const asked = new WeakMap<object, Map<string, Scopes>>();
const outsideStack = {};

/** Reads the scopes of a server (`Get-DhcpServerv4Scope`), in the preview as well. The same question is asked once a program. */
export function getScope(args: GetScopeArgs, options: InvokeOptions = {}): Output<Scope[]> {
  const question = JSON.stringify(args);
  const run = runtime.getStackResource() ?? outsideStack;
  const known = asked.get(run) ?? new Map<string, Scopes>();
  asked.set(run, known);
  let scopes = known.get(question);
  if (!scopes) known.set(question, (scopes = new Scopes(`scopes-${createHash("sha256").update(question).digest("hex").slice(0, 8)}`, { ...args }, options)));
  return output(scopes.scopes);
}
