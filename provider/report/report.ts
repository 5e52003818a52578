// The answer of `check` as data. Every output is made from it: text, JSON, pages, metrics. All texts
// are printable and hold no secret. Its JSON form is versioned: docs/check.md.

/**
 * Answer to the question whether servers are the same. "unknown": a server could not be read, so
 * that nobody can tell.
 */
export type Result = "in-sync" | "differs" | "unknown";

/** Answer to "do these servers differ?", for one or several pairs. Its JSON form is versioned. */
export type CheckReport = {
  readonly version: 1;
  readonly program: { readonly name: string; readonly version: string };
  /** ISO 8601, UTC. */
  readonly time: string;
  /** The worst result of the pairs: unknown before differs, differs before in sync. */
  readonly result: Result;
  readonly pairs: readonly PairReport[];
};

/** A primary and one partner of it. */
export type PairReport = {
  /** "dhcp1 and dhcp2" */
  readonly name: string;
  readonly result: Result;
  readonly servers: { readonly primary: ServerReport; readonly partner: ServerReport };
  readonly relationships: readonly RelationshipReport[];
  /** In order of address. */
  readonly scopes: readonly ScopeReport[];
  /** Differences outside scopes: settings, options, classes and so on. */
  readonly outside: readonly Difference[];
  /** The parts that the user left out, as given. */
  readonly ignored: readonly string[];
  readonly warnings: readonly string[];
  readonly errors: readonly ReportedError[];
};

/** An error as people read it, without its code, and the code by which programs know it. */
export type ReportedError = { readonly code: string; readonly message: string };

export type ServerReport = {
  /** The name by which the report calls it. */
  readonly name: string;
  /** A URL, host or file. Never with a credential. */
  readonly address: string;
  /** "Kea 2.6.3"; absent where the server or file does not say. */
  readonly software?: string;
  /** False where it could not be read. */
  readonly reached: boolean;
};

/** A failover relationship and the states in which its servers say that they are. */
export type RelationshipReport = {
  readonly name: string;
  /** "hot standby" */
  readonly mode: string;
  /** Empty for files and for servers that do not report a state. */
  readonly states: readonly {
    readonly server: string;
    readonly state: string;
    readonly healthy: boolean;
  }[];
};

export type ScopeReport = {
  /** "10.40.8.0/24" */
  readonly scope: string;
  /** The name that people gave it: Windows' name, or a name in Kea's user-context. */
  readonly name?: string;
  readonly result: "in-sync" | "differs" | "only-on-primary" | "only-on-partner" | "unknown";
  /** Empty where only one server has the scope. */
  readonly differences: readonly Difference[];
};

export type Difference = {
  /** "range", "reservation", "option" and so on: docs/check.md lists them. */
  readonly kind: string;
  /** The property as a preview words it: `reservations["aa:bb:cc:dd:ee:ff"].hostName`. */
  readonly path: string;
  /** The property as people read it: "reservation aa:bb:cc:dd:ee:ff, host name". */
  readonly label: string;
  readonly change: "differs" | "only-on-primary" | "only-on-partner";
  /** The value of each server as text; absent on a server that has none. */
  readonly primary?: string;
  readonly partner?: string;
  /** Present where the values are secret: their texts are then "[secret]". */
  readonly secret?: true;
};
