// Provides the pulumi CLI where there is none: Pulumi's own installer, else built from the Go module proxy.

import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { buildWithGo, findGo, sayMinutes } from "./go.mjs";
import { making } from "./making.mjs";
import {
  cachedCli,
  chosenCli,
  findCli,
  inspectCli,
  oldestCli,
  providerLauncher,
  root,
} from "./paths.mjs";
import { CannotSetUp, run } from "./run.mjs";

export async function provideCli(say) {
  const cli = findCli();
  if (!cli.lacks) return cli;

  const tried = [cli.lacks];
  say(`The pulumi CLI: ${cli.lacks}. Version ${chosenCli} goes into ${cachedCli}.`);
  for (const way of [fromInstaller, fromGoProxy]) {
    const problem = await making(cachedCli, async (folder) => {
      mkdirSync(join(folder, "bin"));
      return (await way(folder, say)) ?? lacking(folder);
    });
    if (!problem) return findCli();
    say(`  ${problem}.`);
    tried.push(problem);
  }
  throw new CannotSetUp(
    `The pulumi CLI could not be set up: ${tried.join("; ")}. ` +
      `Install pulumi ${oldestCli} or later (https://www.pulumi.com/docs/install/), or Go 1.21 or later to have it built, and run this again.`,
  );
}

function lacking(folder) {
  const { lacks } = inspectCli(join(folder, "bin"));
  return lacks && `what it gave ${lacks}`;
}

async function fromInstaller(folder, say) {
  if (process.platform === "win32")
    return "Pulumi's installer is not run by this script on Windows";
  say("  Asking get.pulumi.com for Pulumi's own installer.");
  const script = join(folder, "..", "install.sh");
  const asked = await run(
    "curl",
    ["-fsSL", "--max-time", "15", "-o", script, "https://get.pulumi.com"],
    { quiet: true },
  );
  if (asked.code !== 0)
    return `Pulumi's installer could not be fetched (${asked.output || `curl ended with ${asked.code}`})`;
  const ran = await run(
    "sh",
    [script, "--version", chosenCli, "--install-root", folder, "--no-edit-path"],
    { quiet: true },
  );
  if (ran.code !== 0)
    return `Pulumi's installer failed (${ran.output.split("\n").at(-1) || `code ${ran.code}`})`;
}

// One wrapper module a program: `go install …@version` refuses modules with `replace` directives, and one module cannot
// hold two versions of sdk/v3. sdk/v3 v3.68.0 is the last that contains the language host; it ran with CLI 3.259 in 2026.
const modules = [
  {
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: chosenCli,
    requires: [
      `github.com/pulumi/pulumi/pkg/v3 v${chosenCli}`,
      `github.com/pulumi/pulumi/sdk/v3 v${chosenCli}`,
    ],
    replace:
      "github.com/atotto/clipboard => github.com/tgummerer/clipboard v0.0.0-20241001131231-d02d263e614e",
  },
  {
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    version: chosenCli,
    requires: ["github.com/pulumi/pulumi/sdk/v3 v3.68.0"],
  },
];

async function fromGoProxy(folder, say) {
  const { version, lacks } = await findGo();
  if (lacks) return lacks;
  say(
    `  Building it with Go ${version} from the Go module proxy: some minutes, once. (Go's own caches grow by about 4 GB.)`,
  );
  for (const [index, module] of modules.entries()) {
    const name = module.package.split("/").at(-1);
    const stopSaying = sayMinutes(say, `  Building ${name}, ${index + 1} of ${modules.length}`);
    const problem = await buildWithGo(module, folder);
    stopSaying();
    if (problem) return problem;
  }
  copyFileSync(
    join(root, "node_modules", "@pulumi", "pulumi", providerLauncher),
    join(folder, "bin", providerLauncher),
  );
}
