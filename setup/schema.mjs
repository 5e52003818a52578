// npm run schema: writes stack.schema.json, by which editors help with a stack file. It is made of the shapes that the provider judges by,
// and says of each argument what its type says in provider/resources. Builds first: it reads dist/.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { root } from "./paths.mjs";

const built = createRequire(join(root, "dist", "_"));
const { referenceShape, z } = built("./core/shape.js");
const { drivers } = built("./drivers/index.js");
const { allSections, given, namespace, sections, servers } = built("./stack/file.js");

/** What is said of the members of each interface, and which interface each is of: `{ KeaServer: { url: { text: "…" } } }`. */
function documentation() {
  const folder = join(root, "provider", "resources");
  const parse = (name) =>
    ts.createSourceFile(
      name,
      readFileSync(join(folder, name), "utf8"),
      ts.ScriptTarget.Latest,
      true,
    );
  const statements = readdirSync(folder).flatMap((name) => parse(name).statements);
  const all = statements.filter(ts.isInterfaceDeclaration);
  const names = all.map(({ name }) => name.text);
  const namesIn = (type) =>
    names.filter((name) => new RegExp(`\\b${name}\\b`).test(type.getText()));
  const describe = (member) => [
    member.name.getText(),
    { text: said(member), type: namesIn(member.type)[0] },
  ];
  const told = Object.fromEntries(
    all.map(({ name, members }) => [name.text, Object.fromEntries(members.map(describe))]),
  );
  // An alias of several interfaces says of each member what one of these does.
  for (const { name, type } of statements.filter(ts.isTypeAliasDeclaration)) {
    const members = namesIn(type).flatMap((one) =>
      Object.entries(told[one]).filter(([, { text }]) => text !== ""),
    );
    told[name.text] = Object.fromEntries(members);
  }
  // What a type leaves to another one to say.
  for (const members of Object.values(told))
    for (const [name, member] of Object.entries(members))
      member.text = member.text.replace(
        /^As in (\w+)\./,
        (all, type) => (told[type] ?? told[`${type}Args`])?.[name]?.text ?? all,
      );
  return told;
}

/** A comment of documentation as plain text, without marks of code. */
const said = (node) =>
  ts
    .getJSDocCommentsAndTags(node)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "")
    .join(" ")
    .replaceAll("`", "")
    .replace(/\s*\n\s*/g, " ");

const reference = {
  description:
    "Where a secret is: in an environment variable where pulumi runs, or in a file, relative to the project's folder or absolute.",
  type: "object",
  properties: { env: { type: "string", minLength: 1 }, file: { type: "string", minLength: 1 } },
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: false,
};

/** A shape as JSON Schema, each property with what is said of it. */
function schemaOf(shape, told, type) {
  const { $schema, ...schema } = z.toJSONSchema(shape, {
    target: "draft-7",
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      if (zodSchema === referenceShape) Object.assign(jsonSchema, reference);
      delete jsonSchema.readOnly; // the provider's word to itself
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return explained(schema, told, type);
}

function explained(schema, told, type) {
  const properties = Object.entries(schema.properties).map(
    ([name, { description, ...property }]) => {
      const member = told[type]?.[name];
      const words = [member?.text, description].filter(Boolean).join(" ");
      return [
        name,
        {
          ...(words && { description: words }),
          ...(member?.type && property.properties
            ? explained(property, told, member.type)
            : property),
        },
      ];
    },
  );
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** What an argument that names servers is in a stack file. */
const name = () =>
  z.string().meta({ description: `The name of a server under ${namespace}:${servers}.` });
const named = { primary: name(), partner: name(), partners: z.record(z.string(), name()) };

function entry(shape, told, type) {
  const own = Object.keys(named).filter((name) => shape.shape[name]);
  const schema = schemaOf(
    given(shape).extend(Object.fromEntries(own.map((name) => [name, named[name]]))),
    told,
    type,
  );
  const once =
    schema.properties.names && schema.properties.scopeIds
      ? { not: { required: ["names", "scopeIds"] } }
      : {};
  if (!own.includes("partners")) return { ...schema, ...once };
  return {
    ...schema,
    required: schema.required.filter((name) => !name.startsWith("partner")),
    ...once,
    oneOf: [{ required: ["partner"] }, { required: ["partners"] }],
  };
}

const map = (description, values) => ({
  description,
  type: "object",
  additionalProperties: values,
});

/** The schema of a stack file. Of what is not ours nothing is asked. */
export function schema() {
  const told = documentation();
  const server = {
    type: "object",
    properties: {
      driver: { description: "What kind of server it is.", enum: Object.keys(drivers) },
    },
    required: ["driver"],
    allOf: Object.entries(drivers).map(([name, { options }]) => ({
      if: { properties: { driver: { const: name } }, required: ["driver"] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: schemaOf(
        z.strictObject({ driver: z.literal(name), ...options.shape }),
        told,
        Object.keys(told).find((type) => type.toLowerCase() === `${name}server`),
      ),
    })),
  };
  const about = {
    relationships: "Failover relationships",
    replications: "Replications",
    scopes: "Single scopes",
  };
  const types = {
    relationships: "FailoverRelationshipArgs",
    replications: "FailoverReplicationArgs",
    scopes: "FailoverScopeArgs",
  };
  const ours = {
    [`${namespace}:${servers}`]: map(
      "The DHCP servers, by the names that the other sections use.",
      server,
    ),
    ...Object.fromEntries(
      Object.entries(sections).map(([name, shape]) => [
        `${namespace}:${name}`,
        map(
          `${about[name]}, by the names of their resources.`,
          entry(shape(drivers), told, types[name]),
        ),
      ]),
    ),
  };
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
        properties: ours,
      },
    },
  };
}

export const schemaText = () => `${JSON.stringify(schema(), null, 2)}\n`;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(join(root, "stack.schema.json"), schemaText());
