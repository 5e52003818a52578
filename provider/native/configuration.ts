// The provider's own configuration: defaults for servers, and secrets that references name.
import { isMap } from "../core/canonical.js";
import { messages, type UserError } from "../core/messages.js";
import { parseValue, z } from "../core/shape.js";
import { type DriverDefinition, type Drivers, drivers } from "../drivers/index.js";
import { provideSecrets } from "../transports/credentials.js";
import type { Properties } from "./values.js";

/** The members of servers that differ from one server to the next, for which there is no default. */
const ownMembers = ["url", "computerName", "path", "interfaces", "backupDir"];

/** Returns the shape of the defaults for servers of one kind. */
function defaultsShape({ options }: DriverDefinition) {
  const shared = Object.entries(options().shape).filter(([name]) => !ownMembers.includes(name));
  return z.strictObject(Object.fromEntries(shared)).partial().optional();
}

/** Makes the shape of a configuration. */
const configurationShape = () =>
  z.strictObject({
    backupDir: z.string().min(1).optional(),
    secrets: z.record(z.string(), z.string()).optional(),
    ...Object.fromEntries(
      Object.entries(drivers).map(([name, driver]) => [name, defaultsShape(driver)]),
    ),
  });

/** Names that the engine adds. */
const engineNames = ["version", "pluginDownloadURL", "__internal", "__pulumi-go-provider-version"];

/** The configuration: `backupDir`, `secrets`, and defaults under the name of each driver. */
export type ProviderConfiguration = {
  readonly backupDir?: string;
  readonly secrets?: Readonly<Record<string, string>>;
} & Readonly<Record<string, unknown>>;

/**
 * Parses a configuration. The engine passes the values of a stack's configuration as text, numbers
 * and objects too.
 */
export function parseConfiguration(given: Properties): ProviderConfiguration | UserError {
  const values = Object.entries(given)
    .filter(([name]) => !engineNames.includes(name))
    .map(([name, value]) => [name, textNames.includes(name) ? value : parseJson(value)]);
  const parsed = parseValue(configurationShape(), Object.fromEntries(values));
  return "error" in parsed ? parsed.error.userError : (parsed.value as ProviderConfiguration);
}

const textNames = ["backupDir"];

function parseJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Returns an error where a value is no text that can be compared, without any of its secrets. */
export function findConfigurationError(given: Properties): UserError | undefined {
  const { secrets, ...rest } = given;
  const parsed = parseConfiguration(rest);
  if (parsed instanceof Error) return parsed;
  const values = parseJson(secrets);
  const areSecrets =
    secrets === undefined ||
    (isMap(values) && Object.values(values).every((one) => typeof one === "string"));
  return areSecrets ? undefined : messages.providerSecretsInvalid();
}

/** Provides the secrets of a configuration, and returns the drivers with its defaults. */
export function applyConfiguration({
  secrets = {},
  backupDir,
  ...defaults
}: ProviderConfiguration): Drivers {
  provideSecrets(secrets);
  return Object.fromEntries(
    Object.entries(drivers).map(([name, driver]) => [
      name,
      withDefaults(driver, {
        ...(backupDir !== undefined && { backupDir }),
        ...(isMap(defaults[name]) ? defaults[name] : {}),
      }),
    ]),
  );
}

/** Returns a driver whose servers take defaults for the arguments that they are not given. */
function withDefaults(driver: DriverDefinition, defaults: object): DriverDefinition {
  if (Object.keys(defaults).length === 0) return driver;
  const fill = (options: object) => ({ ...defaults, ...options }) as never;
  const { findArgumentError, identitiesOf, open } = driver;
  return {
    ...driver,
    open: (options, tell) => open(fill(options), tell),
    ...(findArgumentError && {
      findArgumentError: (where, options) => findArgumentError(where, fill(options)),
    }),
    ...(identitiesOf && { identitiesOf: (options) => identitiesOf(fill(options)) }),
  };
}
