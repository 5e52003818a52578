// What people and programs note beside a thing: `user-context`, of which `comment` is another
// spelling.
import { isMap } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";
import { failoverPeer } from "./server-specific.js";
import type { KeaMap } from "./kea-map.js";

/**
 * Puts a map's notes into what is read of it; an empty one is none. The name of a failover peer is
 * the server's own and is left out.
 */
export function readContext(raw: KeaMap, into: Record<string, Json>): void {
  const { comment, "user-context": context } = raw;
  if (comment === undefined && context === undefined) return;
  const { [failoverPeer]: _, ...rest } = isMap(context) ? context : {};
  const all = { ...rest, ...(comment !== undefined && { comment }) };
  if (Object.keys(all).length > 0) into["user-context"] = all;
}

/** The failover peer that a subnet or shared network names. */
export function readPeer(raw: KeaMap): string | undefined {
  const context = raw["user-context"];
  const peer = isMap(context) ? context[failoverPeer] : undefined;
  return typeof peer === "string" ? peer : undefined;
}
