// The questions a script asks before some of its calls, answered by what a server holds: what the
// functions of these names in the script find out.
import type { Value } from "./binder.js";
import { key, kinds, type Held } from "./held.js";
import { call, type Output } from "./server.js";

type Question = (server: Held, ...given: readonly Value[]) => boolean;

/** PowerShell's -eq: in any case. */
const is = (held: unknown, asked: Value | undefined) => key(String(held)) === key(String(asked));
const holds = (all: readonly Output[], asked: Readonly<Record<string, Value>>) =>
  all.some((one) => Object.entries(asked).every(([name, value]) => is(one[name], value)));
/** A level's parameters; an empty text is none. */
const given = (level: Readonly<Record<string, Value>>) =>
  Object.fromEntries(Object.entries(level).filter(([, value]) => value !== ""));

export const questions: Readonly<
  Record<
    string,
    { readonly arguments: readonly [least: number, most: number]; readonly answer: Question }
  >
> = {
  "Test-Scope": {
    arguments: [1, 1],
    answer: (server, ScopeId) =>
      holds(call(server, "Get-DhcpServerv4Scope"), { ScopeId: ScopeId! }),
  },
  "Test-ScopeType": {
    arguments: [2, 2],
    answer: (server, ScopeId, Type) =>
      holds(call(server, "Get-DhcpServerv4Scope"), { ScopeId: ScopeId!, Type: Type! }),
  },
  "Test-Superscope": {
    arguments: [2, 2],
    answer: (server, ScopeId, Name) =>
      holds(call(server, "Get-DhcpServerv4Scope"), { ScopeId: ScopeId!, SuperscopeName: Name! }),
  },
  "Test-Range": {
    arguments: [3, 3],
    answer: (server, ScopeId, StartRange, EndRange) =>
      holds(call(server, "Get-DhcpServerv4Scope"), {
        ScopeId: ScopeId!,
        StartRange: StartRange!,
        EndRange: EndRange!,
      }),
  },
  "Test-Exclusion": {
    arguments: [3, 3],
    answer: (server, ScopeId, StartRange, EndRange) =>
      holds(call(server, "Get-DhcpServerv4ExclusionRange"), {
        ScopeId: ScopeId!,
        StartRange: StartRange!,
        EndRange: EndRange!,
      }),
  },
  "Test-Reservation": {
    arguments: [2, 3],
    answer: (server, ScopeId, IPAddress, ClientId) =>
      holds(call(server, "Get-DhcpServerv4Reservation", { ScopeId: ScopeId! }), {
        IPAddress: IPAddress!,
        ...(ClientId === undefined ? {} : { ClientId }),
      }),
  },
  "Test-OptionValue": {
    arguments: [6, 6],
    answer: (server, OptionId, VendorClass, UserClass, ScopeId, ReservedIP, PolicyName) =>
      holds(
        call(server, "Get-DhcpServerv4OptionValue", {
          All: true,
          Brief: true,
          ...given({ ScopeId: ScopeId!, ReservedIP: ReservedIP!, PolicyName: PolicyName! }),
        }),
        {
          OptionId: OptionId!,
          VendorClass: VendorClass!,
          UserClass: UserClass!,
          PolicyName: PolicyName!,
        },
      ),
  },
  "Test-Policy": {
    arguments: [2, 2],
    answer: (server, Name, ScopeId) =>
      holds(call(server, "Get-DhcpServerv4Policy", given({ ScopeId: ScopeId! })), { Name: Name! }),
  },
  /** Whether the policy has a condition of one of these kinds. */
  "Test-PolicyKinds": {
    arguments: [3, 3],
    answer: (server, Name, ScopeId, asked) =>
      call(server, "Get-DhcpServerv4Policy", given({ ScopeId: ScopeId! })).some(
        (policy) =>
          is(policy.Name, Name) &&
          kinds.some(
            (kind) =>
              [asked!].flat().some((name) => is(kind, name as Value)) && policy[kind] !== null,
          ),
      ),
  },
  "Test-PolicyRange": {
    arguments: [4, 4],
    answer: (server, Name, ScopeId, StartRange, EndRange) =>
      holds(call(server, "Get-DhcpServerv4PolicyIPRange", { ScopeId: ScopeId! }), {
        Name: Name!,
        StartRange: StartRange!,
        EndRange: EndRange!,
      }),
  },
  "Test-Class": {
    arguments: [2, 2],
    answer: (server, Name, Type) =>
      holds(call(server, "Get-DhcpServerv4Class"), { Name: Name!, Type: Type! }),
  },
  "Test-Definition": {
    arguments: [2, 2],
    answer: (server, OptionId, VendorClass) =>
      holds(call(server, "Get-DhcpServerv4OptionDefinition", { All: true }), {
        OptionId: OptionId!,
        VendorClass: VendorClass!,
      }),
  },
  "Test-Filter": {
    arguments: [2, 2],
    answer: (server, List, MacAddress) =>
      holds(call(server, "Get-DhcpServerv4Filter"), { List: List!, MacAddress: MacAddress! }),
  },
};
