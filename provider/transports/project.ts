// Where relative paths begin: in the project's folder, wherever the program in it stands.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const marks = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** An absolute path: a relative one begins in the folder of the nearest Pulumi.yaml, or where this process runs if there is none. */
export function projectPath(path: string): string {
  return resolve(projectFolder(process.cwd()) ?? process.cwd(), path);
}

function projectFolder(folder: string): string | undefined {
  if (marks.some((name) => existsSync(join(folder, name)))) return folder;
  const outer = dirname(folder);
  return outer === folder ? undefined : projectFolder(outer);
}
