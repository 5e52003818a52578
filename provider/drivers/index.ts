// The drivers: one folder and one line here for each kind of server.
import type { Configuration } from "../core/model.js";
import type { UserError } from "../core/messages.js";
import type { z } from "../core/shape.js";
import type { Pair, Snapshot, RelationshipInput, DesiredPair, Server, Tell } from "./driver.js";
import { checkPowerShellOptions } from "../transports/powershell-options.js";
import {
  file,
  findFileArgumentError,
  identitiesOfFile,
  fileOptions,
  relocateFiles,
} from "./file/index.js";
import { kea, keaFlaw, keaIdentities, keaOptions, keaRelationships } from "./kea/index.js";
import { windows, windowsOptions } from "./windows/live/index.js";
import { windowsRelationships } from "./windows/desired-pair.js";

/** A kind of server: the shape of its arguments, and how a server is opened from them. */
export interface DriverDefinition<Options = never> {
  readonly options: () => z.ZodObject;
  /**
   * Returns the error for arguments that have the right shape and contradict one another. `where`
   * is their place in the program.
   */
  readonly findArgumentError?: (where: string, options: Options) => UserError | undefined;
  readonly open: (options: Options, tell?: Tell) => Server;
  /**
   * Returns the lasting identities of a server as far as its arguments alone give them. Absent:
   * only reading the server does.
   */
  readonly identitiesOf?: (options: Options) => readonly string[];
  /**
   * Returns the present identities of a pair that was recorded in another checkout, or nothing
   * where it is another pair.
   */
  readonly relocate?: (
    recorded: Pair<Options>,
    now: Pair<Options>,
  ) => Pair<readonly string[]> | undefined;
  readonly relationships?: RelationshipSupport;
  /** True where running servers of this kind have `NativeReplication`. Default false. */
  readonly replicatesNatively?: boolean;
}

/**
 * A server with its snapshot and the configuration that it will hold after all writes planned so
 * far.
 */
export interface ExpectedServer {
  readonly label: string;
  readonly snapshot: Snapshot;
  readonly configuration: Configuration;
}

/**
 * Failover relationships of a kind of server: its own arguments, and the pair that they lead to.
 */
export interface RelationshipSupport {
  /**
   * The name of the argument for properties of this kind of server alone, and its shape. Absent:
   * there is none.
   */
  readonly argumentName?: string;
  readonly argumentShape?: () => z.ZodType;
  /**
   * True where a write to one server changes both. Then only the primary is written; the partner
   * changes by itself, with the scopes that join or leave. Default false.
   */
  readonly writesBothServers?: boolean;
  /**
   * The states of a server whose partner is unreachable, before and after it is set to partner
   * down. Absent: no server can be set.
   */
  readonly partnerDownStates?: { readonly from: string; readonly to: string };
  /**
   * Returns the relationship as both servers should state it. Throws where these servers cannot be
   * in it.
   */
  readonly desiredPair: (
    asked: RelationshipInput<never>,
    primary: ExpectedServer,
    partner: ExpectedServer,
  ) => DesiredPair;
  /**
   * Returns the ranges of a server that no server would serve without this relationship. Absent:
   * none.
   */
  readonly unservedRanges?: (name: string, configuration: Configuration) => readonly string[];
}

export type Drivers = Readonly<Record<string, DriverDefinition>>;

/** Returns true where a write to a server of this kind changes both servers of a relationship. */
export const writesBothServers = (
  kinds: Drivers,
  { driver }: { readonly driver: string },
): boolean => kinds[driver]?.relationships?.writesBothServers === true;

export const drivers: Drivers = {
  file: {
    options: fileOptions,
    findArgumentError: findFileArgumentError,
    open: file,
    identitiesOf: identitiesOfFile,
    relocate: relocateFiles,
  },
  kea: {
    options: keaOptions,
    findArgumentError: keaFlaw,
    open: kea,
    identitiesOf: keaIdentities,
    relationships: keaRelationships,
  },
  windows: {
    options: windowsOptions,
    findArgumentError: checkPowerShellOptions,
    open: windows,
    relationships: windowsRelationships,
    replicatesNatively: true,
  },
};
