// The two doors to the same lifecycle: a program in Node with the dynamic provider, and one in YAML with the provider plugin.
import { project, type Project, type ProjectOptions } from "./cli.js";

/** A resource, as any program declares it. */
export interface Declaration {
  readonly type: "FailoverReplication" | "FailoverScope" | "FailoverRelationship";
  readonly args: Readonly<Record<string, unknown>>;
}

/** The resources of a program, by their names. */
export type Declarations = Readonly<Record<string, Declaration>>;

type Rest = Omit<ProjectOptions, "program">;

export interface Door {
  readonly door: string;
  /** A project that declares these resources, and gives the outputs `replicated` of the replications. */
  open(declarations: Declarations, rest?: Rest): Promise<Project>;
  /** Writes the same project with other resources. */
  declare(one: Project, declarations: Declarations): Promise<void>;
}

const inNode = (declarations: Declarations): string =>
  [
    'const dhcp = require("pulumi-dhcp-failover");',
    ...Object.entries(declarations).flatMap(([name, { type, args }]) => [
      `const ${name} = new dhcp.${type}("${name}", ${JSON.stringify(args)});`,
      ...(type === "FailoverReplication" ? [`exports.${name} = ${name}.replicated;`] : []),
    ]),
  ].join("\n");

/** Returns the resources and outputs of a program in YAML. */
export const toYaml = (declarations: Declarations) => ({
  resources: Object.fromEntries(
    Object.entries(declarations).map(([name, { type, args }]) => [
      name,
      { type: `dhcp-failover:index:${type}`, properties: args },
    ]),
  ),
  outputs: Object.fromEntries(
    Object.entries(declarations)
      .filter(([, { type }]) => type === "FailoverReplication")
      .map(([name]) => [name, `\${${name}.replicated}`]),
  ),
});

export const dynamicDoor: Door = {
  door: "in Node, by the dynamic provider",
  open: (declarations, rest = {}) => project({ program: inNode(declarations), ...rest }),
  declare: (one, declarations) => one.write("index.js", inNode(declarations)),
};

export const pluginDoor: Door = {
  door: "in YAML, by the provider plugin",
  open: (declarations, rest = {}) => project({ program: toYaml(declarations), ...rest }),
  declare: async (one, declarations) => {
    const {
      resources: _resources,
      outputs: _outputs,
      ...settings
    } = JSON.parse(await one.read("Pulumi.yaml"));
    await one.write("Pulumi.yaml", JSON.stringify({ ...settings, ...toYaml(declarations) }));
  },
};
