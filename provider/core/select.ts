// Selects the scopes of a resource from the arguments that name them.
import {
  parseIpv4,
  parseScopeName,
  networkAddress,
  numberToIpv4,
  subnetBounds,
} from "./address.js";
import { byName } from "./canonical.js";
import { listUsedObjects, type Selection } from "./compare.js";
import { messages } from "./messages.js";
import { emptyObject, type Configuration, type Relationship, type ScopeId } from "./model.js";
import { formatSegment } from "./paths.js";
import { nameProperty } from "./user-errors.js";
import { findRelationship } from "./relationship.js";

/** The scopes of a resource. */
export interface ScopeSelection {
  /** Scopes of the primary, which are to be the same on the partner. */
  readonly scopes: readonly ScopeId[];
  /** Scopes that only the partner has and that belong to the selection. */
  readonly onlyOnPartner: readonly ScopeId[];
}

export interface ScopeChoice {
  readonly names?: readonly string[];
  readonly scopeIds?: readonly string[];
  readonly exclude?: readonly string[];
  /**
   * One of several partners, by its name in the primary's relationships: only its own scopes are
   * selected.
   */
  readonly partnerName?: string;
}

/**
 * Returns the scopes that the arguments select on these two servers. `others` are all partners
 * where there are several. Throws a `UserError` whose property is the wrong argument.
 */
export function selectScopes(
  choice: ScopeChoice,
  primary: Configuration,
  partner: Configuration,
  others: readonly Configuration[] = [],
): ScopeSelection {
  const excluded = new Set(
    (choice.exclude ?? []).map((text) =>
      nameProperty("exclude", () => findExcludedScope(text, [primary, partner, ...others])),
    ),
  );
  const { relationships } = withRelationshipsTo(choice.partnerName, primary);
  const ownScopes =
    choice.partnerName === undefined
      ? undefined
      : new Set(Object.values(relationships).flatMap((one) => one.scopes));
  const scopes = listChosenScopes(choice, primary)
    .filter((id) => !excluded.has(id) && (ownScopes?.has(id) ?? true))
    .sort(byName);
  return {
    scopes,
    onlyOnPartner: findExtraScopes(
      choice,
      partner,
      Object.keys(primary.scopes),
      Object.keys(relationships),
    ),
  };
}

/** Returns the scopes of the primary that the arguments name, each once. */
function listChosenScopes(choice: ScopeChoice, primary: Configuration): ScopeId[] {
  const all = listNamedScopes(choice, primary);
  return [...new Set(all)];
}

function listNamedScopes(choice: ScopeChoice, primary: Configuration): readonly ScopeId[] {
  if (choice.scopeIds)
    return choice.scopeIds.map((text) =>
      nameProperty("scopeIds", () => requireScope(text, primary, "primary")),
    );
  if (choice.names)
    return choice.names.flatMap((name) =>
      nameProperty("names", () => requireRelationship(name, primary, "primary").scopes),
    );
  return listFailoverScopes(primary);
}

/** The partners that the selected scopes belong to. */
export interface Owners {
  /**
   * The selected scopes of each partner, by its name. Empty where a relationship has lost its last
   * scope.
   */
  readonly partners: ReadonlyMap<string, readonly ScopeId[]>;
  /** Selected scopes in no relationship that names its partner. */
  readonly unassigned: readonly ScopeId[];
}

/**
 * Returns the partners that the selected scopes of a primary belong to. Throws a `UserError` whose
 * property is the wrong argument.
 */
export function findOwners(choice: ScopeChoice, primary: Configuration): Owners {
  const excluded = new Set(
    (choice.exclude ?? []).flatMap((text) => findScopesNamed(text, primary)),
  );
  const left = new Set(listChosenScopes(choice, primary).filter((id) => !excluded.has(id)));
  const partners = new Map<string, ScopeId[]>();
  for (const [name, { partner, scopes }] of Object.entries(primary.relationships)) {
    if (partner === undefined) continue;
    const owned = scopes.filter((id) => left.delete(id));
    if (owned.length === 0 && !hasLostItsLast(name, scopes, choice)) continue;
    partners.set(partner, [...(partners.get(partner) ?? []), ...owned]);
  }
  return { partners, unassigned: [...left].sort(byName) };
}

/** Returns true where a selected relationship has no scope left. */
const hasLostItsLast = (name: string, scopes: readonly ScopeId[], choice: ScopeChoice): boolean =>
  scopes.length === 0 && !choice.scopeIds && (choice.names?.includes(name) ?? true);

/**
 * Returns the selected scopes of the partner that are not among the `known` ones. `shared` are the
 * primary's relationships: scopes in other relationships of the partner are not selected.
 */
export function findExtraScopes(
  choice: ScopeChoice,
  partner: Configuration,
  known: Iterable<ScopeId>,
  shared: readonly string[],
): readonly ScopeId[] {
  if (choice.scopeIds) return [];
  const here = new Set(known);
  const names =
    choice.names?.filter((name) => choice.partnerName === undefined || shared.includes(name)) ??
    (shared.some((name) => findRelationship(partner, name)) ? shared : undefined);
  const theirs = names
    ? names.flatMap((name) => findRelationship(partner, name)?.scopes ?? [])
    : listFailoverScopes(partner);
  const excluded = new Set(choice.exclude);
  const isExcluded = (id: ScopeId): boolean => excluded.has(id) || excluded.has(networkAddress(id));
  return [...new Set(theirs)].filter((id) => !here.has(id) && !isExcluded(id)).sort(byName);
}

/**
 * Returns the configuration of a primary with only its relationships to this partner, or unchanged
 * where the partner has no name.
 */
export function withRelationshipsTo(
  partnerName: string | undefined,
  primary: Configuration,
): Configuration {
  if (partnerName === undefined) return primary;
  return {
    ...primary,
    relationships: Object.fromEntries(
      Object.entries(primary.relationships).filter(([, { partner }]) => partner === partnerName),
    ),
  };
}

/** Returns the scopes of all relationships, or all scopes where the server has no relationship. */
export function listFailoverScopes(configuration: Configuration): readonly ScopeId[] {
  const relationships = Object.values(configuration.relationships);
  return relationships.length === 0
    ? Object.keys(configuration.scopes)
    : relationships.flatMap(({ scopes }) => scopes);
}

/**
 * Returns the selected part of a configuration: what a resource replicates, to be compared with the
 * partner later.
 */
export function restrictTo(configuration: Configuration, selection: Selection): Configuration {
  const used = selection.settings ? undefined : listUsedObjects(configuration, selection.scopes);
  return {
    scopes: pickKeys(configuration.scopes, selection.scopes),
    shared: used ? pickKeys(configuration.shared, used) : configuration.shared,
    settings: selection.settings ? configuration.settings : emptyObject,
    order: Object.fromEntries(
      Object.entries(configuration.order).map(([kind, names]) => [
        kind,
        names.filter((name) => used?.has(`${kind}.${formatSegment(name)}`) ?? true),
      ]),
    ),
    relationships: {},
  };
}

const pickKeys = <T>(all: Readonly<Record<string, T>>, keys: Iterable<string>): Record<string, T> =>
  Object.fromEntries([...keys].flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])));

const prefixLengths = Array.from({ length: 33 }, (_, length) => length);

/**
 * Returns the only scope of a server that `10.0.1.0` or `10.0.1.0/24` names. `whose` names the
 * server in the error. Throws where there is none or more than one.
 */
export function requireScope(text: string, configuration: Configuration, whose: string): ScopeId {
  const named = parseScopeName(text);
  if (!named) throw messages.scopeIdInvalid(text);
  const meant = findScopesNamed(text, configuration);
  if (meant.length === 1) return meant[0]!;
  if (meant.length > 1) throw messages.scopeIdAmbiguous(text, meant);
  const ids = Object.keys(configuration.scopes);
  const around = findScopeContaining(named.address, ids);
  throw around
    ? messages.scopeIdIsHost(text, around, whose)
    : messages.scopeUnknown(text, ids, whose);
}

/**
 * Returns the only scope of a server with this name, or nothing where there is none or more than
 * one.
 */
export function findScope(text: string, configuration: Configuration): ScopeId | undefined {
  const meant = findScopesNamed(text, configuration);
  return meant.length === 1 ? meant[0] : undefined;
}

/**
 * Returns the scopes of a server with this network address and, where stated, prefix length:
 * usually one.
 */
function findScopesNamed(text: string, { scopes }: Configuration): ScopeId[] {
  const named = parseScopeName(text);
  if (!named) return [];
  const lengths = named.prefixLength === undefined ? prefixLengths : [named.prefixLength];
  return lengths
    .map((length) => `${named.address}/${length}`)
    .filter((id) => Object.hasOwn(scopes, id));
}

/** Returns the scope of the first server that has one with this name. */
function findExcludedScope(text: string, servers: readonly Configuration[]): ScopeId {
  for (const server of servers) {
    const meant = findScope(text, server);
    if (meant !== undefined) return meant;
  }
  return requireScope(text, servers[0]!, "primary");
}

function findScopeContaining(address: string, ids: readonly ScopeId[]): ScopeId | undefined {
  const number = parseIpv4(address)!;
  return ids.find((id) => {
    const [first, last] = subnetBounds(id);
    return first <= number && number <= last && numberToIpv4(first) !== address;
  });
}

/**
 * Returns the relationship of a server with this name. `whose` names the server in the error.
 * Throws where there is none.
 */
export function requireRelationship(
  name: string,
  configuration: Configuration,
  whose: string,
): Relationship {
  const found = findRelationship(configuration, name);
  if (!found)
    throw messages.relationshipUnknown(name, Object.keys(configuration.relationships), whose);
  return found;
}
