// The pairs that a command line or stack files ask about.
import { assertIgnorable, ignorableKinds } from "../../lifecycle/ignored.js";
import type { PairPart } from "../../lifecycle/whole-pair.js";
import type { ServerArgs } from "../../lifecycle/arguments.js";
import { messages } from "../../core/messages.js";
import {
  type CommandOptions,
  readCredentials,
  readValue,
  readValues,
  toServer,
} from "../servers.js";

/** A server that a request names. */
export interface RequestedServer {
  /** Its name in a stack file. */
  readonly name?: string;
  /** Its address as people wrote it. */
  readonly text: string;
  readonly args: ServerArgs;
}

/** Two servers that are to be compared. */
export interface RequestedPair {
  readonly primary: RequestedServer;
  readonly partner: RequestedServer;
  readonly parts: readonly PairPart[];
  /** Words of --ignore, and those that a stack file adds. */
  readonly ignore: readonly string[];
  /** All that is left out, as the report says it. */
  readonly ignored: readonly string[];
  readonly secretNames: readonly string[];
}

/** Returns the pairs of a command line, those of stack files behind the others. */
export async function readRequest(
  options: CommandOptions,
  words: readonly string[],
): Promise<readonly RequestedPair[]> {
  const ignore = readIgnore(options);
  const onCommandLine = readServerPairs(options, words);
  const credentials = readCredentials(options, onCommandLine.flat());
  const named = onCommandLine.map(([primary, partner]): RequestedPair => {
    const [first, second] = [
      toServer("primary", primary, credentials),
      toServer("partner", partner, credentials),
    ];
    return {
      primary: { text: primary, args: first.reached },
      partner: { text: partner, args: second.reached },
      parts: [{}],
      ignore,
      ignored: ignore,
      secretNames: [],
    };
  });
  const paths = readValues(options, "stack-file");
  const inFiles = paths.length > 0 ? await readStackFiles(paths, ignore) : [];
  const all = [...named, ...inFiles];
  if (all.length === 0) throw messages.checkNothing();
  return all;
}

async function readStackFiles(
  paths: readonly string[],
  ignore: readonly string[],
): Promise<readonly RequestedPair[]> {
  // YAML is read by a library that a check without stack files need not wait for.
  const { readStackFile } = await import("./stack-file.js");
  return paths.flatMap((path) => readStackFile(path, ignore));
}

function readIgnore(options: CommandOptions): readonly string[] {
  const words = readValues(options, "ignore").flatMap((text) =>
    text.split(",").map((word) => word.trim()),
  );
  for (const word of words)
    try {
      assertIgnorable(word);
    } catch {
      throw messages.checkIgnore(word, ignorableKinds);
    }
  return words;
}

/** Returns the servers that a command line names, in pairs. */
function readServerPairs(
  options: CommandOptions,
  words: readonly string[],
): readonly (readonly [primary: string, partner: string])[] {
  const primaryOption = readValue(options, "primary");
  const servers = [
    ...(primaryOption === undefined ? [] : [primaryOption]),
    ...words,
    ...readValues(options, "partner"),
  ];
  if (servers.length === 1) throw messages.checkOneServer(servers[0]!);
  const [primary, ...partners] = servers;
  const pairs = readValues(options, "pair").map((text) => {
    const [one, other, ...more] = text.split(",").map((part) => part.trim());
    if (!one || !other || more.length > 0) throw messages.checkPairOption(text);
    return [one, other] as const;
  });
  return [...partners.map((partner) => [primary!, partner] as const), ...pairs];
}
