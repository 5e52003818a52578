// The questions a script asks before some of its calls, answered by what a server holds: what the
// functions of these names in the script find out.
import type { Value } from "./binder.js";
import { parseIpv4 } from "../../../core/address.js";
import { definitionKey } from "./definitions.js";
import {
  key,
  kinds,
  policiesOf,
  policyOf,
  rangeKey,
  reservationOf,
  scopeOf,
  type Held,
  type Level,
  type Scope,
} from "./held.js";
import { isLeaseOf, optionKey } from "./options.js";

type Question = (server: Held, ...given: readonly Value[]) => boolean;

/** PowerShell's -eq: in any case. */
const is = (held: unknown, asked: Value | undefined) => key(String(held)) === key(String(asked));
/** A parameter's value; an empty text is none. */
const given = (value: Value | undefined): string | undefined =>
  value === "" || value === undefined ? undefined : String(value);

const scopeAt = (server: Held, scopeId: Value | undefined): Scope | undefined =>
  server.scopes.get(String(scopeId));
const rangeOf = (first: Value | undefined, last: Value | undefined): string =>
  rangeKey({ first: parseIpv4(String(first))!, last: parseIpv4(String(last))! });
const policyNamed = (server: Held, name: Value | undefined, scopeId: Value | undefined) =>
  policiesOf(server, given(scopeId)).policies.get(key(String(name)));

/** What holds the option values that a question is about. */
function levelOf(
  server: Held,
  scopeId: Value | undefined,
  reservedIp: Value | undefined,
  policy: Value | undefined,
): Level {
  const [scope, address, name] = [given(scopeId), given(reservedIp), given(policy)];
  if (address !== undefined) return reservationOf(server, address).reservation;
  if (name !== undefined) return policyOf(policiesOf(server, scope), name);
  return scope === undefined ? server : scopeOf(server, scope);
}

export const questions: Readonly<
  Record<
    string,
    { readonly arguments: readonly [least: number, most: number]; readonly answer: Question }
  >
> = {
  "Test-Scope": {
    arguments: [1, 1],
    answer: (server, scopeId) => scopeAt(server, scopeId) !== undefined,
  },
  "Test-ScopeType": {
    arguments: [2, 2],
    answer: (server, scopeId, type) => is(scopeAt(server, scopeId)?.type, type),
  },
  "Test-Superscope": {
    arguments: [2, 2],
    answer: (server, scopeId, name) => is(scopeAt(server, scopeId)?.superscopeName, name),
  },
  "Test-Range": {
    arguments: [3, 3],
    answer(server, scopeId, first, last) {
      const scope = scopeAt(server, scopeId);
      return scope !== undefined && rangeKey(scope.range) === rangeOf(first, last);
    },
  },
  "Test-Exclusion": {
    arguments: [3, 3],
    answer: (server, scopeId, first, last) =>
      scopeAt(server, scopeId)?.exclusions.has(rangeOf(first, last)) ?? false,
  },
  "Test-Reservation": {
    arguments: [2, 3],
    answer(server, scopeId, address, clientId) {
      const { reservations } = scopeOf(server, String(scopeId));
      const found = reservations.get(parseIpv4(String(address))!);
      return found !== undefined && (clientId === undefined || is(found.clientId, clientId));
    },
  },
  "Test-OptionValue": {
    arguments: [6, 6],
    answer(server, id, vendorClass, userClass, ...where) {
      const level = levelOf(server, ...(where as [Value, Value, Value]));
      const option = {
        optionId: Number(id),
        vendorClass: String(vendorClass),
        userClass: String(userClass),
      };
      return level.options.has(optionKey(option)) || isLeaseOf(level, option);
    },
  },
  "Test-Policy": {
    arguments: [2, 2],
    answer: (server, name, scopeId) => policyNamed(server, name, scopeId) !== undefined,
  },
  /** Whether the policy has a condition of one of these kinds. */
  "Test-PolicyKinds": {
    arguments: [3, 3],
    answer(server, name, scopeId, asked) {
      const policy = policyNamed(server, name, scopeId);
      const isAsked = (kind: string) => [asked!].flat().some((one) => is(kind, one as Value));
      return kinds.some((kind) => policy?.conditions[kind] !== undefined && isAsked(kind));
    },
  },
  "Test-PolicyRange": {
    arguments: [4, 4],
    answer: (server, name, scopeId, first, last) =>
      scopeOf(server, String(scopeId))
        .policies.get(key(String(name)))
        ?.ranges.has(rangeOf(first, last)) ?? false,
  },
  "Test-Class": {
    arguments: [2, 2],
    answer: (server, name, type) => server.classes.has(key(String(type), String(name))),
  },
  "Test-Definition": {
    arguments: [2, 2],
    answer: (server, id, vendorClass) =>
      server.definitions.has(definitionKey(String(vendorClass), Number(id))),
  },
  "Test-Filter": {
    arguments: [2, 2],
    answer: (server, list, macAddress) =>
      is(server.filters.get(String(macAddress).toUpperCase())?.list, list),
  },
};
