// The state of a Windows DHCP server, as far as the rules of its cmdlets depend on it, and the only
// ways in which it changes.
import { parseIpv4, numberToIpv4 } from "../../../core/address.js";
import type { OptionType } from "../model/values.js";
import { RefusedCall } from "./refused-call.js";

export interface Range {
  readonly first: number;
  readonly last: number;
}

export interface Definition {
  readonly name: string;
  readonly optionId: number;
  readonly type: OptionType;
  readonly multiValued: boolean;
  readonly defaultValue: readonly string[];
  readonly description: string;
  readonly vendorClass: string;
}

export interface Class {
  readonly name: string;
  readonly type: "Vendor" | "User";
  readonly data: Buffer;
  readonly description: string;
  readonly builtIn: boolean;
}

export interface OptionValue {
  readonly optionId: number;
  readonly vendorClass: string;
  /** Only in documents of old servers: since 2012 values for a user class stand in a policy. */
  readonly userClass: string;
  readonly value: readonly string[];
}

/** Anything that holds option values. */
export interface OptionHolder {
  readonly options: Map<string, OptionValue>;
}

export const conditionKindNames = [
  "VendorClass",
  "UserClass",
  "MacAddress",
  "ClientId",
  "RelayAgent",
  "CircuitId",
  "RemoteId",
  "SubscriberId",
  "Fqdn",
] as const;
export type ConditionKind = (typeof conditionKindNames)[number];

export interface Policy extends OptionHolder {
  readonly name: string;
  readonly order: number;
  readonly enabled: boolean;
  readonly condition: "And" | "Or";
  readonly description: string;
  readonly conditions: Readonly<Partial<Record<ConditionKind, readonly string[]>>>;
  /** Seconds; option 51 of the policy is this and nothing of its own. */
  readonly leaseDuration?: number;
  readonly dnsSuffix: string;
  readonly ranges: Map<string, Range>;
}

export interface Reservation extends OptionHolder {
  readonly address: number;
  /** Lower-case hexadecimal bytes with hyphens. */
  readonly clientId: string;
  readonly name: string;
  readonly description: string;
  readonly type: string;
}

/** A scope, or the server: both hold policies. */
export interface PolicyHolder {
  readonly policies: Map<string, Policy>;
}

export interface Scope extends OptionHolder, PolicyHolder {
  readonly scopeId: string;
  readonly subnetMask: string;
  readonly range: Range;
  readonly name: string;
  readonly description: string;
  readonly superscopeName: string;
  /** Seconds; option 51 of the scope is this and nothing of its own. */
  readonly leaseDuration: number;
  readonly state: "Active" | "Inactive";
  readonly type: string;
  readonly maxBootpClients: number;
  readonly napEnable: boolean;
  readonly napProfile: string;
  readonly delay: number;
  readonly activatePolicies: boolean;
  readonly exclusions: Map<string, Range>;
  readonly reservations: Map<number, Reservation>;
}

export interface Settings {
  readonly conflictDetectionAttempts: number;
  readonly napEnabled: boolean;
  readonly npsUnreachableAction: string;
  readonly activatePolicies: boolean;
}

/** A client address that is served, or that is not. */
export interface Filter {
  readonly list: "Allow" | "Deny";
  readonly macAddress: string;
  readonly description: string;
}

/** Which lists of filters are in force. */
export interface FilterLists {
  readonly allow: boolean;
  readonly deny: boolean;
}

/** All that the rules speak of. */
export interface ServerState extends OptionHolder, PolicyHolder {
  readonly name: string;
  readonly version: readonly [major: number, minor: number];
  readonly settings: Settings;
  readonly classes: Map<string, Class>;
  readonly definitions: Map<string, Definition>;
  readonly filters: Map<string, Filter>;
  readonly filterLists: FilterLists;
  readonly scopes: Map<string, Scope>;
  /** Failover relationships, by name: a scope that is in one cannot be removed. */
  readonly relationships: ReadonlyMap<string, { readonly scopes: ReadonlySet<string> }>;
  /** How often anything it holds became something else. */
  changes: number;
  /** Calls that a careful caller never makes: they were carried out. */
  readonly dangers: string[];
}

/** Names of classes and policies are the same in any case; inferred. */
export const mapKey = (...parts: readonly (string | number)[]): string =>
  parts.map((part) => String(part).toLowerCase()).join("/");
export const rangeMapKey = ({ first, last }: Range): string => mapKey(first, last);

/** Returns a text that shows maps and sets, and other servers by their names. */
const toComparableText = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) => {
    if (member instanceof Map || member instanceof Set) return [...member];
    return isServer(member) ? member.name : member;
  });
const isServer = (value: unknown): value is ServerState =>
  typeof value === "object" && value !== null && "filterLists" in value;

/**
 * Gives what is held other properties, those that are not undefined; the same once more is no
 * change.
 */
export function changeProperties<T extends object>(
  server: ServerState,
  held: T,
  properties: Partial<T>,
): void {
  const changed = Object.entries(properties).filter(
    ([name, value]) =>
      value !== undefined && toComparableText(value) !== toComparableText(held[name as keyof T]),
  );
  if (changed.length === 0) return;
  Object.assign(held, Object.fromEntries(changed));
  server.changes++;
}

export function putEntry<K, V>(server: ServerState, map: Map<K, V>, at: K, value: V): void {
  if (toComparableText(map.get(at)) === toComparableText(value)) return;
  map.set(at, value);
  server.changes++;
}

export function dropEntry<K>(server: ServerState, map: Map<K, unknown>, at: K): boolean {
  const found = map.delete(at);
  if (found) server.changes++;
  return found;
}

/** The scope of that address. Refuses with 20005. */
export function findScope(server: ServerState, scopeId: string): Scope {
  const found = server.scopes.get(scopeId);
  if (!found) throw new RefusedCall(20005, `there is no scope ${scopeId}`);
  return found;
}

/** The first addresses of a server's scopes in order, as they were when last asked for. */
const knownStarts = new WeakMap<ServerState["scopes"], number[]>();

function listScopeStarts({ scopes }: ServerState): number[] {
  const known = knownStarts.get(scopes);
  if (known?.length === scopes.size) return known;
  const starts = [...scopes.keys()].map((id) => parseIpv4(id)!).sort((a, b) => a - b);
  knownStarts.set(scopes, starts);
  return starts;
}

/** Returns how many of these numbers, which are in order, are at most this one. */
function countUpTo(numbers: readonly number[], most: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the last scope that begins at or before an address: no two have addresses in common. */
export function findLastScopeUpTo(server: ServerState, address: number): Scope | undefined {
  const starts = listScopeStarts(server);
  const start = starts[countUpTo(starts, address) - 1];
  return start === undefined ? undefined : server.scopes.get(numberToIpv4(start));
}

export function addScope(server: ServerState, scope: Scope): void {
  const starts = listScopeStarts(server);
  const start = parseIpv4(scope.scopeId)!;
  starts.splice(countUpTo(starts, start), 0, start);
  putEntry(server, server.scopes, scope.scopeId, scope);
}

export function dropScope(server: ServerState, scopeId: string): void {
  const starts = listScopeStarts(server);
  starts.splice(countUpTo(starts, parseIpv4(scopeId)!) - 1, 1);
  dropEntry(server, server.scopes, scopeId);
}

/** The scope and the reservation of that address. Refuses with 20018. */
export function findReservation(
  server: ServerState,
  address: string,
): { readonly scope: Scope; readonly reservation: Reservation } {
  const number = parseIpv4(address)!;
  const nearest = findLastScopeUpTo(server, number);
  const found = nearest?.reservations.get(number);
  if (nearest && found) return { scope: nearest, reservation: found };
  // An export may hold a reservation outside its scope's subnet.
  for (const scope of server.scopes.values()) {
    const reservation = scope.reservations.get(number);
    if (reservation) return { scope, reservation };
  }
  throw new RefusedCall(20018, `${address} is not reserved`);
}

/** The policy of that name, of a scope or of the server. Refuses with 20111. */
export function findPolicy({ policies }: PolicyHolder, name: string): Policy {
  const found = policies.get(mapKey(name));
  if (!found) throw new RefusedCall(20111, `there is no policy "${name}"`);
  return found;
}

/** The class of that name. Refuses with 20044. */
export function findClass(server: ServerState, type: Class["type"], name: string): Class {
  const found = server.classes.get(mapKey(type, name));
  if (!found)
    throw new RefusedCall(
      20044,
      `it names the ${type.toLowerCase()} class "${name}", which neither server knows`,
    );
  return found;
}

/** The server's policies, or a scope's. */
export const findPolicyHolder = (server: ServerState, scopeId: string | undefined): PolicyHolder =>
  scopeId === undefined ? server : findScope(server, scopeId);

export const sortPolicies = ({ policies }: PolicyHolder): readonly Policy[] =>
  [...policies.values()].sort((a, b) => a.order - b.order);
export const isInside = (inner: Range, outer: Range): boolean =>
  inner.first >= outer.first && inner.last <= outer.last;
export const doOverlap = (a: Range, b: Range): boolean => a.first <= b.last && b.first <= a.last;
export const sortRanges = (held: Iterable<Range>): readonly Range[] =>
  [...held].sort((a, b) => a.first - b.first);
export const formatRangeEnds = ({ first, last }: Range) => ({
  StartRange: numberToIpv4(first),
  EndRange: numberToIpv4(last),
});

/**
 * The usable addresses of a subnet: all but the first and the last, which a range may not hold;
 * inferred.
 */
export function usableAddresses(scopeId: string, mask: string): Range {
  const [first, bits] = [parseIpv4(scopeId)!, parseIpv4(mask)!];
  return { first: first + 1, last: first + (0xffffffff - bits) - 1 };
}
