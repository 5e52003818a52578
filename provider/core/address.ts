// IPv4 addresses as DHCP servers spell them. ip-num defines which texts are addresses and networks.
// Addresses that servers hold by the thousand take a faster path, which a property test holds equal
// to ip-num.
import { IPv4, IPv4CidrRange } from "ip-num";
import { messages } from "./messages.js";
import type { Configuration, ScopeId } from "./model.js";

/** Returns an address as a number, 0 to 4294967295, or nothing where the text is no address. */
export function parseIpv4(text: string): number | undefined {
  let number = 0;
  let start = 0;
  for (let octets = 1; octets <= 4; octets++) {
    let octet = 0;
    let at = start;
    for (let digit = digitAt(text, at); digit >= 0 && at < start + 3; digit = digitAt(text, ++at))
      octet = octet * 10 + digit;
    const hasLeadingZero = at > start + 1 && digitAt(text, start) === 0;
    const isEnded = octets === 4 ? at === text.length : text.charCodeAt(at) === 46; /* . */
    if (at === start || octet > 255 || hasLeadingZero || !isEnded) return undefined;
    number = number * 256 + octet;
    start = at + 1;
  }
  return number;
}

/** Returns the digit at an offset, or -1 where there is none. */
function digitAt(text: string, offset: number): number {
  const digit = text.charCodeAt(offset) - 48;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

/** Returns an address as a number. Throws `address-invalid`. */
export function ipv4ToNumber(text: string): number {
  const number = parseIpv4(text);
  if (number === undefined) throw messages.addressInvalid(text);
  return number;
}

/** Returns a number, 0 to 4294967295, as an address. */
export function numberToIpv4(number: number): string {
  return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255].join(".");
}

interface Prefix {
  readonly network: number;
  readonly length: number;
  /** True where the text named a host in the network rather than the network. */
  readonly hasHostBits: boolean;
}

function parsePrefix(text: string): Prefix | undefined {
  const trimmed = text.trim();
  const slash = trimmed.indexOf("/");
  const digits = trimmed.slice(slash + 1);
  const address = slash === -1 ? undefined : parseIpv4(trimmed.slice(0, slash));
  if (address === undefined || !/^\d{1,2}$/.test(digits)) return undefined;
  const length = Number(digits);
  if (length > 32) return undefined;
  const size = 2 ** (32 - length);
  const network = Math.floor(address / size) * size;
  return { network, length, hasHostBits: network !== address };
}

/**
 * Returns the identity of a subnet given as `network/length`: host bits cleared. Throws
 * `subnet-invalid`.
 */
export function normalizeSubnet(text: string): ScopeId {
  const found = parsePrefix(text);
  if (!found) throw messages.subnetInvalid(text);
  const { network, length } = found;
  return `${numberToIpv4(network)}/${length}`;
}

/**
 * Returns true where a subnet's text names a host in it rather than the network, as `192.0.3.77/24`
 * does.
 */
export function hasHostBits(text: string): boolean {
  return parsePrefix(text)?.hasHostBits ?? false;
}

/**
 * Returns the first and the last address of a subnet given as `network/length`. Throws
 * `subnet-invalid`.
 */
export function subnetBounds(text: string): readonly [first: number, last: number] {
  const found = parsePrefix(text);
  if (!found) throw messages.subnetInvalid(text);
  return [found.network, found.network + 2 ** (32 - found.length) - 1];
}

/**
 * Returns the identity of a range given as `first - last` or as `network/length`: `first-last`.
 * Throws `range-invalid`.
 */
export function normalizeRange(text: string): string {
  if (text.includes("/")) {
    if (!parsePrefix(text)) throw messages.rangeInvalid(text);
    return subnetBounds(text).map(numberToIpv4).join("-");
  }
  const bounds = text.split("-").map((side) => parseIpv4(side.trim()));
  const [first, last] = bounds;
  if (bounds.length !== 2 || first === undefined || last === undefined || first > last)
    throw messages.rangeInvalid(text);
  return `${numberToIpv4(first)}-${numberToIpv4(last)}`;
}

/** Returns the first and the last address of a range as `normalizeRange` writes it. */
export const rangeEnds = (key: string): readonly [first: string, last: string] =>
  key.split("-") as [string, string];

/**
 * Returns a scope's network address, by which servers and people name it where its length is known.
 */
export const networkAddress = (scope: ScopeId): string => scope.split("/")[0]!;

/** Returns true where a scope has this name: its identity, or its network address alone. */
export const isNamedScope = (scope: ScopeId, name: string): boolean =>
  scope === name || networkAddress(scope) === name;

/**
 * Returns scopes by network address, of a server that identifies them by nothing else and so has no
 * two of one.
 */
export const indexByNetwork = (scopes: Configuration["scopes"]): ReadonlyMap<string, ScopeId> =>
  new Map(Object.keys(scopes).map((scope) => [networkAddress(scope), scope]));

/** A scope as people name it: a network address, or a network with its prefix length. */
export interface NamedScope {
  readonly address: string;
  /** Absent where only the network address was given. */
  readonly prefixLength?: number;
}

/**
 * Parses the name of a scope: `10.0.1.0` or `10.0.1.0/24`. Returns nothing where it is neither.
 * Host bits are kept.
 */
export function parseScopeName(text: string): NamedScope | undefined {
  try {
    const [address, length, ...more] = text.split("/");
    if (more.length > 0) return undefined;
    if (length === undefined) return { address: new IPv4(address!).toString() };
    if (!/^\d{1,2}$/.test(length)) return undefined;
    IPv4CidrRange.fromCidr(text);
    return { address: new IPv4(address!).toString(), prefixLength: Number(length) };
  } catch {
    return undefined; // ip-num throws where a text is no address
  }
}
