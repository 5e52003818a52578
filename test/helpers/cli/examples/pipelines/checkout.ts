// The pipelines' example as a team's repository: checked out under git, with the package as npm would publish it, and servers of its own.
import { execFile, execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll } from "vitest";
import { parse, stringify } from "yaml";
import { environment, pathFolders, root } from "../../../../../setup/paths.mjs";
import { withoutOurs } from "../../engine/cli.js";

export const pipelines = join(root, "examples", "pipelines");

export interface Ran {
  readonly code: number;
  readonly said: string;
}

export interface Checkout {
  readonly folder: string;
  /** The contents of a pipeline's settings, by the names that its files use. */
  readonly settings: Readonly<Record<string, string>>;
  /** The folder in which GitHub's stand-in keeps the requests that it got. */
  readonly github: string;
  /** The environment of a pipeline's job on this machine, with all that its settings hold. */
  readonly env: Readonly<Record<string, string>>;
  /** A command in the folder, with the machine's environment and no more than what is given. */
  run(
    command: readonly string[],
    env?: Readonly<Record<string, string>>,
    cwd?: string,
  ): Promise<Ran>;
  /** As a pipeline checks out: what git does not know goes, but for the packages. */
  clean(): void;
  /** Returns the files that git does not know after a run. */
  untracked(): string;
}

const made = new Set<string>();
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** `servers`: what takes the place of a server's entry in the stack's file, beside its user and its password. */
export async function checkout(servers: Readonly<Record<string, object>>): Promise<Checkout> {
  const place = realpathSync(mkdtempSync(join(tmpdir(), "pipelines-")));
  made.add(place);
  const [home, bin, github, state] = ["home", "bin", "github", "state"].map((name) =>
    join(place, name),
  ) as [string, string, string, string];
  for (const one of [home, bin, github, state]) mkdirSync(one);
  const folder = join(home, "dhcp");

  // npm itself the first time; after that the packages stand, as its cache would have them.
  const npm = pathFolders()
    .map((one) => join(one, "npm"))
    .find(existsSync)!;
  script(
    join(bin, "npm"),
    `[ -d node_modules ] && [ "$1" = ci ] && exit 0\nexec "${npm}" "$@" --prefer-offline --loglevel=error`,
  );
  script(
    join(bin, "gh"),
    `exec node "${join(root, "test", "examples", "pipelines", "gh.mjs")}" "$@"`,
  );
  writeFileSync(
    join(github, "state.json"),
    JSON.stringify({ number: 12, comments: [], issues: [], labels: [], runs: [] }),
  );

  const { PATH, ...machine } = environment(withoutOurs(process.env)) as Record<string, string>;
  const base = {
    ...machine,
    PATH: [bin, PATH].join(delimiter),
    HOME: home,
    PULUMI_HOME: join(home, ".pulumi"),
    GH_STATE: github,
  };
  const settings = {
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "correct horse",
    KEA_PASSWORD: "battery staple",
  };
  const run = (
    [program, ...args]: readonly string[],
    env: Readonly<Record<string, string>> = {},
    cwd = folder,
  ) =>
    new Promise<Ran>((resolve) => {
      const child = execFile(
        "sh",
        ["-c", 'exec 2>&1; exec "$0" "$@"', program!, ...args],
        { cwd, env: { ...base, ...env }, maxBuffer: 2 ** 26 },
        (_, output) => resolve({ code: child.exitCode ?? -1, said: output }),
      );
    });

  const [, commands] = /^```sh\n([^]*?)^```/m.exec(
    readFileSync(join(pipelines, "README.md"), "utf8"),
  )!;
  const { code, said } = await run(
    ["sh", "-ec", commands!],
    { ...settings, npm_config_ignore_scripts: "true" },
    root,
  ); // dist/ is there, and other tests load it
  if (code !== 0) throw new Error(`What the README says to do once ended with ${code}:\n${said}`);

  const file = join(folder, "Pulumi.production.yaml");
  const stack = parse(readFileSync(file, "utf8")) as {
    config: Record<string, Record<string, object>>;
  };
  const entries = stack.config["dhcp-failover:servers"]!;
  for (const [name, entry] of Object.entries(servers))
    entries[name] = { ...entries[name], ...entry };
  writeFileSync(file, stringify(stack));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=team", "-c", "user.email=team@example.com", ...args], {
      cwd: folder,
      encoding: "utf8",
    });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "The pair");

  return {
    folder,
    settings,
    github,
    env: { ...base, ...settings, PULUMI_STACK: "production" },
    run,
    clean: () => void git("clean", "-ffdxq", "--exclude", "node_modules"),
    untracked: () => git("status", "--porcelain"),
  };
}

function script(file: string, text: string): void {
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}
