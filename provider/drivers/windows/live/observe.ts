// One look at a running server: everything it holds, once.
import { byNetwork } from "../../../core/address.js";
import { fingerprint } from "../../../core/canonical.js";
import type { Configuration } from "../../../core/model.js";
import { readExport } from "../model/read.js";
import { asExport } from "./as-export.js";
import type { ReadDocument } from "./document.js";
import { relationshipsIn } from "./relationships.js";

export interface Observed {
  readonly document: ReadDocument;
  readonly configuration: Configuration;
  readonly version: string;
  readonly notes: readonly string[];
}

export function observed(document: ReadDocument): Observed {
  const { configuration, notes: told } = readExport(asExport(document));
  const { relationships, notes } = relationshipsIn(document, byNetwork(configuration.scopes));
  return { document, configuration: { ...configuration, relationships }, version: versionOf(document), notes: [...told, ...notes] };
}

/** What changes by itself is no part of it: the time, addresses in use, the state of failover; nor is who asks. */
function versionOf({ time: _time, user: _user, statistics: _statistics, relationships, ...held }: ReadDocument): string {
  return fingerprint({ ...held, relationships: relationships.map(({ State: _state, ...stated }) => stated) });
}
