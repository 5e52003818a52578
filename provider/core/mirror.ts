// A relationship as its other server should state it.
import { messages } from "./messages.js";
import type { Configuration, Relationship } from "./model.js";
import { commonProperties, findRelationship } from "./relationship.js";

/**
 * Returns the relationship as the other server should state it: names swapped, the other role, the
 * other share of clients.
 */
export function invertPerspective(relationship: Relationship): Relationship {
  const { self, partner, role, loadBalancePercent, ...rest } = relationship;
  return {
    ...rest,
    ...(partner !== undefined && { self: partner }),
    ...(self !== undefined && { partner: self }),
    ...(role !== undefined && { role: role === "active" ? "standby" : "active" }),
    ...(loadBalancePercent !== undefined && { loadBalancePercent: 100 - loadBalancePercent }),
  };
}

/**
 * Returns a sentence for each relationship that the two servers state differently. Set
 * `mayBeItself` where the primary may be a file of the partner itself, which then states the same
 * side.
 */
export function listContradictions(
  primary: Configuration,
  partner: Configuration,
  label: string,
  mayBeItself = false,
): readonly string[] {
  return Object.entries(primary.relationships).flatMap(([name, stated]) => {
    const theirs = findRelationship(partner, name);
    if (!theirs) return [messages.relationshipMissing(label, name)];
    const wanted =
      mayBeItself && stated.self !== undefined && stated.self === theirs.self
        ? stated
        : invertPerspective(stated);
    const wrong = commonProperties
      .filter((fact) => theirs[fact] !== wanted[fact])
      .map(
        (fact) =>
          `${fact} ${String(theirs[fact] ?? "nothing")}, not ${String(wanted[fact] ?? "nothing")}`,
      );
    return wrong.length > 0 ? [messages.relationshipContradicted(label, name, wrong)] : [];
  });
}
