// Failover relationships as a running server tells them.
import { byName } from "../../../core/canonical.js";
import type { Configuration, ScopeId } from "../../../core/model.js";
import { relationshipTold, type FailoverTold } from "../model/relationship.js";
import type { ReadDocument } from "./document.js";

export const toldIn = ({ relationships }: ReadDocument): readonly FailoverTold[] => relationships as readonly object[] as readonly FailoverTold[];

/** By name. `ids`: the scopes that the server has, by their network addresses. */
export const relationshipsIn = (document: ReadDocument, ids: ReadonlyMap<string, ScopeId>): Configuration["relationships"] =>
  Object.fromEntries(toldIn(document).map((told) => [told.Name, relationshipTold(told, (address) => ids.get(address))] as const).sort(([a], [b]) => byName(a, b)));
