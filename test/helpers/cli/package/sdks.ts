// The packages for other languages, as `npm run sdks` writes them, and what compilers make of them.
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, describe, it } from "vitest";
import { findGo } from "../../../../setup/go.mjs";
import { environment, findGoHost, findPython, node, root } from "../../../../setup/paths.mjs";
import { writeSdks } from "../../../../setup/sdks.mjs";
import { installPlugin } from "../engine/cli.js";

const isPipeline = process.env["CI"] === "true";
const goHost: { readonly folder?: string; readonly lacks?: string } = findGoHost();
const python: { readonly path?: string; readonly lacks?: string } = findPython();

/** Skips stories where Go is missing, which builds the generator. In a pipeline it must be there. */
export const withGo = describe.skipIf((await findGo()).lacks !== undefined && !isPipeline);
export const withGoHost = it.skipIf(goHost.lacks !== undefined && !isPipeline);
export const withPython = it.skipIf(python.lacks !== undefined && !isPipeline);

/** Returns what setup found. Throws where it was missing and a pipeline runs the story all the same. */
function provided(found: string | undefined, name: string, lacks: string | undefined): string {
  if (found !== undefined) return found;
  throw new Error(`There is no ${name}: ${lacks}. "node setup/other-languages.mjs" provides it.`);
}

export const pythonProgram = () => provided(python.path, "Python", python.lacks);

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Returns a new folder with files, until the test file ends. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "sdks-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}

/** Writes the packages. Returns the folder that has one folder for each language. */
export async function generate(schema?: string): Promise<string> {
  const folder = folderWith({});
  await writeSdks(folder, schema);
  return folder;
}

const fifteenMinutes = 900_000;

/** Runs a program. Throws all that it printed where it fails. */
export function execute(
  cwd: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env, timeout: fifteenMinutes }, (error, stdout, stderr) =>
      error ? reject(new Error(`${error.message}\n${stdout}${stderr}`)) : resolve(stdout),
    );
  });
}

export interface PluginProject {
  readonly folder: string;
  /** Runs a command of the CLI. Throws all that it printed where it fails. */
  pulumi(...args: string[]): Promise<string>;
  readPartner(): string;
}

/** Returns a project beside the servers of examples/two-files, with the plugin of the working copy and an empty stack. */
export async function projectWithPlugin(
  files: Readonly<Record<string, string>>,
): Promise<PluginProject> {
  const servers = ["dhcp1.conf", "dhcp2.conf"].map((name) => [
    name,
    readFileSync(join(root, "examples", "two-files", name), "utf8"),
  ]);
  const folder = folderWith({ ...Object.fromEntries(servers), ...files });
  const [home, backend] = [join(folder, ".pulumi", "home"), join(folder, ".pulumi", "backend")];
  mkdirSync(backend, { recursive: true });
  await installPlugin(home);
  const inherited = environment();
  const env = {
    ...inherited,
    PATH: [inherited["PATH"], goHost.folder ?? []].flat().join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    ...buildOfGo,
  };
  const pulumi = (...args: string[]) =>
    execute(folder, "pulumi", [...args, "--non-interactive"], env);
  await pulumi("stack", "init", "dev");
  return { folder, pulumi, readPartner: () => readFileSync(join(folder, "dhcp2.conf"), "utf8") };
}

const buildOfGo = { GOFLAGS: "-mod=mod", GOWORK: "off", CGO_ENABLED: "0" };

/** Compiles a package in Go of a module's folder. */
export const compileGo = (folder: string, name: string) =>
  execute(folder, "go", ["build", name], { ...process.env, ...buildOfGo });

/** Fails where the host is missing that runs programs in Go. */
export const assertGoHost = () => provided(goHost.folder, "host for programs in Go", goHost.lacks);

/** Compiles a program in TypeScript, with strict types, in a folder that has the package for Node. */
export async function compileTypeScript(program: string, sdk: string): Promise<string> {
  const folder = folderWith({ "index.ts": program, "package.json": '{ "private": true }' });
  linkPackages(folder, sdk);
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const flags = ["--strict", "--skipLibCheck", "--target", "es2022", "--module", "commonjs"];
  const types = ["--types", "node", "--ignoreDeprecations", "6.0", "--moduleResolution", "node10"];
  await execute(folder, node, [tsc, ...flags, ...types, "index.ts"]);
  return readFileSync(join(folder, "index.js"), "utf8");
}

/** Gives a folder the package for Node and those of this repository that it needs. */
export function linkPackages(folder: string, sdk: string): void {
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  cpSync(join(sdk, "bin"), join(modules, "pulumi-dhcp-failover-sdk"), { recursive: true });
  for (const name of ["@pulumi", "@types"])
    symlinkSync(join(root, "node_modules", name), join(modules, name));
}

/** Returns the text of all files with an extension, by their paths in a folder. */
export const filesIn = (folder: string, extension: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(extension))
      .map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );

type TreeSitter = typeof import("@vscode/tree-sitter-wasm");
type Node = import("@vscode/tree-sitter-wasm").Node;

/** Returns a parser of C#. It throws at the first place that is no C#. */
export async function openCSharp(): Promise<(name: string, text: string) => Node> {
  const require = createRequire(import.meta.url);
  const { Parser, Language } = require("@vscode/tree-sitter-wasm") as TreeSitter;
  await Parser.init();
  const parser = new Parser();
  const grammar = "@vscode/tree-sitter-wasm/wasm/tree-sitter-c-sharp.wasm";
  parser.setLanguage(await Language.load(require.resolve(grammar)));
  return (name, text) => {
    const { rootNode } = parser.parse(text)!;
    const [error] = rootNode.descendantsOfType("ERROR");
    if (rootNode.hasError)
      throw new Error(`${name}, line ${(error ?? rootNode).startPosition.row + 1}: no C#`);
    return rootNode;
  };
}

/** Returns the properties that a program in C# sets, each with the class whose object it sets. */
export function listPropertiesSet(program: Node): readonly (readonly [string, string])[] {
  return program.descendantsOfType("object_creation_expression").flatMap((creation) => {
    const name = creation!.childForFieldName("type")!.text;
    const assignments = creation!.childForFieldName("initializer")?.namedChildren ?? [];
    return assignments
      .map((assignment) => assignment!.childForFieldName("left"))
      .filter((left) => left?.type === "identifier")
      .map((left) => [name, left!.text] as const);
  });
}
