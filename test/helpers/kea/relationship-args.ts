// A failover relationship between two Kea servers as a program declares it.
import { id } from "./edits.js";
import { pair, type KeaPair, type PairOptions } from "./servers.js";
import type { Version } from "./versions.js";

export const threads = { enableMultiThreading: true, httpDedicatedListener: true };
export const plain = (...numbers: number[]) =>
  numbers.map((n) => ({ id: n, subnet: id(n), pools: [{ pool: `10.0.${n}.10 - 10.0.${n}.100` }] }));

export const asked = (
  { server1, server2, peerUrls }: KeaPair,
  more: object = {},
  kea: object = {},
) => ({
  primary: server1.args,
  partner: { ...server2.args, backupDir: server2.folder },
  name: "offices",
  mode: "hotStandby",
  kea: {
    primaryUrl: peerUrls.server1,
    partnerUrl: peerUrls.server2,
    heartbeatDelay: 200,
    multiThreading: threads,
    ...kea,
  },
  ...more,
});
export const writes = ({ server1, server2 }: KeaPair) =>
  Promise.all(
    [server1, server2].map(async (server) => (await server.received())["config-set"] ?? 0),
  );

/** Starts two servers without failover, of which the first alone has these subnets. */
export const unpaired = (
  subnet4: readonly object[],
  more: Partial<PairOptions> = {},
): Promise<KeaPair> =>
  pair({
    alone: ["server1", "server2"],
    serves: (name) => ({ subnet4: name === "server1" ? subnet4 : [] }),
    ...more,
  });

/** Starts two servers without failover that do not have the same scopes. */
export async function unequal(
  version: Version,
  partner: readonly object[],
  more: object = {},
): Promise<KeaPair> {
  return pair({
    version,
    alone: ["server1", "server2"],
    serves: (name) => ({
      subnet4: name === "server1" ? plain(1, 2) : partner,
      ...(name === "server1" && more),
    }),
  });
}
