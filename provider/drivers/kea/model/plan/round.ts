// The state of one round of edits: the document as it is, and the configuration that it should be
// read as.
import type { Configuration, Tree } from "../../../../core/model.js";
import type { Edit, JsonPath } from "../../json-edit.js";
import { dhcpv4, keywords } from "../../names.js";
import type { ConfigIndex, IndexedObject } from "../parse/config-index.js";
import type { EditContext } from "./edit-context.js";
import type { ObjectKind } from "../field-mappings.js";
import {
  definitionsOfConfiguration,
  sharedObjects,
  type ObjectsByName,
} from "../normalize/shared-objects.js";
import type { Target } from "../target.js";
import { planTree } from "./tree-edits.js";

export interface RoundInput {
  readonly index: ConfigIndex;
  /** The configuration that the index is read as. */
  readonly current: Configuration;
  /** The desired configuration, normalized for the target. */
  readonly desired: Configuration;
  readonly target: Target;
}

export interface Round extends RoundInput {
  readonly context: EditContext;
  /** The desired shared objects. */
  readonly definitions: ObjectsByName;
  readonly classes: ObjectsByName;
  readonly networks: ObjectsByName;
}

export const paths = {
  classes: [dhcpv4.root, keywords.classes],
  definitions: [dhcpv4.root, keywords.optionDefinitions],
  networks: [dhcpv4.root, keywords.sharedNetworks],
  subnets: [dhcpv4.root, keywords.subnets],
} as const satisfies Readonly<Record<string, JsonPath>>;

export function startRound(input: RoundInput): Round {
  const { index, desired, target } = input;
  return {
    ...input,
    context: {
      reading: index.definitions,
      writing: { target, definitions: definitionsOfConfiguration(desired, target) },
    },
    definitions: sharedObjects(desired, "optionDefinitions"),
    classes: sharedObjects(desired, "classes"),
    networks: sharedObjects(desired, "sharedNetworks"),
  };
}

/** Returns the edits of an object that stays, so that it has these explicit values. */
export const planObject = (
  { context }: Round,
  kind: ObjectKind,
  { path, raw, explicit }: IndexedObject,
  to: Tree,
): readonly Edit[] => planTree({ kind, path, raw, from: explicit, to }, context);
