// What this package is, and where it was installed from: so that a project can ask for the same.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

interface About {
  readonly name: string;
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const root = resolve(__dirname, "..", "..");

export const about = (): About =>
  JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as About;

/** What a package.json says to get this package; `file` is where it then comes from, where that is a file or a folder. */
export function source(
  project: string,
  place = root,
): { readonly wanted: string; readonly file?: string } {
  const { name, version } = about();
  const modules = dirname(place);
  // A working copy: npm leads to it by a link.
  if (basename(modules) !== "node_modules") return local(project, place);
  const resolved = installed(modules)?.[`node_modules/${name}`]?.resolved;
  return resolved?.startsWith("file:")
    ? local(project, resolve(dirname(modules), resolved.slice("file:".length)))
    : { wanted: `^${version}` };
}

/** What npm notes of what it installed, npx and global installations included. */
function installed(
  modules: string,
): Readonly<Record<string, { readonly resolved?: string }>> | undefined {
  const notes = join(modules, ".package-lock.json");
  return existsSync(notes)
    ? (
        JSON.parse(readFileSync(notes, "utf8")) as {
          packages: Record<string, { resolved?: string }>;
        }
      ).packages
    : undefined;
}

/** A file of the project by its path in it, so that both can move; any other by its absolute path. */
function local(project: string, file: string): { readonly wanted: string; readonly file?: string } {
  const inside = relative(project, file).replaceAll("\\", "/");
  return /^(\.\.(\/|$)|[A-Za-z]:|$)/.test(inside)
    ? { wanted: `file:${file.replaceAll("\\", "/")}`, file }
    : { wanted: `file:${inside}` };
}
