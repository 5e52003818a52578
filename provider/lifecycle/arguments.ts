// The arguments of each resource as the engine hands them over, held against their shapes. What is wrong is one sentence on one property.
import { isMap } from "../core/canonical.js";
import { messages, type UserError } from "../core/messages.js";
import { fromOption, referenceShape, secretNameShape, shaped, z } from "../core/shape.js";
import type { Drivers } from "../drivers/index.js";

/** A server as a program names it: its driver and that driver's options. */
export type ServerArgs = { readonly driver: string } & Readonly<Record<string, unknown>>;

const list = z.array(z.string()).readonly().optional();
/** Seconds. */
const failoverTimeout = z.int().min(0).optional();
/** Servers by name. */
const several = z.record(z.string(), z.unknown()).optional();
const secretNames = z.array(secretNameShape).readonly().optional();
const always = {
  primary: z.unknown().optional(),
  partner: z.unknown().optional(),
  keep: list,
  secretNames,
  onDrift: z.enum(["overwrite", "refuse"]).optional(),
  force: z.boolean().optional(),
  failoverTimeout,
};
/** Not the user's: the resource's name, which the engine does not tell a dynamic provider, and the provider's own text. */
const hiddenNames = { __resource: z.string().optional(), __provider: z.string().optional() };
/** What the constructor adds to the arguments from the options of a resource. */
const optionsShape = {
  customTimeouts: fromOption(z.record(z.string(), z.string()).optional()),
  __refused: z.string().optional(),
};
/** Whether nothing is written in this operation. Taken out again by check: an input that varies would be shown. */
export const previewing = "__preview";

export const replicationShape = z.strictObject({
  ...always,
  partners: several,
  throttleLimit: z.int().min(0).optional(),
  names: list,
  scopeIds: list,
  exclude: list,
  prune: z.union([z.boolean(), z.literal("refuse")]).optional(),
  serverSettings: z.enum(["report", "replicate", "ignore", "refuse"]).optional(),
  method: z.enum(["direct", "native"]).optional(),
  ...optionsShape,
  ...hiddenNames,
});

export const scopeShape = z.strictObject({
  ...always,
  scopeId: z.string(),
  relationship: z.string().optional(),
  onDelete: z.enum(["retain", "remove"]).optional(),
  ...optionsShape,
  ...hiddenNames,
});

/** With what each kind of server is told of a relationship besides. */
export const relationshipShape = (drivers: Drivers) =>
  z.strictObject({
    primary: z.unknown().optional(),
    partner: z.unknown().optional(),
    name: z.string().min(1),
    mode: z.enum(["loadBalance", "hotStandby", "passiveBackup"]).optional(),
    loadBalancePercent: z.number().optional(),
    serverRole: z.enum(["active", "standby"]).optional(),
    reservePercent: z.number().optional(),
    maxClientLeadTime: z.number().optional(),
    autoStateTransition: z.boolean().optional(),
    stateSwitchInterval: z.number().optional(),
    sharedSecret: referenceShape.optional(),
    scopeIds: list,
    partnerDown: z.boolean().optional(),
    adopt: z.boolean().optional(),
    failoverTimeout,
    secretNames,
    force: z.boolean().optional(),
    onDelete: z.enum(["retain", "remove"]).optional(),
    ...Object.fromEntries(
      Object.values(drivers).flatMap(
        ({ relationships: { argumentName: property, argumentShape: shape } = {} }) =>
          property !== undefined && shape ? [[property, shape.optional()]] : [],
      ),
    ),
    ...optionsShape,
    ...hiddenNames,
  });

export const scopesShape = z.strictObject({
  server: z.unknown().optional(),
  scopeIds: list,
  ...hiddenNames,
});
export const failoversShape = z.strictObject({
  server: z.unknown().optional(),
  partner: z.unknown().optional(),
  names: list,
  scopeIds: list,
  ...hiddenNames,
});

type Servers = { readonly primary: ServerArgs; readonly partner: ServerArgs };
/** Access to several partners, by the name that the primary's relationships give each. */
export type PartnerArgs = Readonly<Record<string, ServerArgs>>;
export type ReplicationArgs = Omit<z.infer<typeof replicationShape>, keyof Servers | "partners"> & {
  readonly primary: ServerArgs;
  readonly partner?: ServerArgs;
  readonly partners?: PartnerArgs;
};
export type ScopeArgs = Omit<z.infer<typeof scopeShape>, keyof Servers> & Servers;
export type RelationshipArgs = Omit<z.infer<ReturnType<typeof relationshipShape>>, keyof Servers> &
  Servers;

/** Returns the names that a program adds to the table of secret names. Of arguments that nobody checked yet, only texts count. */
export function secretNamesOf({
  secretNames: names,
}: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(names)
    ? names.filter((name) => typeof name === "string" && name.trim() !== "")
    : [];
}

/** The name of a resource, from what its constructor says it is: its name, behind its parent's URN where it has one. */
export const nameOf = (resource: string | undefined): string => resource?.split("::").at(-1) ?? "";

/** A wrong argument as the engine takes it: the property it is shown on, and the sentence. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** Properties that may hold a password in the wrong place. */
const mayHoldSecrets = new Set(["primary", "partner", "partners", "sharedSecret", "kea"]);

/**
 * About one of these on no property: the engine would print before the sentence all that a person wrote there, which is long, and may hold
 * that password. The sentence names the property or the server.
 */
export const failure = ({ property = "", message }: UserError): Failure => ({
  property: mayHoldSecrets.has(property) ? "" : property,
  reason: message,
});

/** Returns why the options of a resource cannot work, as a transform left them, or nothing. */
export const refusedOption = ({
  __refused: reason,
}: Readonly<Record<string, unknown>>): Failure | undefined =>
  typeof reason === "string" ? { property: "", reason } : undefined;

/** Arguments that fit their shape, servers included; `partners` stands in the place of `partner`, where both may be. */
export function checked<T>(
  shape: z.ZodType,
  args: unknown,
  servers: readonly string[],
  drivers: Drivers,
): { readonly args: T } | { readonly refused: readonly UserError[] } {
  const outer = shaped(shape, args);
  if ("flaw" in outer)
    return {
      refused: [
        outer.flaw.refusal.withProperty(String(outer.flaw.path[0] ?? unknownName(shape, args))),
      ],
    };
  const given = outer.value as Record<string, unknown>;
  const { partner, partners } = given;
  if (isMap(partners) && partner !== undefined)
    return { refused: [messages.partnerAndPartners().withProperty("partners")] };
  if (isMap(partners) && Object.keys(partners).length === 0)
    return { refused: [messages.partnersNone().withProperty("partners")] };
  const refused = servers.flatMap((property) => {
    if (property !== "partner" || !isMap(partners))
      return serverFlaw(property, given[property], drivers)?.withProperty(property) ?? [];
    return Object.entries(partners).flatMap(
      ([name, server]) =>
        serverFlaw(`partners.${name}`, server, drivers)?.withProperty("partners") ?? [],
    );
  });
  return refused.length > 0 ? { refused } : { args: outer.value as T };
}

/** An unknown name is shown on itself. */
function unknownName(shape: z.ZodType, args: unknown): string {
  const names = shape instanceof z.ZodObject ? Object.keys(shape.shape) : [];
  return Object.keys(args as object).find((name) => !names.includes(name)) ?? "";
}

/** What is wrong with a server's arguments, or nothing. */
export function serverFlaw(
  property: string,
  server: unknown,
  drivers: Drivers,
): UserError | undefined {
  if (server === undefined)
    return messages.propertyMissing(
      property,
      `a server, such as { driver: "file", path: "kea-dhcp4.conf" }`,
    );
  if (!isMap(server))
    return messages.propertyNot(
      property,
      `a server, such as { driver: "file", path: "kea-dhcp4.conf" }`,
      server,
    );
  const { driver } = server;
  if (typeof driver !== "string" || !Object.hasOwn(drivers, driver))
    return messages.driverUnknown(property, driver, Object.keys(drivers));
  const options = shaped(
    z.object({
      [property]: z.strictObject({ driver: z.string(), ...drivers[driver]!.options.shape }),
    }),
    { [property]: server },
  );
  return "flaw" in options
    ? options.flaw.refusal
    : drivers[driver]!.findArgumentError?.(property, server as never);
}
