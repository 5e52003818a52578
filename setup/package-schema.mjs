// npm run schema: writes schema.json, the schema of the provider plugin, from which Pulumi makes the
// packages for Python, Go and C#, and by which it checks a program in YAML. It is made from the types
// in provider/resources and their comments.
//
// All servers have one type, `Server`. A union of three types reaches Go as `pulumi.Input` and C# as
// `object`: without members, and without their descriptions (pulumi's code generators, 3.228).
//
// No default is given to Pulumi as a value: it would be sent as if the program had written it, and
// some are defaults of one kind of server only. Descriptions name them.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { listArguments, listOutputs, listServerTypes } from "./arguments.mjs";
import { root } from "./paths.mjs";

const packageName = "dhcp-failover";
const token = (name) => `${packageName}:index:${name}`;
const reference = (name) => ({ $ref: `#/types/${token(name)}` });

/** The names of the types whose values are listed in place, by the member that has them. */
const enumNames = {
  driver: "Driver",
  mode: "FailoverMode",
  serverRole: "ServerRole",
  onDrift: "OnDrift",
  serverSettings: "ServerSettings",
  method: "ReplicationMethod",
  onDelete: "OnDelete",
  format: "FileFormat",
  release: "KeaRelease",
  apply: "KeaApply",
  over: "WindowsConnection",
};

/** The names of the types that are written out in place, by the member that has them. */
const objectNames = { tls: "KeaTls", peerTls: "KeaPeerTls", multiThreading: "KeaMultiThreading" };

/** The types of servers, in the order of their drivers' names in an error. */
const serverTypes = listServerTypes().sort();

/** The types that arguments and outputs refer to, besides those above. */
const objectTypes = [
  "Reference",
  "KeaRelationship",
  "Scope",
  "Failover",
  "Reported",
  "FileDefaults",
  "KeaDefaults",
  "WindowsDefaults",
];

/** References that lead to nothing secret. */
const publicReferences = ["ca", "cert"];

/** Sentences that are true of programs in TypeScript with the package of this repository alone. */
const otherDoor = [/ Its id is [^.]*\./, / A plain value, because [^.]*\./];

const withoutOtherDoor = (text) => otherDoor.reduce((rest, one) => rest.replace(one, ""), text);

/** Returns the description of a member, with its default. */
function describe({ description, default: defaultValue }) {
  const text = withoutOtherDoor(description);
  return defaultValue === undefined ? text : `${text} Default: ${defaultValue}.`;
}

const primitives = { string: "string", number: "integer", boolean: "boolean" };
const isEnum = (type) => /^"[^"]+"( \| "[^"]+")*$/.test(type);

/** Returns the name of an enum's value: `config-set` is ConfigSet, `2.2` is V2_2. */
function valueName(value) {
  if (/^\d/.test(value)) return `V${value.replaceAll(".", "_")}`;
  return value.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
}

/** The types of the schema that other types refer to, by their tokens. */
class Types {
  /**
   * @type {Record<string, { properties?: Record<string, { $ref?: string }>,
   *   enum?: { name: string, value: string }[] }>}
   */
  all = {};

  /** Returns the type of a member, and adds those that it refers to. */
  typeOf({ name, type, members }) {
    if (members) return this.addObject(objectNames[name], { members });
    if (isEnum(type)) return this.addEnum(enumNames[name], type);
    return this.typeNamed(type);
  }

  typeNamed(type) {
    if (type.endsWith("[]")) return { type: "array", items: this.typeNamed(type.slice(0, -2)) };
    const [, values] = /^Record<string, (\w+)>$/.exec(type) ?? [];
    if (values) return { type: "object", additionalProperties: this.typeNamed(values) };
    if (/^boolean \| "\w+"$/.test(type))
      return { oneOf: [{ type: "boolean" }, { type: "string" }] };
    if (type.startsWith('"')) return { type: "string" }; // one value is empty, which no enum can have
    return primitives[type] ? { type: primitives[type] } : reference(type);
  }

  addEnum(name, type) {
    const values = type.split(" | ").map((text) => JSON.parse(text));
    this.all[token(name)] = {
      type: "string",
      enum: values.map((value) => ({ name: valueName(value), value })),
    };
    return reference(name);
  }

  addObject(name, { description, members }) {
    this.all[token(name)] = {
      ...(description && { description }),
      type: "object",
      properties: this.propertiesOf(members),
      required: requiredOf(members),
    };
    return reference(name);
  }

  propertiesOf(members) {
    return Object.fromEntries(members.map((member) => [member.name, this.propertyOf(member)]));
  }

  propertyOf(member) {
    const isSecret = member.type === "Reference" && !publicReferences.includes(member.name);
    return {
      ...this.typeOf(member),
      description: describe(member),
      ...((isSecret || member.name === "secrets") && { secret: true }),
    };
  }
}

const requiredOf = (members) =>
  members.filter(({ isRequired }) => isRequired).map(({ name }) => name);

/** Returns the driver of a type of servers. */
const driverOf = ({ members }) => JSON.parse(members.find(({ name }) => name === "driver").type);

/** Returns the servers of all kinds as one type, in which each member says for which kinds it is. */
function joinServers(servers) {
  const names = new Set(servers.flatMap(({ members }) => members.map(({ name }) => name)));
  const [driver, ...others] = [...names].map((name) => joinMember(name, servers));
  const drivers = servers.map((server) => JSON.stringify(driverOf(server)));
  const kinds = servers.map((server) => `\`${driverOf(server)}\`: ${server.description}`);
  return {
    description: [
      "One DHCP server, reached through a driver. A member that the driver does not have is an error.",
      ...kinds,
    ].join("\n\n"),
    members: [{ ...driver, type: drivers.join(" | "), isRequired: true }, ...others],
  };
}

/**
 * Returns a member of the joined type, with its description for each kind of server that has it:
 * `(kea) User name …`.
 */
function joinMember(name, servers) {
  const found = servers.flatMap((server) =>
    server.members
      .filter((member) => member.name === name)
      .map((member) => ({ driver: driverOf(server), member, text: describe(member) })),
  );
  const texts = [...new Set(found.map(({ text }) => text))];
  const description = texts.map((text) => {
    const those = found.filter((one) => one.text === text);
    return those.length === servers.length ? text : `(${those.map(markOf).join("; ")}) ${text}`;
  });
  return {
    ...found[0].member,
    default: undefined,
    description: description.join("\n\n"),
    isRequired: false,
  };
}

/** Returns the mark of a kind of server in the description of a member. */
const markOf = ({ driver, member }) => `\`${driver}\`${member.isRequired ? ", required" : ""}`;

/** Returns a resource: what it takes, and that together with its outputs as what it returns. */
function resourceOf({ name, description, members: outputs }, args, types) {
  const inputs = args.get(`${name}Args`);
  const names = new Set(outputs.map((output) => output.name));
  const all = [...inputs.members.filter((input) => !names.has(input.name)), ...outputs];
  return {
    description: `${withoutOtherDoor(description)}\n\n${inputs.description}`,
    inputProperties: types.propertiesOf(inputs.members),
    requiredInputs: requiredOf(inputs.members),
    properties: types.propertiesOf(all),
    required: requiredOf(all),
  };
}

/** The functions: the arguments of each, and the name and the type of what it returns. */
const functions = {
  getScope: {
    args: "GetScopeArgs",
    description: "Reads the scopes of a server (`Get-DhcpServerv4Scope`), in a preview as well.",
    result: { name: "scopes", type: "Scope[]", description: "The scopes." },
  },
  getFailover: {
    args: "GetFailoverArgs",
    description:
      "Reads the failover relationships of a server (`Get-DhcpServerv4Failover`), in a preview as well.",
    result: { name: "relationships", type: "Failover[]", description: "The relationships." },
  },
};

function functionOf({ args: argsName, description, result }, args, types) {
  const { members } = args.get(argsName);
  return {
    description,
    inputs: {
      type: "object",
      properties: types.propertiesOf(members),
      required: requiredOf(members),
    },
    outputs: {
      type: "object",
      properties: types.propertiesOf([result]),
      required: [result.name],
    },
  };
}

/** The names of the packages for other languages. */
const languages = {
  nodejs: { packageName: "pulumi-dhcp-failover-sdk" },
  python: { packageName: "pulumi_dhcp_failover" },
  go: {
    importBasePath: "example.com/pulumi-dhcp-failover/sdk/dhcpfailover",
    modulePath: "example.com/pulumi-dhcp-failover/sdk",
    rootPackageName: "dhcpfailover",
    respectSchemaVersion: true,
  },
  csharp: { namespaces: { [packageName]: "DhcpFailover" } },
};

/** Returns the schema of the package. */
export function buildPackageSchema() {
  const about = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const args = new Map(listArguments().map((type) => [type.name, type]));
  const types = new Types();
  types.addObject("Server", joinServers(serverTypes.map((name) => args.get(name))));
  for (const name of objectTypes) types.addObject(name, args.get(name));
  const configuration = types.propertiesOf(args.get("ProviderArgs").members);
  const resources = listOutputs().map((type) => [token(type.name), resourceOf(type, args, types)]);
  return {
    name: packageName,
    displayName: "DHCP failover",
    version: about.version,
    description: about.description,
    keywords: [...about.keywords, "category/network", "kind/native"],
    license: about.license,
    publisher: about.name,
    meta: { moduleFormat: "(.*)", supportPack: true }, // the packages ask for the plugin of this version
    language: languages,
    config: { variables: configuration },
    types: types.all,
    provider: {
      description: args.get("ProviderArgs").description,
      inputProperties: configuration,
      properties: configuration,
    },
    resources: Object.fromEntries(resources),
    functions: Object.fromEntries(
      Object.entries(functions).map(([name, one]) => [token(name), functionOf(one, args, types)]),
    ),
  };
}

export const packageSchemaText = () => `${JSON.stringify(buildPackageSchema(), null, 2)}\n`;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(join(root, "schema.json"), packageSchemaText());
