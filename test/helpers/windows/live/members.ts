// Members of values, casts and comparisons, as Windows PowerShell has them in strict mode.
import { Address, casts, Duration, Hash, strict, stringOf, Thing, Thrown } from "./values.js";

/** Returns what of a value goes through a pipeline: a list falls apart, once. */
export function emitted(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (value instanceof Properties) return value.all();
  return Array.isArray(value) ? value : [value];
}

/** Returns what a pipeline's output is where one value is wanted. */
export function collapsed(output: readonly unknown[]): unknown {
  if (output.length === 0) return null;
  return output.length === 1 ? output[0] : [...output];
}

/** A pattern with `*`, of a whole text in any case. */
export const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[^\w-]/g, "\\$&"))
      .join(".*")}$`,
    "i",
  );

/** An error record, as `catch` and `$Error` have it. */
function recordOf({ message, id, category, activity, errorData }: Thrown): Thing {
  return new Thing({
    Exception: new Thing({
      Message: message,
      ...(errorData && { ErrorData: new Thing(errorData) }),
    }),
    FullyQualifiedErrorId: id,
    CategoryInfo: new Thing({ Category: category, Activity: activity }),
  });
}

/** `.PSObject.Properties`: each has a name and a value. */
export class Properties {
  constructor(private readonly of: Thing) {}
  named(name: string): unknown {
    const found = this.of.find(name);
    return found ? new Thing({ Name: found[0], Value: found[1] }) : null;
  }
  all(): readonly Thing[] {
    return Object.entries(this.of.properties).map(([Name, Value]) => new Thing({ Name, Value }));
  }
}

/** Returns a member of a value, as `value.name` does in strict mode. */
export function memberOf(of: unknown, name: string): unknown {
  const wanted = name.toLowerCase();
  if (of instanceof Thrown) return memberOf(recordOf(of), name);
  const special = specialMembers(of);
  if (Object.hasOwn(special, wanted)) return special[wanted];
  const found = ownMembers(of).find(([own]) => own.toLowerCase() === wanted);
  if (!found) throw strict(name);
  return found[1];
}

/** Returns the members that .NET gives a value, by their names in lower case. */
function specialMembers(of: unknown): Readonly<Record<string, unknown>> {
  if (of instanceof Hash)
    return { keys: of.all().map(([key]) => key), containskey: (key: unknown) => of.has(key) };
  if (of instanceof Thing) return { psobject: { properties: new Properties(of) } };
  if (of instanceof Duration) return { totalseconds: of.seconds };
  if (Array.isArray(of)) return { count: of.length, clear: () => void of.splice(0) };
  if (typeof of === "string")
    return {
      length: of.length,
      padright: (length: number, filler: string) => of.padEnd(length, filler),
    };
  return {};
}

/** Returns the members that a script or a cmdlet has given a value. */
function ownMembers(of: unknown): readonly (readonly [name: string, value: unknown])[] {
  if (of instanceof Hash) return of.all();
  if (of instanceof Thing) return Object.entries(of.properties);
  const hasOwn =
    typeof of === "object" && of !== null && !Array.isArray(of) && !(of instanceof Address);
  return hasOwn ? Object.entries(of) : [];
}

/** Returns a value as one of that type. */
export function cast(type: string, value: unknown): unknown {
  if (type.endsWith("[]")) {
    const each = casts[type.slice(0, -2)];
    if (!each) throw new Error(`[${type}] is not known here`);
    return value === null ? null : (Array.isArray(value) ? value : [value]).map(each);
  }
  const to = casts[type];
  if (!to) throw new Error(`[${type}] is not known here`);
  return to(value);
}

/** Tells whether `-eq` holds, which compares texts in any case. */
export const equal = (left: unknown, right: unknown): boolean => {
  if (left === null || left === undefined || right === null || right === undefined)
    return (left ?? null) === (right ?? null);
  if (typeof left === "string") return left.toLowerCase() === stringOf(right).toLowerCase();
  return left === right;
};
