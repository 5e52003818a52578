// One change of a configuration: what the server's document is afterwards, and what it cannot hold.
import { expect } from "vitest";
import type {
  Configuration,
  Json,
  ConfigObject,
  Tree,
} from "../../../../../../provider/core/model.js";
import {
  planEdits,
  normalizeFor,
  parseConfiguration,
  type Document,
  type TargetOptions,
} from "../../../../../../provider/drivers/kea/model/index.js";
import { documentOf } from "./examples.js";

export const id = "10.0.1.0/24";
export type Members = Record<string, Json>;

/** The document after `desire` has been done to what it reads as. */
export function after(
  root: Document,
  desire: (configuration: Configuration) => Configuration,
  options?: TargetOptions,
): Members {
  const { configuration } = parseConfiguration(root.Dhcp4, options?.release);
  const { root: next, unsupported } = planEdits(
    root,
    desire(configuration),
    configuration,
    options,
  );
  expect(unsupported).toEqual([]);
  return next.Dhcp4 as Members;
}

export const misfitsOf = (
  root: Document,
  desire: (configuration: Configuration) => Configuration,
  options?: TargetOptions,
) => {
  const { configuration } = parseConfiguration(root.Dhcp4, options?.release);
  const arranged = planEdits(root, desire(configuration), configuration, options);
  expect(normalizeFor(root, desire(configuration), configuration, options).unsupported).toEqual(
    arranged.unsupported,
  );
  expect(arranged.root).toBe(root);
  expect(arranged.edits).toEqual([]);
  return arranged.unsupported;
};

export const own = (part: ConfigObject, properties: Tree): ConfigObject => ({
  ...part,
  properties: { ...part.properties, ...properties },
  inherited: part.inherited.filter((name) => !Object.hasOwn(properties, name)),
});
export const scope =
  (properties: Tree, scopeId = id) =>
  (from: Configuration): Configuration => ({
    ...from,
    scopes: {
      ...from.scopes,
      [scopeId]: own(
        from.scopes[scopeId] ?? { properties: {}, inherited: [], uses: [], local: {} },
        properties,
      ),
    },
  });
export const settings =
  (properties: Tree) =>
  (from: Configuration): Configuration => ({ ...from, settings: own(from.settings, properties) });
export const one = (subnet: Members, rest?: Members) =>
  documentOf([{ id: 1, subnet: id, ...subnet }], rest);
export const subnetAfter = (root: Document, properties: Tree, options?: TargetOptions) =>
  (after(root, scope(properties), options).subnet4 as Members[])[0];
