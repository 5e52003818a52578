// One look at a running server: everything it holds, once.
import { fingerprint } from "../../../core/canonical.js";
import type { Configuration, ScopeId } from "../../../core/model.js";
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
  const { configuration } = readExport(asExport(document));
  const ids = new Map<string, ScopeId>(Object.keys(configuration.scopes).map((id) => [id.split("/")[0]!, id]));
  const { relationships, notes } = relationshipsIn(document, ids);
  return { document, configuration: { ...configuration, relationships }, version: versionOf(document), notes };
}

/** What changes by itself is no part of it: the time, addresses in use, the state of failover; nor is who asks. */
function versionOf({ time: _time, user: _user, statistics: _statistics, relationships, ...held }: ReadDocument): string {
  return fingerprint({ ...held, relationships: relationships.map(({ State: _state, ...stated }) => stated) });
}
