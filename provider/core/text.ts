// A change as a person reads it: one line, bounded, no secret in it.
import { valueAt, fingerprint, isMap, canonicalText } from "./canonical.js";
import { equal } from "./equal.js";
import type { Change, Json, ConfigObject, Plan, Tree } from "./model.js";
import { formatGroupedProperty, formatProperty } from "./paths.js";
import { isPrintable, printableJson, replaceUnprintable } from "./printable.js";
import { hideSecrets, isSecretPath } from "./secrets.js";

/** The CLI cuts what is longer than 150 characters: one value of two, with ` => ` between, or one alone. */
const half = 72;
const whole = 146;

/** What a change does, as text: `86400 => 691200`, `+ hw:02-00-00-00-00-03 host-3`, `- 10.0.0.9`. */
export function formatChange(change: Change): string {
  const { path, current, desired } = change;
  if (isSecretPath(path)) return "(secret, changed)";
  if (current === undefined) return `+ ${formatSide(change, desired, whole)}`.trimEnd();
  if (desired === undefined) return `- ${formatSide(change, current, whole)}`.trimEnd();
  const [from, to] = [formatSide(change, current), formatSide(change, desired)];
  if (from !== to) return `${from} => ${to}`;
  const [before, after] = [hideSecrets(current as Json), hideSecrets(desired as Json)];
  return equal(before, after)
    ? "(secret, changed)"
    : `${truncate(printableJson(canonicalText(before)), half, before)} => ${truncate(printableJson(canonicalText(after)), half, after)}`;
}

/** One value of a change, as text; where there is none, `nothing`. */
export function formatSide(
  { place, path }: Pick<Change, "place" | "path">,
  value: Change["current"],
  limit = half,
): string {
  if (value === undefined) return "nothing";
  if (isSecretPath(path)) return "(secret)";
  if (path.length > 0 || place.kind === "order")
    return formatValue(value as Json, limit, path.at(-2));
  return place.kind === "relationship"
    ? formatRelationship(value as Tree)
    : formatObject(value as ConfigObject, limit);
}

/** A plan as the leaves of one map: for a resource that stands for one scope. */
export function formatPlan(plan: Plan): Record<string, string> {
  return Object.fromEntries(
    plan.map((change) => [formatProperty(change.place, change.path), formatChange(change)]),
  );
}

/** A plan as one map for each scope and for all else that changes: for a resource that stands for many. */
export function formatPlanByGroup(plan: Plan): Record<string, Record<string, string>> {
  const groups: Record<string, Record<string, string>> = {};
  for (const change of plan) {
    const [part, leaf] = formatGroupedProperty(change.place, change.path);
    (groups[part] ??= {})[leaf] = formatChange(change);
  }
  return groups;
}

/** A value in words. `collection` is the collection it is a member of, if it is one. */
function formatValue(value: Json, limit: number, collection: string | undefined): string {
  const seen = hideSecrets(value);
  if (!isMap(seen)) return truncate(formatScalar(seen), limit, seen);
  const first = (headlineNames[collection ?? ""] ?? []).filter(
    (name) => typeof seen[name] === "string",
  );
  const rest = Object.keys(seen).filter((name) => !first.includes(name));
  return truncate(
    [
      ...first.map((name) => formatScalar(seen[name]!)),
      ...rest.map((name) => `${formatScalar(name)} ${formatScalar(seen[name]!)}`),
    ].join(" "),
    limit,
    seen,
  );
}

/** What people know a member by: told first, without its name. */
const headlineNames: Readonly<Record<string, readonly string[]>> = {
  reservations: ["client", "address", "name"],
  options: ["value"],
};

/** A relationship in words: its facts, and a fingerprint of all it states. */
function formatRelationship(relationship: Tree): string {
  const seen = hideSecrets(relationship as Json) as Tree;
  return [
    ...["mode", "role", "self", "partner"].flatMap((name) =>
      seen[name] === undefined ? [] : [formatScalar(seen[name])],
    ),
    `#${fingerprint(seen)}`,
  ].join(" ");
}

/** A whole part in words: how many members it has, and a fingerprint of all it holds. */
function formatObject(part: ConfigObject, limit: number): string {
  const seen = hideSecrets(part.properties as Json) as Tree;
  const counts = Object.entries(seen)
    .filter(([, value]) => isMap(value))
    .map(([name, value]) =>
      replaceUnprintable(formatCount(Object.keys(value as Tree).length, name)),
    );
  return truncate(
    [
      valueAt(seen, ["sharedNetwork"]) && `in ${formatScalar(valueAt(seen, ["sharedNetwork"])!)}`,
      counts.join(", "),
      `#${fingerprint(seen)}`,
    ]
      .filter(Boolean)
      .join(" "),
    limit,
    seen,
  );
}

/** `1 reservation`, `4 options`; a name that is no plural is told as it is. */
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

/** Returns whether a text can stand in a line as it is. */
const needsNoQuotes = (text: string): boolean =>
  isPrintable(text) && /^[^\s"](?:.*\S)?$/u.test(text);

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

/** The line cut to `limit`, ending in a fingerprint of what it stands for. */
function truncate(line: string, limit: number, value: unknown): string {
  if (line.length <= limit) return line;
  const cut = Array.from(line.slice(0, limit - 11));
  if (/[\ud800-\udbff]$/.test(cut.at(-1) ?? "")) cut.pop();
  return `${cut.join("")}… #${fingerprint(value)}`;
}
