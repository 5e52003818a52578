// Networks that only their own cards are on: DHCP in them is heard by nobody else. Needs root, or what lets one make namespaces.

import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

const run = promisify(execFile);

/** True where namespaces can be made here. */
export const networks = spawnSync("unshare", ["--net", "true"]).status === 0;

export interface Namespace {
  /** By it the kernel knows the namespace. */
  readonly pid: number;
  /** The words in front of a command that shall run in it. */
  readonly enter: readonly string[];
  /** Runs a command in it to its end; answers what it printed. */
  run(...command: readonly string[]): Promise<string>;
  /** Its cards go with it, once nothing runs in it. */
  end(): void;
}

/** A namespace that is held by a process of ours, and by nothing else: it is gone when we are, and has no name to clash. */
export async function namespace(): Promise<Namespace> {
  const holder = spawn("unshare", ["--net", "cat"], { stdio: ["pipe", "pipe", "inherit"] });
  holder.stdin.once("error", () => {}); // that it did not start is seen below
  holder.stdin.write("\n");
  const [ready] = await Promise.race([once(holder.stdout, "data"), once(holder, "close")]);
  const { pid } = holder;
  if (pid === undefined || !Buffer.isBuffer(ready))
    throw new Error("No network namespace could be made here.");
  const enter = ["nsenter", `--net=/proc/${pid}/ns/net`];
  return {
    pid,
    enter,
    run: async (...command) => (await run(enter[0]!, [...enter.slice(1), ...command])).stdout,
    end: () => holder.stdin.end(),
  };
}

/** A cable with a card at each end, of which none has an address. */
export async function cable(
  one: Namespace,
  card: string,
  other: Namespace,
  itsCard: string,
): Promise<void> {
  await one.run(
    "ip",
    "link",
    "add",
    card,
    "type",
    "veth",
    "peer",
    "name",
    itsCard,
    "netns",
    String(other.pid),
  );
  await Promise.all([
    one.run("ip", "link", "set", card, "up"),
    other.run("ip", "link", "set", itsCard, "up"),
  ]);
}

export interface Network<Name extends string> {
  readonly places: Readonly<Record<Name, Namespace>>;
  end(): void;
}

/** Places on one wire, each with a card and an address. */
export async function makeNetwork<Name extends string>(
  card: string,
  addresses: Readonly<Record<Name, string>>,
  prefixLength: number,
): Promise<Network<Name>> {
  const wire = await namespace();
  const bridge = "bridge";
  await wire.run("ip", "link", "add", bridge, "type", "bridge");
  await wire.run("ip", "link", "set", bridge, "up");
  const place = async (name: Name) => {
    const made = await namespace();
    await cable(made, card, wire, name);
    await wire.run("ip", "link", "set", name, "master", bridge);
    await made.run("ip", "address", "add", `${addresses[name]}/${prefixLength}`, "dev", card);
    return [name, made] as const;
  };
  const places = Object.fromEntries(
    await Promise.all((Object.keys(addresses) as Name[]).map(place)),
  ) as Record<Name, Namespace>;
  const all: Namespace[] = [wire, ...Object.values<Namespace>(places)];
  return { places, end: () => all.forEach((one) => void one.end()) };
}
