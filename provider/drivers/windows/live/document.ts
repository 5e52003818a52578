// The answer of the read script: rows of names and plain values, one array for each kind of object.
import { messages } from "../messages.js";
import { parseValue, shapeOnDemand, z } from "../../../core/shape.js";

const cellShape = shapeOnDemand(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()).readonly()]),
);
const rowShape = shapeOnDemand(() => z.record(z.string(), cellShape()).readonly());
const rowsShape = shapeOnDemand(() => z.array(rowShape()).readonly());

/** Every array must be there: a part that could not be read is not a part that is empty. */
const documentShape = shapeOnDemand(() =>
  z.strictObject({
    format: z.literal(1),
    names: z.strictObject({
      host: z.string().min(1),
      domain: z.string(),
      build: z.number().nullable(),
    }),
    user: z.string(),
    time: z.string(),
    version: z.looseObject({ MajorVersion: z.number(), MinorVersion: z.number() }),
    setting: rowShape(),
    classes: rowsShape(),
    definitions: rowsShape(),
    filterList: rowShape(),
    filters: rowsShape(),
    scopes: rowsShape(),
    exclusions: rowsShape(),
    reservations: rowsShape(),
    policies: rowsShape(),
    policyRanges: rowsShape(),
    options: rowsShape(),
    relationships: rowsShape(),
    /** The scopes whose reservations, policies and option values were read. */
    selected: z.array(z.string()).readonly(),
  }),
);

const statisticsShape = shapeOnDemand(() => z.strictObject({ statistics: rowsShape() }));
const leasesShape = shapeOnDemand(() => z.strictObject({ leases: z.array(z.string()) }));

export type Row = Readonly<z.infer<ReturnType<typeof rowShape>>>;
export type ReadDocument = Readonly<z.infer<ReturnType<typeof documentShape>>>;

export function parseDocument(label: string, answer: unknown): ReadDocument {
  const found = parseValue(documentShape(), answer);
  if ("error" in found) throw messages.windowsNoDocument(label, found.error.path.join("."));
  return found.value;
}

/** Returns how many addresses clients hold, by scope. */
export function parseLeaseCounts(label: string, answer: unknown): ReadonlyMap<string, number> {
  const found = parseValue(statisticsShape(), answer);
  if ("error" in found) throw messages.windowsNoDocument(label, found.error.path.join("."));
  return new Map(
    found.value.statistics.flatMap(({ ScopeId, InUse }) =>
      typeof InUse === "number" ? [[String(ScopeId), InUse]] : [],
    ),
  );
}

/** Returns the addresses that clients hold in a scope. */
export function parseLeases(label: string, answer: unknown): readonly string[] {
  const found = parseValue(leasesShape(), answer);
  if ("error" in found) throw messages.windowsNoDocument(label, found.error.path.join("."));
  return found.value.leases;
}

/** Returns the name that a server gives itself, whatever it is reached by. */
export const readServerName = ({ names: { host, domain } }: ReadDocument): string =>
  (domain === "" || host.includes(".") ? host : `${host}.${domain}`)
    .toLowerCase()
    .replace(/\.$/, "");
