// Two servers in memory that hold the same three scopes.
import { beforeEach } from "vitest";
import { withValueAt } from "../../../../provider/core/canonical.js";
import {
  emptyConfiguration,
  emptyObject,
  type Configuration,
  type Json,
  type ConfigObject,
} from "../../../../provider/core/model.js";
import type { Memory } from "../../../../provider/drivers/memory/index.js";
import type { Server } from "../../../../provider/drivers/driver.js";

/** A server that says it did what it did not. */
export const deafened = (heard: Server): Server => ({
  ...heard,
  apply: async ({ from }) => ({ after: from, warnings: [] }),
});

export const scope = (n: number): ConfigObject => ({
  ...emptyObject,
  uses: n === 1 ? ["classes.phones"] : [],
  properties: {
    id: n,
    leaseDuration: 691200,
    options: { "dhcp4:6": { value: "10.0.0.1, 10.0.0.2" } },
    ranges: { [`10.0.${n}.100-10.0.${n}.200`]: {} },
    reservations: { [`10.0.${n}.13`]: { client: `hw:0${n}`, name: `host-${n}` } },
  },
});
export const pair = (): Configuration => ({
  ...emptyConfiguration,
  scopes: Object.fromEntries([0, 1, 2].map((n) => [`10.0.${n}.0/24`, scope(n)])),
  shared: { "classes.phones": { ...emptyObject, properties: { test: "true" } } },
  order: { classes: ["phones"] },
});
export const server = (name: string): Memory => ({
  name,
  configuration: pair(),
  reads: 0,
  writes: 0,
});

export let primary: Memory;
export let partner: Memory;
/** Creates both servers anew before each test of the file that calls it. */
export function usePair(): void {
  beforeEach(() => {
    primary = server("dhcp1");
    partner = server("dhcp2");
  });
}

export function edit(edited: Memory, id: string, path: string[], value: Json | undefined): void {
  const { configuration } = edited;
  const part = configuration.scopes[id]!;
  edited.configuration = {
    ...configuration,
    scopes: {
      ...configuration.scopes,
      [id]: { ...part, properties: withValueAt(part.properties, path, value) },
    },
  };
}
export const at = (name: string) => ({ driver: "memory", name });
export const both = { primary: at("dhcp1"), partner: at("dhcp2") };
export const lease = (value: number, edited = partner) =>
  edit(edited, "10.0.1.0/24", ["leaseDuration"], value);
