// An example in a folder as a user would have it: its program, its Pulumi.yaml, its files.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../../setup/paths.mjs";
import { project, type Project } from "../engine/cli.js";

export const examples = join(root, "examples");

/** In the repository an example is compiled with it; a user has a tsconfig of his own. */
const tsconfig = JSON.stringify({
  compilerOptions: {
    target: "es2022",
    module: "commonjs",
    moduleResolution: "node10",
    ignoreDeprecations: "6.0",
    strict: true,
    esModuleInterop: true,
    skipLibCheck: true,
    types: ["node"],
  },
  files: ["index.ts"],
});

export async function example(
  name: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Project> {
  const names = readdirSync(join(examples, name), { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );
  const files = Object.fromEntries(
    names.map((file) => [file, readFileSync(join(examples, name, file), "utf8")]),
  );
  const isYaml = /^runtime: yaml$/m.test(files["Pulumi.yaml"] ?? "");
  return project({
    program: isYaml ? {} : "",
    wholeSdk: true,
    files: { ...files, ...(!isYaml && { "tsconfig.json": tsconfig }), ...more },
  });
}
