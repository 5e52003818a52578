// What the provider is asked to do to a pair that is spoiled.
import type { Kind } from "./subject.js";

type Properties = Record<string, unknown>;

export interface Operation {
  readonly name: string;
  readonly kind: "replication" | "scope" | "relationship";
  /** True where the state knows the resource already. */
  readonly isKnown: boolean;
  readonly args: Properties;
  /** The arguments with which a known resource was made. */
  readonly formerArgs: Properties;
  readonly isDestroyed?: boolean;
}

type Made = Omit<Operation, "formerArgs"> & Partial<Pick<Operation, "formerArgs">>;

const operation = (made: Made): Operation => ({ formerArgs: made.args, ...made });

const scopeId = "10.0.1.0";

/** A replication of the whole pair, which is new. Kills are tried on it, and on one scope. */
export const replicate = operation({
  name: "create",
  kind: "replication",
  isKnown: false,
  args: {},
});

/** A scope that the state knows. */
export const updateScope = operation({
  name: "update a scope",
  kind: "scope",
  isKnown: true,
  args: { scopeId },
});

const ofContents: readonly Operation[] = [
  replicate,
  operation({ name: "update", kind: "replication", isKnown: true, args: {} }),
  operation({ name: "create a scope", kind: "scope", isKnown: false, args: { scopeId } }),
  updateScope,
  operation({
    name: "delete a scope",
    kind: "scope",
    isKnown: true,
    args: { scopeId, onDelete: "remove" },
    isDestroyed: true,
  }),
];

const ofFailover: readonly Operation[] = [
  operation({ name: "create", kind: "relationship", isKnown: false, args: {} }),
  operation({
    name: "another name",
    kind: "relationship",
    isKnown: true,
    formerArgs: {},
    args: { name: "branches" },
  }),
  operation({
    name: "delete",
    kind: "relationship",
    isKnown: true,
    args: { onDelete: "remove" },
    isDestroyed: true,
  }),
];

/** Returns the operations on a kind of pair. Commands change single scopes. */
export function operationsOf({
  hasCommands = false,
  isRelationship = false,
}: Kind): readonly Operation[] {
  if (isRelationship) return ofFailover;
  return hasCommands ? ofContents.filter(({ kind }) => kind === "scope") : ofContents;
}
