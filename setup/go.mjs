// Builds programs from the Go module proxy, where no one else has them ready.

import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { making } from "./making.mjs";
import { atLeast } from "./paths.mjs";
import { run } from "./run.mjs";

/** The version of Go on this machine. `lacks` says why there is none that will do. */
export async function findGo() {
  const asked = await run("go", ["version"], { quiet: true });
  const version = /go(\d+\.\d+(\.\d+)?)/.exec(asked.output)?.[1];
  if (asked.code !== 0 || !version) return { lacks: "Go, to build it with, is not installed" };
  return atLeast(`${version}.0`, "1.21.0")
    ? { version }
    : { lacks: `Go ${version}, to build it with, is older than 1.21` };
}

/**
 * Builds a program into the folder `bin` of a folder, in a module of its own. Returns what went wrong, if anything did.
 * `version`: what a program of Pulumi's says of itself.
 */
export async function buildWithGo({ package: program, requires, replace, version }, folder) {
  const source = mkdtempSync(join(folder, "..", "source-"));
  const lines = [
    "module cli",
    "go 1.25.11",
    ...requires.map((line) => `require ${line}`),
    replace ? `replace ${replace}` : "",
    "",
  ];
  writeFileSync(join(source, "go.mod"), lines.join("\n"));
  // GOTOOLCHAIN=auto lets an older Go fetch the 1.25.11 that go.mod asks for.
  const env = {
    ...process.env,
    CGO_ENABLED: "0",
    GO111MODULE: "on",
    GOFLAGS: "",
    GOTOOLCHAIN: "auto",
    GOWORK: "off",
  };
  const link = version
    ? `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`
    : "-s -w";
  const args = [
    ...["build", "-mod=mod", "-buildvcs=false", "-trimpath", "-tags", "osusergo,grpcnotrace"],
    ...["-ldflags", link, "-o", join(folder, "bin"), program],
  ];
  const built = await run("go", args, { cwd: source, env, quiet: true });
  if (built.code !== 0) return `Go could not build ${program} (${built.output.split("\n").at(-1)})`;
}

/** Builds a program into a folder of the cache, if that is not there. Returns why it could not. `what` names it for people. */
export async function buildOnce({ module, target, what }, say) {
  if (existsSync(target)) return undefined;
  const { version, lacks } = await findGo();
  if (lacks) return lacks;
  return making(target, async (folder) => {
    mkdirSync(join(folder, "bin"));
    const stopSaying = sayMinutes(say, `Building ${what} with Go ${version}`);
    const problem = await buildWithGo(module, folder);
    stopSaying();
    return problem;
  });
}

/** Says what goes on at once and each minute, until the function that it returns is called. */
export function sayMinutes(say, what) {
  let minutes = 0;
  say(`${what}.`);
  const timer = setInterval(() => {
    minutes++;
    say(`${what}: ${minutes} min so far.`);
  }, 60_000);
  return () => clearInterval(timer);
}
