// Runs the steps of a pipeline's file as its system does: each run or script step with the shell and the environment it would have there.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { type Checkout, pipelines } from "./checkout.js";

type Words = Readonly<Record<string, string>>;

export interface Run {
  readonly passed: boolean;
  readonly said: string;
  /** The steps of a shell, in order, and how each ended; undefined: it was passed over. */
  readonly steps: readonly { readonly text: string; readonly code: number | undefined }[];
  /** The folder of the files that it kept, by name. */
  readonly artifacts: string;
}

export const file = (name: string): any => parse(readFileSync(join(pipelines, name), "utf8"));

const known = <T>(table: Readonly<Record<string, T>>, key: string): T => {
  if (!Object.hasOwn(table, key)) throw new Error(`the runner does not know ${key}`);
  return table[key]!;
};

/** The output of a step to the shell, with that of the steps before it. */
interface Shell {
  readonly text: string;
  readonly env?: Words;
  readonly when?: "passed" | "failed" | "always" | "never";
}

/** A step of a shell, or one that the runner does itself. */
type Step = Shell | (() => void);

async function shells(
  place: Checkout,
  command: readonly string[],
  env: Words,
  steps: readonly Step[],
): Promise<Omit<Run, "artifacts">> {
  let [passed, said] = [true, ""];
  const done: { text: string; code: number | undefined }[] = [];
  for (const step of steps) {
    if (typeof step === "function") {
      if (passed) step();
      continue;
    }
    const { text, when = "passed" } = step;
    const runs = { passed, failed: !passed, always: true, never: false }[when];
    if (!runs) {
      done.push({ text, code: undefined });
      continue;
    }
    const script = join(mkdtempSync(join(tmpdir(), "step-")), "step.sh");
    writeFileSync(script, text);
    const ran = await place.run([...command, script], { ...env, ...step.env });
    said += ran.said;
    done.push({ text, code: ran.code });
    if (ran.code !== 0) passed = false;
  }
  return { passed, said, steps: done };
}

const artifacts = () => mkdtempSync(join(tmpdir(), "artifacts-"));
function keep(place: Checkout, store: string, name: string, path: string): void {
  mkdirSync(join(store, name), { recursive: true });
  cpSync(join(place.folder, path), join(store, name, basename(path)));
}

/** A job of GitHub Actions. `event`: the expressions of this run. */
export async function github(place: Checkout, name: string, event: Words = {}): Promise<Run> {
  const [job] = Object.values<any>(file(`github/${name}`).jobs);
  const settings = Object.fromEntries(
    Object.entries(place.settings).map(([key, value]) => [
      `${key === "PULUMI_BACKEND_URL" ? "vars" : "secrets"}.${key}`,
      value,
    ]),
  );
  const table = {
    ...settings,
    "github.token": "the job's token",
    "github.repository": "network/dhcp",
    ...event,
  };
  const filled = (env: Words = {}) =>
    Object.fromEntries(
      Object.entries(env).map(([key, value]) => [
        key,
        String(value).replace(/\$\{\{ *(.*?) *\}\}/g, (_, expression: string) =>
          known(table, expression),
        ),
      ]),
    );
  const outputs = join(mkdtempSync(join(tmpdir(), "outputs-")), "outputs");
  writeFileSync(outputs, "");
  const store = artifacts();
  const whens: Readonly<Record<string, () => Shell["when"]>> = {
    "success() || failure()": () => "always",
    "steps.drift.outputs.code == '7'": () =>
      /^code=7$/m.test(readFileSync(outputs, "utf8")) ? "passed" : "never",
  };
  const actions: Readonly<Record<string, (step: any) => () => void>> = {
    "actions/checkout": () => place.clean,
    "actions/setup-node": () => () => {},
    "actions/upload-artifact": (step) => () => keep(place, store, step.with.name, step.with.path),
  };
  const steps = (job.steps as any[]).map((step): Step => {
    if (step.uses) return known(actions, step.uses.split("@")[0])(step);
    const at = { text: step.run as string, env: filled(step.env) };
    return step.if
      ? {
          ...at,
          get when() {
            return known(whens, step.if)();
          },
        }
      : at; // prettier-ignore
  });
  const run = await shells(
    place,
    ["bash", "-e"],
    { ...filled(job.env), GITHUB_OUTPUT: outputs },
    steps,
  );
  return { ...run, artifacts: store };
}

/** A job of GitLab CI: its lines are one script. */
export async function gitlab(
  place: Checkout,
  name: string,
  predefined: Words,
  needed?: Run,
): Promise<Run> {
  const all = file("gitlab/.gitlab-ci.yml");
  const job = all[name];
  place.clean();
  for (const need of (job.needs ?? []) as string[])
    cpSync(join(needed!.artifacts, need), place.folder, { recursive: true });
  const text = [...all.default.before_script, ...job.script].join("\n");
  const run = await shells(
    place,
    ["bash", "-eo", "pipefail"],
    { ...place.settings, ...all.variables, ...predefined },
    [{ text }],
  );
  const store = artifacts();
  for (const path of (run.passed ? (job.artifacts?.paths ?? []) : []) as string[])
    keep(place, store, name, path);
  return { ...run, artifacts: store };
}

const azureConditions: Readonly<Record<string, Shell["when"]>> = {
  "succeededOrFailed()": "always",
  "failed()": "failed",
};

/** A script step of Azure Pipelines. `secrets`: what its environment may refer to. */
function azureScript({ script, env, condition }: any, secrets: Words): Shell {
  const filled = Object.entries<string>(env ?? {}).map(([key, value]) => [
    key,
    value.replace(/\$\((.*?)\)/g, (_, secret: string) => known(secrets, secret)),
  ]);
  return {
    text: script,
    env: Object.fromEntries(filled),
    when: condition ? known(azureConditions, condition) : "passed",
  };
}

/** The folders of a stage of Azure Pipelines. */
interface AzureFolders {
  readonly store: string;
  readonly workspace: string;
  /** The artifacts of the stage before. */
  readonly needed: string | undefined;
}

/** Returns the work of a step that is no script. */
function azureTask(step: any, place: Checkout, folders: AzureFolders): () => void {
  const { store, workspace, needed } = folders;
  if (step.checkout === "self" && step.clean === "true") return place.clean;
  if (step.task === "UseNode@1") return () => {};
  if (step.publish) return () => keep(place, store, step.artifact, step.publish);
  if (step.download === "current")
    return () =>
      cpSync(join(needed!, step.artifact), join(workspace, step.artifact), { recursive: true });
  throw new Error(`the runner does not know the step ${JSON.stringify(step)}`);
}

/** A stage of Azure Pipelines. Secrets are in a step's environment only where it says so. */
export async function azure(
  place: Checkout,
  name: string,
  predefined: Words,
  needed?: Run,
): Promise<Run> {
  const all = file("azure/azure-pipelines.yml");
  const { PULUMI_BACKEND_URL, ...secrets } = place.settings;
  const table = { ...secrets, "System.AccessToken": "the job's token" };
  const { value: PULUMI_STACK } = all.variables.find((one: any) => one.name === "PULUMI_STACK");
  const workspace = artifacts();
  const store = artifacts();
  const [job] = all.stages.find(({ stage }: any) => stage === name).jobs;
  const folders = { store, workspace, needed: needed?.artifacts };
  const steps = (job.steps ?? job.strategy.runOnce.deploy.steps).map(
    (step: any): Step => (step.script ? azureScript(step, table) : azureTask(step, place, folders)),
  );
  const run = await shells(
    place,
    ["bash", "--noprofile", "--norc"],
    {
      PULUMI_BACKEND_URL: PULUMI_BACKEND_URL!,
      PULUMI_STACK,
      PIPELINE_WORKSPACE: workspace,
      ...predefined,
    },
    steps,
  );
  return { ...run, artifacts: store };
}

/** The lines of a Markdown text that stand outside its blocks. */
export const outside = (markdown: string): string[] =>
  markdown.split("\n").filter((line) => line !== "" && !line.startsWith("    "));

export const plan = (run: Run): string => join(run.artifacts, "plan", "plan.json");
export const has = existsSync;
