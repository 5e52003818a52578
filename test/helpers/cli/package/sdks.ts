// The packages for other languages, as `npm run sdks` writes them, and what compilers make of them.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { installed } from "../../../../setup/apt.mjs";
import { findGo } from "../../../../setup/go.mjs";
import { environment, root } from "../../../../setup/paths.mjs";
import { writeSdks } from "../../../../setup/sdks.mjs";
import { installPlugin } from "../engine/cli.js";

const isPipeline = process.env["CI"] === "true";
/** True where Go is missing, which builds the generator. In a pipeline it must be there. */
export const lacksGo = (await findGo()).lacks !== undefined && !isPipeline;
export const lacksPython = !installed("python3") && !isPipeline;

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

/** Returns a project beside the servers of examples/two-files, with the plugin of the working copy. */
export async function projectWithPlugin(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly folder: string; readonly env: NodeJS.ProcessEnv }> {
  const servers = ["dhcp1.conf", "dhcp2.conf"].map((name) => [
    name,
    readFileSync(join(root, "examples", "two-files", name), "utf8"),
  ]);
  const folder = folderWith({ ...Object.fromEntries(servers), ...files });
  const [home, backend] = [join(folder, ".pulumi", "home"), join(folder, ".pulumi", "backend")];
  mkdirSync(backend, { recursive: true });
  await installPlugin(home);
  const env = {
    ...environment(),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "",
  };
  return { folder, env };
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
