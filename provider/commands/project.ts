// The files of a project without code. JSON is YAML: a string that is quoted as JSON is valid in
// both.

/** A replication as a stack file states it: its servers by their names in it. */
export interface Replication {
  readonly primary: string;
  readonly partner?: string;
  /** Several partners, by their names in the primary's relationships. */
  readonly partners?: Readonly<Record<string, string>>;
  readonly names?: readonly string[];
}

export interface Project {
  readonly name: string;
  readonly stack: string;
  readonly servers: Readonly<Record<string, object>>;
  readonly replications: Readonly<Record<string, Replication>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * Returns the names of the files of a project with this stack, in the order in which people read
 * them.
 */
export const listFileNames = (stack: string) =>
  [`Pulumi.${stack}.yaml`, "Pulumi.yaml", "index.js", "package.json"] as const;

/** Returns the texts of the files of a project, by their names. */
export function writeProject(project: Project): ReadonlyMap<string, string> {
  const [stackFile, projectFile, program, packageFile] = listFileNames(project.stack);
  const { dependencies } = project;
  return new Map([
    [stackFile, writeStackFile(project)],
    [projectFile, writeProjectFile(project)],
    [
      program,
      joinLines(
        `// What is replicated stands in Pulumi.<stack>.yaml.`,
        'require("pulumi-dhcp-failover/stack");',
      ),
    ],
    [packageFile, `${JSON.stringify({ private: true, dependencies }, null, 2)}\n`],
  ]);
}

const writeStackFile = (project: Project): string =>
  "# yaml-language-server: $schema=node_modules/pulumi-dhcp-failover/stack.schema.json\n" +
  writeStackConfig(project);

/** Returns the stack's configuration as YAML. */
export function writeStackConfig({ servers, replications }: Project): string {
  const [{ primary, partner, partners = {} }] = Object.values(replications) as [Replication];
  const partnerText = partner ?? `Each of ${Object.values(partners).join(", ")}`;
  return joinLines(
    "config:",
    "  # The servers, by the names that the sections below use. " +
      "Passwords and keys are references: { env: NAME } or { file: path }.",
    "  dhcp-failover:servers:",
    ...listEntries(servers),
    `  # ${partnerText} is to hold what ${primary} holds: every failover scope, ` +
      "unless names or scopeIds choose some. keep names what is to differ.",
    "  # What is outside scopes and what only a partner has is reported. " +
      "To be alarmed by anything that differs, ask after the first update,",
    "  # each night: DHCP_FAILOVER_REPORTED=refuse pulumi preview --expect-no-changes. " +
      "Any exit code but 0 is the alarm.",
    "  dhcp-failover:replications:",
    ...listEntries(replications),
  );
}

const writeProjectFile = ({ name }: Project): string =>
  joinLines(
    `name: ${toFlowStyle(name)}`,
    "description: DHCP failover partners kept the same",
    "runtime:",
    "  name: nodejs",
    "  options: { typescript: false }",
    "main: index.js",
    "# Every operation looks at the partner first, and tells what was edited there.",
    "options:",
    "  refresh: always",
  );

const listEntries = (entries: object): readonly string[] =>
  Object.entries(entries).map(([key, value]) => `    ${key}: ${toFlowStyle(value)}`);

export const joinLines = (...all: readonly string[]): string =>
  all.map((line) => `${line}\n`).join("");

/** Words that YAML may read as something else than strings. */
const reservedWords = /^(true|false|null|yes|no|on|off|y|n)$/i;

/** Returns a value as YAML on one line. */
export function toFlowStyle(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toFlowStyle).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => `${key}: ${toFlowStyle(inner)}`);
    return `{ ${entries.join(", ")} }`;
  }
  const isPlain =
    typeof value === "string" && /^[a-z][\w-]*$/i.test(value) && !reservedWords.test(value);
  return isPlain ? value : JSON.stringify(value);
}
