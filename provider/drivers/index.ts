// The kinds of servers there are: a driver is one folder and one line here.
import type { Configuration } from "../core/model.js";
import type { UserError } from "../core/messages.js";
import type { z } from "../core/shape.js";
import type { Pair, Snapshot, RelationshipInput, DesiredPair, Server } from "./driver.js";
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

/** A kind of server: the shape of its arguments, and how one is opened from them. */
export interface DriverDefinition<Options = never> {
  readonly options: z.ZodObject;
  /** What is wrong with arguments that fit the shape; `where` is their place in the program. */
  readonly findArgumentError?: (where: string, options: Options) => UserError | undefined;
  readonly open: (options: Options, tell?: (sentence: string) => void) => Server;
  /** Returns what identifies a server by its arguments alone (`lastingIdentities`); absent: only the server itself says. */
  readonly identitiesOf?: (options: Options) => readonly string[];
  /** Returns what identifies a pair now that was recorded in another checkout; nothing where it is not that pair. */
  readonly relocate?: (
    recorded: Pair<Options>,
    now: Pair<Options>,
  ) => Pair<readonly string[]> | undefined;
  readonly relationships?: RelationshipSupport;
}

/** A server as it was read, with the words a person knows it by, and what it will hold once all is written that is known of. */
export interface ExpectedServer {
  readonly label: string;
  readonly snapshot: Snapshot;
  readonly configuration: Configuration;
}

/** What a kind of server is told of a failover relationship besides what all are told, and what it comes to on two of them. */
export interface RelationshipSupport {
  /** The argument that holds what only this kind is told, and its shape; absent: nothing. */
  readonly argumentName?: string;
  readonly argumentShape?: z.ZodType;
  /** Whether a write to one server changes both: then the primary alone is written, and the partner comes to state its side by itself, with the scopes that come under it, and without those that leave. */
  readonly writesBothServers?: boolean;
  /** The states of a server whose partner does not answer, before and after it is told to count it as down; absent: no server is told. */
  readonly partnerDownStates?: { readonly from: string; readonly to: string };
  /** Throws a refusal where these servers cannot be in it. */
  readonly desiredPair: (
    asked: RelationshipInput<never>,
    primary: ExpectedServer,
    partner: ExpectedServer,
  ) => DesiredPair;
  /** Ranges of a server that nobody would be served from once it is without this relationship. */
  readonly unservedRanges?: (name: string, configuration: Configuration) => readonly string[];
}

export type Drivers = Readonly<Record<string, DriverDefinition>>;

/** Whether a write to a server of this kind changes both servers of a relationship. */
export const writesBothServers = (
  drivers: Drivers,
  { driver }: { readonly driver: string },
): boolean => drivers[driver]?.relationships?.writesBothServers === true;

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
  },
};
