// Two machines with a DHCP server each, partners in a failover relationship of all their scopes, and a program that replicates from one to the other.
import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalText } from "../../../../provider/core/canonical.js";
import { readDocument } from "../../../../provider/drivers/windows/export/document.js";
import { createWindowsDriver } from "../../../../provider/drivers/windows/live/index.js";
import { drivers, type Drivers } from "../../../../provider/drivers/index.js";
import { Engine } from "../../unit/lifecycle/engine.js";
import { join as joined } from "../failover.js";
import { modelServer, type ModelServer } from "../server.js";
import { connections, type Machine } from "./model.js";

export type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** A machine with a server that holds what an export says. */
export function machine(
  name: string,
  xml: string,
  more: Partial<Machine> = {},
): Mutable<Machine> & { readonly server: ModelServer } {
  const server = modelServer(`${name}.test`);
  server.import(xml);
  return { name, domain: "test", server, ...more };
}

/** The drivers there are, with model machines in the place of Windows. */
export const windowsDrivers = (
  machines: readonly Machine[],
  here?: Machine,
  aliases: Readonly<Record<string, string>> = {},
): Drivers => ({
  ...drivers,
  windows: {
    ...drivers.windows!,
    open: createWindowsDriver(connections(machines, here, aliases), 0) as never,
  },
});

/** Returns what the driver reads from a machine. */
export const readMachine = (one: Machine) =>
  createWindowsDriver(connections([one]), 0)({ computerName: one.name }).read();

/** Returns the reasons for which a preview of a pair refuses its program with more arguments. */
export const failuresOf = async (one: Pair, more: object = {}) =>
  (await one.engine.preview(one.program(more))).all!.failures.map(({ reason }) => reason);

export const scopesOf = (server: ModelServer): string =>
  canonicalText(readDocument("dhcp.xml", server.export()).configuration.scopes);

export interface Pair {
  readonly primary: ReturnType<typeof machine>;
  readonly partner: ReturnType<typeof machine>;
  readonly engine: Engine;
  /** The same for `FailoverScope`. */
  readonly scopes: Engine;
  /** The one resource, with more arguments. */
  program(more?: object): { readonly all: Record<string, unknown> };
  /** Returns the copies that were kept before writes, by server and time. */
  kept(): readonly string[];
}

export function pair(
  primaryXml: string,
  partnerXml: string,
  { related = true }: { readonly related?: boolean } = {},
): Pair {
  const folder = mkdtempSync(join(tmpdir(), "live-"));
  const [primary, partner] = [machine("dhcp1", primaryXml), machine("dhcp2", partnerXml)];
  if (related)
    joined(primary.server, partner.server, {
      name: "dhcp1-dhcp2",
      scopes: [...primary.server.scopes.keys()],
    });
  const server = (computerName: string) => ({
    driver: "windows",
    computerName,
    backupDir: join(folder, "kept"),
  });
  return {
    primary,
    partner,
    engine: new Engine(windowsDrivers([primary, partner]), "replication"),
    scopes: new Engine(windowsDrivers([primary, partner]), "scope"),
    program: (more = {}) => ({
      all: { primary: server("dhcp1"), partner: server("dhcp2"), ...more },
    }),
    kept: () =>
      existsSync(join(folder, "kept"))
        ? readdirSync(join(folder, "kept")).flatMap((one) =>
            readdirSync(join(folder, "kept", one)).filter((name) => /^\d{4}-/.test(name)),
          )
        : [],
  };
}
