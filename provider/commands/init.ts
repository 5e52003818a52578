// init: from two servers to a project that keeps them the same. What differs is counted by what a preview shows.
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { messages } from "../core/messages.js";
import type { Configuration, Relationship } from "../core/model.js";
import { select } from "../core/select.js";
import type { Reading } from "../drivers/driver.js";
import { drivers } from "../drivers/index.js";
import { type Operation, operation } from "../lifecycle/operation.js";
import { replication } from "../lifecycle/replication.js";
import { writeNew } from "../transports/files.js";
import { about, source } from "./package.js";
import { fileNames, filesOf } from "./project.js";
import { type Given, type Named, serverOptions, serversIn, value } from "./servers.js";

export const options = { ...serverOptions, stack: { type: "string", multiple: true } } as const;

interface Side extends Named {
  readonly name: string;
  readonly reading: Reading;
}

export async function init(given: Given, say: (line: string) => void): Promise<void> {
  const folder = process.cwd();
  const named = serversIn(given);
  const stack = value(given, "stack") ?? "production";
  if (!/^[\w.-]{1,100}$/.test(stack)) throw messages.usageStack(stack);
  const there = [...fileNames(stack), "Pulumi.yml", "Pulumi.json"].filter((name) => existsSync(join(folder, name)));
  if (there.length > 0) throw messages.filesThere(there, folder);

  const current = operation(drivers, () => {}); // what else there is to say, the preview says
  const { session } = current;
  const [primary, partner] = await Promise.all([session.read(named.primary.reached), session.read(named.partner.reached)]);
  if (session.isOne(primary, partner)) throw messages.sameServer(named.primary.text, named.partner.text);
  const names = namesOf(named, primary, partner);
  const from: Side = { ...named.primary, name: names[0], reading: primary };
  const to: Side = { ...named.partner, name: names[1], reading: partner };
  const choice = chosen(primary.configuration, partner.configuration);

  for (const { name, text, reading } of [from, to]) say(messages.foundServer(name, text, reading.software, Object.keys(reading.configuration.scopes).length));
  for (const line of relationships(from, to)) say(line);
  if (choice.names) say(messages.foundChosen(choice.names));
  for (const line of await differences(current, from, to, choice)) say(line);
  await session.end();

  const { wanted, file } = source(folder);
  const { name, peerDependencies } = about();
  const texts = filesOf({
    name: basename(folder).replace(/[^\w.-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "").slice(0, 100) || "dhcp-failover",
    stack,
    servers: { [from.name]: from.written, [to.name]: to.written },
    replications: { [choice.names?.length === 1 && isPlain(choice.names[0]!) ? choice.names[0]! : "all"]: { primary: from.name, partner: to.name, ...choice } },
    dependencies: { ...peerDependencies, [name]: wanted },
  });
  writeNew(new Map([...texts].map(([name, text]) => [join(folder, name), text])));
  say(messages.wrote([...texts.keys()]));
  if (file !== undefined) say(messages.packageFile(file));
  say("");
  say(messages.nextSteps(stack, process.env["PULUMI_BACKEND_URL"] !== undefined));
}

/** Of a hub, which has several relationships, those with this partner; otherwise every failover scope. */
function chosen({ relationships: mine }: Configuration, { relationships: theirs }: Configuration): { readonly names?: readonly string[] } {
  const all = Object.keys(mine);
  const shared = all.filter((name) => Object.hasOwn(theirs, name));
  return shared.length > 0 && shared.length < all.length ? { names: shared } : {};
}

const modes: Readonly<Record<Relationship["mode"], string>> = { loadBalance: "load balancing", hotStandby: "hot standby", passiveBackup: "passive backup" };

/** Each relationship with what both servers say of it at the moment. */
function relationships(from: Side, to: Side): readonly string[] {
  const stated = Object.entries(from.reading.configuration.relationships);
  if (stated.length === 0) return [messages.foundNoRelationship(from.name)];
  return stated.map(([name, { mode }]) =>
    messages.foundRelationship(name, modes[mode], [from, to].flatMap((side) => (side.reading.failover ?? []).flatMap(({ relationship, state }) => (relationship === name ? [messages.foundState(side.name, state)] : [])))),
  );
}

/** What the first preview will show, counted; or why it will refuse. */
async function differences(current: Operation, from: Side, to: Side, choice: { readonly names?: readonly string[] }): Promise<readonly string[]> {
  const { inputs, failures = [] } = (await replication(current).check({}, { primary: from.reached, partner: to.reached, ...choice })) as { inputs: { replicate?: object }; failures?: readonly { reason: string }[] };
  if (failures.length > 0) return failures.map(({ reason }) => messages.previewRefuses(reason));
  const { scopes } = select(choice, from.reading.configuration, to.reading.configuration);
  const differing = Object.keys(inputs.replicate ?? {});
  return [messages.foundDifferences(scopes.length, differing.filter((part) => scopes.includes(part)).length, differing.filter((part) => !scopes.includes(part)))];
}

/** What the servers are called: by themselves in failover, by their addresses, or by what they are here. */
function namesOf({ primary, partner }: { readonly primary: Named; readonly partner: Named }, from: Reading, to: Reading): readonly [string, string] {
  const shared = Object.entries(from.configuration.relationships).find(([name]) => Object.hasOwn(to.configuration.relationships, name)) ?? Object.entries(from.configuration.relationships)[0];
  const candidates = [
    [shared?.[1].self, shared?.[1].partner],
    [place(primary.written), place(partner.written)],
  ];
  const [found] = candidates.filter((pair): pair is [string, string] => pair.every((name) => name !== undefined && isPlain(name)) && pair[0] !== pair[1]);
  return found ?? ["primary", "partner"];
}

const isPlain = (name: string): boolean => /^[A-Za-z][\w-]*$/.test(name);

/** The host's name in an address, the file's in a path. */
function place({ url, path }: Readonly<Record<string, unknown>>): string {
  if (typeof url !== "string") return basename(String(path)).replace(/\.[^.]*$/, "");
  const { protocol, hostname } = new URL(url);
  return protocol === "unix:" ? "" : hostname.split(".")[0]!;
}
