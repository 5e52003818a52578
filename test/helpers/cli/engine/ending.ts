// A server that does not answer, and the processes of providers that are still there.
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Project } from "./cli.js";

/** Lists the providers of a project that run, by their command lines. */
export const providersOf = ({ folder }: Project): readonly string[] =>
  readdirSync("/proc").flatMap((pid) => {
    try {
      if (!/^\d+$/.test(pid) || readlinkSync(`/proc/${pid}/cwd`) !== folder) return [];
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return /pulumi-resource-dhcp-failover|dynamic-provider/.test(line) ? [line] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });

/** Takes connections and says nothing. `asked` resolves at the first one. */
export async function silentServer() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on("error", () => {})));
  const asked = once(server, "connection");
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), "close");
    },
  };
}
