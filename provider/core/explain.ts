// The configuration that one client would get from a server: where the client belongs, which value
// is in force for it, and where each value comes from. Precedence is the drivers' knowledge.
import { ipv4ToNumber, parseIpv4, rangeEnds, subnetBounds } from "./address.js";
import { byName, isMap, mapOf } from "./canonical.js";
import type { Configuration, Json, ScopeId, Tree } from "./model.js";

/** The answer to "is a client in a class or policy?": `unknown` where only its packet can decide. */
export type Verdict = "yes" | "no" | "unknown";

/** A class or policy, and whether a client is in it. */
export interface Condition {
  /** Its kind and name: `class phones`. */
  readonly name: string;
  readonly verdict: Verdict;
  /** The test, or why it was decided. */
  readonly reason: string;
}

/** Values of one origin, such as a reservation or a class. */
export interface Level {
  /** The origin, as people read it: `reservation`, `class phones`. */
  readonly source: string;
  /** By their names as in a preview: `leaseDuration`, `options.dhcp4:3`. */
  readonly values: Tree;
  /** The condition that is not decided. Absent: the values apply. */
  readonly condition?: string;
}

/** Something that only some clients get, such as the addresses of a range. */
export interface Restriction {
  readonly name: string;
  readonly conditions: readonly string[];
  readonly verdict: Verdict;
}

export interface FoundReservation {
  readonly key: string;
  readonly member: Tree;
  /** The place it stands in: `reservation`, `global reservation`. */
  readonly source: string;
}

/** A client in one scope, as far as a question tells. */
export interface ClientInScope {
  readonly scope: ScopeId;
  readonly address?: string;
  readonly reservation?: FoundReservation;
  /** Lower-case hexadecimal digits of its hardware address. */
  readonly hardwareAddress?: string;
  /** True where it is known whether the client has a reservation. */
  readonly isIdentified: boolean;
}

/** Everything that decides about one client in one scope. */
export interface Grounds {
  readonly conditions: readonly Condition[];
  readonly restrictions: readonly Restriction[];
  /** Levels by group of values, the one that takes precedence first. */
  readonly groups: readonly (readonly Level[])[];
  /** Sentences about what no value shows. */
  readonly notes: readonly string[];
}

/** Knowledge of one kind of server. */
export interface ExplainRules {
  /** Lists the reservations that the server looks up for clients of a scope. */
  listReservations(configuration: Configuration, scope: ScopeId): readonly FoundReservation[];
  findGrounds(configuration: Configuration, client: ClientInScope): Grounds;
}

/** One value in force, or one that is in force if a condition holds. */
export interface ExplainedValue {
  readonly name: string;
  readonly value: Json;
  readonly source: string;
  /** The condition that is not decided. Absent: the value is in force, unless a conditional one is. */
  readonly condition?: string;
}

/** The answer of one server about one client in one scope. */
export interface Answer extends Omit<Grounds, "groups"> {
  readonly client: ClientInScope;
  /** The kind of place that the address has. Absent: the scope is not there. */
  readonly origin: "reservation" | "range" | "excluded" | "outside" | "any-range";
  /** The range that holds the address, or all ranges. */
  readonly ranges: readonly string[];
  readonly values: readonly ExplainedValue[];
}

/** A question: an address, or a client by hardware address, identifier or name. */
export interface Question {
  readonly text: string;
  readonly address?: string;
  /** Hexadecimal digits of a hardware address or of a client identifier. */
  readonly digits?: string;
}

/** Parses a question: an IP address, bytes in hexadecimal, or else a name. */
export function parseQuestion(text: string): Question {
  if (parseIpv4(text) !== undefined) return { text, address: text };
  const bytes = /^(?:[a-z-]+:)?((?:[0-9a-f]{2}[:-]){5,}[0-9a-f]{2})$/i.exec(text.trim());
  return bytes ? { text, digits: toDigits(bytes[1]!) } : { text };
}

/** Returns the hexadecimal digits of an identifier, however its bytes are separated. */
export const toDigits = (text: string): string => text.replace(/[^0-9a-f]/gi, "").toLowerCase();

/** Returns the digits by which a reservation knows its client. */
const digitsOf = ({ client }: Tree): string =>
  toDigits(String(client ?? "").replace(/^[a-z-]+:/, ""));

/** Returns the scopes of a server that a question is about. */
export function findScopes(
  rules: ExplainRules,
  configuration: Configuration,
  question: Question,
): readonly ScopeId[] {
  const ids = Object.keys(configuration.scopes);
  const { address } = question;
  if (address !== undefined) return ids.filter((id) => contains(id, address));
  return ids.filter((id) =>
    rules
      .listReservations(configuration, id)
      .some((one) => isFor(one, question) && belongsTo(id, one)),
  );
}

/** Returns true where a reservation has no address, or one of the scope. */
function belongsTo(scope: ScopeId, reservation: FoundReservation): boolean {
  const address = reservedAddress(reservation);
  return address === undefined || contains(scope, address);
}

function contains(scope: ScopeId, address: string): boolean {
  const [first, last] = subnetBounds(scope);
  const number = ipv4ToNumber(address);
  return first <= number && number <= last;
}

/** Returns true where a reservation is for the client or the address of a question. */
function isFor(reservation: FoundReservation, { text, address, digits }: Question): boolean {
  if (address !== undefined) return reservedAddress(reservation) === address;
  if (digits !== undefined) return digitsOf(reservation.member) === digits;
  const name = String(reservation.member.name ?? "").toLowerCase();
  const wanted = text.trim().toLowerCase();
  return name === wanted || name.split(".")[0] === wanted;
}

const reservedAddress = ({ key, member }: FoundReservation): string | undefined => {
  if (parseIpv4(key) !== undefined) return key;
  return typeof member.address === "string" ? member.address : undefined;
};

/** Answers a question about one scope of a server; nothing where the server has no such scope. */
export function explainScope(
  rules: ExplainRules,
  configuration: Configuration,
  scope: ScopeId,
  question: Question,
): Answer | undefined {
  const found = configuration.scopes[scope];
  if (!found) return undefined;
  const reservation = rules
    .listReservations(configuration, scope)
    .find((one) => isFor(one, question));
  const address = question.address ?? (reservation && reservedAddress(reservation));
  const digits = question.digits ?? (reservation && digitsOf(reservation.member));
  const client: ClientInScope = {
    scope,
    ...(address !== undefined && { address }),
    ...(reservation && { reservation }),
    ...(digits?.length === 12 && { hardwareAddress: digits }),
    isIdentified: reservation !== undefined || question.digits !== undefined,
  };
  const { groups, ...grounds } = rules.findGrounds(configuration, client);
  return {
    client,
    ...findPlace(found.properties, client),
    ...grounds,
    values: groups.flatMap(resolveValues),
  };
}

/** Returns the place of the client's address among the ranges of its scope. */
function findPlace(
  properties: Tree,
  { address, reservation }: ClientInScope,
): Pick<Answer, "origin" | "ranges"> {
  const ranges = Object.keys(mapOf(properties.ranges));
  if (address === undefined) return { origin: "any-range", ranges };
  const around = ranges.filter((range) => isWithin(address, range));
  if (reservation) return { origin: "reservation", ranges: around };
  const isExcluded = Object.keys(mapOf(properties.exclusions)).some((range) =>
    isWithin(address, range),
  );
  if (isExcluded) return { origin: "excluded", ranges: around };
  return { origin: around.length > 0 ? "range" : "outside", ranges: around };
}

/** Returns true where a range holds an address. */
export function isWithin(address: string, range: string): boolean {
  const [first, last] = rangeEnds(range).map(ipv4ToNumber) as [number, number];
  const number = ipv4ToNumber(address);
  return first <= number && number <= last;
}

/**
 * Returns the values of one group: of each name the first that applies, and before it those that may
 * apply.
 */
function resolveValues(levels: readonly Level[]): readonly ExplainedValue[] {
  const names = new Set(levels.flatMap(({ values }) => Object.keys(values)));
  return [...names].sort(byName).flatMap((name) => {
    const found: ExplainedValue[] = [];
    for (const { source, values, condition } of levels) {
      const value = values[name];
      if (value === undefined) continue;
      found.push({ name, value, source, ...(condition !== undefined && { condition }) });
      if (condition === undefined) break;
    }
    return found;
  });
}

/** Returns the options of an object as values of a level. */
export const optionValues = (options: Json | undefined): Tree =>
  Object.fromEntries(
    Object.entries(mapOf(options)).map(([code, option]) => [`options.${code}`, option]),
  );

/** Returns these properties of an object, as far as it has them. */
export const pickValues = (tree: unknown, names: readonly string[]): Tree =>
  isMap(tree)
    ? Object.fromEntries(
        names.flatMap((name) => (tree[name] === undefined ? [] : [[name, tree[name]]])),
      )
    : {};

/** Returns the level of a class or policy; nothing where the client is not in it. */
export function conditionalLevel({ name, verdict }: Condition, values: Tree): readonly Level[] {
  if (verdict === "no") return [];
  return [{ source: name, values, ...(verdict === "unknown" && { condition: name }) }];
}

/** Combines verdicts of which one must be true. */
export function anyOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("yes")) return "yes";
  return verdicts.includes("unknown") ? "unknown" : "no";
}

/** Combines verdicts that must all be true. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("no")) return "no";
  return verdicts.includes("unknown") ? "unknown" : "yes";
}
