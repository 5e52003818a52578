// Changes as people read them: one line each, of limited length, without secrets.
import { valueAt, fingerprint, isMap, canonicalText } from "./canonical.js";
import { equal } from "./equal.js";
import type { Change, Json, ConfigObject, Plan, Tree } from "./model.js";
import { formatGroupedProperty, formatProperty } from "./paths.js";
import { printableJson, replaceUnprintable } from "./printable.js";
import { hideSecrets, isSecretPath } from "./secrets.js";
import type { ServerPair } from "./short-names.js";

/**
 * The CLI cuts lines longer than 150 characters: two values with ` => ` between them, or one alone.
 */
const half = 72;
const whole = 146;

/** Returns a change as text: `86400 => 691200`, `+ hw:02-00-00-00-00-03 host-3`, `- 10.0.0.9`. */
export function formatChange(change: Change): string {
  const { path, current, desired } = change;
  if (isSecretPath(path)) return "(secret, changed)";
  if (current === undefined) return `+ ${formatSide(change, desired, whole)}`.trimEnd();
  if (desired === undefined) return `- ${formatSide(change, current, whole)}`.trimEnd();
  const sides = formatSides(change);
  return sides ? `${sides.partner} => ${sides.primary}` : "(secret, changed)";
}

/**
 * Returns what both servers have, the partner first as in a preview: `dhcp2 has 600, dhcp1 28800`.
 */
export function formatDifference(change: Change, names: ServerPair<string>): string {
  const { path, current, desired } = change;
  const { primary, partner } = names;
  if (isSecretPath(path)) return "(secret, differs)";
  if (current === undefined) return `only ${primary} has ${formatOnly(change, desired)}`.trimEnd();
  if (desired === undefined) return `only ${partner} has ${formatOnly(change, current)}`.trimEnd();
  const sides = formatSides(change);
  return sides
    ? `${partner} has ${sides.partner}, ${primary} ${sides.primary}`
    : "(secret, differs)";
}

/** Returns the only value of a difference; "it" where the value has no text, as a range has none. */
const formatOnly = (change: Change, value: Change["current"]): string =>
  formatSide(change, value, whole) || "it";

/** Returns both values as text; nothing where they differ in secrets alone. */
function formatSides(change: Change): ServerPair<string> | undefined {
  const { current, desired } = change;
  const [partner, primary] = [formatSide(change, current), formatSide(change, desired)];
  if (partner !== primary) return { primary, partner };
  const [before, after] = [hideSecrets(current as Json), hideSecrets(desired as Json)];
  if (equal(before, after)) return undefined;
  const shorten = (value: Json): string =>
    truncate(printableJson(canonicalText(value)), half, value);
  return { primary: shorten(after), partner: shorten(before) };
}

/** Returns one value of a change as text, and `nothing` where there is none. */
export function formatSide(
  { location, path }: Pick<Change, "location" | "path">,
  value: Change["current"],
  limit = half,
): string {
  if (value === undefined) return "nothing";
  if (isSecretPath(path)) return "(secret)";
  if (path.length > 0 || location.kind === "order")
    return formatValue(value as Json, limit, path.at(-2));
  return location.kind === "relationship"
    ? formatRelationship(value as Tree)
    : formatObject(value as ConfigObject, limit);
}

/** Returns a plan as one object of texts, for a resource of one scope. */
export function formatPlan(plan: Plan): Record<string, string> {
  return Object.fromEntries(
    plan.map((change) => [formatProperty(change.location, change.path), formatChange(change)]),
  );
}

/**
 * Returns a plan as one object of texts for each scope and for all else that changes, for a
 * resource of many scopes.
 */
export function formatPlanByGroup(plan: Plan): Record<string, Record<string, string>> {
  const groups: Record<string, Record<string, string>> = {};
  for (const change of plan) {
    const [object, property] = formatGroupedProperty(change.location, change.path);
    groups[object] ??= {};
    groups[object][property] = formatChange(change);
  }
  return groups;
}

/** Returns a value as text. `collection` is the collection that it is a member of, if it is one. */
function formatValue(value: Json, limit: number, collection: string | undefined): string {
  const visible = hideSecrets(value);
  if (!isMap(visible)) return truncate(formatScalar(visible), limit, visible);
  const first = (headlineNames.get(collection ?? "") ?? []).filter(
    (name) => typeof visible[name] === "string",
  );
  const rest = Object.keys(visible).filter((name) => !first.includes(name));
  return truncate(
    [
      ...first.map((name) => formatScalar(visible[name]!)),
      ...rest.map((name) => `${formatScalar(name)} ${formatScalar(visible[name]!)}`),
    ].join(" "),
    limit,
    visible,
  );
}

/** The properties by which people know a member: shown first and without their names. */
const headlineNames: ReadonlyMap<string, readonly string[]> = new Map([
  ["reservations", ["client", "address", "name"]],
  ["options", ["value"]],
]);

/** Returns a relationship as text: its common properties, and a fingerprint of all others. */
function formatRelationship(relationship: Tree): string {
  const visible = hideSecrets(relationship as Json) as Tree;
  return [
    ...["mode", "role", "self", "partner"].flatMap((name) =>
      visible[name] === undefined ? [] : [formatScalar(visible[name])],
    ),
    `#${fingerprint(visible)}`,
  ].join(" ");
}

/** Returns a whole object as text: the number of its members, and a fingerprint of all it holds. */
function formatObject(part: ConfigObject, limit: number): string {
  const visible = hideSecrets(part.properties as Json) as Tree;
  const counts = Object.entries(visible)
    .filter(([, value]) => isMap(value))
    .map(([name, value]) =>
      replaceUnprintable(formatCount(Object.keys(value as Tree).length, name)),
    );
  return truncate(
    [
      valueAt(visible, ["sharedNetwork"]) &&
        `in ${formatScalar(valueAt(visible, ["sharedNetwork"])!)}`,
      counts.join(", "),
      `#${fingerprint(visible)}`,
    ]
      .filter(Boolean)
      .join(" "),
    limit,
    visible,
  );
}

/**
 * Returns a number with its noun: `1 reservation`, `4 options`. A name that is no plural stays as
 * it is.
 */
export function formatCount(count: number, plural: string): string {
  return `${count} ${
    count === 1
      ? plural
          .replace(/(s|x)es$/, "$1")
          .replace(/ies$/, "y")
          .replace(/([^s])s$/, "$1")
      : plural
  }`;
}

/** Returns true where a text can be shown without quotes. */
const needsNoQuotes = (text: string): boolean =>
  replaceUnprintable(text) === text && /^[^\s"](?:.*\S)?$/u.test(text);

function formatScalar(value: Json): string {
  if (Array.isArray(value))
    return value.length > 0 &&
      value.every((item) => typeof item === "string" && needsNoQuotes(item) && !item.includes(","))
      ? value.join(", ")
      : printableJson(canonicalText(value));
  if (typeof value !== "string") return printableJson(canonicalText(value));
  return needsNoQuotes(value) && !value.includes(" => ")
    ? value
    : printableJson(JSON.stringify(value));
}

/** Returns the line cut to `limit` characters, with a fingerprint of the whole value at its end. */
function truncate(line: string, limit: number, value: unknown): string {
  if (line.length <= limit) return line;
  const cut = Array.from(line.slice(0, limit - 11));
  if (/[\ud800-\udbff]$/.test(cut.at(-1) ?? "")) cut.pop();
  return `${cut.join("")}… #${fingerprint(value)}`;
}
