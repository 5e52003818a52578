// What every kind of server can do for us: four methods. A driver knows its server; the rest of the house knows only this.
import type { Configuration, Plan } from "../core/model.js";

/** What one look at a server found. */
export interface Reading {
  readonly configuration: Configuration;
  /** What makes this server this server whatever address it was reached by: two readings with one identity are one server. */
  readonly identity: string;
  /** Short text that changes whenever anything the server holds changes. */
  readonly version: string;
  /** Things a person should hear: what is not compared, what the server takes silently and should not. One sentence each. */
  readonly notes: readonly string[];
  /** Why this server cannot be written although it can be read; absent when it can. */
  readonly readOnly?: string;
}

/** What a server would hold if told to, and what it cannot hold. */
export interface Fit {
  readonly configuration: Configuration;
  /** One sentence each, naming the scope and what to do. Not empty: nothing is written. */
  readonly misfits: readonly string[];
}

/** Changes for one server, planned from one reading of it. */
export interface Order {
  /** What the changes were planned from. */
  readonly from: Reading;
  /** In order. Never empty. */
  readonly changes: Plan;
  /** What the server should hold afterwards, not yet fitted to it. */
  readonly desired: Configuration;
}

/** One server, held open for one operation of the engine. */
export interface Server {
  /** The words a person knows it by in messages: a path, a URL, a computer name. */
  readonly label: string;
  /** Reads everything, once. An unreadable server is an error, never an empty one. */
  read(): Promise<Reading>;
  /** Says what the server would hold if told to hold `desired`, given what it holds now. Touches nothing. */
  fit(desired: Configuration, current: Reading): Fit;
  /** Makes the changes as one transaction, or none of them (a misfit is a refusal), and returns what a person should know of it. Refuses when the server is no longer as `from` says. */
  apply(order: Order): Promise<readonly string[]>;
  close(): Promise<void>;
  /** Active leases in a scope; absent: the driver cannot know; a server without leases (a file) answers 0. */
  activeLeases?(scope: string): Promise<number>;
}

/** A kind of server: opens one from its checked arguments. Opening touches nothing; `read` is the first that does. */
export type Driver<Options> = (options: Options) => Server;
