// The drivers: one folder and one line here for each kind of server.
import type { UserError } from "../core/messages.js";
import type { z } from "../core/shape.js";
import type { Pair, RelationshipSupport, Server, Tell } from "./driver.js";
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
  /** Failover relationships as resources. Absent: they are left as they are. */
  readonly relationships?: RelationshipSupport;
  /** True where running servers of this kind have `NativeReplication`. Default false. */
  readonly replicatesNatively?: boolean;
}

export type Drivers = Readonly<Record<string, DriverDefinition>>;

/** Returns true where a write to a server of this kind changes both servers of a relationship. */
export const writesBothServers = (
  kinds: Drivers,
  { driver }: { readonly driver: string },
): boolean => kinds[driver]?.relationships?.bothServers !== undefined;

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
