// init: creates a project that keeps two or more servers the same, or shows what to add to one.
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { messages } from "../core/messages.js";
import { drivers } from "../drivers/index.js";
import { operation } from "../lifecycle/operation.js";
import { writeNewFiles } from "../storage/files.js";
import { findProject, listAdditions, listYamlAdditions, type Runtime } from "./additions.js";
import {
  chooseRelationships,
  describePair,
  partnerArguments,
  type RelationshipChoice,
} from "./describe-pair.js";
import { findPackageSource, readPackage } from "./package.js";
import { isPlainName, readSnapshots, type ReadServers } from "./pair.js";
import { listFileNames, type Project, writeProject } from "./project.js";
import { readReportOption } from "./report-servers.js";
import { type CommandOptions, readServers, readValue, serverOptions } from "./servers.js";
import { writeYamlProject, yamlProjectFile } from "./yaml-project.js";

export const initOptions = {
  ...serverOptions,
  from: { type: "string", multiple: true },
  stack: { type: "string", multiple: true },
  print: { type: "boolean" },
  yaml: { type: "boolean" },
} as const;

/**
 * Reports what the servers have in common and in what they differ, and creates the files of a
 * project in this folder. With `print` it creates nothing, and prints what it would create or, in a
 * project, what to add there.
 */
export async function init(options: CommandOptions, say: (line: string) => void): Promise<void> {
  const folder = process.cwd();
  const isPrinted = options["print"] === true;
  const kind = options["yaml"] === true ? yamlProject : nodeProject;
  const { primary, partners } = readServers(readReportOption(options));
  const stack = readStackName(options);
  const existing = isPrinted ? findProject(folder, kind.runtime) : undefined;
  if (!isPrinted) assertNoProject(folder, kind.listFiles(stack));

  const current = operation(drivers, () => {}); // a preview shows the other messages
  const servers = await readSnapshots(current.session, primary, partners);
  const choice = chooseRelationships(servers);
  for (const line of await describePair(current, servers, choice)) say(line);
  await current.session.end();

  const project = describeProject(folder, stack, servers, choice);
  if (isPrinted) {
    for (const line of ["", ...kind.listAdditions(folder, project, existing)]) say(line);
  } else kind.create(folder, project, say);
}

/** Writes the files of a project with a stack file, for Node. */
function createProject(folder: string, project: Project, say: (line: string) => void): void {
  const files = writeProject(project);
  writeNewFiles(new Map([...files].map(([name, text]) => [join(folder, name), text])));
  say(messages.wrote([...files.keys()]));
  const source = findPackageSource(folder);
  if (source.file !== undefined) say(messages.packageFile(source.file));
  say("");
  say(messages.nextSteps(project.stack, isLoggedIn(), ["npm install"]));
}

/** Writes the file of a project in YAML, for the provider plugin. */
function createYamlProject(folder: string, project: Project, say: (line: string) => void): void {
  writeNewFiles(new Map([[join(folder, yamlProjectFile), writeYamlProject(project)]]));
  say(messages.wrote([yamlProjectFile]));
  say(messages.pluginNeeded(readPackage().version));
  say("");
  say(messages.nextSteps(project.stack, isLoggedIn(), []));
}

/** The steps of `init` for one kind of project. */
interface ProjectKind {
  readonly runtime: Runtime;
  /** The names of its files. */
  readonly listFiles: (stack: string) => readonly string[];
  /** Returns what to add to a project that is there, or the files of a new one. */
  readonly listAdditions: typeof listAdditions;
  readonly create: typeof createProject;
}

const nodeProject: ProjectKind = {
  runtime: "nodejs",
  listFiles: listFileNames,
  listAdditions,
  create: createProject,
};

const yamlProject: ProjectKind = {
  runtime: "yaml",
  listFiles: () => [yamlProjectFile],
  listAdditions: listYamlAdditions,
  create: createYamlProject,
};

/** Returns whether the environment says where Pulumi keeps its state. */
const isLoggedIn = (): boolean => process.env["PULUMI_BACKEND_URL"] !== undefined;

function readStackName(options: CommandOptions): string {
  const stack = readValue(options, "stack") ?? "production";
  const isName = /^[\w.-]{1,100}$/.test(stack);
  if (!isName) throw messages.usageStack(stack);
  return stack;
}

/** Throws if the folder holds a project already, or one of these files. */
function assertNoProject(folder: string, files: readonly string[]): void {
  const existing = [...files, "Pulumi.yml", "Pulumi.json"].filter((name) =>
    existsSync(join(folder, name)),
  );
  if (existing.length > 0) throw messages.filesThere(existing, folder);
}

function describeProject(
  folder: string,
  stack: string,
  { primary, partners }: ReadServers,
  choice: RelationshipChoice,
): Project {
  const { name: packageName, peerDependencies } = readPackage();
  const { names = [] } = choice;
  const resourceName = names.length === 1 && isPlainName(names[0]!) ? names[0]! : "all";
  return {
    name: toProjectName(folder),
    stack,
    servers: Object.fromEntries(
      [primary, ...partners].map((server) => [server.name, server.written]),
    ),
    replications: {
      [resourceName]: {
        primary: primary.name,
        ...partnerArguments(partners, ({ name }) => name),
        ...choice,
      },
    },
    dependencies: { ...peerDependencies, [packageName]: findPackageSource(folder).version },
  };
}

/** Returns the folder's name as Pulumi takes it for a project. */
function toProjectName(folder: string): string {
  const name = basename(folder)
    .replace(/[^\w.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 100);
  return name || "dhcp-failover";
}
