// Access to the shared objects of a configuration by kind and name.
import { parseSharedName } from "../../../../core/apply.js";
import type { ConfigObject, Configuration } from "../../../../core/model.js";
import { createDefinitions, toListEntry, type Definitions } from "../options/definitions.js";
import type { Release } from "../release.js";

/** The kinds of shared objects, which their keys begin with. */
export type SharedKind = "classes" | "optionDefinitions" | "sharedNetworks";

export type ObjectsByName = ReadonlyMap<string, ConfigObject>;

/** Returns the shared objects of one kind, by name. */
export function sharedObjects(configuration: Configuration, kind: SharedKind): ObjectsByName {
  return new Map(
    Object.entries(configuration.shared)
      .filter(([key]) => key.startsWith(`${kind}.`))
      .map(([key, object]) => [parseSharedName(key), object]),
  );
}

/** Returns the meaning of options in a configuration that is not yet written. */
export function definitionsOfConfiguration(
  configuration: Configuration,
  { release }: { readonly release: Release },
): Definitions {
  const list = [...sharedObjects(configuration, "optionDefinitions")].map(([key, { properties }]) =>
    toListEntry(key, properties),
  );
  return createDefinitions(list, release);
}

/** Returns the name of the shared network that a scope is in, or nothing. */
export const sharedNetworkOf = (
  scope: Pick<ConfigObject, "properties"> | undefined,
): string | undefined => scope?.properties.sharedNetwork as string | undefined;
