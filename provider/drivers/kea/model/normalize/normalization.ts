// The state of one normalization: its input, tables that it looks things up in, and the sentences
// that it collects.
import type {
  Configuration,
  ConfigObject,
  ScopeId,
  SharedKey,
  Tree,
} from "../../../../core/model.js";
import type { ConfigIndex, IndexedSubnet } from "../parse/config-index.js";
import type { Definitions } from "../options/definitions.js";
import {
  classKey,
  createClosure,
  collectNames,
  createReferenceFinder,
  listContainerKeys,
  networkKey,
  optionDefinitionKey,
} from "../parse/references.js";
import { definitionsOfConfiguration, sharedNetworkOf, sharedObjects } from "./shared-objects.js";
import type { Target } from "../target.js";

export interface NormalizationInput {
  readonly index: ConfigIndex;
  /** The configuration that the index is read as. */
  readonly current: Configuration;
  readonly desired: Configuration;
  readonly target: Target;
}

export interface Normalization extends NormalizationInput {
  /** The meaning of options in the desired configuration. */
  readonly definitions: Definitions;
  /** True where the failover relationships are to change. */
  readonly isRegrouped: boolean;
  /** Returns the shared objects that a tree names. */
  readonly findKeys: (tree: Tree) => readonly SharedKey[];
  /** Returns these shared objects and all that they need in turn. */
  readonly withNeeded: (keys: readonly SharedKey[]) => readonly SharedKey[];
  /** The shared objects that each shared object names. */
  readonly namedBy: ReadonlyMap<SharedKey, readonly SharedKey[]>;
  readonly unsupported: string[];
  readonly otherRelease: string[];
}

export type SharedObjects = Readonly<Record<SharedKey, ConfigObject>>;
export type Scopes = Readonly<Record<ScopeId, ConfigObject>>;

/**
 * Returns the subnet of a scope that is the same object as now, of which nothing needs to be read;
 * nothing for a scope that changes.
 */
export const findUnchanged = (
  { current, index }: NormalizationInput,
  id: ScopeId,
  scope: ConfigObject,
): IndexedSubnet | undefined => (current.scopes[id] === scope ? index.subnets.get(id) : undefined);

/** Returns the name of the shared network that a scope is in, or nothing. */
export function networkOf(
  input: NormalizationInput,
  id: ScopeId,
  scope: ConfigObject,
): string | undefined {
  const unchanged = findUnchanged(input, id, scope);
  return unchanged ? unchanged.network : sharedNetworkOf(scope);
}

export function startNormalization(input: NormalizationInput): Normalization {
  const { index, current, desired } = input;
  const definitions = definitionsOfConfiguration(desired, index);
  const classes = sharedObjects(desired, "classes");
  const findReferences = createReferenceFinder(classes, definitions);
  const findKeys = (tree: Tree): readonly SharedKey[] => findReferences(collectNames(tree)).keys;
  const namedBy = new Map<SharedKey, readonly SharedKey[]>();
  for (const key of sharedObjects(desired, "optionDefinitions").keys())
    namedBy.set(optionDefinitionKey(key), listContainerKeys(key, definitions));
  for (const [name, { properties }] of classes) namedBy.set(classKey(name), findKeys(properties));
  for (const [name, { properties }] of sharedObjects(desired, "sharedNetworks"))
    namedBy.set(networkKey(name), findKeys(properties));
  return {
    ...input,
    definitions,
    isRegrouped: desired.relationships !== current.relationships,
    findKeys,
    withNeeded: createClosure(namedBy),
    namedBy,
    unsupported: [],
    otherRelease: [],
  };
}
