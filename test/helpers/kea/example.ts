// A server that runs a configuration as somebody wrote it, on a machine that has the network cards it may name: Kea's own examples.

import { join } from "node:path";

import type { Json } from "../../../provider/core/model.js";
import { parseDocument } from "../../../provider/drivers/kea/dialect/document.js";
import { editText } from "../../../provider/drivers/kea/dialect/edit-text.js";
import type { Edit } from "../../../provider/drivers/kea/json-edit.js";
import { reachable } from "./configuration.js";
import { ending, makeFolder, removeFolder } from "./ending.js";
import { cable, namespace } from "./network.js";
import { server, type Server } from "./server.js";
import { started } from "./servers.js";
import { kea as find } from "./versions.js";

/** The cards that the examples name; a cable joins two of them, and nothing else. The address is one that they take for theirs. */
const cables = [
  ["eth0", "eth1"],
  ["eth1961", "enp0s8"],
] as const;
const address = ["192.0.2.1/24", "dev", "eth0"] as const;

const version = "2.2.0";

export interface Example extends Server {
  /** Ends what was started; the cards go with it. */
  end(): Promise<void>;
}

/**
 * A running server. Of the text, only the control socket, the lease database, the loggers and the hooks' folder become its own, and
 * what shall be left out of `Dhcp4` goes: databases and libraries that are not there. Every other byte stays.
 */
export async function example(text: string, without: readonly string[] = []): Promise<Example> {
  const kea = find(version);
  const folder = makeFolder(kea);
  const machine = await namespace();
  for (const [one, other] of cables) await cable(machine, one, machine, other);
  await machine.run("ip", "link", "set", "lo", "up");
  await machine.run("ip", "address", "add", ...address);
  const made = server({
    kea,
    folder: join(folder, "server"),
    enter: machine.enter,
    text: (inside) => runnable(text, without, kea.hooks, inside),
  });
  const end = ending(async () => {
    await made.daemon.stop();
    machine.end();
    removeFolder(folder);
  });
  await started([made], async () => {}, end);
  return { ...made, end };
}

function runnable(text: string, without: readonly string[], hooks: string, folder: string): string {
  const path = "example";
  const document = parseDocument(path, () => ({
    path,
    text: text.replaceAll(/(?<=")[^"]*\/kea\/hooks(?=\/)/g, hooks),
  }));
  const there = (document.value as { Dhcp4: object }).Dhcp4;
  const leftOut = without
    .filter((name) => Object.hasOwn(there, name))
    .map((name): Edit => ({ kind: "remove", path: ["Dhcp4", name] }));
  const own = Object.entries(reachable(version, folder)).map(
    ([name, value]): Edit => ({ kind: "set", path: ["Dhcp4", name], value: value as Json }),
  );
  return editText(document, [...leftOut, ...own]).get(path)!;
}
