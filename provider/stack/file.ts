// What a stack file may say of us: sections whose entries are resources that name their servers. Its shapes are those by which the
// provider judges any program; here a mistake is told with its key path.
import { messages } from "../core/messages.js";
import { argumentsIn, shaped, z } from "../core/shape.js";
import type { Drivers } from "../drivers/index.js";
import {
  parseArguments,
  relationshipShape,
  replicationShape,
  scopeShape,
  checkServer,
} from "../lifecycle/arguments.js";

export const namespace = "dhcp-failover";

/** The sections that hold resources, in the order in which they are declared, and what their entries may say. */
export const sections = {
  relationships: relationshipShape,
  replications: () => replicationShape,
  scopes: () => scopeShape,
} satisfies Record<string, (drivers: Drivers) => z.ZodObject>;

export type Section = keyof typeof sections;

/** The section that tells the servers, and all there are. */
export const servers = "servers";
export const allSections: readonly string[] = [servers, ...Object.keys(sections)];

/** One resource of a stack file. */
export interface Entry {
  readonly section: Section;
  readonly name: string;
  /** As a program would give them: servers themselves, not their names. */
  readonly args: Readonly<Record<string, unknown>>;
  /** The servers by their names in the file. */
  readonly primary: string;
  readonly partners: readonly string[];
}

/** Sections whose resources those of the others wait for. */
const foundations: ReadonlySet<Section> = new Set(["relationships"]);

/** Whether an entry waits for another of the same file: for a relationship that it names, and where it names none, for those between its servers. */
export function waitsFor(
  { section, args: { names, relationship }, primary, partners }: Entry,
  of: Entry,
): boolean {
  if (foundations.has(section) || !foundations.has(of.section)) return false;
  const named = Array.isArray(names)
    ? names
    : relationship === undefined
      ? undefined
      : [relationship];
  return named
    ? named.includes(of.args.name)
    : of.primary === primary && of.partners.some((partner) => partners.includes(partner));
}

/** The arguments that a person gives: those for our own use are left out. */
export const given = (shape: z.ZodObject): z.ZodObject => z.strictObject(argumentsIn(shape));

/** Reads the sections of a stack file, by name, and throws the first thing that is wrong with them. */
export function entries(
  held: Readonly<Record<string, unknown>>,
  drivers: Drivers,
): readonly Entry[] {
  const stranger = Object.keys(held).find((name) => !allSections.includes(name));
  if (stranger !== undefined)
    throw messages.stackSectionUnknown(
      namespace,
      stranger,
      allSections.map((name) => `${namespace}:${name}`),
    );
  const known = section(held, servers, z.unknown());
  for (const [name, server] of Object.entries(known)) {
    const flaw = checkServer(`${namespace}:${servers}.${name}`, server, drivers);
    if (flaw) throw flaw;
  }
  const found = (Object.keys(sections) as Section[]).flatMap((name) => {
    const shape = sections[name](drivers);
    return Object.entries(section(held, name, given(shape))).map(([entry, args]): Entry => {
      const where = `${namespace}:${name}.${entry}`;
      const found = withServers(where, args, known);
      const judged = parseArguments(shape, found.args, ["primary", "partner"], drivers);
      if ("errors" in judged) throw messages.askedWrongly(where, judged.errors[0]!);
      return { section: name, name: entry, ...found };
    });
  });
  if (found.length === 0) throw messages.stackEmpty(namespace, Object.keys(sections));
  return found;
}

function section<T>(
  held: Readonly<Record<string, unknown>>,
  name: string,
  shape: z.ZodType<T>,
): Readonly<Record<string, T>> {
  if (held[name] === undefined) return {};
  const key = `${namespace}:${name}`;
  const found = shaped(z.object({ [key]: z.record(z.string(), shape) }), { [key]: held[name] });
  if ("flaw" in found) throw found.flaw.refusal;
  return found.value[key]!;
}

/** An entry's arguments with each server in the place of its name. */
function withServers(
  where: string,
  { primary, partner, partners, ...rest }: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, unknown>>,
): Pick<Entry, "args" | "primary" | "partners"> {
  const named = (place: string, name: unknown): string => {
    const [section, names] = [`${namespace}:${servers}`, Object.keys(known)];
    if (typeof name !== "string") throw messages.stackServerWanted(place, name, section, names);
    if (!Object.hasOwn(known, name)) throw messages.stackServerUnknown(place, name, section, names);
    return name;
  };
  const from = named(`${where}.primary`, primary);
  const one =
    partner !== undefined || partners === undefined
      ? named(`${where}.partner`, partner)
      : undefined;
  // Several, each by the name that its relationship gives it.
  const several = Object.entries((partners ?? {}) as Readonly<Record<string, unknown>>).map(
    ([name, server]) => [name, named(`${where}.partners.${name}`, server)] as const,
  );
  return {
    args: {
      ...rest,
      primary: known[from],
      ...(one !== undefined && { partner: known[one] }),
      ...(partners !== undefined && {
        partners: Object.fromEntries(several.map(([name, server]) => [name, known[server]])),
      }),
    },
    primary: from,
    partners: [...(one === undefined ? [] : [one]), ...several.map(([, server]) => server)],
  };
}
