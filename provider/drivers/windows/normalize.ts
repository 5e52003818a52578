// The desired configuration as a Windows server can hold it, and what is unsupported: differences
// that
// no cmdlet makes, and calls that the server would refuse.
import { networkAddress } from "../../core/address.js";
import { parseSharedName } from "../../core/apply.js";
import { byName, isMap, mapOf } from "../../core/canonical.js";
import { equal } from "../../core/equal.js";
import { messages } from "./messages.js";
import type { Configuration, Json, ConfigObject, ScopeId, Tree } from "../../core/model.js";
import type { Normalized } from "../driver.js";
import { parseOptionKey } from "./model/options.js";
import { findUsedKeys } from "./model/read-export.js";
import { compareProcessingOrder, isUnknownProperty } from "./model/field-mappings.js";
import type { Step } from "./plan/step.js";
import { planSteps as stepsOf } from "./plan/steps.js";
import { toServerState, type Version } from "./rules/to-server-state.js";
import { rehearse } from "./rules/rehearse.js";

export interface WindowsNormalized extends Normalized {
  /** The calls that make the server so. Empty where it cannot be. */
  readonly steps: readonly Step[];
}

/** Windows Server 2016 and later. */
const latestVersion: Version = [10, 0];

/** `current` is what the server holds now; `version`: the release of Windows that it runs. */
export function normalizeForWindows(
  current: Configuration,
  desired: Configuration,
  version: Version = latestVersion,
): WindowsNormalized {
  const configuration = normalizeConfiguration(current, desired);
  const unsupported = findUnsupported(current, configuration);
  if (unsupported.length > 0) return { configuration, unsupported, steps: [] };
  const steps = stepsOf(current, configuration);
  if (steps.length === 0) return { configuration, unsupported, steps };
  // A shared object that goes may be in use anywhere.
  const goes = Object.keys(current.shared).some((key) => configuration.shared[key] === undefined);
  const isWhole = (id: ScopeId): boolean => goes || current.scopes[id] !== configuration.scopes[id];
  const held = toServerState(withRemainingRelationships(current, desired), version, isWhole);
  return { configuration, unsupported: rehearse(held, steps), steps };
}

/** Returns the configuration without the relationships and members that go before all else. */
function withRemainingRelationships(
  current: Configuration,
  { relationships: desired }: Configuration,
): Configuration {
  const relationships = Object.entries(current.relationships).flatMap(([name, relationship]) => {
    const wanted = new Set(desired[name]?.scopes);
    const scopes = relationship.scopes.filter((id) => wanted.has(id));
    return desired[name] === undefined ? [] : [[name, { ...relationship, scopes }] as const];
  });
  return { ...current, relationships: Object.fromEntries(relationships) };
}

function normalizeConfiguration(current: Configuration, desired: Configuration): Configuration {
  const shared = Object.fromEntries(
    Object.entries(desired.shared).map(([key, part]) => [
      key,
      keepLocalNames(current.shared[key], part),
    ]),
  );
  const known = new Set(Object.keys(shared));
  const own = (part: ConfigObject): ConfigObject => {
    const properties = renumberPolicies(part.properties);
    const uses = [...findUsedKeys(properties, known)].sort(byName);
    return { ...part, properties, inherited: [], uses };
  };
  const scopes = Object.fromEntries(
    Object.entries(desired.scopes).map(([id, part]) => [
      id,
      part === current.scopes[id] ? part : { ...own(part), local: {} },
    ]),
  );
  const { settings } = desired;
  return {
    ...desired,
    scopes,
    shared,
    settings: settings === current.settings ? settings : own(settings),
    order: {},
  };
}

/** Returns a definition or class with the names that this server has for it. */
function keepLocalNames(standing: ConfigObject | undefined, part: ConfigObject): ConfigObject {
  if (!standing || part === standing) return part;
  if (equal(part.properties, standing.properties)) return standing;
  return { ...part, local: standing.local };
}

/** Numbers policies from 1: their order counts. */
function renumberPolicies(properties: Tree): Tree {
  if (properties.policies === undefined) return properties;
  const policies = Object.entries(properties.policies as Readonly<Record<string, Tree>>)
    .sort((a, b) => compareProcessingOrder(a, b) || byName(a[0], b[0]))
    .map(([name, policy], i): [string, Json] => [name, { ...policy, processingOrder: i + 1 }])
    .sort(([a], [b]) => byName(a, b));
  return { ...properties, policies: Object.fromEntries(policies) };
}

/** Finds differences that no cmdlet makes. */
function findUnsupported(current: Configuration, desired: Configuration): readonly string[] {
  const changed = Object.entries(desired.scopes).filter(
    ([id, part]) => part !== current.scopes[id],
  );
  return [
    ...Object.entries(desired.shared).flatMap(([key, part]) =>
      findUnsupportedDefinition(key, current.shared[key], part),
    ),
    ...changed.flatMap(([id, { properties }]) =>
      findUnsupportedInScope(id, current.scopes[id]?.properties ?? {}, properties),
    ),
    ...findDuplicateNetworks(Object.keys(desired.scopes)),
    ...findUnsupportedProperties(
      "server",
      current.settings.properties,
      desired.settings.properties,
    ),
  ];
}

/** Finds scopes of one network address, by which alone a server knows a scope. */
function findDuplicateNetworks(ids: readonly ScopeId[]): readonly string[] {
  const alike = Map.groupBy(ids, networkAddress);
  return ids.flatMap((id) => {
    const twin = alike.get(networkAddress(id))!.find((other) => other < id);
    return twin === undefined ? [] : [messages.windowsMaskChanged(id, twin)];
  });
}

function findUnsupportedDefinition(
  key: string,
  from: ConfigObject | undefined,
  to: ConfigObject,
): readonly string[] {
  if (!from || from === to || !key.startsWith("optionDefinitions.")) return [];
  const { defaultValue } = to.properties;
  const emptied = from.properties.defaultValue !== undefined && defaultValue === undefined;
  const { type, multiValued } = from.properties;
  const option = describeOption(parseSharedName(key));
  return [
    ...(emptied ? [messages.windowsValueEmpty(`${key} defaultValue`)] : []),
    ...(type !== to.properties.type
      ? [messages.windowsTypeChanged(option, String(type), String(to.properties.type))]
      : []),
    ...(multiValued !== to.properties.multiValued
      ? [messages.windowsMultiValuedChanged(option, multiValued === true)]
      : []),
  ];
}

function describeOption(option: string): string {
  const { vendorClass, id } = parseOptionKey(option);
  return vendorClass === "" ? `option ${id}` : `option ${id} of ${JSON.stringify(vendorClass)}`;
}

function findUnsupportedInScope(id: ScopeId, from: Tree, to: Tree): readonly string[] {
  const isOneRange = Object.keys(mapOf(to.ranges)).length === 1;
  const found = findUnsupportedProperties(id, from, to);
  if (isOneRange) return found;
  return [...found, messages.windowsRangesSeveral(id)];
}

/** Finds the unsupported properties of a scope, or of the server's own settings. */
const findUnsupportedProperties = (where: string, from: Tree, to: Tree): readonly string[] => [
  ...findUserClassValues(from, to).map((option) => messages.windowsUserClassValue(where, option)),
  ...findUnknownProperties(where, from, to),
];

/**
 * Finds differing values for a user class: since Windows Server 2012 they are policies of its name.
 */
function findUserClassValues(from: Tree, to: Tree): readonly string[] {
  const [before, after] = [mapOf(from.options), mapOf(to.options)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => parseOptionKey(key).userClass !== "" && !equal(before[key], after[key]),
  );
}

/** Lists the members of the collections that have properties of their own. */
const listMembers = (tree: Tree): readonly (readonly [path: string, member: Tree])[] =>
  ["policies", "reservations"].flatMap((name) =>
    Object.entries(mapOf(tree[name])).flatMap(([key, member]) =>
      isMap(member) ? [[`${name}.${key}`, member as Tree] as const] : [],
    ),
  );

/** Finds differing properties that nobody knows. */
function findUnknownProperties(where: string, from: Tree, to: Tree): readonly string[] {
  const before = new Map(listMembers(from));
  const differing = Object.keys({ ...from, ...to }).filter(
    (name) => isUnknownProperty(name) && !equal(from[name], to[name]),
  );
  return [
    ...differing.map((name) => messages.windowsPropertyUnknown(where, name)),
    ...listMembers(to).flatMap(([path, member]) =>
      findUnknownProperties(`${where} ${path}`, before.get(path) ?? {}, member),
    ),
  ];
}
