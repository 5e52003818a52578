// init: creates a project that keeps two or more servers the same. Differences are counted from the
// plan that a preview shows.
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { ignoreNothing } from "../core/keep.js";
import { messages } from "../core/messages.js";
import type { Relationship } from "../core/model.js";
import { type ScopeChoice, selectScopes } from "../core/select.js";
import { drivers } from "../drivers/index.js";
import { type Operation, operation } from "../lifecycle/operation.js";
import { createReplicationContext } from "../lifecycle/replication.js";
import { listChangedObjects, planReplication } from "../lifecycle/replication-plan.js";
import { countSettings } from "../lifecycle/reported.js";
import { writeNewFiles } from "../storage/files.js";
import { findPackageSource, readPackage } from "./package.js";
import {
  isPlainName,
  type ReadPartner,
  type ReadServer,
  readSnapshots,
  type ReadServers,
} from "./pair.js";
import { listFileNames, writeProject } from "./project.js";
import { type CommandOptions, readServers, readValue, serverOptions } from "./servers.js";

export const initOptions = { ...serverOptions, stack: { type: "string", multiple: true } } as const;

/**
 * Reports what the servers have in common and in what they differ, and creates the files of a
 * project in this folder.
 */
export async function init(options: CommandOptions, say: (line: string) => void): Promise<void> {
  const folder = process.cwd();
  const { primary, partners } = readServers(options);
  const stack = readStackName(options);
  assertNoProject(folder, stack);

  const current = operation(drivers, () => {}); // a preview shows the other messages
  const servers = await readSnapshots(current.session, primary, partners);
  const choice = chooseRelationships(servers);
  for (const line of await describePair(current, servers, choice)) say(line);
  await current.session.end();

  const source = findPackageSource(folder);
  const files = projectFiles(folder, stack, servers, choice);
  writeNewFiles(new Map([...files].map(([name, text]) => [join(folder, name), text])));
  say(messages.wrote([...files.keys()]));
  if (source.file !== undefined) say(messages.packageFile(source.file));
  say("");
  say(messages.nextSteps(stack, process.env["PULUMI_BACKEND_URL"] !== undefined));
}

/** Relationships that are chosen by name; none means every failover scope. */
type RelationshipChoice = { readonly names?: readonly string[] };

function readStackName(options: CommandOptions): string {
  const stack = readValue(options, "stack") ?? "production";
  if (!/^[\w.-]{1,100}$/.test(stack)) throw messages.usageStack(stack);
  return stack;
}

/** Throws if the folder holds a project already. */
function assertNoProject(folder: string, stack: string): void {
  const existing = [...listFileNames(stack), "Pulumi.yml", "Pulumi.json"].filter((name) =>
    existsSync(join(folder, name)),
  );
  if (existing.length > 0) throw messages.filesThere(existing, folder);
}

/**
 * Returns the relationships with these partners, if the primary has others as well, as in a hub;
 * otherwise no choice.
 */
function chooseRelationships({ primary, partners }: ReadServers): RelationshipChoice {
  const shared = [...new Set(partners.flatMap(({ relationships }) => relationships))];
  const all = Object.keys(primary.snapshot.configuration.relationships);
  return shared.length > 0 && shared.length < all.length ? { names: shared } : {};
}

/** Returns the argument `partner`, or `partners` by their names in the primary's relationships. */
function partnerArguments<T>(
  partners: readonly ReadPartner[],
  toValue: (partner: ReadPartner) => T,
): { readonly partner: T } | { readonly partners: Readonly<Record<string, T>> } {
  if (partners.length === 1) return { partner: toValue(partners[0]!) };
  const byName = partners.map((partner) => [partner.peerName!, toValue(partner)] as const);
  return { partners: Object.fromEntries(byName) };
}

/** Returns the lines that describe the servers, their relationships and their differences. */
async function describePair(
  current: Operation,
  { primary, partners }: ReadServers,
  choice: RelationshipChoice,
): Promise<readonly string[]> {
  const scopes = selectScopes(
    choice,
    primary.snapshot.configuration,
    partners[0]!.snapshot.configuration,
  ).scopes;
  const args = {
    primary: primary.reached,
    ...partnerArguments(partners, ({ reached }) => reached),
    ...choice,
  };
  return [
    ...[primary, ...partners].map(describeServer),
    ...describeRelationships(primary, partners),
    ...(choice.names ? [messages.foundChosen(choice.names)] : []),
    ...(await countDifferences(current, args, scopes)),
    ...partners.flatMap((partner) => {
      const partnerName = partners.length > 1 ? { partnerName: partner.peerName! } : {};
      return countUnwritten(primary, partner, { ...choice, ...partnerName });
    }),
  ];
}

function describeServer({ name, text, snapshot }: ReadServer): string {
  const scopeCount = Object.keys(snapshot.configuration.scopes).length;
  return messages.foundServer(name, text, snapshot.software?.name, scopeCount);
}

const modeNames: Readonly<Record<Relationship["mode"], string>> = {
  loadBalance: "load balancing",
  hotStandby: "hot standby",
  passiveBackup: "passive backup",
};

/** Returns a line for each relationship, with the states that its servers report. */
function describeRelationships(
  primary: ReadServer,
  partners: readonly ReadServer[],
): readonly string[] {
  const relationships = Object.entries(primary.snapshot.configuration.relationships);
  if (relationships.length === 0) return [messages.foundNoRelationship(primary.name)];
  return relationships.map(([name, { mode }]) => {
    const states = [primary, ...partners].flatMap((server) => describeState(server, name));
    return messages.foundRelationship(name, modeNames[mode], states);
  });
}

function describeState(server: ReadServer, relationship: string): readonly string[] {
  return (server.snapshot.failover ?? [])
    .filter((health) => health.relationship === relationship)
    .map(({ state }) => messages.foundState(server.name, state));
}

/**
 * Counts the differences that the first preview of these scopes will show, or says why it refuses.
 */
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

/**
 * Counts what the project reports and does not write, and names the argument that would have it
 * written.
 */
function countUnwritten(
  primary: ReadServer,
  partner: ReadServer,
  choice: ScopeChoice,
): readonly string[] {
  const configurations = [primary.snapshot.configuration, partner.snapshot.configuration] as const;
  const settings = countSettings(configurations[0], partner.snapshot, { isIgnored: ignoreNothing });
  const scopes = selectScopes(choice, ...configurations).onlyOnPartner.length;
  const lines: string[] = [];
  if (settings > 0) lines.push(messages.foundSettings(primary.name, partner.name, settings));
  if (scopes > 0) {
    const message = primary.snapshot.isPartial ? "foundStraysByPart" : "foundStrays";
    lines.push(messages[message](primary.name, partner.name, scopes));
  }
  return lines;
}

/** Returns the texts of the project's files by their names. */
function projectFiles(
  folder: string,
  stack: string,
  { primary, partners }: ReadServers,
  choice: RelationshipChoice,
): ReadonlyMap<string, string> {
  const { name: packageName, peerDependencies } = readPackage();
  const { names = [] } = choice;
  const resourceName = names.length === 1 && isPlainName(names[0]!) ? names[0]! : "all";
  return writeProject({
    name: toProjectName(folder),
    stack,
    servers: Object.fromEntries(
      [primary, ...partners].map((server) => [server.name, server.written]),
    ),
    replications: {
      [resourceName]: {
        primary: primary.name,
        ...partnerArguments(partners, ({ name }) => name),
        ...choice,
      },
    },
    dependencies: { ...peerDependencies, [packageName]: findPackageSource(folder).version },
  });
}

/** Returns the folder's name as Pulumi takes it for a project. */
function toProjectName(folder: string): string {
  const name = basename(folder)
    .replace(/[^\w.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 100);
  return name || "dhcp-failover";
}
