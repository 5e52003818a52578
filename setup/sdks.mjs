// npm run sdks: writes the packages for Node, Python, Go and C# to sdks/, from schema.json. Git ignores that folder: what is
// in it follows from schema.json. The program that writes them is built once, from the Go module proxy.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { buildWithGo, findGo, sayMinutes } from "./go.mjs";
import { making } from "./making.mjs";
import { cacheFolder, program, root } from "./paths.mjs";
import { CannotSetUp, reportSetupError, run } from "./run.mjs";

/** The last release of pulumi whose Go module contains the generator for C#. */
const release = "3.228.0";

const source = join(root, "setup", "sdk-generator.go");
const digest = createHash("sha256").update(readFileSync(source)).digest("hex").slice(0, 8);
const cached = join(cacheFolder, `sdk-generator-${release}-${digest}`);

/** The program that writes the packages, built if it is not there. `lacks` says why there is none. */
async function provideGenerator(say) {
  const path = join(cached, "bin", program("sdk-generator"));
  if (existsSync(path)) return { path };
  const go = await findGo();
  if (go.lacks) return go;
  const problem = await making(cached, async (folder) => {
    mkdirSync(join(folder, "bin"));
    const stopSaying = sayMinutes(say, `Building the generator of packages with Go ${go.version}`);
    const module = {
      package: source,
      requires: ["pkg", "sdk"].map((name) => `github.com/pulumi/pulumi/${name}/v3 v${release}`),
    };
    const failed = await buildWithGo(module, folder);
    stopSaying();
    return failed;
  });
  return problem ? { lacks: problem } : { path };
}

/** Writes the packages to a folder, one folder for each language. Throws what is wrong with the schema. */
export async function writeSdks(folder, schema = join(root, "schema.json"), say = () => {}) {
  const { path, lacks } = await provideGenerator(say);
  if (lacks) throw new CannotSetUp(`The packages could not be written: ${lacks}.`);
  const { code, output } = await run(path, [schema, folder], { quiet: true });
  if (code !== 0) throw new CannotSetUp(output);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = join(root, "sdks");
  try {
    rmSync(folder, { recursive: true, force: true });
    await writeSdks(folder, undefined, (line) => console.log(line));
    console.log(`The packages for Node, Python, Go and C# are in ${folder}.`);
  } catch (error) {
    reportSetupError(error);
  }
}
