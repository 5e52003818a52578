// Provides the language host for programs in YAML, which the tests run. Pulumi's own installer brings it with the CLI; where
// the CLI was built from the Go module proxy, the host is too.

import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { reportProvided } from "./apt.mjs";
import { buildOnce } from "./go.mjs";
import { cachedYamlHost, chosenYamlHost, findYamlHost } from "./paths.mjs";

const module = {
  package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  requires: [`github.com/pulumi/pulumi-yaml v${chosenYamlHost}`],
};

/** Where it is, or what it `lacks`. */
async function provideYamlHost(say) {
  const found = findYamlHost();
  if (!found.lacks) return found;
  const what = "Pulumi's language host for YAML";
  const problem = await buildOnce({ module, target: cachedYamlHost, what }, say);
  return problem ? { lacks: `${found.lacks}; ${problem}` } : findYamlHost();
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { folder, lacks } = await provideYamlHost((line) => console.log(line));
  reportProvided("Programs in YAML", `pulumi-language-yaml in ${folder}`, lacks);
}
