// Which values are secrets, and the forms in which they may leave the process: hidden, or as a keyed fingerprint.
import { createHmac, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { isMap, text } from "./canonical.js";
import type { Configuration, Json, Part, Tree } from "./model.js";

/** A name that contains one of these, in any case and wherever it stands, has a secret as its value. */
const telling = /password|passwd|passphrase|secret|token|credential|community/i;

/** So has a name with one of these as a word of its own: `bind-pw`, `wifiPsk`, `door_pin`. */
const tellingWords = new Set(["pass", "passcode", "pwd", "pw", "bindpw", "psk", "pin"]);

/** And a name with `key` behind one of these: `auth-key`, `apiKey`. */
const tellingKeys = new Set(["access", "api", "auth", "encryption", "private", "shared"]);

function namesSecret(name: string): boolean {
  if (telling.test(name)) return true;
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/);
  return words.some((word, i) => {
    if (tellingWords.has(word)) return true;
    const kind = word === "key" || word === "keys" ? (words[i - 1] ?? "") : word.replace(/keys?$/, "");
    return kind !== word && tellingKeys.has(kind);
  });
}

/** A URL that holds a password, wherever it stands: `postgresql://kea:password@db/leases`. */
const urlWithPassword = /[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:[^\s/?#@]+@/i;

const holdsPassword = (value: string): boolean => value.includes("://") && urlWithPassword.test(value);

const knownNames = new Map<string, boolean>();

/** The same for each name, asked once: there are few names, and configurations say them a hundred thousand times. */
function isSecretName(name: string): boolean {
  let known = knownNames.get(name);
  if (known === undefined) {
    if (knownNames.size > 10_000) knownNames.clear();
    knownNames.set(name, (known = namesSecret(name)));
  }
  return known;
}

export const isSecretPath = (path: readonly string[]): boolean => path.some(isSecretName);

/** The value with every secret in it replaced by what `replace` makes of it. Values without secrets are given back as they are. */
function replaced<T extends Json>(value: T, replace: (secret: Json) => string): T {
  if (typeof value === "string") return (holdsPassword(value) ? replace(value) : value) as T;
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => replaced(item, replace));
    return (items.every((item, i) => item === value[i]) ? value : items) as T;
  }
  if (!isMap(value)) return value;
  let result: Record<string, Json> | undefined;
  for (const [name, inner] of Object.entries(value)) {
    const next = isSecretName(name) ? replace(inner) : replaced(inner, replace);
    if (next !== inner) (result ??= Object.assign(Object.create(null), value))[name] = next;
  }
  return (result ?? value) as T;
}

/** The value as people and fingerprints may see it. */
export const hidden = <T extends Json>(value: T): T => replaced(value, () => "(secret)");

/** 32 random bytes with which one resource's secrets are fingerprinted. */
export const newKey = (): string => randomBytes(32).toString("base64");

/** What is kept of a secret that no server tells, to know another one by. People think such secrets up: each guess at it is made to cost a while. */
export const imprint = async (secret: string, key: string): Promise<string> => ((await promisify(scrypt)(secret, Buffer.from(key, "base64"), 32)) as Buffer).toString("base64url");

/** The configuration with every secret replaced by its fingerprint under `key`: comparable, not readable. `like`: only the parts that this one has. */
export function sealed(configuration: Configuration, key: string, like?: Configuration): Configuration {
  const seal = (secret: Json) => `sealed ${createHmac("sha256", Buffer.from(key, "base64")).update(text(secret)).digest("base64url")}`;
  return overParts(configuration, (properties) => replaced(properties, seal), like);
}

/** The configuration with every secret hidden. */
export const concealed = (configuration: Configuration): Configuration => overParts(configuration, (properties) => hidden(properties));

/** What was looked through and has no secret. */
const withoutAny = new WeakSet<Tree>();

function overParts(configuration: Configuration, change: (properties: Tree) => Tree, like?: Configuration): Configuration {
  const one = (part: Part): Part => {
    if (withoutAny.has(part.properties)) return part;
    const properties = change(part.properties);
    if (properties !== part.properties) return { ...part, properties };
    withoutAny.add(part.properties);
    return part;
  };
  // Secrets are rare, configurations large: only what has some is copied.
  const all = (parts: Readonly<Record<string, Part>>, wanted = parts) => {
    const changed = Object.keys(wanted).flatMap((key) => (parts[key] !== undefined && one(parts[key]) !== parts[key] ? [[key, one(parts[key])] as const] : []));
    return changed.length > 0 ? { ...parts, ...Object.fromEntries(changed) } : parts;
  };
  return { ...configuration, scopes: all(configuration.scopes, like?.scopes), shared: all(configuration.shared, like?.shared), settings: one(configuration.settings) };
}

/** A text, which may be foreign, without the secrets that a value holds. Very short ones are left: taking them out would tell more than it hides. */
export function withoutSecrets(line: string, value: Json): string {
  const found = new Set<string>();
  const collect = (secret: Json): string => {
    if (typeof secret === "string") found.add(secret);
    else if (typeof secret === "object" && secret !== null) Object.values(secret).forEach(collect);
    return "";
  };
  replaced(value, collect);
  return [...found].filter(({ length }) => length > 3).sort((a, b) => b.length - a.length).reduce((text, secret) => text.replaceAll(secret, "(secret)"), line);
}
