// The pairs of a stack file. Pulumi is not needed for them, and what only Pulumi can decrypt is
// refused by name.
import { dirname, relative, resolve } from "node:path";
import { parseDocument } from "yaml";
import { isMap } from "../../core/canonical.js";
import { messages, UserError } from "../../core/messages.js";
import { onOneLine } from "../../core/printable.js";
import { drivers } from "../../drivers/index.js";
import { listSecretNames, type ServerArgs } from "../../lifecycle/arguments.js";
import type { PairPart } from "../../lifecycle/whole-pair.js";
import { type Entry, namespace, readEntries } from "../../stack/file.js";
import { readText } from "../../storage/files.js";
import type { RequestedPair, RequestedServer } from "./request.js";

type ServerProperties = Readonly<Record<string, unknown>>;

/** Returns the pairs of servers that a stack file names, each once. `ignore`: words of --ignore. */
export function readStackFile(path: string, ignore: readonly string[]): readonly RequestedPair[] {
  const configuration = readConfiguration(path);
  const entries = withFileName(path, () => readEntries(configuration, drivers));
  const folder = dirname(resolve(path));
  const asked = entries.flatMap((entry) => listPairs(entry, folder));
  const byServers = Map.groupBy(asked, ({ key }) => key);
  return [...byServers.values()].map((same) => mergePairs(same, ignore));
}

/** Returns the values of our namespace. Throws where one is encrypted. */
function readConfiguration(path: string): ServerProperties {
  const document = parseDocument(readText(path).text, { prettyErrors: true });
  const [error] = document.errors;
  if (error) throw messages.stackFileNotYaml(path, onOneLine(error.message.split("\n")[0]!));
  const file: unknown = document.toJS();
  const config = isMap(file) && isMap(file["config"]) ? file["config"] : {};
  const ours = Object.entries(config).filter(([key]) => key.startsWith(`${namespace}:`));
  if (ours.length === 0) throw messages.stackFileWithoutConfig(path, namespace);
  return Object.fromEntries(
    ours.map(([key, value]) => {
      if (holdsSecure(value)) throw messages.stackFileSecure(path, key);
      return [key.slice(namespace.length + 1), parseIfJson(value)];
    }),
  );
}

/** Returns whether a value is or holds one that Pulumi encrypted: `secure: v1:…`. */
function holdsSecure(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecure);
  if (!isMap(value)) return false;
  const names = Object.keys(value);
  if (names.length === 1 && names[0] === "secure" && typeof value["secure"] === "string")
    return true;
  return Object.values(value).some(holdsSecure);
}

/** Parses a value that `pulumi config set` wrote as JSON in a string. */
function parseIfJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Does work, and names the file in a `UserError` about it. */
function withFileName<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof UserError ? messages.inStackFile(path, error) : error;
  }
}

/** One part of a pair, as one entry of the file states it. */
interface StatedPair {
  /** The names of the two servers in the file. */
  readonly key: string;
  readonly primary: RequestedServer;
  readonly partner: RequestedServer;
  readonly part: PairPart;
  readonly ignoresSettings: boolean;
  readonly secretNames: readonly string[];
  readonly isRelationship: boolean;
}

function listPairs({ section, args, primary, partners }: Entry, folder: string): StatedPair[] {
  const byPeer = isMap(args["partners"])
    ? Object.entries(args["partners"] as ServerProperties)
    : [[undefined, args["partner"]] as const];
  return byPeer.map(([peer, partner], i) => ({
    key: JSON.stringify([primary, partners[i]]),
    primary: toRequested(primary, args["primary"], folder),
    partner: toRequested(partners[i]!, partner, folder),
    part: {
      ...pickChoice(args),
      // Several partners divide the scopes; of one, all of both servers are compared.
      ...(peer !== undefined && byPeer.length > 1 && { partnerName: peer }),
    },
    ignoresSettings: args["serverSettings"] === "ignore",
    secretNames: listSecretNames(args),
    isRelationship: section === "relationships",
  }));
}

function pickChoice({ names, scopeIds, scopeId, exclude, keep }: ServerProperties): PairPart {
  const ids = typeof scopeId === "string" ? [scopeId] : scopeIds;
  return {
    ...(Array.isArray(names) && { names: names as string[] }),
    ...(Array.isArray(ids) && { scopeIds: ids as string[] }),
    ...(Array.isArray(exclude) && { exclude: exclude as string[] }),
    ...(Array.isArray(keep) && { keep: keep as string[] }),
  };
}

/** Merges what several entries state of the same two servers. */
function mergePairs(all: readonly StatedPair[], ignore: readonly string[]): RequestedPair {
  // A relationship says nothing of what is compared, unless it is all that the file says.
  const stated = all.filter(({ isRelationship }) => !isRelationship);
  const parts = stated.length > 0 ? stated.map(({ part }) => part) : [{}];
  const ignoresSettings = stated.length > 0 && stated.every((one) => one.ignoresSettings);
  const { primary, partner } = all[0]!;
  return {
    primary,
    partner,
    parts,
    ignore: [...ignore, ...(ignoresSettings ? ["settings"] : [])],
    ignored: [...ignore, ...(ignoresSettings ? ["settings"] : []), ...describeChoices(parts)],
    secretNames: all.flatMap(({ secretNames }) => secretNames),
  };
}

/** Describes what the parts of a pair leave out together. */
function describeChoices(parts: readonly PairPart[]): readonly string[] {
  const names = parts.flatMap((part) => part.names ?? []);
  const scopes = parts.flatMap((part) => part.scopeIds ?? []);
  const isWhole = parts.some((part) => part.names === undefined && part.scopeIds === undefined);
  const excluded = parts.flatMap(({ exclude = [] }) => exclude);
  return [
    ...(isWhole ? [] : [messages.allButChosen(names, scopes)]),
    ...excluded.filter((scope) => !scopes.includes(scope)),
    ...new Set(parts.flatMap(({ keep = [] }) => keep)),
  ];
}

/** Returns a server of the file, its paths in the file's own folder. */
function toRequested(name: string, args: unknown, folder: string): RequestedServer {
  const server = resolvePaths(args as ServerArgs, folder);
  return { name, text: formatAddress(server) ?? name, args: server };
}

/** Returns the address of a server as a command line in this folder takes it. */
function formatAddress({ url, path, computerName, user, port }: ServerArgs): string | undefined {
  if (typeof url === "string") return url;
  if (typeof path === "string") return relative(process.cwd(), path);
  if (typeof computerName !== "string") return undefined;
  const account = typeof user === "string" ? `${user}@` : "";
  return `windows://${account}${computerName}${typeof port === "number" ? `:${port}` : ""}`;
}

/** Returns a server whose own paths, and those of its secrets, are absolute. */
function resolvePaths<T extends ServerProperties>(args: T, folder: string): T {
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => {
      if (typeof value === "string" && ["path", "file", "backupDir", "sshConfig"].includes(key))
        return [key, resolve(folder, value)];
      return [key, isMap(value) ? resolvePaths(value, folder) : value];
    }),
  ) as T;
}
