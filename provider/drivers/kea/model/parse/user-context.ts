// Reads `user-context`: notes of people and programs beside an object. `comment` is one of them
// with a keyword of its own.
import { isMap } from "../../../../core/canonical.js";
import type { Json } from "../../../../core/model.js";
import { keywords } from "../../names.js";
import type { KeaMap } from "../kea-map.js";
import { failoverPeer } from "../server-specific.js";

/**
 * Adds an object's notes to its tree, where there are any. The name of a failover peer is
 * server-specific and is left out.
 */
export function readContext(raw: KeaMap, tree: Record<string, Json>): void {
  const { [keywords.comment]: comment, [keywords.userContext]: context } = raw;
  if (comment === undefined && context === undefined) return;
  const { [failoverPeer]: _, ...others } = isMap(context) ? context : {};
  const notes = { ...others, ...(comment !== undefined && { comment }) };
  if (Object.keys(notes).length > 0) tree[keywords.userContext] = notes;
}

/** Returns the failover peer that a subnet or shared network names. */
export function readPeer(raw: KeaMap): string | undefined {
  const context = raw[keywords.userContext];
  const peer = isMap(context) ? context[failoverPeer] : undefined;
  return typeof peer === "string" ? peer : undefined;
}
