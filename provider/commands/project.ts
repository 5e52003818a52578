// The files of a project without code. JSON is YAML: what is quoted in one is quoted in the other.

/** A replication as a stack file says it: its servers by their names in it. */
export interface Replication {
  readonly primary: string;
  readonly partner?: string;
  /** Several, by the names that the primary's relationships give them. */
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

/** The names of the files that a stack of this name makes, in the order in which people look at them. */
export const fileNames = (stack: string) =>
  [`Pulumi.${stack}.yaml`, "Pulumi.yaml", "index.js", "package.json"] as const;

export function filesOf({
  name,
  stack,
  servers,
  replications,
  dependencies,
}: Project): ReadonlyMap<string, string> {
  const [{ primary, partner, partners = {} }] = Object.values(replications) as [Replication];
  const entries = (all: object) =>
    Object.entries(all).map(([key, value]) => `    ${key}: ${flow(value)}`);
  const [stackFile, projectFile, program, packages] = fileNames(stack);
  return new Map([
    [
      stackFile,
      lines(
        "# yaml-language-server: $schema=node_modules/pulumi-dhcp-failover/stack.schema.json",
        "config:",
        "  # The servers, by the names that the sections below use. Passwords and keys are references: { env: NAME } or { file: path }.",
        "  dhcp-failover:servers:",
        ...entries(servers),
        `  # ${partner === undefined ? `Each of ${Object.values(partners).join(", ")}` : partner} is to hold what ${primary} holds: every failover scope, unless names or scopeIds choose some. keep names what is to differ.`,
        "  # What is outside scopes and what only a partner has is reported. To be alarmed by anything that differs, ask after the first update,",
        "  # each night: DHCP_FAILOVER_REPORTED=refuse pulumi preview --expect-no-changes. Any exit code but 0 is the alarm.",
        "  dhcp-failover:replications:",
        ...entries(replications),
      ),
    ],
    [
      projectFile,
      lines(
        `name: ${flow(name)}`,
        "description: DHCP failover partners kept the same",
        "runtime:",
        "  name: nodejs",
        "  options: { typescript: false }",
        "main: index.js",
        "# Every operation looks at the partner first, and tells what was edited there.",
        "options:",
        "  refresh: always",
      ),
    ],
    [
      program,
      lines(
        `// What is replicated stands in Pulumi.<stack>.yaml.`,
        'require("pulumi-dhcp-failover/stack");',
      ),
    ],
    [packages, `${JSON.stringify({ private: true, dependencies }, null, 2)}\n`],
  ]);
}

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join("");

/** Words that mean something else than themselves in some YAML. */
const reserved = /^(true|false|null|yes|no|on|off|y|n)$/i;

/** A value in one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${flow(inner)}`)
      .join(", ")} }`;
  return typeof value === "string" && /^[a-z][\w-]*$/i.test(value) && !reserved.test(value)
    ? value
    : JSON.stringify(value);
}
