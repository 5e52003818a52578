// What a Kea server runs and what is in its configuration file.
import { readFileSync } from "node:fs";
import type { KeaServer } from "./servers.js";

export const filed = (server: KeaServer) =>
  (JSON.parse(readFileSync(server.configuration, "utf8")) as { Dhcp4: any }).Dhcp4;
export const commands = async (server: KeaServer) => {
  const { "config-set": sets = 0, "config-write": writes = 0 } = await server.received();
  return { sets, writes };
};
