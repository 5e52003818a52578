// An upgrade of this package keeps what version 0.1 wrote: the state, a saved plan and a stack file.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { project, type Project } from "../helpers/cli/engine/cli.js";

const recordedFile = (name: string): string =>
  readFileSync(join(import.meta.dirname, "..", "data", "recorded-0.1", name), "utf8");

/** Makes a project in a fresh folder, with the recorded state. */
async function upgraded(program = recordedFile("index.js"), config = {}): Promise<Project> {
  const files = {
    "dhcp1.conf": recordedFile("dhcp1.conf"),
    "dhcp2.conf": recordedFile("dhcp2.conf"),
  };
  const made = await project({ program, files, config });
  await made.write("state.json", recordedFile("state.json"));
  expect(await made.pulumi("stack", "import", "--file", "state.json")).toMatchObject({ code: 0 });
  return made;
}

async function expectNoChanges(of: Project): Promise<void> {
  const { code, output } = await of.preview("--expect-no-changes", "--diff");
  expect(code, output).toBe(0);
}

describe("a recording of version 0.1", () => {
  it("has a state that previews without a change, and a plan that can still be carried out", async () => {
    const stack = await upgraded();
    await expectNoChanges(stack);

    await stack.write("dhcp1.conf", recordedFile("dhcp1-edited.conf"));
    await stack.write("Pulumi.dev.yaml", recordedFile("Pulumi.dev.yaml"));
    await stack.write("plan.json", recordedFile("plan.json"));
    const { code, output } = await stack.up("--plan", "plan.json");
    expect(code, output).toBe(0);
    expect(await stack.read("dhcp2.conf")).toContain('"valid-lifetime": 43200');
    expect(await stack.read("dhcp2.conf")).toContain('"10.0.2.100 - 10.0.2.219"');
    await expectNoChanges(stack);
  });

  it("has a stack file that declares the same resources without a change", async () => {
    const stackFile = JSON.parse(recordedFile("stack-file.json")) as Record<string, unknown>;
    await expectNoChanges(await upgraded('require("pulumi-dhcp-failover/stack");\n', stackFile));
  });
});
