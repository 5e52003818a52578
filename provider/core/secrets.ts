// Which values are secrets, and the forms in which they may leave the process: hidden, or as a keyed fingerprint.
import { AsyncLocalStorage } from "node:async_hooks";
import { createHmac, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { isMap, canonicalText } from "./canonical.js";
import type { Configuration, Json, ConfigObject, Tree } from "./model.js";

/** A name that contains one of these, in any case and wherever it stands, has a secret as its value. */
const secretNamePattern = /password|passwd|passphrase|secret|token|credential|community/i;

/** So has a name with one of these as a word of its own: `bind-pw`, `wifiPsk`, `door_pin`. */
const secretWords = new Set(["pass", "passcode", "pwd", "pw", "bindpw", "psk", "pin"]);

/** And a name with `key` behind one of these: `auth-key`, `apiKey`. */
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

/** A URL that holds a password, wherever it stands: `postgresql://kea:password@db/leases`. */
const urlWithPassword = /[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:[^\s/?#@]+@/i;

const holdsPassword = (value: string): boolean =>
  value.includes("://") && urlWithPassword.test(value);

/** The names that count as secret: those of the table above, and those that a resource adds. */
interface SecretTable {
  readonly added: readonly string[];
  /** Answers that were given, by name: there are few names, and configurations say them a hundred thousand times. */
  readonly answers: Map<string, boolean>;
  /** What was looked through and has no secret. */
  readonly withoutAny: WeakSet<Tree>;
  readonly isAdded: (name: string) => boolean;
}

const tables = new Map<string, SecretTable>();
const tableInForce = new AsyncLocalStorage<SecretTable>();

/** Returns the table with these names added, in which `*` stands for any characters; upper and lower case are alike. */
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

/** Does work in which values under these names count as secrets as well; `*` in a name stands for any characters. */
export const withSecretNames = <T>(names: readonly string[], work: () => T): T =>
  tableInForce.run(tableWith(names), work);

/** Returns the names that count as secret besides those of the table, where this is called. */
export const addedSecretNames = (): readonly string[] => currentTable().added;

function isSecretName(name: string, { answers, isAdded }: SecretTable): boolean {
  let answer = answers.get(name);
  if (answer === undefined) {
    if (answers.size > 10_000) answers.clear();
    answers.set(name, (answer = namesSecret(name) || isAdded(name)));
  }
  return answer;
}

export function isSecretPath(path: readonly string[]): boolean {
  const table = currentTable();
  return path.some((name) => isSecretName(name, table));
}

/** The value with every secret in it replaced by what `replace` makes of it. Values without secrets are given back as they are. */
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
  if (!isMap(value)) return value;
  let result: Record<string, Json> | undefined;
  for (const [name, inner] of Object.entries(value)) {
    const next = isSecretName(name, table) ? replace(inner) : replaceSecrets(inner, replace, table);
    if (next !== inner) (result ??= Object.assign(Object.create(null), value))[name] = next;
  }
  return (result ?? value) as T;
}

/** The value as people and fingerprints may see it. */
export const hideSecrets = <T extends Json>(value: T): T => replaceSecrets(value, () => "(secret)");

/** 32 random bytes with which one resource's secrets are fingerprinted. */
export const createSecretKey = (): string => randomBytes(32).toString("base64");

/** What is kept of a secret that no server tells, to know another one by. People think such secrets up: each guess at it is made to cost a while. */
export const hashSecret = async (secret: string, key: string): Promise<string> =>
  ((await promisify(scrypt)(secret, Buffer.from(key, "base64"), 32)) as Buffer).toString(
    "base64url",
  );

const isSeal = /^sealed [\w-]{43}$/;

/**
 * The configuration with every secret replaced by its fingerprint under `key`: comparable, not readable. `like`: only the parts that this
 * one has. A fingerprint stays as it is: what is on record is sealed once more where names have come to the table since.
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

/** The configuration with every secret hidden. */
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
  // Secrets are rare, configurations large: only what has some is copied.
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

/** A text, which may be foreign, without the secrets that a value holds. Very short ones are left: taking them out would tell more than it hides. */
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
    .reduce((text, secret) => text.replaceAll(secret, "(secret)"), line);
}
