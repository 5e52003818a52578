// init: from two servers to a project that keeps them the same. Differences are counted from the
// plan that a preview shows.
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { ignoreNothing } from "../core/keep.js";
import { messages } from "../core/messages.js";
import type { Relationship } from "../core/model.js";
import { type ScopeChoice, selectScopes } from "../core/select.js";
import type { Snapshot } from "../drivers/driver.js";
import { drivers } from "../drivers/index.js";
import { type Operation, operation } from "../lifecycle/operation.js";
import { createReplicationContext } from "../lifecycle/replication.js";
import { listChangedObjects, planReplication } from "../lifecycle/replication-plan.js";
import { countSettings } from "../lifecycle/reported.js";
import { writeNewFiles } from "../storage/files.js";
import { about, source } from "./package.js";
import { fileNames, filesOf } from "./project.js";
import { type Given, type Named, serverOptions, serversIn, value } from "./servers.js";

export const options = { ...serverOptions, stack: { type: "string", multiple: true } } as const;

interface Side extends Named {
  readonly name: string;
  readonly reading: Snapshot;
}

export async function init(given: Given, say: (line: string) => void): Promise<void> {
  const folder = process.cwd();
  const asked = serversIn(given);
  const stack = value(given, "stack") ?? "production";
  if (!/^[\w.-]{1,100}$/.test(stack)) throw messages.usageStack(stack);
  const there = [...fileNames(stack), "Pulumi.yml", "Pulumi.json"].filter((name) =>
    existsSync(join(folder, name)),
  );
  if (there.length > 0) throw messages.filesThere(there, folder);

  const current = operation(drivers, () => {}); // what else there is to say, the preview says
  const { session } = current;
  const all = [asked.primary, ...asked.partners];
  const readings = await Promise.all(all.map(({ reached }) => session.read(reached)));
  for (const [i, { text }] of all.entries())
    for (const [j, other] of all.slice(0, i).entries())
      if (session.isSameServer(readings[i]!, readings[j]!))
        throw messages.foundTwice(other.text, text);
  const [primary, ...partners] = readings as [Snapshot, ...Snapshot[]];
  const stated = primary.configuration.relationships;
  const shared = partners.map((partner) =>
    Object.keys(stated).filter((name) => Object.hasOwn(partner.configuration.relationships, name)),
  );
  // What the primary calls each partner.
  const called = shared.map(([name = Object.keys(stated)[0]]) =>
    name === undefined ? undefined : stated[name]!.partner,
  );
  for (const [i, name] of called.entries())
    if (
      called.length > 1 &&
      (shared[i]!.length === 0 || name === undefined || called.indexOf(name) < i)
    )
      throw messages.partnerUntold(asked.partners[i]!.text, asked.primary.text);
  const names = namesOf(all, readings);
  const from: Side = { ...asked.primary, name: names[0]!, reading: primary };
  const to = asked.partners.map(
    (partner, i): Side => ({ ...partner, name: names[i + 1]!, reading: partners[i]! }),
  );
  const theirs = [...new Set(shared.flat())];
  // Of a hub, which has several relationships, those with these partners; otherwise every failover scope.
  const choice =
    theirs.length > 0 && theirs.length < Object.keys(stated).length ? { names: theirs } : {};
  const pointing = <T>(at: (side: Side) => T) =>
    to.length === 1
      ? { partner: at(to[0]!) }
      : { partners: Object.fromEntries(to.map((side, i) => [called[i]!, at(side)])) };

  for (const { name, text, reading } of [from, ...to])
    say(
      messages.foundServer(
        name,
        text,
        reading.software?.name,
        Object.keys(reading.configuration.scopes).length,
      ),
    );
  for (const line of relationships(from, to)) say(line);
  if (choice.names) say(messages.foundChosen(choice.names));
  const { scopes } = selectScopes(choice, primary.configuration, partners[0]!.configuration);
  for (const line of await countDifferences(
    current,
    { primary: from.reached, ...pointing(({ reached }) => reached), ...choice },
    scopes,
  ))
    say(line);
  for (const [i, side] of to.entries()) {
    const chosen = { ...choice, ...(to.length > 1 && { partnerName: called[i]! }) };
    for (const line of leftDifferent(from, side, chosen)) say(line);
  }
  await session.end();

  const { wanted, file } = source(folder);
  const { name, peerDependencies } = about();
  const texts = filesOf({
    name:
      basename(folder)
        .replace(/[^\w.-]+/g, "-")
        .replace(/^[^A-Za-z0-9]+/, "")
        .slice(0, 100) || "dhcp-failover",
    stack,
    servers: Object.fromEntries([from, ...to].map((side) => [side.name, side.written])),
    replications: {
      [choice.names?.length === 1 && isPlain(choice.names[0]!) ? choice.names[0]! : "all"]: {
        primary: from.name,
        ...pointing(({ name }) => name),
        ...choice,
      },
    },
    dependencies: { ...peerDependencies, [name]: wanted },
  });
  writeNewFiles(new Map([...texts].map(([name, text]) => [join(folder, name), text])));
  say(messages.wrote([...texts.keys()]));
  if (file !== undefined) say(messages.packageFile(file));
  say("");
  say(messages.nextSteps(stack, process.env["PULUMI_BACKEND_URL"] !== undefined));
}

const modes: Readonly<Record<Relationship["mode"], string>> = {
  loadBalance: "load balancing",
  hotStandby: "hot standby",
  passiveBackup: "passive backup",
};

/** Each relationship with what its servers say of it at the moment. */
function relationships(from: Side, to: readonly Side[]): readonly string[] {
  const stated = Object.entries(from.reading.configuration.relationships);
  if (stated.length === 0) return [messages.foundNoRelationship(from.name)];
  return stated.map(([name, { mode }]) =>
    messages.foundRelationship(
      name,
      modes[mode],
      [from, ...to].flatMap((side) =>
        (side.reading.failover ?? []).flatMap(({ relationship, state }) =>
          relationship === name ? [messages.foundState(side.name, state)] : [],
        ),
      ),
    ),
  );
}

/** Counts the differences that the first preview of these scopes will show, or says why it refuses. */
async function countDifferences(
  current: Operation,
  args: Record<string, unknown>,
  scopes: readonly string[],
): Promise<readonly string[]> {
  const context = createReplicationContext(current);
  const plan = await current.session.run(() =>
    planReplication(context, args, { isNew: true, isPreview: false }),
  );
  if ("errors" in plan) return plan.errors.map(({ message }) => messages.previewRefuses(message));
  const changed = listChangedObjects(context, plan);
  return [
    messages.foundDifferences(
      scopes.length,
      changed.filter((name) => scopes.includes(name)).length,
      changed.filter((name) => !scopes.includes(name)),
    ),
  ];
}

/** Counts what the project reports and does not write, and names the argument that would have it written. */
function leftDifferent(primary: Side, partner: Side, choice: ScopeChoice): readonly string[] {
  const [from, to] = [primary.reading.configuration, partner.reading.configuration];
  const settings = countSettings(from, partner.reading, { isIgnored: ignoreNothing });
  const scopes = selectScopes(choice, from, to).onlyOnPartner.length;
  return [
    ...(settings > 0 ? [messages.foundSettings(primary.name, partner.name, settings)] : []),
    ...(scopes > 0
      ? [
          messages[primary.reading.isPartial ? "foundStraysByPart" : "foundStrays"](
            primary.name,
            partner.name,
            scopes,
          ),
        ]
      : []),
  ];
}

/**
 * Names the servers: by what each calls itself in failover, unless two call themselves the same, as a server and a copy of its
 * configuration do. Then by their addresses and files, and where these do not tell them apart, by their roles here.
 */
function namesOf(servers: readonly Named[], readings: readonly Snapshot[]): readonly string[] {
  const roles = servers.map((_, i) =>
    i === 0 ? "primary" : servers.length === 2 ? "partner" : `partner${i}`,
  );
  const places = servers.map(({ written }, i) => named(place(written)) ?? roles[i]!);
  const selves = readings.map((reading, i) => named(selfOf(reading)) ?? places[i]!);
  return [selves, places].find((names) => new Set(names).size === names.length) ?? roles;
}

/** Answers what a server calls itself in all of its relationships. */
function selfOf({ configuration: { relationships } }: Snapshot): string | undefined {
  const selves = new Set(Object.values(relationships).map(({ self }) => self));
  return selves.size === 1 ? [...selves][0] : undefined;
}

const named = (name: string | undefined): string | undefined =>
  name !== undefined && isPlain(name) ? name : undefined;

const isPlain = (name: string): boolean => /^[A-Za-z][\w-]*$/.test(name);

/** The host's name in an address, the file's in a path. */
function place({ url, path }: Readonly<Record<string, unknown>>): string {
  if (typeof url !== "string") return basename(String(path)).replace(/\.[^.]*$/, "");
  const { protocol, hostname } = new URL(url);
  return protocol === "unix:" ? "" : hostname.split(".")[0]!;
}
