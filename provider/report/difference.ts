// Changes of a plan as differences of a report: their kind, their words and both values as text.
import { parseSharedName } from "../core/apply.js";
import { isMap } from "../core/canonical.js";
import type { Change, Location } from "../core/model.js";
import { formatProperty } from "../core/paths.js";
import { replaceUnprintable } from "../core/printable.js";
import { hideSecrets, isSecretPath } from "../core/secrets.js";
import { formatSide } from "../core/text.js";
import { describeOption } from "./option-names.js";
import type { Difference } from "./report.js";

/** The longest text of a value. A longer one ends in a fingerprint of the whole. */
const longestValue = 2_000;
const hidden = "[secret]";

/** The collections of the model, and the kind of their members. */
const memberKinds: ReadonlyMap<string, string> = new Map(
  Object.entries({
    options: "option",
    ranges: "range",
    exclusions: "exclusion range",
    reservations: "reservation",
    policies: "policy",
  }),
);

const objectKinds: ReadonlyMap<string, string> = new Map(
  Object.entries({
    classes: "class",
    sharedNetworks: "network",
    optionDefinitions: "option definition",
  }),
);

/** Properties with a kind of their own; any other is a "setting". */
const propertyKinds: ReadonlyMap<string, string> = new Map(
  Object.entries({
    leaseDuration: "lease duration",
    minimumLeaseDuration: "lease duration",
    maximumLeaseDuration: "lease duration",
    sharedNetwork: "network",
    name: "name",
    description: "name",
    "user-context": "name",
  }),
);

/** Words for properties whose names do not say it in the field's words. */
const propertyWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    id: "subnet id",
    "user-context": "note",
  }),
);

/** Returns a change of a plan as a difference. */
export function toDifference(change: Change): Difference {
  const { location, path, current, desired } = change;
  const [onPrimary, onPartner] = [desired, current].map((value) => describeSide(change, value));
  const isSecret =
    isSecretPath(path) ||
    (onPrimary !== undefined && onPrimary === onPartner && holdsSecret(current, desired));
  const show = (text: string): string => (isSecret ? hidden : text);
  return {
    kind: kindOf(location, path),
    path: formatProperty(location, path),
    label: replaceUnprintable(labelOf(location, path)),
    change: changeOf(desired, current),
    ...(onPrimary !== undefined && { primary: show(onPrimary) }),
    ...(onPartner !== undefined && { partner: show(onPartner) }),
    ...(isSecret && { secret: true }),
  };
}

/** Returns how two values differ; undefined stands for a server that has none. */
export function changeOf(primary: unknown, partner: unknown): Difference["change"] {
  if (partner === undefined) return "only-on-primary";
  return primary === undefined ? "only-on-partner" : "differs";
}

/** Returns a value as text; "present" where it has no properties, as a range has none. */
function describeSide(change: Change, value: Change["current"]): string | undefined {
  if (value === undefined) return undefined;
  const text = formatSide(change, value, longestValue);
  return text === "" ? "present" : text;
}

const holdsSecret = (...values: readonly Change["current"][]): boolean =>
  values.some((value) => isMap(value) && hideSecrets(value) !== value);

function kindOf(location: Location, [first = ""]: readonly string[]): string {
  switch (location.kind) {
    case "scope":
    case "settings":
      return memberKinds.get(first) ?? propertyKinds.get(first) ?? "setting";
    case "shared":
      return objectKinds.get(location.key.split(".")[0]!) ?? "setting";
    case "order":
      return "order";
    case "relationship":
      return "failover";
  }
}

function labelOf(location: Location, path: readonly string[]): string {
  switch (location.kind) {
    case "scope":
      return path.length === 0 ? "scope" : describePath(path);
    case "settings":
      return `global ${describePath(path)}`;
    case "order":
      return `order of ${location.key}`;
    case "shared": {
      const object = describeObject(location.key);
      return path.length === 0 ? object : `${object}, ${describePath(path)}`;
    }
    case "relationship":
      return `failover relationship ${location.key}`;
  }
}

/** Returns a shared object's name as people read it: `class phones`. */
function describeObject(key: string): string {
  const collection = key.slice(0, key.indexOf("."));
  // A name with characters that no terminal shows keeps its quotes and escapes.
  const name = /\\(x|u\{)/.test(key) ? key.slice(collection.length + 1) : parseSharedName(key);
  return collection === "optionDefinitions"
    ? `definition of ${describeOption(name)}`
    : `${objectKinds.get(collection) ?? collection} ${name}`;
}

/** Returns a path as people read it: `reservation 10.0.1.14, option 67 (boot file)`. */
function describePath(path: readonly string[]): string {
  const words: string[] = [];
  for (let i = 0; i < path.length; i++) {
    const name = path[i]!;
    const member = path[i + 1];
    const kind = memberKinds.get(name);
    if (kind !== undefined && member !== undefined) {
      words.push(name === "options" ? describeOption(member) : `${kind} ${member}`);
      i++;
    } else if (name !== "value" || words.length === 0) words.push(describeProperty(name));
  }
  return words.join(", ");
}

/** Returns a property's name in words: `lease duration`, `maximum bootp clients`. */
export const describeProperty = (name: string): string =>
  propertyWords.get(name) ??
  (/^[a-z][\w-]*$/i.test(name)
    ? name
        .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after}`)
        .replaceAll("-", " ")
        .toLowerCase()
    : name);
