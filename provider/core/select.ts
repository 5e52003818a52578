// Which scopes a resource speaks of, from the arguments that name them.
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
import { blaming } from "./refused.js";
import { findRelationship } from "./relationship.js";

/** The scopes a resource speaks of. */
export interface ScopeSelection {
  /** On the primary: to be the same on the partner. */
  readonly scopes: readonly ScopeId[];
  /** On the partner alone, though they belong with the selected ones. */
  readonly onlyOnPartner: readonly ScopeId[];
}

export interface ScopeChoice {
  readonly names?: readonly string[];
  readonly scopeIds?: readonly string[];
  readonly exclude?: readonly string[];
  /** Of several partners, the one meant, by the name that the primary's relationships give it: only its own scopes are chosen. */
  readonly partnerName?: string;
}

/** What was chosen, on these two servers. Throws a refusal whose `property` is the argument that is wrong. `others`: all partners there are, where this is one of several. */
export function selectScopes(
  choice: ScopeChoice,
  primary: Configuration,
  partner: Configuration,
  others: readonly Configuration[] = [],
): ScopeSelection {
  const excluded = new Set(
    (choice.exclude ?? []).map((text) =>
      blaming("exclude", () => findExcludedScope(text, [primary, partner, ...others])),
    ),
  );
  const { relationships } = withRelationshipsTo(choice.partnerName, primary);
  const own =
    choice.partnerName === undefined
      ? undefined
      : new Set(Object.values(relationships).flatMap(({ scopes }) => scopes));
  const scopes = listChosenScopes(choice, primary)
    .filter((id) => !excluded.has(id) && (own?.has(id) ?? true))
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

/** The scopes of the primary that were named one way or another, each once. */
function listChosenScopes(choice: ScopeChoice, primary: Configuration): ScopeId[] {
  const all = choice.scopeIds
    ? choice.scopeIds.map((text) =>
        blaming("scopeIds", () => requireScope(text, primary, "primary")),
      )
    : choice.names
      ? choice.names.flatMap((name) =>
          blaming("names", () => requireRelationship(name, primary, "primary").scopes),
        )
      : listFailoverScopes(primary);
  return [...new Set(all)];
}

/** Whose the chosen scopes are. */
export interface Owners {
  /** The partners of the chosen relationships, by name, with the chosen scopes that are theirs: none where a relationship has lost its last. */
  readonly partners: ReadonlyMap<string, readonly ScopeId[]>;
  /** Chosen scopes that are in no relationship which names its partner. */
  readonly unassigned: readonly ScopeId[];
}

/** Whose the scopes are that were chosen on a primary. Throws a refusal whose `property` is the argument that is wrong. */
export function findOwners(choice: ScopeChoice, primary: Configuration): Owners {
  const left = new Set(listChosenScopes(choice, primary));
  for (const text of choice.exclude ?? [])
    for (const id of findScopesNamed(text, primary)) left.delete(id);
  const partners = new Map<string, ScopeId[]>();
  for (const [name, { partner, scopes }] of Object.entries(primary.relationships)) {
    if (partner === undefined) continue;
    const own = scopes.filter((id) => left.delete(id));
    const emptied =
      scopes.length === 0 && !choice.scopeIds && (choice.names?.includes(name) ?? true);
    if (own.length > 0 || emptied)
      partners.set(partner, [...(partners.get(partner) ?? []), ...own]);
  }
  return { partners, unassigned: [...left].sort(byName) };
}

/** The scopes of the partner that were chosen with the others but are not among the `known` ones. `shared`: the primary's relationships; what the partner has in others is not the primary's to judge. */
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

/** A primary's configuration with no more than the relationships that have this partner; all of it where the partner has no name. */
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

/** Every scope under failover: those of all relationships, or all where a server states no relationship. */
export function listFailoverScopes(configuration: Configuration): readonly ScopeId[] {
  const relationships = Object.values(configuration.relationships);
  return relationships.length === 0
    ? Object.keys(configuration.scopes)
    : relationships.flatMap(({ scopes }) => scopes);
}

/** The part of a configuration that an extent speaks of: what a resource replicated, to be held against the partner later. */
export function restrictTo(configuration: Configuration, extent: Selection): Configuration {
  const used = extent.settings ? undefined : listUsedObjects(configuration, extent.scopes);
  return {
    scopes: pickKeys(configuration.scopes, extent.scopes),
    shared: used ? pickKeys(configuration.shared, used) : configuration.shared,
    settings: extent.settings ? configuration.settings : emptyObject,
    order: Object.fromEntries(
      Object.entries(configuration.order).map(([kind, names]) => [
        kind,
        names.filter((name) => used?.has(`${kind}.${formatSegment(name)}`) ?? true),
      ]),
    ),
    relationships: {},
  };
}

const pickKeys = <T>(
  all: Readonly<Record<string, T>>,
  wanted: Iterable<string>,
): Record<string, T> =>
  Object.fromEntries(
    [...wanted].flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])),
  );

const prefixLengths = Array.from({ length: 33 }, (_, length) => length);

/** The one scope of a server that a person means by `10.0.1.0` or `10.0.1.0/24`. `whose` names the server in the refusal. */
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

/** The same, or nothing where there is none or more than one. */
export function findScope(text: string, configuration: Configuration): ScopeId | undefined {
  const meant = findScopesNamed(text, configuration);
  return meant.length === 1 ? meant[0] : undefined;
}

/** The scopes of a server whose network address, and prefix length where it is said, are these: usually one. */
function findScopesNamed(text: string, { scopes }: Configuration): ScopeId[] {
  const named = parseScopeName(text);
  if (!named) return [];
  const lengths = named.prefixLength === undefined ? prefixLengths : [named.prefixLength];
  return lengths
    .map((length) => `${named.address}/${length}`)
    .filter((id) => Object.hasOwn(scopes, id));
}

/** The scope of the first server that has one which is meant. */
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

/** The relationship of a server that has this name. `whose` names the server in the refusal. */
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
