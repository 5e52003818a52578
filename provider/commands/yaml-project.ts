// A project in YAML: one file, for the provider plugin. It needs no Node.
import { joinLines, toFlowStyle, type Project, type Replication } from "./project.js";

export const yamlProjectFile = "Pulumi.yaml";

/** Returns the file of a project in YAML. */
export const writeYamlProject = (project: Project): string =>
  joinLines(
    `name: ${toFlowStyle(project.name)}`,
    "description: DHCP failover partners kept the same",
    "runtime: yaml",
    "# Every operation looks at the partner first, and tells what was edited there.",
    "options:",
    "  refresh: always",
  ) + writeYamlSections(project);

/** Returns the servers, the resources and the outputs of a project in YAML. */
export function writeYamlSections({ servers, replications }: Project): string {
  const [{ primary, partner, partners = {} }] = Object.values(replications) as [Replication];
  const partnerText = partner ?? `Each of ${Object.values(partners).join(", ")}`;
  return joinLines(
    "# The servers. Passwords and keys are references: { env: NAME } or { file: path }.",
    "variables:",
    ...Object.entries(servers).map(([name, server]) => `  ${name}: ${toYamlProgram(server)}`),
    `# ${partnerText} is to hold what ${primary} holds: every failover scope, ` +
      "unless names or scopeIds choose some. keep names what is to differ.",
    "resources:",
    ...Object.entries(replications).flatMap(([name, replication]) => [
      `  ${name}:`,
      "    type: dhcp-failover:index:FailoverReplication",
      "    properties:",
      ...listArguments(replication).map(([argument, text]) => `      ${argument}: ${text}`),
    ]),
    "outputs:",
    ...Object.keys(replications).map((name) => `  ${name}: \${${name}.replicated}`),
  );
}

/** Returns the arguments of a replication as YAML. Its servers are variables. */
function listArguments({ primary, partner, partners, ...rest }: Replication) {
  const variable = (name: string) => `\${${name}}`;
  const all = Object.entries(partners ?? {}).map(([key, name]) => `${key}: "${variable(name)}"`);
  return [
    ["primary", variable(primary)],
    ...(partner === undefined ? [] : [["partner", variable(partner)]]),
    ...(partners === undefined ? [] : [["partners", `{ ${all.join(", ")} }`]]),
    ...Object.entries(rest).map(([name, value]) => [name, toYamlProgram(value)]),
  ];
}

/** Returns a value as YAML on one line, in which Pulumi finds no reference to another one. */
const toYamlProgram = (value: unknown): string => toFlowStyle(value).replaceAll("${", "$$${");
