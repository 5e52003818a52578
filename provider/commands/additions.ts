// What to add to a project that is there already. init writes none of it: it belongs to somebody.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { messages } from "../core/messages.js";
import { type Project, writeProject, writeStackConfig } from "./project.js";
import { writeYamlProject, writeYamlSections, yamlProjectFile } from "./yaml-project.js";

/** A project that a folder holds. */
export interface ExistingProject {
  /** The name of its Pulumi.yaml. */
  readonly file: string;
  /** True where its program is TypeScript. */
  readonly isTypeScript: boolean;
  /** The packages that its package.json names. */
  readonly packages: readonly string[];
  /** True where every operation looks at the partner first. */
  readonly refreshes: boolean;
}

/** The runtime of a project's programs. */
export type Runtime = "nodejs" | "yaml";

const projectFileNames = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/**
 * Returns the project of a folder, or nothing where there is none. Throws if its programs are for
 * another runtime.
 */
export function findProject(folder: string, expected: Runtime): ExistingProject | undefined {
  const file = projectFileNames.find((name) => existsSync(join(folder, name)));
  if (file === undefined) return undefined;
  const text = readFileSync(join(folder, file), "utf8");
  const runtime = /^"?runtime"?:(?:\s*\{?\s*\n?\s*"?name"?:)?\s*"?'?([\w-]+)/m.exec(text)?.[1];
  if (runtime !== undefined && runtime !== expected)
    throw messages.otherRuntime(file, runtime, expected);
  return {
    file,
    isTypeScript: existsSync(join(folder, "tsconfig.json")),
    packages: listPackages(join(folder, "package.json")),
    refreshes: /^\s*"?refresh"?:\s*"?always/m.test(text),
  };
}

function listPackages(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  try {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(file, "utf8")) as Record<
      string,
      object | undefined
    >;
    return Object.keys({ ...dependencies, ...devDependencies });
  } catch {
    return []; // npm says what is wrong with it
  }
}

/** The module that a program without code loads, in quotes. */
const stackModule = JSON.stringify("pulumi-dhcp-failover/stack");

/** Returns the lines that say what to add, or which files a folder without a project would get. */
export function listAdditions(
  folder: string,
  project: Project,
  existing: ExistingProject | undefined,
): readonly string[] {
  if (!existing) return listFiles(project);
  const stackFile = `Pulumi.${project.stack}.yaml`;
  const hasStack = existsSync(join(folder, stackFile));
  const missing = Object.entries(project.dependencies).filter(
    ([name]) => !existing.packages.includes(name),
  );
  return [
    messages.addToProject(existing.file),
    ...(missing.length === 0
      ? []
      : [
          "",
          messages.addPackages(),
          `  npm install ${missing.map(([name, version]) => quoteForShell(`${name}@${version}`)).join(" ")}`,
        ]),
    "",
    messages.addConfig(stackFile, hasStack),
    "",
    writeStackConfig(project).trimEnd(),
    "",
    messages.addStatement(),
    existing.isTypeScript ? `  import ${stackModule};` : `  require(${stackModule});`,
    ...(existing.refreshes ? [] : ["", messages.refreshNotNeeded(existing.file)]),
    "",
    messages.addedThen(project.stack, hasStack),
  ];
}

/** Returns the same lines for a project in YAML. */
export function listYamlAdditions(
  _folder: string,
  project: Project,
  existing: ExistingProject | undefined,
): readonly string[] {
  if (!existing)
    return [
      messages.wouldWrite(),
      "",
      `--- ${yamlProjectFile}`,
      writeYamlProject(project).trimEnd(),
    ];
  return [
    messages.addToProject(existing.file),
    "",
    messages.addConfig(existing.file, true),
    "",
    writeYamlSections(project).trimEnd(),
    ...(existing.refreshes ? [] : ["", messages.refreshNotNeeded(existing.file)]),
    "",
    messages.addedThen(project.stack, true),
  ];
}

function listFiles(project: Project): readonly string[] {
  const files = [...writeProject(project)];
  return [
    messages.wouldWrite(),
    ...files.flatMap(([name, text]) => ["", `--- ${name}`, text.trimEnd()]),
  ];
}

/** Returns a word that a shell takes as it is: a version such as `>=3.216.0 <4` is one. */
const quoteForShell = (word: string): string =>
  /^[\w@%+=:,./^-]+$/.test(word) ? word : `"${word.replace(/["\\$`]/g, "\\$&")}"`;
