// Provides what the test of the packages for other languages needs: the program that writes them and the language host for Go,
// both built from the Go module proxy, and Python, which compiles. What is missing stays missing quietly, except in a pipeline.

import { provide, reportProvided } from "./apt.mjs";
import { buildOnce } from "./go.mjs";
import { cachedGoHost, chosenGoHost, findGoHost, findPython } from "./paths.mjs";
import { provideGenerator } from "./sdks.mjs";

const goHost = {
  what: "Pulumi's language host for Go",
  target: cachedGoHost,
  module: {
    package: "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go",
    requires: [`github.com/pulumi/pulumi/sdk/v3 v${chosenGoHost}`],
  },
};

/** Returns where the host is, or what it `lacks`. */
async function provideGoHost(say) {
  const found = findGoHost();
  if (!found.lacks) return found;
  const problem = await buildOnce(goHost, say);
  return problem ? { lacks: `${found.lacks}; ${problem}` } : findGoHost();
}

const print = (line) => console.log(line);

const generator = await provideGenerator(print);
reportProvided("Packages for other languages", `written by ${generator.path}`, generator.lacks);
const host = await provideGoHost(print);
reportProvided("Programs in Go", `pulumi-language-go in ${host.folder}`, host.lacks);
const python = await provide(findPython, ["python3-minimal"], print);
reportProvided("Python", python.path, python.lacks);
