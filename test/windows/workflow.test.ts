// The workflow that has not run yet: GitHub would read it, and each of its steps also runs by hand.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { root } from "../../setup/paths.mjs";

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");
const workflow = parse(read(".github", "workflows", "windows.yml")) as {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
};
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

it("the workflow of the Windows tests fits GitHub's schema", () => {
  const store = dirname(createRequire(import.meta.url).resolve("schemastore/package.json"));
  const schema = readFileSync(join(store, "schemas", "json", "github-workflow.json"), "utf8");
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  const fits = ajv.compile(JSON.parse(schema) as object);
  expect(fits(workflow) || fits.errors).toBe(true);
  expect(fits({ ...workflow, jobs: 7 })).toBe(false);
});

it("the workflow of the Windows tests runs scripts of package.json, and uses only actions that check out, install Node and keep files", () => {
  const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: object };
  const others = [
    "npm ci --no-audit --no-fund",
    "Install-WindowsFeature -Name DHCP -IncludeManagementTools",
  ];
  for (const run of steps.flatMap((step) => step.run ?? [])) {
    const script = /^npm run ([\w:-]+)(?: -- [\w.]+)?$/.exec(run)?.[1];
    if (script === undefined) expect(others).toContain(run);
    else expect(Object.keys(scripts)).toContain(script);
  }
  const actions = new Set(steps.flatMap(({ uses }) => uses?.split("@")[0] ?? []));
  expect([...actions].sort()).toEqual([
    "actions/checkout",
    "actions/setup-node",
    "actions/upload-artifact",
  ]);
});
