// Makes the two parts of the package that run as programs of their own: the command, and the provider in its process. Each is
// one file with all that it loads, which Node reads and compiles at once; hundreds of small files would take longer to
// find than a comparison takes. esbuild needs a fraction of a second.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { writeScripts } from "./powershell.mjs";
import { root } from "./paths.mjs";
import { CannotSetUp, reportSetupError } from "./run.mjs";

/** Packages that many calls do without, each as a file of its own: zod by what the provider takes of it. */
const libraries = {
  "ip-num": "ip-num",
  saxes: "saxes",
  yaml: "yaml",
  zod: "provider/core/zod.ts",
};

/** The files, by their places in dist/. Both programs start the guard beside ssh, from their own folder. */
const entries = {
  "commands/main": "provider/commands/main.ts",
  "commands/run": "provider/commands/run.ts",
  "commands/ssh-guard": "provider/transports/ssh-guard.ts",
  "lifecycle/index": "provider/lifecycle/index.ts",
  "lifecycle/ssh-guard": "provider/transports/ssh-guard.ts",
  ...Object.fromEntries(
    Object.entries(libraries).map(([name, path]) => [`commands/${name}`, path]),
  ),
};

/** Parts of Node that are there before any program starts. */
const alreadyLoaded = /^node:(fs|path|util|process|events|timers|url|buffer)$/;

/** Returns the library that a file imports, or nothing. */
function findLibrary(path, importer) {
  if (Object.hasOwn(libraries, path))
    return importer.includes(join("core", "zod.ts")) ? undefined : path;
  return path === "./zod.js" && importer.includes(join("core", "shape.ts")) ? "zod" : undefined;
}

/** Lists what a library exports. */
function listExports(library) {
  const source = libraries[library];
  if (!source?.endsWith(".ts")) return Object.keys(createRequire(import.meta.url)(library));
  const [, names] = /export \{([^}]*)\}/.exec(readFileSync(join(root, source), "utf8"));
  return names
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}

/**
 * Returns a plugin that loads a library or a part of Node at the first use of one of its exports.
 * `findFile`: the file of a library, beside the bundle. Without it the bundle holds the libraries.
 */
export const loadLazily = (findFile) => ({
  name: "lazily",
  setup(build) {
    const namespace = "lazily";
    build.onResolve({ filter: /./, namespace }, ({ path }) =>
      findFile || isBuiltin(path) ? { path, external: true } : undefined,
    );
    build.onResolve({ filter: /./, namespace: "file" }, ({ path, kind, importer }) => {
      if (kind === "entry-point" || /node_modules|provider.start/.test(importer)) return undefined;
      if (isBuiltin(path)) return alreadyLoaded.test(path) ? undefined : { path, namespace };
      const library = findLibrary(path, importer);
      return library && { path: library, namespace };
    });
    build.onLoad({ filter: /./, namespace }, ({ path }) => {
      const file = isBuiltin(path) ? path : (findFile?.(path) ?? findSource(path));
      const getters = listExports(path).map((name) => `get ${name}() { return load().${name}; }`);
      const contents = `let loaded;\nconst load = () => (loaded ??= require("${file}"));\nmodule.exports = { ${getters.join(", ")} };\n`;
      return { contents, resolveDir: root };
    });
  },
});

/** Returns what an import of a library in the repository's folder names. */
const findSource = (library) =>
  libraries[library].endsWith(".ts") ? `./${libraries[library]}` : library;

/** Writes both programs into a folder that is or will be dist/. Each file is replaced whole. */
export async function bundlePrograms(dist = join(root, "dist")) {
  writeScripts();
  const { build } = await import("esbuild").catch(() => {
    throw new CannotSetUp("esbuild, which package.json names, is not installed: run npm ci.");
  });
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: dist,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    // What is imported later is in the same file: Node's own loader for import() is not needed.
    supported: { "dynamic-import": false },
    plugins: [loadLazily((library) => `../commands/${library}.js`)],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    write: false,
  });
  const commands = join(dist, "commands");
  const files = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const run = join(commands, "run.js");
  files.set(run, withFingerprint(files.get(run)));
  files.set(join(commands, "LICENSES.txt"), describeLicenses(Object.keys(metafile.inputs)));
  for (const [path, text] of files) replace(path, text);
  // tsc makes a module of each source of the command, and none of them is loaded.
  for (const path of readdirSync(commands).map((name) => join(commands, name)))
    if (!files.has(path)) rmSync(path, { recursive: true, force: true });
}

/** Returns code behind its fingerprint, by which the command recognises what it keeps of it. */
export const withFingerprint = (code) =>
  `// ${createHash("sha256").update(code).digest("hex").slice(0, 16)}\n${code}`;

/** Writes a file in one step. Programs become executable. */
export function replace(path, text) {
  const fresh = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(fresh, text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
    renameSync(fresh, path);
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** Returns the licenses of the packages that are part of the files, as these ask for. */
export function describeLicenses(inputs) {
  const folders = inputs.flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  return [...new Set(folders)]
    .sort()
    .map(describeLicense)
    .join(`\n${"-".repeat(80)}\n\n`);
}

function describeLicense(folder) {
  const read = (path) => readFileSync(join(root, folder, path), "utf8").trim();
  const { name, version, license, author } = JSON.parse(read("package.json"));
  const file = readdirSync(join(root, folder)).find((one) => /^licen[cs]e/i.test(one));
  const by = typeof author === "string" ? author : author?.name;
  return `${name} ${version}\n\n${file ? read(file) : `${license} license, by ${by}`}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  await bundlePrograms(process.argv[2]).catch(reportSetupError);
