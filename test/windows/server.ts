// A model of a Windows DHCP Server: it obeys the documented rules of the DhcpServer cmdlets and reports the real error ids. What no
// document settles is decided the stricter way, and said to be inferred where it stands.
import { bind, type Value } from "./binder.js";
import { builtInClasses, classes } from "./classes.js";
import { definitionKey, definitions, standardDefinitions } from "./definitions.js";
import { dns } from "./dns.js";
import { DhcpError, Refused } from "./errors.js";
import { exclusions } from "./exclusions.js";
import { exported, noIpv6 } from "./export.js";
import { failover } from "./failover.js";
import { filters } from "./filters.js";
import { given, type Cmdlets } from "./given.js";
import { key, type Held } from "./held.js";
import { imported } from "./import.js";
import { options } from "./options.js";
import { policies } from "./policies.js";
import { reservations } from "./reservations.js";
import { scopes } from "./scopes.js";
import { settings } from "./settings.js";

/** What a cmdlet writes for one thing, by Windows' own property names; durations as `{ seconds }`, addresses dotted. */
export type Output = Readonly<Record<string, unknown>>;

export interface ModelServer extends Held {
  /** Carries out one call. Throws a BindingError where PowerShell would not run it, a DhcpError where the server refuses; what was done before it refused stays. */
  call(cmdlet: string, parameters?: Readonly<Record<string, Value>>): readonly Output[];
  /** Holds from now on what an Export-DhcpServer document says, and its relationships, of which documents say nothing. No change is counted. */
  import(document: string): void;
  /** An Export-DhcpServer document of what it holds, without a byte order mark. */
  export(): string;
}

const cmdlets: Cmdlets = { ...scopes, ...exclusions, ...reservations, ...options, ...policies, ...definitions, ...classes, ...settings, ...filters, ...dns, ...failover };

/** A server as it is after its role was installed: 10.0 is Windows Server 2016 to 2022, 6.3 is 2012 R2, 6.2 is 2012. */
export function modelServer(name: string, { version = [10, 0] }: { readonly version?: Held["version"] } = {}): ModelServer {
  const server: ModelServer = {
    name,
    version,
    settings: { conflictDetectionAttempts: 0, napEnabled: false, npsUnreachableAction: "Full", activatePolicies: true },
    classes: new Map(builtInClasses.map((held) => [key(held.type, held.name), { ...held }])),
    definitions: new Map(standardDefinitions.map((held) => [definitionKey(held.vendorClass, held.optionId), { ...held }])),
    options: new Map(),
    policies: new Map(),
    filters: new Map(),
    filterLists: { allow: false, deny: false },
    scopes: new Map(),
    relationships: new Map(),
    lent: new Map(),
    ipv6: noIpv6,
    network: new Map(),
    secondHop: true,
    answers: true,
    changes: 0,
    dangers: [],

    call(asked, parameters = {}) {
      const bound = bind({ cmdlet: asked, parameters });
      const cmdlet = cmdlets[bound.cmdlet];
      if (!cmdlet) throw new Error(`${bound.cmdlet}: the model does not know what it does`);
      try {
        checkTexts(Object.values(bound.parameters));
        const { ComputerName: computer = name, WhatIf: whatIf } = bound.parameters;
        if (String(computer).toLowerCase() !== name.toLowerCase()) throw new Refused("WIN32 17", String(computer));
        return whatIf ? [] : (cmdlet(server, given(bound)) as readonly Output[]);
      } catch (error) {
        if (error instanceof Refused) throw new DhcpError(error, bound.cmdlet, name);
        throw error;
      }
    },

    import: (document) => void Object.assign(server, imported(document)),
    export: () => exported(server),
  };
  return server;
}

/** Texts with characters that an export could not hold are refused. Inferred: NUL ends a text on its way to the service, and nothing says what the others do. */
function checkTexts(values: readonly Value[]): void {
  for (const text of values.flat()) if (typeof text === "string" && /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text)) throw new Refused("WIN32 87", `the characters of ${JSON.stringify(text)}`);
}
