// The questions a script asks before some of its calls, answered by what a server holds: what the
// functions of these names in the script find out.
import type { Value } from "./binder.js";
import { parseIpv4 } from "../../../core/address.js";
import { definitionMapKey } from "./definitions.js";
import {
  mapKey,
  conditionKindNames,
  findPolicyHolder,
  findPolicy,
  rangeMapKey,
  findReservation,
  findScope,
  type ServerState,
  type OptionHolder,
  type Scope,
} from "./server-state.js";
import { isLeaseOption, optionMapKey } from "./options.js";

type ServerCheck = (server: ServerState, ...given: readonly Value[]) => boolean;

/** PowerShell's -eq: in any case. */
const equalsIgnoringCase = (held: unknown, asked: Value | undefined) =>
  mapKey(String(held)) === mapKey(String(asked));
/** A parameter's value; an empty text is none. */
const textOrNone = (value: Value | undefined): string | undefined =>
  value === "" || value === undefined ? undefined : String(value);

const lookUpScope = (server: ServerState, scopeId: Value | undefined): Scope | undefined =>
  server.scopes.get(String(scopeId));
const rangeKeyOf = (first: Value | undefined, last: Value | undefined): string =>
  rangeMapKey({ first: parseIpv4(String(first))!, last: parseIpv4(String(last))! });
const lookUpPolicy = (server: ServerState, name: Value | undefined, scopeId: Value | undefined) =>
  findPolicyHolder(server, textOrNone(scopeId)).policies.get(mapKey(String(name)));

/** Finds the level whose option values a question is about. */
function findQuestionLevel(
  server: ServerState,
  scopeId: Value | undefined,
  reservedIp: Value | undefined,
  policy: Value | undefined,
): OptionHolder {
  const [scope, address, name] = [textOrNone(scopeId), textOrNone(reservedIp), textOrNone(policy)];
  if (address !== undefined) return findReservation(server, address).reservation;
  if (name !== undefined) return findPolicy(findPolicyHolder(server, scope), name);
  return scope === undefined ? server : findScope(server, scope);
}

export const questions: Readonly<
  Record<
    string,
    { readonly arguments: readonly [least: number, most: number]; readonly answer: ServerCheck }
  >
> = {
  "Test-Scope": {
    arguments: [1, 1],
    answer: (server, scopeId) => lookUpScope(server, scopeId) !== undefined,
  },
  "Test-ScopeType": {
    arguments: [2, 2],
    answer: (server, scopeId, type) => equalsIgnoringCase(lookUpScope(server, scopeId)?.type, type),
  },
  "Test-Superscope": {
    arguments: [2, 2],
    answer: (server, scopeId, name) =>
      equalsIgnoringCase(lookUpScope(server, scopeId)?.superscopeName, name),
  },
  "Test-Range": {
    arguments: [3, 3],
    answer(server, scopeId, first, last) {
      const scope = lookUpScope(server, scopeId);
      return scope !== undefined && rangeMapKey(scope.range) === rangeKeyOf(first, last);
    },
  },
  "Test-Exclusion": {
    arguments: [3, 3],
    answer: (server, scopeId, first, last) =>
      lookUpScope(server, scopeId)?.exclusions.has(rangeKeyOf(first, last)) ?? false,
  },
  "Test-Reservation": {
    arguments: [2, 3],
    answer(server, scopeId, address, clientId) {
      const { reservations } = findScope(server, String(scopeId));
      const found = reservations.get(parseIpv4(String(address))!);
      return (
        found !== undefined &&
        (clientId === undefined || equalsIgnoringCase(found.clientId, clientId))
      );
    },
  },
  "Test-OptionValue": {
    arguments: [6, 6],
    answer(server, ...values) {
      const [id, vendorClass, userClass, ...where] = values;
      const level = findQuestionLevel(server, ...(where as [Value, Value, Value]));
      const option = {
        optionId: Number(id),
        vendorClass: String(vendorClass),
        userClass: String(userClass),
      };
      return level.options.has(optionMapKey(option)) || isLeaseOption(level, option);
    },
  },
  "Test-Policy": {
    arguments: [2, 2],
    answer: (server, name, scopeId) => lookUpPolicy(server, name, scopeId) !== undefined,
  },
  /** Tells whether the policy has a condition of one of these kinds. */
  "Test-PolicyKinds": {
    arguments: [3, 3],
    answer(server, name, scopeId, asked) {
      const policy = lookUpPolicy(server, name, scopeId);
      const isAsked = (kind: string) =>
        [asked!].flat().some((one) => equalsIgnoringCase(kind, one as Value));
      return conditionKindNames.some(
        (kind) => policy?.conditions[kind] !== undefined && isAsked(kind),
      );
    },
  },
  "Test-PolicyRange": {
    arguments: [4, 4],
    answer(server, ...values) {
      const [name, scopeId, first, last] = values;
      const policy = findScope(server, String(scopeId)).policies.get(mapKey(String(name)));
      return policy?.ranges.has(rangeKeyOf(first, last)) ?? false;
    },
  },
  "Test-Class": {
    arguments: [2, 2],
    answer: (server, name, type) => server.classes.has(mapKey(String(type), String(name))),
  },
  "Test-Definition": {
    arguments: [2, 2],
    answer: (server, id, vendorClass) =>
      server.definitions.has(definitionMapKey(String(vendorClass), Number(id))),
  },
  "Test-Filter": {
    arguments: [2, 2],
    answer: (server, list, macAddress) =>
      equalsIgnoringCase(server.filters.get(String(macAddress).toUpperCase())?.list, list),
  },
};
