// The pair of running servers that pipelines work on, and what people do to it by hand.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pair, type KeaPair, type KeaServer } from "../../../kea/servers.js";
import { checkout, type Checkout } from "./checkout.js";

export interface Site extends Checkout {
  /** Somebody edits dhcp2's first reservation by hand. */
  edit(hostname: string): Promise<void>;
  /** Returns the names that dhcp1 and dhcp2 give their first reservation. */
  names(): Promise<string[]>;
  /** How often dhcp2 was written. */
  writes(): Promise<number>;
  /** dhcp1 as well: what is to be replicated changes. */
  change(hostname: string): Promise<void>;
  readonly servers: KeaPair;
}

const subnet = (hostname: string) => ({
  id: 1,
  subnet: "10.0.1.0/24",
  pools: [{ pool: "10.0.1.100 - 10.0.1.199" }],
  reservations: [
    {
      "hw-address": "02:00:00:00:01:0d",
      "ip-address": "10.0.1.13",
      hostname,
      "user-context": { comment: "first floor" },
    },
  ],
});

/** `through`: what sits between the provider and dhcp2; it asks for no password. */
export async function site(through?: (url: string) => Promise<string>): Promise<Site> {
  const servers = await pair({
    ...(!through && { password: "battery staple" }),
    serves: (name) => ({
      "valid-lifetime": 3600,
      subnet4: [subnet(name === "server1" ? "printer" : "borrowed")],
    }),
  });
  const { server1, server2 } = servers;
  const kept = mkdtempSync(join(tmpdir(), "kept-"));
  const repository = await checkout({
    dhcp1: { url: server1.url },
    dhcp2: { url: (await through?.(server2.url)) ?? server2.url, backupDir: kept },
  });

  const asked = async (server: KeaServer) => (await server.command("config-get")).arguments!.Dhcp4;
  const edited = (server: KeaServer) => async (hostname: string) => {
    const Dhcp4 = await asked(server);
    Dhcp4.subnet4[0].reservations[0].hostname = hostname;
    const { result, text } = await server.command("config-set", { Dhcp4 });
    if (result !== 0) throw new Error(text);
    await servers.ready();
  };
  return {
    ...repository,
    servers,
    edit: edited(server2),
    change: edited(server1),
    names: () =>
      Promise.all(
        [server1, server2].map(
          async (one) => (await asked(one)).subnet4[0].reservations[0].hostname as string,
        ),
      ),
    writes: async () => (await server2.received())["config-set"] ?? 0,
  };
}
