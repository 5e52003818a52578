// npm run sdks: writes the packages for Node, Python, Go and C# to sdks/, from schema.json. Git ignores that folder: what is
// in it follows from schema.json. The program that writes them is built once, from the Go module proxy.

import { createHash } from "node:crypto";
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { buildOnce } from "./go.mjs";
import { cacheFolder, node, program, root } from "./paths.mjs";
import { CannotSetUp, reportSetupError, run } from "./run.mjs";

/** The last release of pulumi whose Go module contains the generator for C#. */
const release = "3.228.0";

const source = join(root, "setup", "sdk-generator.go");
const digest = createHash("sha256").update(readFileSync(source)).digest("hex").slice(0, 8);
const generator = {
  what: "the generator of packages for other languages",
  target: join(cacheFolder, `sdk-generator-${release}-${digest}`),
  module: {
    package: source,
    requires: ["pkg", "sdk"].map((name) => `github.com/pulumi/pulumi/${name}/v3 v${release}`),
  },
};

/** Returns where the program is that writes the packages, built if it is not there, or what it `lacks`. */
export async function provideGenerator(say) {
  const lacks = await buildOnce(generator, say);
  return lacks ? { lacks } : { path: join(generator.target, "bin", program("sdk-generator")) };
}

/** The languages by their packages' folders, each with its name and its page in docs/. */
const languages = {
  nodejs: { name: "Node", page: "typescript.md" },
  python: { name: "Python", page: "python.md" },
  go: { name: "Go", page: "go.md" },
  dotnet: { name: "C#", page: "csharp.md" },
};

/** Returns the README of a package, which leads to the plugin and to a program. */
const readmeOf = ({ name, page }, { version, description, license }) => `# DHCP failover for ${name}

${description}

This package has the types for programs. The work is done by the provider plugin \`pulumi-resource-dhcp-failover\` of the same
version, ${version}. The page \`docs/${page}\` in the repository of pulumi-dhcp-failover shows how to install both, and a program.

License: ${license}, in the files LICENSE and NOTICE.
`;

/** Adds what the generators leave out: a README that helps, and the license. */
function addTexts(folder) {
  const about = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const [language, one] of Object.entries(languages)) {
    writeFileSync(join(folder, language, "README.md"), readmeOf(one, about));
    for (const file of ["LICENSE", "NOTICE"])
      copyFileSync(join(root, file), join(folder, language, file));
  }
}

/** Has the Go package require the release that its code was made for; the generator writes one that it does not compile with. */
function requireSdk(folder) {
  const file = join(folder, "go", "go.mod");
  const line = /(github\.com\/pulumi\/pulumi\/sdk\/v3) v\S+/;
  writeFileSync(file, readFileSync(file, "utf8").replace(line, `$1 v${release}`));
}

/** Compiles the package for Node to its folder `bin`, which npm can install as it is. */
async function compileNode(folder) {
  const place = join(folder, "nodejs");
  const modules = join(place, "node_modules");
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const flags = ["-p", ".", "--ignoreDeprecations", "6.0", "--skipLibCheck", "--types", "node"];
  symlinkSync(join(root, "node_modules"), modules, "junction");
  const { code, output } = await run(node, [tsc, ...flags], { cwd: place, quiet: true });
  rmSync(modules);
  if (code !== 0) throw new CannotSetUp(`The package for Node does not compile: ${output}`);
  for (const file of ["package.json", "README.md", "LICENSE", "NOTICE"])
    copyFileSync(join(place, file), join(place, "bin", file));
}

/** Writes the packages to a folder, one folder for each language. Throws what is wrong with the schema. */
export async function writeSdks(folder, schema = join(root, "schema.json"), say = () => {}) {
  const { path, lacks } = await provideGenerator(say);
  if (lacks) throw new CannotSetUp(`The packages could not be written: ${lacks}.`);
  const { code, output } = await run(path, [schema, folder], { quiet: true });
  if (code !== 0) throw new CannotSetUp(`The packages could not be written: ${output}`);
  addTexts(folder);
  requireSdk(folder);
  await compileNode(folder);
}

/** Replaces a folder by one with new packages, or leaves it as it is. */
async function replaceSdks(folder) {
  const fresh = mkdtempSync(`${folder}-`);
  try {
    await writeSdks(fresh, undefined, (line) => console.log(line));
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = join(root, "sdks");
  try {
    await replaceSdks(folder);
    console.log(`The packages for Node, Python, Go and C# are in ${folder}.`);
  } catch (error) {
    reportSetupError(error);
  }
}
