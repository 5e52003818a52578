// Secrets: which values are secret, and the forms in which they may leave the process: hidden, or
// as a keyed fingerprint.
import { AsyncLocalStorage } from "node:async_hooks";
import { createHmac, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { isMap, canonicalText } from "./canonical.js";
import type { Configuration, Json, ConfigObject, Tree } from "./model.js";

/** A name that contains one of these, in any case, has a secret as its value. */
const secretNamePattern = /password|passwd|passphrase|secret|token|credential|community/i;

/** So has a name with one of these as a separate word: `bind-pw`, `wifiPsk`, `door_pin`. */
const secretWords = new Set(["pass", "passcode", "pwd", "pw", "bindpw", "psk", "pin"]);

/** So has a name with `key` behind one of these: `auth-key`, `apiKey`. */
const secretKeyKinds = new Set(["access", "api", "auth", "encryption", "private", "shared"]);

function namesSecret(name: string): boolean {
  if (secretNamePattern.test(name)) return true;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word, i) => {
    if (secretWords.has(word)) return true;
    const kind =
      word === "key" || word === "keys" ? (words[i - 1] ?? "") : word.replace(/keys?$/, "");
    return kind !== word && secretKeyKinds.has(kind);
  });
}

/** A URL with a password, anywhere in a text: `postgresql://kea:password@db/leases`. */
const urlWithPassword = /[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:[^\s/?#@]+@/i;

const holdsPassword = (value: string): boolean =>
  value.includes("://") && urlWithPassword.test(value);

/** The names that count as secret: those of the tables above, and those that a resource adds. */
interface SecretTable {
  readonly added: readonly string[];
  /**
   * Earlier answers by name: there are few names, and configurations contain them a hundred
   * thousand times.
   */
  readonly answers: Map<string, boolean>;
  /** Trees that were searched and have no secret. */
  readonly withoutAny: WeakSet<Tree>;
  readonly isAdded: (name: string) => boolean;
}

const tables = new Map<string, SecretTable>();
const tableInForce = new AsyncLocalStorage<SecretTable>();

/**
 * Returns the table with these names added. `*` in a name stands for any characters; case does not
 * matter.
 */
function tableWith(names: readonly string[]): SecretTable {
  const added = [...new Set(names.map((name) => name.trim().toLowerCase()))].sort();
  const key = canonicalText(added);
  const known = tables.get(key);
  if (known) return known;
  const patterns = added.map((name) =>
    name
      .split("*")
      .map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"))
      .join(".*"),
  );
  const matching = new RegExp(`^(?:${patterns.join("|")})$`, "is");
  const table: SecretTable = {
    added,
    answers: new Map(),
    withoutAny: new WeakSet(),
    isAdded: (name) => added.length > 0 && matching.test(name),
  };
  tables.set(key, table);
  return table;
}

const plainTable = tableWith([]);
const currentTable = (): SecretTable => tableInForce.getStore() ?? plainTable;

/**
 * Runs work in which values under these names count as secrets as well. `*` in a name stands for
 * any characters.
 */
export const withSecretNames = <T>(names: readonly string[], work: () => T): T =>
  tableInForce.run(tableWith(names), work);

/** Returns the added names that count as secret in the work that is running. */
export const addedSecretNames = (): readonly string[] => currentTable().added;

/** Addresses, ranges and prefixes: names that the tables above never match. */
const numericName = /^[\d./:-]*$/;

function isSecretName(name: string, { added, answers, isAdded }: SecretTable): boolean {
  // Reservations and scopes have them as names by the hundred thousand.
  if (added.length === 0 && numericName.test(name)) return false;
  const known = answers.get(name);
  if (known !== undefined) return known;
  if (answers.size > 10_000) answers.clear();
  const answer = namesSecret(name) || isAdded(name);
  answers.set(name, answer);
  return answer;
}

/** Returns true where a name in the path is that of a secret. */
export function isSecretPath(path: readonly string[]): boolean {
  const table = currentTable();
  return path.some((name) => isSecretName(name, table));
}

/**
 * Returns the value with each secret replaced by `replace`. A value without secrets is returned
 * itself.
 */
function replaceSecrets<T extends Json>(
  value: T,
  replace: (secret: Json) => string,
  table = currentTable(),
): T {
  if (typeof value === "string") return (holdsPassword(value) ? replace(value) : value) as T;
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => replaceSecrets(item, replace, table));
    return (items.every((item, i) => item === value[i]) ? value : items) as T;
  }
  return isMap(value) ? (replaceInTree(value, replace, table) as T) : value;
}

function replaceInTree(tree: Tree, replace: (secret: Json) => string, table: SecretTable): Tree {
  let result: Record<string, Json> | undefined;
  for (const name of Object.keys(tree)) {
    const inner = tree[name]!;
    const next = isSecretName(name, table) ? replace(inner) : replaceSecrets(inner, replace, table);
    if (next === inner) continue;
    result ??= Object.assign(Object.create(null), tree) as Record<string, Json>;
    result[name] = next;
  }
  return result ?? tree;
}

/** Returns the value as people and fingerprints may see it. */
export const hideSecrets = <T extends Json>(value: T): T => replaceSecrets(value, () => "(secret)");

/** Creates the 32 random bytes that key the fingerprints of one resource's secrets. */
export const createSecretKey = (): string => randomBytes(32).toString("base64");

/**
 * Returns the hash that recognizes a secret which no server returns. People choose such secrets, so
 * each guess is made expensive.
 */
export const hashSecret = async (secret: string, key: string): Promise<string> => {
  const salt = Buffer.from(key, "base64");
  const hash = await promisify(scrypt)(secret, salt, 32);
  return (hash as Buffer).toString("base64url");
};

const isSeal = /^sealed [\w-]{43}$/;

/**
 * Returns the configuration with each secret replaced by its fingerprint under `key`: comparable,
 * not readable. `like` limits this to the objects that it has. A fingerprint stays as it is: a
 * recorded configuration is sealed again when names are added to the table.
 */
export function sealSecrets(
  configuration: Configuration,
  key: string,
  like?: Configuration,
): Configuration {
  const print = (secret: Json) =>
    createHmac("sha256", Buffer.from(key, "base64"))
      .update(canonicalText(secret))
      .digest("base64url");
  const seal = (secret: Json) =>
    typeof secret === "string" && isSeal.test(secret) ? secret : `sealed ${print(secret)}`;
  return replaceInObjects(configuration, seal, like);
}

/** Returns the configuration with each secret hidden. */
export const hideAllSecrets = (configuration: Configuration): Configuration =>
  replaceInObjects(configuration, () => "(secret)");

function replaceInObjects(
  configuration: Configuration,
  replace: (secret: Json) => string,
  like?: Configuration,
): Configuration {
  const { withoutAny } = currentTable();
  const one = (part: ConfigObject): ConfigObject => {
    if (withoutAny.has(part.properties)) return part;
    let isPlain = true;
    const properties = replaceSecrets(part.properties, (secret) => {
      isPlain = false;
      return replace(secret);
    });
    if (isPlain) withoutAny.add(part.properties);
    return properties === part.properties ? part : { ...part, properties };
  };
  // Secrets are rare and configurations large: only objects with secrets are copied.
  const all = (parts: Readonly<Record<string, ConfigObject>>, wanted = parts) => {
    const changed = Object.keys(wanted).flatMap((key) =>
      parts[key] !== undefined && one(parts[key]) !== parts[key]
        ? [[key, one(parts[key])] as const]
        : [],
    );
    return changed.length > 0 ? { ...parts, ...Object.fromEntries(changed) } : parts;
  };
  return {
    ...configuration,
    scopes: all(configuration.scopes, like?.scopes),
    shared: all(configuration.shared, like?.shared),
    settings: one(configuration.settings),
  };
}

/**
 * Returns a text without the secrets that a value holds. Very short ones stay: removing them would
 * reveal more than it hides.
 */
export function removeSecrets(line: string, value: Json): string {
  const found = new Set<string>();
  const collect = (secret: Json): string => {
    if (typeof secret === "string") found.add(secret);
    else if (typeof secret === "object" && secret !== null) Object.values(secret).forEach(collect);
    return "";
  };
  replaceSecrets(value, collect);
  return [...found]
    .filter(({ length }) => length > 3)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, "(secret)"), line);
}
