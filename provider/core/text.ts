// A change as a person reads it: one line, bounded, no secret in it.
import { at, fingerprint, isMap, text } from "./canonical.js";
import type { Change, Json, ConfigObject, Plan, Tree } from "./model.js";
import { leafNames, leafText } from "./paths.js";
import { isPrintable, printableJson, replaceUnprintable } from "./printable.js";
import { hidden, isSecretPath } from "./secrets.js";

/** The CLI cuts what is longer than 150 characters: one value of two, with ` => ` between, or one alone. */
const half = 72;
const whole = 146;

/** What a change does, as text: `86400 => 691200`, `+ hw:02-00-00-00-00-03 host-3`, `- 10.0.0.9`. */
export function changeText(change: Change): string {
  const { path, current, desired } = change;
  if (isSecretPath(path)) return "(secret, changed)";
  if (current === undefined) return `+ ${sideText(change, desired, whole)}`.trimEnd();
  if (desired === undefined) return `- ${sideText(change, current, whole)}`.trimEnd();
  const [from, to] = [sideText(change, current), sideText(change, desired)];
  if (from !== to) return `${from} => ${to}`;
  const [before, after] = [hidden(current as Json), hidden(desired as Json)];
  return text(before) === text(after)
    ? "(secret, changed)"
    : `${bounded(printableJson(text(before)), half, before)} => ${bounded(printableJson(text(after)), half, after)}`;
}

/** One value of a change, as text; where there is none, `nothing`. */
export function sideText(
  { place, path }: Pick<Change, "place" | "path">,
  value: Change["current"],
  limit = half,
): string {
  if (value === undefined) return "nothing";
  if (isSecretPath(path)) return "(secret)";
  if (path.length > 0 || place.kind === "order")
    return valueText(value as Json, limit, path.at(-2));
  return place.kind === "relationship"
    ? relationshipText(value as Tree)
    : partText(value as ConfigObject, limit);
}

/** A plan as the leaves of one map: for a resource that stands for one scope. */
export function flat(plan: Plan): Record<string, string> {
  return Object.fromEntries(
    plan.map((change) => [leafText(change.place, change.path), changeText(change)]),
  );
}

/** A plan as one map for each scope and for all else that changes: for a resource that stands for many. */
export function grouped(plan: Plan): Record<string, Record<string, string>> {
  const groups: Record<string, Record<string, string>> = {};
  for (const change of plan) {
    const [part, leaf] = leafNames(change.place, change.path);
    (groups[part] ??= {})[leaf] = changeText(change);
  }
  return groups;
}

/** A value in words. `collection` is the collection it is a member of, if it is one. */
function valueText(value: Json, limit: number, collection: string | undefined): string {
  const seen = hidden(value);
  if (!isMap(seen)) return bounded(scalarText(seen), limit, seen);
  const first = (headline[collection ?? ""] ?? []).filter((name) => typeof seen[name] === "string");
  const rest = Object.keys(seen).filter((name) => !first.includes(name));
  return bounded(
    [
      ...first.map((name) => scalarText(seen[name]!)),
      ...rest.map((name) => `${scalarText(name)} ${scalarText(seen[name]!)}`),
    ].join(" "),
    limit,
    seen,
  );
}

/** What people know a member by: told first, without its name. */
const headline: Readonly<Record<string, readonly string[]>> = {
  reservations: ["client", "address", "name"],
  options: ["value"],
};

/** A relationship in words: its facts, and a fingerprint of all it states. */
function relationshipText(relationship: Tree): string {
  const seen = hidden(relationship as Json) as Tree;
  return [
    ...["mode", "role", "self", "partner"].flatMap((name) =>
      seen[name] === undefined ? [] : [scalarText(seen[name])],
    ),
    `#${fingerprint(seen)}`,
  ].join(" ");
}

/** A whole part in words: how many members it has, and a fingerprint of all it holds. */
function partText(part: ConfigObject, limit: number): string {
  const seen = hidden(part.properties as Json) as Tree;
  const counts = Object.entries(seen)
    .filter(([, value]) => isMap(value))
    .map(([name, value]) => replaceUnprintable(counted(Object.keys(value as Tree).length, name)));
  return bounded(
    [
      at(seen, ["sharedNetwork"]) && `in ${scalarText(at(seen, ["sharedNetwork"])!)}`,
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
export function counted(count: number, plural: string): string {
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
const isPlain = (text: string): boolean => isPrintable(text) && /^[^\s"](?:.*\S)?$/u.test(text);

function scalarText(value: Json): string {
  if (Array.isArray(value))
    return value.length > 0 &&
      value.every((item) => typeof item === "string" && isPlain(item) && !item.includes(","))
      ? value.join(", ")
      : printableJson(text(value));
  if (typeof value !== "string") return printableJson(text(value));
  return isPlain(value) && !value.includes(" => ") ? value : printableJson(JSON.stringify(value));
}

/** The line cut to `limit`, ending in a fingerprint of what it stands for. */
function bounded(line: string, limit: number, value: unknown): string {
  if (line.length <= limit) return line;
  const cut = Array.from(line.slice(0, limit - 11));
  if (/[\ud800-\udbff]$/.test(cut.at(-1) ?? "")) cut.pop();
  return `${cut.join("")}… #${fingerprint(value)}`;
}
