// The kinds of servers there are: a driver is one folder and one line here.
import type { Configuration } from "../core/model.js";
import type { Refusal } from "../core/messages.js";
import type { z } from "../core/shape.js";
import type { Reading, RelationshipAsked, RelationshipWanted, Server } from "./driver.js";
import { file, fileOptions } from "./file/index.js";
import { kea, keaFlaw, keaOptions, keaRelationships } from "./kea/index.js";
import { windows, windowsFlaw, windowsOptions } from "./windows/live/index.js";

/** A kind of server: the shape of its arguments, and how one is opened from them. */
export interface Kind<Options = never> {
  readonly options: z.ZodObject;
  /** What is wrong with arguments that fit the shape; `where` is their place in the program. */
  readonly flaw?: (where: string, options: Options) => Refusal | undefined;
  readonly open: (options: Options) => Server;
  readonly relationships?: Relationships;
}

/** A server as it was read, with the words a person knows it by, and what it will hold once all is written that is known of. */
export interface Known {
  readonly label: string;
  readonly reading: Reading;
  readonly configuration: Configuration;
}

/** What a kind of server is told of a failover relationship besides what all are told, and what it comes to on two of them. */
export interface Relationships {
  /** The argument that holds it. */
  readonly property: string;
  readonly shape: z.ZodType;
  /** Throws a refusal where these servers cannot be in it. */
  readonly wanted: (asked: RelationshipAsked<never>, primary: Known, partner: Known) => RelationshipWanted;
  /** Ranges of a server that nobody would be served from once it is without this relationship. */
  readonly unserved?: (name: string, configuration: Configuration) => readonly string[];
}

export type Drivers = Readonly<Record<string, Kind>>;

export const drivers: Drivers = {
  file: { options: fileOptions, open: file },
  kea: { options: keaOptions, flaw: keaFlaw, open: kea, relationships: keaRelationships },
  windows: { options: windowsOptions, flaw: windowsFlaw, open: windows },
};
