// The door for everything people write: shapes are zod's, the sentences are ours.
import { z } from "zod";
import { listed, messages, quoted, type UserError } from "./messages.js";

export { z };

/**
 * Where a secret is: `{ env: "NAME" }` or `{ file: "path" }`. What stands in its place is never
 * told: it may be the secret.
 */
export const referenceShape = z.custom<{ readonly env: string } | { readonly file: string }>(
  (value) => {
    const [[name, text] = [], ...rest] =
      typeof value === "object" && value !== null ? Object.entries(value) : [];
    return (
      rest.length === 0 &&
      (name === "env" || name === "file") &&
      typeof text === "string" &&
      text !== ""
    );
  },
);

/** MiB: JavaScript holds no longer text. */
const largestText = 511;

/** The size in MiB up to which an answer or a file of a server is read. */
export const sizeLimitShape = z.int().min(1).max(largestText);

/**
 * A name of a property whose value is a secret; `*` stands for any characters, and a name of
 * nothing else would be every name.
 */
export const secretNameShape = z
  .string()
  .regex(/[^*\s]/, "a name, such as wifiKey, with * for any characters");

/** What is wrong with a value: where, and why in a sentence. */
export interface Flaw {
  /** From the value's root: `["primary", "path"]`. */
  readonly path: readonly PropertyKey[];
  readonly refusal: UserError;
}

/** Holds a value against a shape: what it is, or the first thing wrong with it. */
export function shaped<T>(
  shape: z.ZodType<T>,
  value: unknown,
): { readonly value: T } | { readonly flaw: Flaw } {
  const result = shape.safeParse(value, { reportInput: true });
  if (result.success) return { value: result.data };
  // A misspelled name first: it explains what else is missing.
  const issue =
    result.error.issues.find(({ code }) => code === "unrecognized_keys") ?? result.error.issues[0]!;
  return { flaw: { path: issue.path, refusal: told(issue, shape) } };
}

function told(issue: z.core.$ZodIssue, shape: z.ZodType): UserError {
  const name = pathName(issue.path) || "the arguments";
  switch (issue.code) {
    case "unrecognized_keys":
      return messages.propertyUnknown(name, issue.keys, known(shape, issue.path));
    case "invalid_value":
      return issue.input === undefined
        ? messages.propertyMissing(name, listed(issue.values.map(quoted)))
        : messages.propertyNotOneOf(name, issue.input, issue.values.map(quoted));
    case "invalid_type":
      // A certificate or a key may stand where its reference should.
      if (issue.path.at(-1) === "tls" && issue.input !== undefined)
        return messages.referenceRequired(name);
      return issue.input === undefined
        ? messages.propertyMissing(name, words[issue.expected] ?? issue.expected)
        : messages.propertyInvalid(name, words[issue.expected] ?? issue.expected, issue.input);
    case "too_small":
      return messages.propertyInvalid(
        name,
        issue.origin === "string"
          ? "a string that is not empty"
          : `a whole number, ${issue.minimum} or more`,
        issue.input,
      );
    case "too_big":
      return messages.propertyInvalid(
        name,
        `a whole number, ${issue.maximum} or less`,
        issue.input,
      );
    case "custom": // the one of our own
      return messages.referenceRequired(name);
    default:
      return messages.propertyInvalid(name, issue.message, issue.input);
  }
}

const words: Readonly<Record<string, string>> = {
  string: "a string",
  array: "an array",
  object: "an object",
  boolean: "true or false",
  number: "a number",
  int: "a whole number, 0 or more",
  record: "an object of names with values",
};

/** `primary.path`, `names[0]`. */
export function pathName(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) =>
      typeof step === "number" ? `[${step}]` : `${i === 0 ? "" : "."}${String(step)}`,
    )
    .join("");
}

const shapesFromOptions = new WeakSet<z.ZodType>();

/**
 * Marks what a constructor takes from the options of a resource: it reaches the provider beside the
 * arguments, and is none.
 */
export function fromOption<T extends z.ZodType>(shape: T): T {
  shapesFromOptions.add(shape);
  return shape;
}

/**
 * Returns the arguments that a program gives, by name: without those for our own use and those from
 * options.
 */
export const argumentsIn = ({ shape }: z.ZodObject): Readonly<Record<string, z.ZodType>> =>
  Object.fromEntries(
    Object.entries(shape as Record<string, z.ZodType>).filter(
      ([name, one]) => !name.startsWith("__") && !shapesFromOptions.has(one),
    ),
  );

/** The names that a shape knows at a path, those for our own use left out. */
function known(shape: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let inner: unknown = shape;
  for (const step of path) {
    const unwrapped = unwrap(inner);
    inner =
      unwrapped instanceof z.ZodObject
        ? unwrapped.shape[String(step)]
        : unwrapped instanceof z.ZodRecord
          ? unwrapped.valueType
          : undefined;
  }
  const found = unwrap(inner);
  return found instanceof z.ZodObject ? Object.keys(argumentsIn(found)) : [];
}

const unwrap = (shape: unknown): unknown =>
  shape instanceof z.ZodOptional || shape instanceof z.ZodDefault ? unwrap(shape.unwrap()) : shape;
