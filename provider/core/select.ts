// Which scopes a resource speaks of, from the arguments that name them.
import { addressNumber, namedScope, numberToIpv4, subnetBounds } from "./address.js";
import { byName } from "./canonical.js";
import { usedBy, type Extent } from "./compare.js";
import { messages, Refusal } from "./messages.js";
import { noPart, type Configuration, type ScopeId } from "./model.js";
import { segment } from "./paths.js";

/** The scopes a resource speaks of. */
export interface Selection {
  /** On the primary: to be the same on the partner. */
  readonly scopes: readonly ScopeId[];
  /** On the partner alone, though they belong with the selected ones. */
  readonly onlyOnPartner: readonly ScopeId[];
}

export interface Choice {
  readonly names?: readonly string[];
  readonly scopeIds?: readonly string[];
  readonly exclude?: readonly string[];
}

/** What was chosen, on these two servers. Throws a refusal whose `property` is the argument that is wrong. */
export function select(choice: Choice, primary: Configuration, partner: Configuration): Selection {
  const excluded = new Set((choice.exclude ?? []).map((text) => blaming("exclude", () => excludedScope(text, primary, partner))));
  const chosen = choice.scopeIds
    ? choice.scopeIds.map((text) => blaming("scopeIds", () => scopeNamed(text, primary, "primary")))
    : choice.names
      ? choice.names.flatMap((name) => blaming("names", () => inRelationship(name, primary)))
      : failoverScopes(primary);
  const scopes = [...new Set(chosen)].filter((id) => !excluded.has(id)).sort(byName);
  return { scopes, onlyOnPartner: strays(choice, partner, Object.keys(primary.scopes), Object.keys(primary.relationships)) };
}

/** The scopes of the partner that were chosen with the others but are not among the `known` ones. `shared`: the primary's relationships; what the partner has in others is not the primary's to judge. */
export function strays(choice: Choice, partner: Configuration, known: Iterable<ScopeId>, shared: readonly string[]): readonly ScopeId[] {
  if (choice.scopeIds) return [];
  const here = new Set(known);
  const names = choice.names ?? (shared.some((name) => partner.relationships[name]) ? shared : undefined);
  const theirs = names ? names.flatMap((name) => partner.relationships[name]?.scopes ?? []) : failoverScopes(partner);
  const excluded = (id: ScopeId) => choice.exclude?.some((text) => text === id || text === id.split("/")[0]) ?? false;
  return [...new Set(theirs)].filter((id) => !here.has(id) && !excluded(id)).sort(byName);
}

/** Every scope under failover: those of all relationships, or all where a server states no relationship. */
export function failoverScopes(configuration: Configuration): readonly ScopeId[] {
  const relationships = Object.values(configuration.relationships);
  return relationships.length === 0 ? Object.keys(configuration.scopes) : relationships.flatMap(({ scopes }) => scopes);
}

/** The part of a configuration that an extent speaks of: what a resource replicated, to be held against the partner later. */
export function within(configuration: Configuration, extent: Extent): Configuration {
  const used = extent.settings ? undefined : usedBy(configuration, extent.scopes);
  return {
    scopes: some(configuration.scopes, extent.scopes),
    shared: used ? some(configuration.shared, used) : configuration.shared,
    settings: extent.settings ? configuration.settings : noPart,
    order: Object.fromEntries(Object.entries(configuration.order).map(([kind, names]) => [kind, names.filter((name) => used?.has(`${kind}.${segment(name)}`) ?? true)])),
    relationships: {},
  };
}

const some = <T>(all: Readonly<Record<string, T>>, wanted: Iterable<string>): Record<string, T> => Object.fromEntries([...wanted].flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])));

const prefixLengths = Array.from({ length: 33 }, (_, length) => length);

/** The one scope of a server that a person means by `10.0.1.0` or `10.0.1.0/24`. `whose` names the server in the refusal. */
export function scopeNamed(text: string, configuration: Configuration, whose: string): ScopeId {
  const named = namedScope(text);
  if (!named) throw messages.scopeIdInvalid(text);
  const lengths = named.prefixLength === undefined ? prefixLengths : [named.prefixLength];
  const meant = lengths.map((length) => `${named.address}/${length}`).filter((id) => Object.hasOwn(configuration.scopes, id));
  if (meant.length === 1) return meant[0]!;
  if (meant.length > 1) throw messages.scopeIdAmbiguous(text, meant);
  const ids = Object.keys(configuration.scopes);
  const around = containing(named.address, ids);
  throw around ? messages.scopeIdIsHost(text, around, whose) : messages.scopeUnknown(text, ids, whose);
}

function excludedScope(text: string, primary: Configuration, partner: Configuration): ScopeId {
  try {
    return scopeNamed(text, primary, "primary");
  } catch (refused) {
    try {
      return scopeNamed(text, partner, "partner");
    } catch {
      throw refused;
    }
  }
}

function containing(address: string, ids: readonly ScopeId[]): ScopeId | undefined {
  const number = addressNumber(address)!;
  return ids.find((id) => {
    const [first, last] = subnetBounds(id);
    return first <= number && number <= last && numberToIpv4(first) !== address;
  });
}

function inRelationship(name: string, configuration: Configuration): readonly ScopeId[] {
  const found = Object.hasOwn(configuration.relationships, name) ? configuration.relationships[name] : undefined;
  if (!found) throw messages.relationshipUnknown(name, Object.keys(configuration.relationships));
  return found.scopes;
}

/** What is refused while looking is about this argument. */
export function blaming<T>(property: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw error instanceof Refusal ? error.about(property) : error;
  }
}
