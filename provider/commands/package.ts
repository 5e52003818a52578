// The name and version of this package and its source, so that a new project can depend on the
// same.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const root = resolve(__dirname, "..", "..");

export const readPackage = (): PackageFile =>
  JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as PackageFile;

/**
 * Returns the version of this package for a package.json; `file` is the file or folder that it
 * comes from, if it does.
 */
export function findPackageSource(
  project: string,
  packageFolder = root,
): { readonly version: string; readonly file?: string } {
  const { name, version } = readPackage();
  const modules = dirname(packageFolder);
  // A working copy, to which npm made a link.
  if (basename(modules) !== "node_modules") return toFileSource(project, packageFolder);
  const resolved = readInstalledPackages(modules)?.[`node_modules/${name}`]?.resolved;
  return resolved?.startsWith("file:")
    ? toFileSource(project, resolve(dirname(modules), resolved.slice("file:".length)))
    : { version: `^${version}` };
}

/**
 * Returns npm's own list of the packages that it installed, npx and global installations included.
 */
function readInstalledPackages(
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

/**
 * Returns a file inside the project by its relative path, so that both can move; any other by its
 * absolute path.
 */
function toFileSource(
  project: string,
  file: string,
): { readonly version: string; readonly file?: string } {
  const inside = relative(project, file).replaceAll("\\", "/");
  return /^(\.\.(\/|$)|[A-Za-z]:|$)/.test(inside)
    ? { version: `file:${file.replaceAll("\\", "/")}`, file }
    : { version: `file:${inside}` };
}
