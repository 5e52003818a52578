// The base: what was last replicated, kept in the state of the resource. It shows afterwards who
// changed what.
import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { valueAt, isMap, canonicalPieces } from "./canonical.js";
import { equal } from "./equal.js";
import {
  emptyConfiguration,
  type Change,
  type Configuration,
  type ConfigObject,
  type Location,
  type Plan,
} from "./model.js";

/** Encodes a configuration for the state: canonical JSON, deflated, base64. */
export const encodeBase = (configuration: Configuration): string =>
  deflateRawSync(Buffer.concat([...canonicalPieces(configuration as never)].map(toBytes))).toString(
    "base64",
  );

const toBytes = (text: string): Buffer => Buffer.from(text, "utf8");

/** Returns a digest that recognizes a configuration without decoding the base. */
export function digestBase(configuration: Configuration): string {
  const hash = createHash("sha256");
  for (const piece of canonicalPieces(configuration as never)) hash.update(piece);
  return hash.digest("base64");
}

/**
 * Decodes a base. Returns nothing where there is no record of a replication. Never throws: an
 * unreadable record is none.
 */
export function decodeBase(packed: unknown): Configuration | undefined {
  if (typeof packed !== "string" || packed === "") return undefined;
  try {
    return {
      ...emptyConfiguration,
      ...(JSON.parse(
        inflateRawSync(Buffer.from(packed, "base64")).toString("utf8"),
      ) as Configuration),
    };
  } catch {
    return undefined;
  }
}

/** A property that differs, with its values in the base, on the primary and on the partner. */
export interface AttributedChange {
  readonly location: Location;
  readonly path: readonly string[];
  readonly changedBy: "primary" | "partner" | "both";
  readonly values: readonly (Change["current"] | undefined)[];
}

/** Returns which server changed each property of a plan since the base. */
export function attributeChanges(
  base: Configuration,
  primary: Configuration,
  partner: Configuration,
  plan: Plan,
): readonly AttributedChange[] {
  return plan.map(({ location, path }) => {
    const [before, onPrimary, onPartner] = [base, primary, partner].map((configuration) =>
      valueIn(configuration, location, path),
    );
    return {
      location,
      path,
      values: [before, onPrimary, onPartner],
      changedBy: changedBy(before, onPrimary, onPartner),
    };
  });
}

type Value = AttributedChange["values"][number];

function changedBy(
  before: Value,
  onPrimary: Value,
  onPartner: Value,
): AttributedChange["changedBy"] {
  const isChanged = (value: Value): boolean =>
    !equal(comparableValue(value), comparableValue(before));
  if (!isChanged(onPartner)) return "primary";
  return isChanged(onPrimary) ? "both" : "partner";
}

/**
 * Returns the value to compare: of an object its properties, whether they are explicit or
 * inherited.
 */
const comparableValue = (value: Value) =>
  isConfigObject(value) ? value.properties : (value ?? null);
const isConfigObject = (value: Value): value is ConfigObject =>
  isMap(value) &&
  Array.isArray((value as unknown as ConfigObject).inherited) &&
  isMap((value as unknown as ConfigObject).properties);

function valueIn(
  configuration: Configuration,
  location: Location,
  path: readonly string[],
): Change["current"] | undefined {
  if (location.kind === "order") return configuration.order[location.key];
  if (location.kind === "relationship") return undefined; // a base holds no relationships
  const object = objectAt(configuration, location);
  return path.length === 0 ? object : valueAt(object?.properties, path);
}

function objectAt(
  { settings, scopes, shared }: Configuration,
  location: Extract<Location, { readonly kind: "settings" | "scope" | "shared" }>,
): ConfigObject | undefined {
  if (location.kind === "settings") return settings;
  return location.kind === "scope" ? scopes[location.key] : shared[location.key];
}
