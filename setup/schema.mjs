// npm run schema: writes stack.schema.json, with which editors help with a stack file. It is made
// from the shapes by which the provider checks arguments, and from the descriptions in
// provider/resources. Builds first, because it reads dist/.

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { listArguments } from "./arguments.mjs";
import { root } from "./paths.mjs";

const built = createRequire(join(root, "dist", "_"));
const { z } = built("zod");
const { referenceShape } = built("./core/shape.js");
const { drivers } = built("./drivers/index.js");
const { allSections, argumentShape, namespace, sections, servers } = built("./stack/file.js");

/** Returns a description without the marks of code. */
const withoutMarks = (text) => text.replaceAll("`", "");

/** Returns the text that an editor shows for an argument. */
function describe({ description, default: defaultValue }) {
  const text = withoutMarks(description);
  return defaultValue === undefined ? text : `${text} Default: ${withoutMarks(defaultValue)}.`;
}

const reference = {
  description:
    "A reference to a secret: an environment variable where pulumi runs, or a file, absolute or relative to the project's folder.",
  type: "object",
  properties: { env: { type: "string", minLength: 1 }, file: { type: "string", minLength: 1 } },
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: false,
};

/**
 * Returns a shape as JSON Schema, in which each property has the description of the member of that
 * name.
 */
function schemaOf(shape, members, types) {
  const { $schema, ...schema } = z.toJSONSchema(shape, {
    target: "draft-7",
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      if (zodSchema === referenceShape()) Object.assign(jsonSchema, reference);
      delete jsonSchema.readOnly; // concerns the provider only
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return withDescriptions(schema, members, types);
}

/** Adds descriptions to a schema of an object and to those inside it. */
function withDescriptions(schema, members, types) {
  const properties = Object.entries(schema.properties).map(
    ([name, { description, ...property }]) => {
      const member = members.find((candidate) => candidate.name === name);
      const text = [member && describe(member), description].filter(Boolean).join(" ");
      const innerMembers = member && (member.members ?? types.get(member.type)?.members);
      const inner =
        innerMembers && property.properties
          ? withDescriptions(property, innerMembers, types)
          : property;
      return [name, { ...(text && { description: text }), ...inner }];
    },
  );
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** Returns the shape of an argument that names a server in a stack file. */
const serverName = () =>
  z.string().meta({ description: `The name of a server under ${namespace}:${servers}.` });

const serverArguments = {
  primary: serverName(),
  partner: serverName(),
  partners: z.record(z.string(), serverName()),
};

/** Returns the schema of one entry of a section. */
function entrySchema(shape, members, types) {
  const names = Object.keys(serverArguments).filter((name) => shape.shape[name]);
  const withNames = argumentShape(shape).extend(
    Object.fromEntries(names.map((name) => [name, serverArguments[name]])),
  );
  const schema = schemaOf(withNames, members, types);
  const choice =
    schema.properties.names && schema.properties.scopeIds
      ? { not: { required: ["names", "scopeIds"] } }
      : {};
  if (!names.includes("partners")) return { ...schema, ...choice };
  return {
    ...schema,
    required: schema.required.filter((required) => !required.startsWith("partner")),
    ...choice,
    oneOf: [{ required: ["partner"] }, { required: ["partners"] }],
  };
}

const mapSchema = (description, values) => ({
  description,
  type: "object",
  additionalProperties: values,
});

/** Returns the schema of a server, whose options depend on its driver. */
function serverSchema(types) {
  const typeOf = (driver) => {
    const type = [...types.values()].find(({ name }) => name.toLowerCase() === `${driver}server`);
    if (type) return type;
    throw new Error(
      `The driver ${driver} has no type: provider/resources/server.ts needs an interface whose ` +
        `name is the driver's and "Server", as a member of the union Server.`,
    );
  };
  return {
    type: "object",
    properties: {
      driver: { description: "The kind of server.", enum: Object.keys(drivers) },
    },
    required: ["driver"],
    allOf: Object.entries(drivers).map(([name, { options }]) => ({
      if: { properties: { driver: { const: name } }, required: ["driver"] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: schemaOf(
        z.strictObject({ driver: z.literal(name), ...options().shape }),
        typeOf(name).members,
        types,
      ),
    })),
  };
}

/** The sections that hold resources: their title, and the type of the arguments. */
const sectionTypes = {
  relationships: { title: "Failover relationships", type: "FailoverRelationshipArgs" },
  replications: { title: "Replications", type: "FailoverReplicationArgs" },
  scopes: { title: "Single scopes", type: "FailoverScopeArgs" },
};

/** Returns the schema of a stack file. Keys of other programs are not checked. */
export function buildSchema() {
  const types = new Map(listArguments().map((type) => [type.name, type]));
  const sectionSchemas = Object.entries(sections).map(([name, shape]) => {
    const { title, type } = sectionTypes[name];
    const entry = entrySchema(shape(drivers), types.get(type).members, types);
    return [`${namespace}:${name}`, mapSchema(`${title}, by the names of their resources.`, entry)];
  });
  const serversSchema = mapSchema(
    "The DHCP servers, by the names that the other sections use.",
    serverSchema(types),
  );
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Pulumi stack file of pulumi-dhcp-failover",
    type: "object",
    properties: {
      config: {
        type: ["object", "null"],
        propertyNames: {
          anyOf: [
            { enum: allSections.map((name) => `${namespace}:${name}`) },
            { not: { pattern: `^${namespace}:` } },
          ],
        },
        properties: {
          [`${namespace}:${servers}`]: serversSchema,
          ...Object.fromEntries(sectionSchemas),
        },
      },
    },
  };
}

export const schemaText = () => `${JSON.stringify(buildSchema(), null, 2)}\n`;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(join(root, "stack.schema.json"), schemaText());
