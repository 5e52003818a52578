// Commands and programs that the pages in docs/ show, run with the real CLI.
import { again, once } from "../parts.js";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { environment, findCli, root } from "../../setup/paths.mjs";
import {
  added,
  fasterStart,
  project,
  withoutOurs,
  type Project,
} from "../helpers/cli/engine/cli.js";
import { readPage } from "../helpers/unit/docs/page.js";

const exampleFile = (name: string) =>
  readFileSync(join(root, "examples", "two-files", name), "utf8");
const twoFiles = {
  "dhcp1.conf": exampleFile("dhcp1.conf"),
  "dhcp2.conf": exampleFile("dhcp2.conf"),
};
const stackProgram = 'require("pulumi-dhcp-failover/stack");\n';
const stackFile = readPage("docs/getting-started-kea.md").blocks("yaml")[0]!;
const { config } = parse(stackFile) as { config: Record<string, unknown> };

/** Runs a command of a page in a project, with `pulumi` on its PATH. Returns its exit code and what it printed. */
function shell(
  { folder }: Project,
  command: string,
  path: readonly string[] = [],
): Promise<{ readonly code: number; readonly output: string }> {
  const hidden = join(folder, ".pulumi");
  const env = environment(withoutOurs(process.env));
  return new Promise((resolve) => {
    execFile(
      "sh",
      ["-c", command],
      {
        cwd: folder,
        env: {
          ...env,
          ...fasterStart,
          PATH: [...path, findCli().folder, env["PATH"]].join(delimiter),
          PULUMI_HOME: join(hidden, "home"),
          PULUMI_BACKEND_URL: `file://${join(hidden, "backend")}`,
          PULUMI_CONFIG_PASSPHRASE: "",
          PULUMI_SKIP_UPDATE_CHECK: "true",
        },
      },
      (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), output: `${stdout}${stderr}` }),
    );
  });
}

once(() =>
  describe("docs/getting-started-kea.md", () => {
    it("has a stack without code that shows the same as the program, and a plan that can be carried out", async () => {
      const pair = await project({ program: stackProgram, files: twoFiles, config });
      expect(added(await pair.previewJson())).toContain(
        "10.0.1.0/24 options.dhcp4:6.value: 10.0.0.8 => 10.0.0.53, 10.0.0.54",
      );
      const commands = readPage("docs/getting-started-kea.md").blocks("sh")[2]!.trim().split("\n");
      expect(commands).toHaveLength(2);
      for (const command of commands) {
        const isUpdate = command.startsWith("pulumi up");
        const { code, output } = await shell(pair, `${command}${isUpdate ? " --yes" : ""}`);
        expect(code, output).toBe(0);
      }
      expect(await pair.read("dhcp2.conf")).toContain("10.0.0.53, 10.0.0.54");
    });

    it("says which server is missing in a stack without code", async () => {
      const pair = await project({
        program: stackProgram,
        files: twoFiles,
        config: {
          "dhcp-failover:servers": { dhcp1: { driver: "file", path: "dhcp1.conf" } },
          "dhcp-failover:replications": { hq: { primary: "dhcp1", partner: "dhcp2" } },
        },
      });
      const { code, output } = await pair.preview();
      expect(code).not.toBe(0);
      expect(output).toContain(
        'dhcp-failover:replications.hq.partner: there is no server "dhcp2". dhcp-failover:servers has dhcp1. [stack-server-unknown]',
      );
      expect(output).not.toMatch(/\n\s+at /);
    });
  }),
);

again(() =>
  describe("docs/drift-and-pipelines.md", () => {
    const page = readPage("docs/drift-and-pipelines.md");

    it("has commands that end with 0 in sync and with 7 after an edit", async () => {
      const pair = await project({ program: stackProgram, files: twoFiles, config });
      expect(await pair.pulumi("stack", "rename", "production")).toMatchObject({ code: 0 });
      expect(await pair.up()).toMatchObject({ code: 0 });
      const commands = [
        ...page.text.matchAll(/^\| [^|]+\? \| `(pulumi [^`]+|DHCP[^`]+)` \|/gm),
      ].map(([, command]) => command!);
      expect(commands).toHaveLength(3);
      const expectCode = async (expected: number) => {
        for (const command of commands) {
          const { code, output } = await shell(pair, command);
          expect(code, `${command}\n${output}`).toBe(expected);
        }
      };

      await expectCode(0);
      const edited = await pair.read("dhcp2.conf");
      await pair.write(
        "dhcp2.conf",
        edited.replace('"valid-lifetime": 28800', '"valid-lifetime": 600'),
      );
      await expectCode(7);
    });
  }),
);
