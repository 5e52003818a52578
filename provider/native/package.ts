// What the package says of itself: its release and its schema.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { messages } from "../core/messages.js";
import type { PackageFacts } from "./service.js";

/** Finds a file of the package, above this one or beside the program. */
function findFile(name: string): string | undefined {
  const above = [".", "..", "../.."].map((step) => join(__dirname, step, name));
  return [...above, join(dirname(process.execPath), name)].find((path) => existsSync(path));
}

function readPackageFile(name: string): string {
  const path = findFile(name);
  if (path === undefined) throw messages.packageFileMissing(name);
  return readFileSync(path, "utf8");
}

export const packageFacts: PackageFacts = {
  get version() {
    return (JSON.parse(readPackageFile("package.json")) as { readonly version: string }).version;
  },
  readSchema: () => readPackageFile("schema.json"),
};
