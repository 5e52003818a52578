// Workflows that have not run yet: GitHub would read them, and each of their steps also runs by hand.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { root } from "../../setup/paths.mjs";
import { readPage } from "../helpers/unit/docs/page.js";

interface WorkflowStep {
  readonly run?: string;
  readonly uses?: string;
}
interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly WorkflowStep[] }>>;
}

const readFromRoot = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");
const ci = parse(readFromRoot(".github", "workflows", "ci.yml")) as Workflow;
const ofDocs = readPage("docs/drift-and-pipelines.md")
  .blocks("yaml")
  .map((text) => parse(text) as Workflow);
const templates = join(".github", "ISSUE_TEMPLATE");
const forms = readdirSync(join(root, templates));

/** Returns a check of GitHub's own schema: true, or what does not fit. */
function schemaCheck(name: string): (value: unknown) => unknown {
  const store = dirname(createRequire(import.meta.url).resolve("schemastore/package.json"));
  const schema = readFileSync(join(store, "schemas", "json", `${name}.json`), "utf8");
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  const fits = ajv.compile(JSON.parse(schema) as object);
  return (value) => fits(value) || fits.errors;
}

describe("the workflow of this repository", () => {
  it("fits GitHub's schema", () => {
    const check = schemaCheck("github-workflow");
    expect(check(ci)).toBe(true);
    expect(check({ ...ci, jobs: 7 })).not.toBe(true);
  });

  it("runs scripts of package.json and .ci/run, and little besides", () => {
    const { scripts } = JSON.parse(readFromRoot("package.json")) as { readonly scripts: object };
    const others = [
      "npm ci --no-audit --no-fund",
      "npx --no-install tsc -p test/tsconfig.json",
      "apt-get update && apt-get install --yes git ca-certificates curl iproute2",
      'git config --global --add safe.directory "$GITHUB_WORKSPACE"',
      ".ci/run",
    ];
    const commands = Object.values(ci.jobs).flatMap(({ steps }) =>
      steps.flatMap(({ run }) => run ?? []),
    );
    for (const command of commands) {
      const script = /^npm run ([\w:-]+)$/.exec(command)?.[1];
      if (script === undefined) expect(others).toContain(command);
      else expect(Object.keys(scripts)).toContain(script);
    }
  });
});

describe("docs/drift-and-pipelines.md", () => {
  it("shows a workflow that fits GitHub's schema", () => {
    const check = schemaCheck("github-workflow");
    expect(ofDocs).toHaveLength(1);
    for (const workflow of ofDocs) expect(check(workflow)).toBe(true);
  });
});

describe("the issue forms", () => {
  it.each(forms)("%s fits GitHub's schema", (name) => {
    expect(schemaCheck("github-issue-forms")(parse(readFromRoot(templates, name)))).toBe(true);
  });
});
