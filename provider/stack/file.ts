// Reads the sections of a stack file whose entries are resources. An entry names its servers. The
// shapes are those by which the provider checks any program; an error here names the key path of
// the mistake.
import { messages } from "../core/messages.js";
import { argumentsIn, parseValue, z } from "../core/shape.js";
import type { Drivers } from "../drivers/index.js";
import {
  parseArguments,
  relationshipShape,
  replicationShape,
  scopeShape,
  checkServer,
} from "../lifecycle/arguments.js";

export const namespace = "dhcp-failover";

/**
 * The sections that hold resources, in the order in which they are declared, with the shapes of
 * their entries.
 */
export const sections = {
  relationships: relationshipShape,
  replications: replicationShape,
  scopes: scopeShape,
} satisfies Record<string, (drivers: Drivers) => z.ZodObject>;

export type Section = keyof typeof sections;

/** The section that holds the servers. */
export const servers = "servers";
export const allSections: readonly string[] = [servers, ...Object.keys(sections)];

type ResourceArguments = Readonly<Record<string, unknown>>;

/** One resource of a stack file. */
export interface Entry {
  readonly section: Section;
  readonly name: string;
  /** Arguments as a program would give them: the servers themselves in place of their names. */
  readonly args: ResourceArguments;
  /** Names of its servers in the file. */
  readonly primary: string;
  readonly partners: readonly string[];
}

/** Sections whose resources those of the other sections may wait for. */
const sectionsDeclaredFirst: ReadonlySet<Section> = new Set(["relationships"]);

/**
 * Returns whether an entry depends on another one of the same file: on a relationship that it names
 * or, if it names none, on every relationship between its servers.
 */
export function mustWaitFor(entry: Entry, other: Entry): boolean {
  if (sectionsDeclaredFirst.has(entry.section) || !sectionsDeclaredFirst.has(other.section))
    return false;
  const { names, relationship } = entry.args;
  if (Array.isArray(names)) return names.includes(other.args.name);
  if (relationship !== undefined) return relationship === other.args.name;
  return (
    other.primary === entry.primary &&
    other.partners.some((partner) => entry.partners.includes(partner))
  );
}

/** Returns the shape of the arguments that a person writes, without those for internal use. */
export const argumentShape = (shape: z.ZodObject): z.ZodObject =>
  z.strictObject(argumentsIn(shape));

/** Reads the sections of a stack file, by name. Throws the first mistake in them. */
export function readEntries(configuration: ResourceArguments, drivers: Drivers): readonly Entry[] {
  assertSectionsExist(configuration);
  const serversByName = readServers(configuration, drivers);
  const all = (Object.keys(sections) as Section[]).flatMap((section) => {
    const shape = sections[section](drivers);
    const inSection = readSection(configuration, section, argumentShape(shape));
    return Object.entries(inSection).map(([name, args]): Entry => {
      const path = `${namespace}:${section}.${name}`;
      const entry = replaceServerNames(path, args, serversByName);
      const result = parseArguments(shape, entry.args, ["primary", "partner"], drivers);
      if ("errors" in result) throw messages.questionInvalid(path, result.errors[0]!);
      return { section, name, ...entry };
    });
  });
  if (all.length === 0) throw messages.stackEmpty(namespace, Object.keys(sections));
  return all;
}

function assertSectionsExist(configuration: ResourceArguments): void {
  const unknownSection = Object.keys(configuration).find((name) => !allSections.includes(name));
  if (unknownSection === undefined) return;
  const keys = allSections.map((name) => `${namespace}:${name}`);
  throw messages.stackSectionUnknown(namespace, unknownSection, keys);
}

function readServers(configuration: ResourceArguments, drivers: Drivers): ResourceArguments {
  const serversByName = readSection(configuration, servers, z.unknown());
  for (const [name, server] of Object.entries(serversByName)) {
    const error = checkServer(`${namespace}:${servers}.${name}`, server, drivers);
    if (error) throw error;
  }
  return serversByName;
}

function readSection<T>(
  configuration: ResourceArguments,
  section: string,
  shape: z.ZodType<T>,
): Readonly<Record<string, T>> {
  if (configuration[section] === undefined) return {};
  const key = `${namespace}:${section}`;
  const result = parseValue(z.object({ [key]: z.record(z.string(), shape) }), {
    [key]: configuration[section],
  });
  if ("error" in result) throw result.error.userError;
  return result.value[key]!;
}

/** Puts each server in the place of its name. Throws where a name is missing or unknown. */
function replaceServerNames(
  path: string,
  args: ResourceArguments,
  serversByName: ResourceArguments,
): Pick<Entry, "args" | "primary" | "partners"> {
  const { primary, partner, partners, ...rest } = args;
  const primaryName = assertServerName(`${path}.primary`, primary, serversByName);
  const replaced: Record<string, unknown> = { ...rest, primary: serversByName[primaryName] };
  const partnerNames: string[] = [];
  if (partner !== undefined || partners === undefined) {
    const name = assertServerName(`${path}.partner`, partner, serversByName);
    replaced["partner"] = serversByName[name];
    partnerNames.push(name);
  }
  if (partners !== undefined) {
    const namesByPeer = Object.entries(partners as ResourceArguments).map(
      ([peer, name]) =>
        [peer, assertServerName(`${path}.partners.${peer}`, name, serversByName)] as const,
    );
    replaced["partners"] = Object.fromEntries(
      namesByPeer.map(([peer, name]) => [peer, serversByName[name]]),
    );
    partnerNames.push(...namesByPeer.map(([, name]) => name));
  }
  return { args: replaced, primary: primaryName, partners: partnerNames };
}

function assertServerName(path: string, name: unknown, serversByName: ResourceArguments): string {
  const section = `${namespace}:${servers}`;
  const names = Object.keys(serversByName);
  if (typeof name !== "string") throw messages.stackServerRequired(path, name, section, names);
  if (!Object.hasOwn(serversByName, name))
    throw messages.stackServerUnknown(path, name, section, names);
  return name;
}
