// Failover in a report: the relationships with the states of their servers, and the differences
// between their statements.
import { fingerprint } from "../../core/canonical.js";
import type { Json, Relationship } from "../../core/model.js";
import { modeNames } from "../../core/relationship.js";
import { onOneLine } from "../../core/printable.js";
import { formatProperty, formatSegment } from "../../core/paths.js";
import type { Membership, RelationshipDifference } from "../../core/relationship-differences.js";
import type { Snapshot } from "../../drivers/driver.js";
import { changeOf, describeProperty } from "../../report/difference.js";
import type { Difference, RelationshipReport } from "../../report/report.js";
import type { PairNames } from "./names.js";

/** The properties that a statement and its mirror image have, in words. */
const propertyWords: ReadonlyMap<string, string> = new Map([
  ["self", "name of the partner"],
  ["partner", "name of the primary"],
  ["role", "role of the partner"],
  ["loadBalancePercent", "the partner's share of clients in percent"],
]);

const modeTexts: ReadonlyMap<string, string> = new Map(Object.entries(modeNames));

/** The servers of a pair as far as they were read. */
interface ReachedSnapshots {
  readonly primary?: Snapshot;
  readonly partner?: Snapshot;
}

/**
 * Describes relationships by name, or all where none are given, with the states that the servers
 * report.
 */
export function describeRelationships(
  servers: ReachedSnapshots,
  names: PairNames,
  relationshipNames?: readonly string[],
): readonly RelationshipReport[] {
  const read = (["primary", "partner"] as const).flatMap((side) => {
    const snapshot = servers[side];
    return snapshot ? [{ name: names[side], snapshot }] : [];
  });
  const modes = new Map<string, Relationship["mode"]>();
  for (const { snapshot } of read)
    for (const [name, { mode }] of Object.entries(snapshot.configuration.relationships))
      if (!modes.has(name) && (relationshipNames?.includes(name) ?? true)) modes.set(name, mode);
  return [...modes].map(([relationship, mode]) => ({
    name: onOneLine(relationship),
    mode: modeNames[mode],
    states: read.flatMap(({ name, snapshot: { failover = [] } }) =>
      failover
        .filter((health) => health.relationship === relationship)
        .map(({ state, condition }) => ({
          server: onOneLine(name),
          state: onOneLine(state),
          healthy: condition === "working",
        })),
    ),
  }));
}

const toText = (value: Json): string =>
  onOneLine(typeof value === "string" ? (modeTexts.get(value) ?? value) : JSON.stringify(value));

const withValues = (
  primary: Json | undefined,
  partner: Json | undefined,
): Pick<Difference, "change" | "primary" | "partner"> => ({
  change: changeOf(primary, partner),
  ...(primary !== undefined && { primary: toText(primary) }),
  ...(partner !== undefined && { partner: toText(partner) }),
});

/** Returns a difference between the statements of a relationship. */
export function toRelationshipDifference({
  relationship,
  property,
  primary,
  partner,
}: RelationshipDifference): Difference {
  const path = property === undefined ? [] : [property];
  const name = `failover relationship ${relationship}`;
  const words = property && (propertyWords.get(property) ?? describeProperty(property));
  return {
    kind: "failover",
    path: formatProperty({ kind: "relationship", key: relationship }, path),
    label: onOneLine(words === undefined ? name : `${name}, ${words}`),
    ...withValues(primary, partner),
  };
}

/** Returns the difference between the relationships that the servers put a scope into. */
export const toMembershipDifference = ({ primary, partner }: Membership): Difference => ({
  kind: "failover",
  path: "relationship",
  label: "failover relationship",
  ...withValues(primary, partner),
});

/** Returns contents that are compared as a whole: a fingerprint of each stands for its value. */
export const toUncomparedDifference = (
  name: string,
  primary: string,
  partner: string,
): Difference => ({
  kind: name,
  path: formatSegment(name),
  label: `${name}, compared as a whole`,
  change: "differs",
  primary: `#${fingerprint(primary)}`,
  partner: `#${fingerprint(partner)}`,
});
