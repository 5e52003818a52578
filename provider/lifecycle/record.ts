// What a resource keeps of a replication in its outputs, besides the arguments: and what can be told from it later.
import { print } from "../core/base.js";
import { fingerprint, isMap } from "../core/canonical.js";
import type { Configuration } from "../core/model.js";
import type { Reading } from "../drivers/driver.js";
import type { Seen } from "./seen.js";

export type Properties = Record<string, unknown>;

/** Names that are the provider's, not the program's. */
const ours = new Set(["replicate", "configure", "revision", "drift", "replicated", "state", "__base", "__key", "__print", "__args", "__servers", "__untold"]);
export const argumentsOf = (properties: Properties): Properties => Object.fromEntries(Object.entries(properties).filter(([name]) => !ours.has(name)));
/** The arguments that outputs were made with: some outputs have the name of an argument that was not given. */
export const recorded = (outputs: Properties): Properties =>
  Array.isArray(outputs.__args) ? Object.fromEntries(Object.entries(outputs).filter(([name]) => (outputs.__args as string[]).includes(name))) : argumentsOf(outputs);

/** What a program gives: what is only ours to carry does not count as an argument. */
export const withoutOurs = (properties: Properties): Properties => Object.fromEntries(Object.entries(argumentsOf(properties)).filter(([name]) => !name.startsWith("__")));

/** A configuration as a revision: short, and the same for the same. */
export const shortPrint = (configuration: Configuration): string => print(configuration).slice(0, 8).replaceAll("+", "-").replaceAll("/", "_");

/** How a server is recorded: by everything it is known by, in fingerprints. */
export const known = ({ identity, names = [] }: Reading): readonly string[] => [identity, ...names].map(fingerprint);

/** Whether a server is the one on record: the same identity, or one that calls itself the same among its peers. */
export function isRecorded(servers: unknown, place: "primary" | "partner", reading: Reading): boolean {
  const recorded = isMap(servers) ? servers[place] : undefined;
  return Array.isArray(recorded) && known(reading).some((mark) => recorded.includes(mark));
}

export const isReversed = (servers: unknown, { primary, partner }: Seen): boolean => isRecorded(servers, "primary", partner) && isRecorded(servers, "partner", primary);
