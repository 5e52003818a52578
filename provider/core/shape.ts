// The door for everything people write: the shapes are zod's, the sentences are ours.
import { listed, messages, quoted, type UserError } from "./messages.js";
import * as z from "./zod.js";

export { z };

/**
 * Returns a function that makes a shape at its first call: a command that compares nothing with it
 * does not wait for it.
 */
export function shapeOnDemand<T extends z.ZodType>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/**
 * A reference to a secret: `{ env: "NAME" }` or `{ file: "path" }`. No message shows a value that is
 * given in its place: it may be the secret.
 */
export const referenceShape = shapeOnDemand(() =>
  z.custom<{ readonly env: string } | { readonly file: string }>((value) => {
    const [[name, text] = [], ...rest] =
      typeof value === "object" && value !== null ? Object.entries(value) : [];
    return (
      rest.length === 0 &&
      (name === "env" || name === "file") &&
      typeof text === "string" &&
      text !== ""
    );
  }),
);

/** In MiB. JavaScript holds no longer text. */
const largestText = 511;

/** The size in MiB up to which an answer or a file of a server is read. */
export const sizeLimitShape = shapeOnDemand(() => z.int().min(1).max(largestText));

/**
 * The name of a property whose value is a secret. `*` stands for any characters; a name of nothing
 * else would match every name.
 */
export const secretNameShape = shapeOnDemand(() =>
  z.string().regex(/[^*\s]/, "a name, such as wifiKey, with * for any characters"),
);

/** Why a value does not have a shape. */
export interface ValueError {
  /** The property's path from the value's root: `["primary", "path"]`. */
  readonly path: readonly PropertyKey[];
  readonly userError: UserError;
}

/** Compares a value with a shape. Returns the parsed value, or the first error in it. */
export function parseValue<T>(
  shape: z.ZodType<T>,
  value: unknown,
): { readonly value: T } | { readonly error: ValueError } {
  const result = shape.safeParse(value, { reportInput: true });
  if (result.success) return { value: result.data };
  // A misspelled name first: it explains what else is missing.
  const issue =
    result.error.issues.find(({ code }) => code === "unrecognized_keys") ?? result.error.issues[0]!;
  return { error: { path: issue.path, userError: describeIssue(issue, shape) } };
}

type Issue<Code extends z.core.$ZodIssue["code"]> = Extract<
  z.core.$ZodIssue,
  { readonly code: Code }
>;

function describeIssue(issue: z.core.$ZodIssue, shape: z.ZodType): UserError {
  const name = pathName(issue.path) || "the arguments";
  switch (issue.code) {
    case "unrecognized_keys":
      return messages.propertyUnknown(name, issue.keys, knownNames(shape, issue.path));
    case "invalid_value":
      return describeOtherValue(name, issue);
    case "invalid_type":
      return describeOtherType(name, issue);
    case "too_small":
      return messages.propertyInvalid(name, describeMinimum(issue), issue.input);
    case "too_big":
      return messages.propertyInvalid(
        name,
        `a whole number, ${issue.maximum} or less`,
        issue.input,
      );
    case "custom": // referenceShape
      return messages.referenceRequired(name);
    default:
      return messages.propertyInvalid(name, issue.message, issue.input);
  }
}

function describeOtherValue(name: string, { input, values }: Issue<"invalid_value">): UserError {
  const choices = values.map(quoted);
  return input === undefined
    ? messages.propertyMissing(name, listed(choices))
    : messages.propertyNotOneOf(name, input, choices);
}

function describeOtherType(name: string, issue: Issue<"invalid_type">): UserError {
  const { input, path } = issue;
  const expected = typeNames[issue.expected] ?? issue.expected;
  // A certificate or a key may stand where its reference should.
  if (path.at(-1) === "tls" && input !== undefined) return messages.referenceRequired(name);
  return input === undefined
    ? messages.propertyMissing(name, expected)
    : messages.propertyInvalid(name, expected, input);
}

const describeMinimum = ({ origin, minimum }: Issue<"too_small">): string =>
  origin === "string" ? "a string that is not empty" : `a whole number, ${minimum} or more`;

const typeNames: Readonly<Record<string, string>> = {
  string: "a string",
  array: "an array",
  object: "an object",
  boolean: "true or false",
  number: "a number",
  int: "a whole number, 0 or more",
  record: "an object of names with values",
};

/** Returns a path as text: `primary.path`, `names[0]`. */
export function pathName(path: readonly PropertyKey[]): string {
  const [first = "", ...rest] = path;
  const steps = rest.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
  return `${typeof first === "number" ? `[${first}]` : String(first)}${steps.join("")}`;
}

const shapesFromOptions = new WeakSet<z.ZodType>();

/**
 * Marks a shape whose value a constructor takes from the options of a resource. It reaches the
 * provider together with the arguments, and is none of them.
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

/** Returns the names that a shape has at a path, without those for our own use. */
function knownNames(shape: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const found = path.reduce(shapeOfMember, unwrap(shape));
  return found instanceof z.ZodObject ? Object.keys(argumentsIn(found)) : [];
}

function shapeOfMember(shape: unknown, name: PropertyKey): unknown {
  if (shape instanceof z.ZodObject) return unwrap(shape.shape[String(name)]);
  return shape instanceof z.ZodRecord ? unwrap(shape.valueType) : undefined;
}

const unwrap = (shape: unknown): unknown =>
  shape instanceof z.ZodOptional || shape instanceof z.ZodDefault ? unwrap(shape.unwrap()) : shape;
