// What the partner should state of a relationship, said by the primary.
import type { Relationship } from "./model.js";

/** The same relationship seen from the other side: names swapped, role flipped, the other share of the clients. */
export function mirror(relationship: Relationship): Relationship {
  const { self, partner, role, loadBalancePercent, ...rest } = relationship;
  return {
    ...rest,
    ...(partner !== undefined && { self: partner }),
    ...(self !== undefined && { partner: self }),
    ...(role !== undefined && { role: role === "active" ? "standby" : "active" }),
    ...(loadBalancePercent !== undefined && { loadBalancePercent: 100 - loadBalancePercent }),
  };
}
