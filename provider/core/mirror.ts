// What the partner should state of a relationship, said by the primary.
import { messages } from "./messages.js";
import type { Configuration, Relationship } from "./model.js";
import { commonProperties, findRelationship } from "./relationship.js";

/** The same relationship seen from the other side: names swapped, role flipped, the other share of the clients. */
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
 * Where the two servers of a relationship contradict one another: a sentence each, with the names that people know the servers by.
 * `mayBeItself`: what is copied from may be a file of the partner itself, which then states what it states.
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
