// Drives the real pulumi CLI in a project of its own: its own folder, state and PULUMI_HOME, removed when the test file ends.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, closeSync, openSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

import { environment, findCli, program as executable, root } from "../../../../setup/paths.mjs";
import { pluginFolder, pluginName } from "../../../../setup/plugin-names.mjs";
import { type Answer, runOnTerminal } from "../../../../setup/terminal.mjs";

export interface ProjectOptions {
  /** index.js, in CommonJS; or a program in YAML: what stands in Pulumi.yaml beside its name and runtime. */
  readonly program: string | Readonly<Record<string, unknown>>;
  /** More files, by path inside the project. */
  readonly files?: Readonly<Record<string, string>>;
  /** The stack's configuration, keys with their namespace: `{ "dhcp-failover:servers": {…} }`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** `options: { refresh: always }` in Pulumi.yaml; absent by default. */
  readonly refresh?: "always";
  /** Nothing in node_modules: the test installs what it needs. */
  readonly bare?: boolean;
  /** False where a program in YAML gets no provider plugin: the test installs it. */
  readonly hasPlugin?: boolean;
  /** No files but those given, and no stack: the test makes them. */
  readonly empty?: boolean;
  /** Pulumi's SDK loads all that it does for a user: see late.cjs. */
  readonly wholeSdk?: boolean;
  /** More of the environment, for the CLI, the program and the provider. */
  readonly env?: Readonly<Record<string, string>>;
  /** The number of the user who has the project and runs the CLI; only root can say so. Default: who runs the tests. */
  readonly user?: number;
}

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, one after the other: what is told beside a diff goes to stderr. */
  readonly output: string;
}

/** The output of `pulumi preview --json`, as far as tests look at it. */
export interface Digest {
  readonly steps: readonly Step[];
  readonly changeSummary?: Readonly<Record<string, number>>;
  readonly diagnostics?: readonly {
    readonly message: string;
    readonly severity: string;
    readonly urn?: string;
  }[];
}

export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: Resource;
  readonly newState?: Resource;
  readonly detailedDiff?: Readonly<
    Record<string, { readonly kind: string; readonly inputDiff: boolean }>
  > | null;
}

export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, any>>;
  readonly outputs?: Readonly<Record<string, any>>;
}

export interface State {
  readonly version: number;
  readonly deployment: { readonly resources?: readonly Resource[] };
}

/** A command that runs. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Result>;
}

export interface Project {
  readonly folder: string;
  /** Begins a command, to which signals can be sent while it runs. */
  begin(...args: string[]): Promise<Running>;
  /** Any command. A code other than 0 is an answer, not an error. */
  pulumi(...args: string[]): Promise<Result>;
  /** Any command, on a terminal: returns all that it shows there, colours included. */
  terminal(...args: string[]): Promise<string>;
  /** Any command, on a terminal: answers its questions, and returns its output with the times. */
  record(answers: readonly Answer[], ...args: string[]): ReturnType<typeof runOnTerminal>;
  preview(...flags: string[]): Promise<Result>;
  /** `preview --json`; here a failure is an error. */
  previewJson(...flags: string[]): Promise<Digest>;
  up(...flags: string[]): Promise<Result>;
  refresh(...flags: string[]): Promise<Result>;
  destroy(...flags: string[]): Promise<Result>;
  write(file: string, text: string): Promise<void>;
  read(file: string): Promise<string>;
  /** `stack export`; here a failure is an error. */
  state(): Promise<State>;
  /** Installs the provider plugin, which a program in YAML has from the beginning. */
  installPlugin(): Promise<void>;
  /** Stops what still runs and removes the folder. */
  remove(): Promise<void>;
}

/** Milliseconds for one operation of the CLI. It takes 2 to 3 s on a quiet machine, and up to a minute more where it waits for failover. */
const operationLimit = 600_000;

/** Keeps what Node compiled: a tenth of each operation. */
const compileCache = {
  NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "pulumi-dhcp-failover", "compiled"),
};

/** An environment in which programs without TypeScript start in half the time. */
export const fasterStart = {
  ...compileCache,
  NODE_OPTIONS: `--require ${JSON.stringify(join(import.meta.dirname, "late.cjs"))}`,
};

const opened = new Set<Project>();

afterAll(async () => {
  await Promise.all([...opened].map((one) => one.remove()));
});

/** Returns the files of a project by its program, which is in JavaScript or in YAML. JSON is YAML. */
function projectFiles(
  program: ProjectOptions["program"],
  config: ProjectOptions["config"],
  refresh: ProjectOptions["refresh"],
): Readonly<Record<string, string>> {
  const inNode = typeof program === "string";
  const settings = {
    name: "dhcp",
    runtime: inNode ? { name: "nodejs", options: { typescript: false } } : "yaml",
    ...(refresh && { options: { refresh } }),
    ...(!inNode && program),
  };
  return {
    "Pulumi.yaml": JSON.stringify(settings),
    "Pulumi.dev.yaml": JSON.stringify({ config }),
    ...(inNode && { "package.json": JSON.stringify({ private: true }), "index.js": program }),
  };
}

/** Links what the package has, and not the whole repository: the CLI looks through all folders of node_modules for plugins. */
async function linkPackages(packages: string): Promise<void> {
  await mkdir(join(packages, "pulumi-dhcp-failover"));
  for (const part of ["dist", "package.json", "stack.schema.json"])
    await symlink(join(root, part), join(packages, "pulumi-dhcp-failover", part));
  await mkdir(join(packages, "@types"));
  for (const name of ["@pulumi", "@types/node"])
    await symlink(join(root, "node_modules", name), join(packages, name));
}

/** Makes a user the owner of a folder, who may then go through the one around it. */
function giveTo(user: number, folder: string): void {
  const around = dirname(folder);
  const { mode } = statSync(around);
  if ((mode & 0o001) === 0) chmodSync(around, mode | 0o011); // the folder of this run of the tests
  execFileSync("chown", ["-R", "-h", `${user}:${user}`, folder]);
}

/** A project whose stack `dev` is ready. Its node_modules leads to this repository, and to the SDK and Node's types that it has. */
export async function project({
  program,
  files = {},
  config = {},
  refresh,
  bare = false,
  hasPlugin = true,
  empty = false,
  wholeSdk = false,
  env = {},
  user,
}: ProjectOptions): Promise<Project> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "project-")));
  const [home, temporary, backend] = ["home", "temporary", "backend"].map((name) =>
    join(folder, ".pulumi", name),
  ) as [string, string, string];
  const surroundings = {
    ...environment(withoutOurs(process.env)),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    TMPDIR: temporary,
    ...(wholeSdk ? compileCache : fasterStart),
    ...env,
  };
  const running = new Set<ChildProcess>();

  const cli = join(findCli().folder, executable("pulumi"));
  const begin = (...args: string[]): Promise<Running> => start(cli, [...args, "--non-interactive"]);

  const terminal = async (...args: string[]): Promise<string> => {
    const words = [cli, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    const { ended } = await start("script", ["-qec", words.join(" "), "/dev/null"]);
    return (await ended).output;
  };

  const start = async (command: string, args: readonly string[]): Promise<Running> => {
    // Files and not pipes: a pipe whose reader is gone, after Ctrl-C, would end pulumi before it has stopped the provider.
    const said = await mkdtemp(join(temporary, "said-"));
    const [stdout, stderr] = [join(said, "stdout"), join(said, "stderr")];
    const streams = [openSync(stdout, "w"), openSync(stderr, "w")] as const;
    const child = spawn(command, args, {
      cwd: folder,
      env: surroundings,
      stdio: ["ignore", ...streams],
      uid: user,
      gid: user,
    });
    for (const stream of streams) closeSync(stream);
    running.add(child);
    let isLate = false;
    const limit = setTimeout(() => {
      isLate = true;
      void stopped(child);
    }, operationLimit);
    const closed = new Promise<number>((resolve, reject) =>
      child.once("error", reject).once("close", (exitCode) => resolve(exitCode ?? -1)),
    );
    const ended = closed.then(async (exitCode): Promise<Result> => {
      clearTimeout(limit);
      running.delete(child);
      const [out, err] = [await readFile(stdout, "utf8"), await readFile(stderr, "utf8")];
      if (isLate)
        throw new Error(
          `${command} ${args.join(" ")} took longer than ${operationLimit / 1000} s:\n${out}${err}`,
        );
      return { code: exitCode, stdout: out, stderr: err, output: out + err };
    });
    return { pid: child.pid!, ended };
  };

  const pulumi = async (...args: string[]): Promise<Result> => (await begin(...args)).ended;

  const parsed = async (...args: string[]) => {
    const { code, stdout, stderr } = await pulumi(...args);
    if (code !== 0)
      throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    return JSON.parse(stdout);
  };

  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  };

  const made: Project = {
    folder,
    begin,
    pulumi,
    terminal,
    record: (answers, ...args) =>
      runOnTerminal([cli, ...args], { cwd: folder, env: surroundings, answers }),
    preview: (...flags) => pulumi("preview", ...flags),
    previewJson: (...flags) => parsed("preview", "--json", ...flags),
    up: (...flags) => pulumi("up", "--yes", "--skip-preview", ...flags),
    refresh: (...flags) =>
      pulumi(
        "refresh",
        ...(flags.includes("--preview-only") ? [] : ["--yes", "--skip-preview"]),
        ...flags,
      ),
    destroy: (...flags) => pulumi("destroy", "--yes", "--skip-preview", ...flags),
    write,
    read: (file) => readFile(join(folder, file), "utf8"),
    state: () => parsed("stack", "export"),
    installPlugin: () => installPlugin(home),
    remove: async () => {
      opened.delete(made);
      await Promise.all([...running].map(stopped));
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  opened.add(made);

  const inNode = typeof program === "string";
  const all = empty ? files : { ...projectFiles(program, config, refresh), ...files };
  await Promise.all(Object.entries(all).map(([file, text]) => write(file, text)));
  await Promise.all(
    [home, temporary, backend, join(folder, "node_modules")].map((path) =>
      mkdir(path, { recursive: true }),
    ),
  );
  if (!inNode && hasPlugin) await installPlugin(home);
  if (inNode && !bare) await linkPackages(join(folder, "node_modules"));
  if (user !== undefined) giveTo(user, folder);
  if (empty) return made;
  const { code, stdout, stderr } = await pulumi("stack", "init", "dev");
  if (code !== 0) throw new Error(`pulumi stack init ended with ${code}:\n${stdout}${stderr}`);
  return made;
}

/** Installs the provider plugin of the working copy, as `pulumi plugin install` would. */
export async function installPlugin(home: string): Promise<void> {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const folder = join(home, "plugins", `resource-dhcp-failover-v${version}`);
  await mkdir(folder, { recursive: true });
  const own = join(root, "dist", pluginFolder, pluginName);
  await symlink(own, join(folder, executable(pluginName)));
}

/**
 * Returns the entries that a preview adds to `replicate`, sorted: those of the new inputs that the
 * old inputs do not hold. Entries of a resource for many scopes begin with the scope; the number
 * that keeps a repeated entry's key fresh is left out.
 */
export function added({ steps }: Digest): string[] {
  return steps
    .filter(({ op }) => op !== "same" && op !== "refresh")
    .flatMap(({ oldState, newState }) => {
      const before = new Map(entries(oldState?.inputs?.replicate));
      return entries(newState?.inputs?.replicate).filter(
        ([key, value]) => before.get(key) !== value,
      );
    })
    .map(([key, value]) => `${key.replace(/ \(\d+\)$/, "")}: ${value}`)
    .sort();
}

function entries(replicate: unknown): [string, unknown][] {
  if (replicate === undefined) return [];
  if (typeof replicate !== "object" || replicate === null) return [["replicate", replicate]];
  return Object.entries(replicate).flatMap(([key, value]) =>
    typeof value === "object" && value !== null
      ? Object.entries(value).map(([leaf, text]): [string, unknown] => [`${key} ${leaf}`, text])
      : [[key, value] as [string, unknown]],
  );
}

/** The environment without what belongs to the user's Pulumi or to vitest. */
export function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(PULUMI_|VITEST|NODE_ENV$|NODE_OPTIONS$|TEST$|FORCE_COLOR$)/;
  return Object.fromEntries(Object.entries(env).filter(([key]) => !ours.test(key)));
}

/** The first signal asks pulumi to finish, the second to give up, and both let it stop the provider. */
async function stopped(child: ChildProcess): Promise<void> {
  const closed = new Promise((resolve) => child.once("close", resolve));
  const signals = (["SIGINT", "SIGINT", "SIGKILL"] as const).map((signal, i) =>
    setTimeout(() => child.kill(signal), i * 2_000),
  );
  await closed;
  signals.forEach(clearTimeout);
}
