// The identifiers of clients in reservations: read in one spelling, written as the sources spell
// them.
import type { Json } from "../../../../core/model.js";
import { mapOf } from "../../../../core/canonical.js";
import { keywords } from "../../names.js";
import { toColons, toDashed, toQuotedText } from "../options/hex.js";
import { mapsIn } from "../kea-map.js";
import type { ReplicationSource } from "../target.js";

/** Kea's keywords for the identifiers of a client, and the names of their kinds in the model. */
const identifierKinds: Readonly<Record<string, string>> = {
  "hw-address": "hw",
  duid: "duid",
  "client-id": "client-id",
  "circuit-id": "circuit-id",
  "flex-id": "flex-id",
};

export const identifierKeys: readonly string[] = Object.keys(identifierKinds);

/**
 * Identifiers that may be text in single quotes. Their bytes are read as text where they are one.
 */
const textIdentifiers: ReadonlySet<string> = new Set(["client-id", "circuit-id", "flex-id"]);

/**
 * Returns the client that an identifier stands for, however it is spelled: `hw:02-00-…`,
 * `flex-id:'olt7:port:12'`. Returns nothing where the text is no identifier.
 */
export function toClient(key: string, text: string): string | undefined {
  const bytes = toDashed(text);
  const value =
    bytes !== undefined && textIdentifiers.has(key) ? (toQuotedText(bytes) ?? bytes) : bytes;
  return value === undefined ? undefined : `${identifierKinds[key]}:${value}`;
}

/**
 * Returns Kea's keyword and value for a client: as text where it is one, unless a source spells it
 * in bytes.
 */
export function writeIdentifier(
  client: string,
  sources: readonly ReplicationSource[] = [],
): readonly [key: string, value: string] {
  const kind = client.slice(0, client.indexOf(":"));
  const key = identifierKeys.find((name) => identifierKinds[name] === kind) ?? kind;
  const value = client.slice(kind.length + 1);
  if (!value.startsWith("'")) return [key, toColons(value)];
  const isInBytes = sources.some(({ dhcp4 }) => findTextsInBytes(dhcp4).has(client));
  return [key, isInBytes ? toByteSpelling(value.slice(1, -1)) : value];
}

function toByteSpelling(text: string): string {
  const hex = Buffer.from(text, "utf8").toString("hex");
  return (hex.match(/../g) ?? []).join(":");
}

const textsInBytesCache = new WeakMap<object, ReadonlySet<string>>();

/** Returns the clients of a configuration whose identifiers are texts and are spelled in bytes. */
function findTextsInBytes(dhcp4: Json): ReadonlySet<string> {
  const root = mapOf(dhcp4);
  const cached = textsInBytesCache.get(root);
  if (cached) return cached;
  const networks = mapsIn(root[keywords.sharedNetworks]);
  const subnets = [root, ...networks].flatMap((raw) => mapsIn(raw[keywords.subnets]));
  const found = new Set<string>();
  for (const raw of [root, ...subnets].flatMap((holder) => mapsIn(holder[keywords.reservations]))) {
    for (const key of textIdentifiers) {
      const text = raw[key];
      if (typeof text === "string" && !text.trim().startsWith("'"))
        found.add(toClient(key, text) ?? "");
    }
  }
  textsInBytesCache.set(root, found);
  return found;
}
