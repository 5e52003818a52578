// The arguments of each resource as the engine passes them, checked against their shapes. An error
// is one sentence about one property.
import { isMap } from "../core/canonical.js";
import { messages, type UserError } from "../core/messages.js";
import {
  fromOption,
  parseValue,
  referenceShape,
  secretNameShape,
  shapeOnDemand,
  z,
} from "../core/shape.js";
import { drivers as allDrivers, type Drivers } from "../drivers/index.js";

/** A server as a program describes it: its driver and that driver's options. */
export type ServerArgs = { readonly driver: string } & Readonly<Record<string, unknown>>;

const stringList = shapeOnDemand(() => z.array(z.string()).readonly().optional());
/** Seconds. */
const failoverTimeout = shapeOnDemand(() => z.int().min(0).optional());
/** Servers by name. */
const serversByName = shapeOnDemand(() => z.record(z.string(), z.unknown()).optional());
const secretNames = shapeOnDemand(() => z.array(secretNameShape()).readonly().optional());
const commonShape = () => ({
  primary: z.unknown().optional(),
  partner: z.unknown().optional(),
  keep: stringList(),
  secretNames: secretNames(),
  onDrift: z.enum(["overwrite", "refuse"]).optional(),
  force: z.boolean().optional(),
  failoverTimeout: failoverTimeout(),
});
/**
 * Arguments that no person writes: the resource's name, which the engine does not pass to a dynamic
 * provider, and the provider's own text.
 */
const hiddenNames = () => ({
  __resource: z.string().optional(),
  __provider: z.string().optional(),
});
/** Arguments that the constructor adds from the options of a resource. */
const optionsShape = () => ({
  customTimeouts: fromOption(z.record(z.string(), z.string()).optional()),
  __refused: z.string().optional(),
});
/**
 * The argument by which a program says that this operation writes nothing. Check removes it: an
 * input that varies would be shown.
 */
export const previewing = "__preview";

export const replicationShape = shapeOnDemand(() =>
  z.strictObject({
    ...commonShape(),
    partners: serversByName(),
    throttleLimit: z.int().min(0).optional(),
    names: stringList(),
    scopeIds: stringList(),
    exclude: stringList(),
    prune: z.union([z.boolean(), z.literal("refuse")]).optional(),
    serverSettings: z.enum(["report", "replicate", "ignore", "refuse"]).optional(),
    method: z.enum(["direct", "native"]).optional(),
    ...optionsShape(),
    ...hiddenNames(),
  }),
);

export const scopeShape = shapeOnDemand(() =>
  z.strictObject({
    ...commonShape(),
    scopeId: z.string(),
    relationship: z.string().optional(),
    onDelete: z.enum(["retain", "remove"]).optional(),
    ...optionsShape(),
    ...hiddenNames(),
  }),
);

/** Returns the shape of a relationship, with the argument of each driver. */
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
    sharedSecret: referenceShape().optional(),
    scopeIds: stringList(),
    partnerDown: z.boolean().optional(),
    adopt: z.boolean().optional(),
    failoverTimeout: failoverTimeout(),
    secretNames: secretNames(),
    force: z.boolean().optional(),
    onDelete: z.enum(["retain", "remove"]).optional(),
    ...Object.fromEntries(
      Object.values(drivers).flatMap(
        ({ relationships: { argumentName: property, argumentShape: shape } = {} }) =>
          property !== undefined && shape ? [[property, shape().optional()]] : [],
      ),
    ),
    ...optionsShape(),
    ...hiddenNames(),
  });

export const scopesShape = shapeOnDemand(() =>
  z.strictObject({
    server: z.unknown().optional(),
    scopeIds: stringList(),
    ...hiddenNames(),
  }),
);
export const failoversShape = shapeOnDemand(() =>
  z.strictObject({
    server: z.unknown().optional(),
    partner: z.unknown().optional(),
    names: stringList(),
    scopeIds: stringList(),
    ...hiddenNames(),
  }),
);

type Servers = { readonly primary: ServerArgs; readonly partner: ServerArgs };
/** Access to several partners, by the name that the primary's relationships give each. */
export type PartnerArgs = Readonly<Record<string, ServerArgs>>;
export type ReplicationArgs = Omit<
  z.infer<ReturnType<typeof replicationShape>>,
  keyof Servers | "partners"
> & {
  readonly primary: ServerArgs;
  readonly partner?: ServerArgs;
  readonly partners?: PartnerArgs;
};
export type ScopeArgs = Omit<z.infer<ReturnType<typeof scopeShape>>, keyof Servers> & Servers;
export type RelationshipArgs = Omit<z.infer<ReturnType<typeof relationshipShape>>, keyof Servers> &
  Servers;

/**
 * Lists the names that a program adds to the table of secret names. The arguments may be unchecked:
 * only strings count.
 */
export function listSecretNames({
  secretNames: names,
}: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(names)
    ? names.filter((name) => typeof name === "string" && name.trim() !== "")
    : [];
}

/**
 * Returns the name of a resource. Its constructor passes the name, behind its parent's URN where it
 * has a parent.
 */
export const resourceName = (resource: string | undefined): string =>
  resource?.split("::").at(-1) ?? "";

/** An error as the engine takes it: the property that it is shown on, and the sentence. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** Properties that may hold a password in the wrong place. */
const mayHoldSecrets = new Set([
  "primary",
  "partner",
  "partners",
  "sharedSecret",
  ...Object.values(allDrivers).flatMap(({ relationships }) => relationships?.argumentName ?? []),
]);

/**
 * Returns an error as the engine takes it. An error about one of the properties above is shown on
 * no property: the engine would print their whole value, which is long and may hold that password.
 * The sentence names the property or the server.
 */
export const toFailure = ({ property = "", message }: UserError): Failure => ({
  property: mayHoldSecrets.has(property) ? "" : property,
  reason: message,
});

/** Returns an error where a transform left options of a resource that cannot work, or nothing. */
export const optionFailure = ({
  __refused: reason,
}: Readonly<Record<string, unknown>>): Failure | undefined =>
  typeof reason === "string" ? { property: "", reason } : undefined;

/**
 * Parses arguments and their servers. Where both are allowed, `partners` takes the place of
 * `partner`.
 */
export function parseArguments<T>(
  shape: z.ZodType,
  args: unknown,
  servers: readonly string[],
  drivers: Drivers,
): { readonly args: T } | { readonly errors: readonly UserError[] } {
  const outer = parseValue(shape, args);
  if ("error" in outer)
    return {
      errors: [
        outer.error.userError.withProperty(
          String(outer.error.path[0] ?? findUnknownName(shape, args)),
        ),
      ],
    };
  const given = outer.value as Record<string, unknown>;
  const { partner, partners } = given;
  if (isMap(partners) && partner !== undefined)
    return { errors: [messages.partnerAndPartners().withProperty("partners")] };
  if (isMap(partners) && Object.keys(partners).length === 0)
    return { errors: [messages.partnersNone().withProperty("partners")] };
  const errors = servers.flatMap((property) => {
    if (property !== "partner" || !isMap(partners))
      return checkServer(property, given[property], drivers)?.withProperty(property) ?? [];
    return Object.entries(partners).flatMap(([name, server]) => {
      const problem = checkServer(`partners.${name}`, server, drivers);
      return problem?.withProperty("partners") ?? [];
    });
  });
  return errors.length > 0 ? { errors } : { args: outer.value as T };
}

/** Returns the first property that a shape does not have. */
function findUnknownName(shape: z.ZodType, args: unknown): string {
  const names = shape instanceof z.ZodObject ? Object.keys(shape.shape) : [];
  return Object.keys(args as object).find((name) => !names.includes(name)) ?? "";
}

const exampleServer = 'a server, such as { driver: "file", path: "dhcp1.conf" }';

/** Returns an error where a server's arguments are wrong, or nothing. */
export function checkServer(
  property: string,
  server: unknown,
  drivers: Drivers,
): UserError | undefined {
  if (server === undefined) return messages.propertyMissing(property, exampleServer);
  if (!isMap(server)) return messages.propertyInvalid(property, exampleServer, server);
  const { driver } = server;
  if (typeof driver !== "string" || !Object.hasOwn(drivers, driver))
    return messages.driverUnknown(property, driver, Object.keys(drivers));
  const options = parseValue(
    z.object({
      [property]: z.strictObject({ driver: z.string(), ...drivers[driver]!.options().shape }),
    }),
    { [property]: server },
  );
  return "error" in options
    ? options.error.userError
    : drivers[driver]!.findArgumentError?.(property, server as never);
}
