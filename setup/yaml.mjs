// Provides the language host for programs in YAML, which the tests run. Pulumi's own installer brings it with the CLI; where
// the CLI was built from the Go module proxy, the host is too.

import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { buildWithGo, findGo, sayMinutes } from "./go.mjs";
import { making } from "./making.mjs";
import { cachedYamlHost, chosenYamlHost, findYamlHost } from "./paths.mjs";

const module = {
  package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  requires: [`github.com/pulumi/pulumi-yaml v${chosenYamlHost}`],
};

/** Where it is, or what it `lacks`. */
async function provideYamlHost(say) {
  const found = findYamlHost();
  if (!found.lacks) return found;
  const go = await findGo();
  if (go.lacks) return { lacks: `${found.lacks}; ${go.lacks}` };
  const problem = await making(cachedYamlHost, async (folder) => {
    mkdirSync(join(folder, "bin"));
    const stopSaying = sayMinutes(
      say,
      `Building Pulumi's language host for YAML with Go ${go.version}`,
    );
    const failed = await buildWithGo(module, folder);
    stopSaying();
    return failed;
  });
  return problem ? { lacks: `${found.lacks}; ${problem}` } : findYamlHost();
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { folder, lacks } = await provideYamlHost((line) => console.log(line));
  const pipeline = process.env.CI === "true";
  const skipped = pipeline ? "" : " Tests with it are skipped.";
  console.log(
    `Programs in YAML: ${lacks ? `${lacks}.${skipped}` : `pulumi-language-yaml in ${folder}.`}`,
  );
  if (pipeline && lacks) process.exitCode = 1;
}
