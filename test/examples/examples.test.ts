// Each example runs on the real CLI. Those that work on running servers have files of their own: kea-pair.test.ts and pipelines/.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import { added, fasterStart } from "../helpers/cli/engine/cli.js";
import { example, examples } from "../helpers/cli/examples/example.js";
import { again, isQuick, once, repeats } from "../parts.js";

once(() =>
  it("each folder of examples has a test", () => {
    expect(readdirSync(examples).sort()).toEqual([
      "README.md",
      "git-to-pair",
      "kea-pair",
      "pipelines",
      "stack-file",
      "two-files",
      "windows-exports",
      "windows-pair",
      "yaml",
    ]);
  }),
);

describe("the commands in the README of an example", () => {
  it.each(repeats(["stack-file", "two-files", "git-to-pair", "windows-exports", "."]))(
    "begin a stack and show what differs: %s",
    async (name) => {
      const copy = mkdtempSync(join(tmpdir(), "clone-"));
      for (const part of ["package.json", "tsconfig.json", "setup", "examples"])
        cpSync(join(root, part), join(copy, part), {
          recursive: true,
          filter: (path) => !path.includes("node_modules"),
        });
      for (const part of ["node_modules", "dist"]) symlinkSync(join(root, part), join(copy, part));
      const [, commands] = /^```sh\n([^]*?)^```/m.exec(
        readFileSync(join(examples, name, "README.md"), "utf8"),
      )!;
      const {
        PULUMI_BACKEND_URL: _,
        PULUMI_CONFIG_PASSPHRASE: __,
        PULUMI_ACCESS_TOKEN: ___,
        ...env
      } = process.env;
      const said = await new Promise<string>((resolve, reject) => {
        execFile(
          "sh",
          ["-ec", commands!],
          {
            cwd: copy,
            env: { ...env, ...(isQuick && fasterStart), PULUMI_HOME: join(copy, ".pulumi-home") },
          },
          (error, stdout, stderr) =>
            error ? reject(new Error(`${error.message}\n${stdout}${stderr}`)) : resolve(stdout),
        );
      });
      expect(said).toContain("replicate ");
      rmSync(copy, { recursive: true, force: true, maxRetries: 5 });
    },
  );
});

again(() =>
  describe("yaml", () => {
    it("shows what differs, makes the servers equal, and keeps what is the partner's own", async () => {
      const pair = await example("yaml");
      const preview = await pair.preview();
      expect(preview).toMatchObject({ code: 0 });
      expect(preview.output).toContain("options.dhcp4:6.value: 10.0.0.8 => 10.0.0.53, 10.0.0.54");
      expect(await pair.up("--target", "**offices")).toMatchObject({ code: 0 });
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect(await pair.read("dhcp2.conf")).toContain("borrowed-laptop");
      expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
      const outputs = JSON.parse((await pair.pulumi("stack", "output", "--json")).stdout);
      expect(outputs).toMatchObject({ replicated: ["10.0.2.0/24"], relationship: "headquarters" });
      expect(outputs.scopes).toHaveLength(2);
      expect(await pair.destroy()).toMatchObject({ code: 0 });
    });
  }),
);

again(() =>
  describe("two-files", () => {
    it("shows what differs, and makes the servers equal", async () => {
      const pair = await example("two-files");
      expect(added(await pair.previewJson())).toEqual([
        "10.0.1.0/24 options.dhcp4:6.value: 10.0.0.8 => 10.0.0.53, 10.0.0.54",
        "10.0.1.0/24 reservations.10.0.1.14: + hw:02-00-00-00-01-0e printer-2",
        "10.0.1.0/24 reservations.10.0.1.99: - hw:02-00-00-00-01-63 borrowed-laptop",
      ]);
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
      expect(JSON.parse((await pair.pulumi("stack", "output", "--json")).stdout)).toEqual({
        replicated: ["10.0.1.0/24", "10.0.2.0/24"],
      });
    });
  }),
);

once(() =>
  describe("git-to-pair", () => {
    it("brings both servers to what the file says", async () => {
      const pair = await example("git-to-pair");
      const wanted = [
        "10.0.1.0/24 reservations.10.0.1.13: + hw:02-00-00-00-01-0d printer-1",
        expect.stringMatching(/^10\.0\.2\.0\/24 \(scope\): \+ 1 range #/),
        expect.stringMatching(/^classes\.phones \(all\): \+ /),
      ];
      expect(added(await pair.previewJson())).toEqual([
        wanted[0],
        wanted[0],
        wanted[1],
        wanted[1],
        wanted[2],
        wanted[2],
      ]);
      expect(await pair.up()).toMatchObject({ code: 0 });
      for (const name of ["dhcp1.conf", "dhcp2.conf"]) {
        const text = await pair.read(name);
        expect(text).toContain(`// Kea on ${name.slice(0, 5)}.`);
        expect(text).toContain('"client-class": "phones"');
      }
      expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    });
  }),
);

again(() =>
  describe("stack-file", () => {
    it("shows what its README says, and makes the servers equal but for what it ignores", async () => {
      const pair = await example("stack-file");
      const [, shown] = /```text\n([^]*?)```/.exec(await pair.read("README.md"))!;
      expect((await pair.preview("--diff")).output).toContain(shown);
      expect(added(await pair.previewJson())).toEqual([
        "options.dhcp4:6.value: 10.0.0.8 => 10.0.0.53, 10.0.0.54",
        "reservations.10.0.1.14: + hw:02-00-00-00-01-0e printer-2",
      ]);
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect(await pair.read("dhcp2.conf")).toMatch(
        /borrowed-laptop[^]*printer-2|printer-2[^]*borrowed-laptop/,
      );
      expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    });
  }),
);

again(() =>
  describe("windows-exports", () => {
    it("shows what differs, writes the export as it would become and the script for the server, as its README says", async () => {
      const pair = await example("windows-exports");
      const [preview, script] = [
        ...(await pair.read("README.md")).matchAll(/```(?:text|powershell)\n(.*?)```/gs),
      ]
        .map(([, quoted]) => quoted!)
        .filter((quoted) => /replicate :|^#/m.test(quoted));
      const entries = [
        "10.20.1.0/24 exclusions.10.20.1.190-10.20.1.200: +",
        "10.20.1.0/24 options.dhcp4:6.value: 10.20.0.9 => 10.20.0.10, 10.20.0.11",
        "10.20.1.0/24 reservations.10.20.1.21.client: 00-00-5e-00-53-21 => 00-00-5e-00-53-2f",
        "10.20.1.0/24 reservations.10.20.1.23: + 00-00-5e-00-53-23 door-lock.example.com type Both description Main entrance",
        "10.20.1.0/24 reservations.10.20.1.99: - 00-00-5e-00-53-63 borrowed-laptop.example.com type Both",
        '10.20.2.0/24 policies."Desk phones".options.dhcp4:66.value: old-phones.example.com => phones.example.com',
      ];
      expect(added(await pair.previewJson())).toEqual(entries);
      expect((await pair.preview("--diff")).output).toContain(preview);
      const up = await pair.up();
      expect(up).toMatchObject({ code: 0 });
      expect(up.output).toContain("dhcp2.xml: the server itself was not changed:");
      expect(await pair.read("dhcp2.xml")).toBe(await pair.read("dhcp1.xml")); // the two differed in nothing else
      expect((await pair.read("replicate-dhcp2.ps1")).replaceAll("\r\n", "\n")).toContain(script);
      expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    });

    it("has exports with the line ends of Windows, which git keeps", async () => {
      const pair = await example("windows-exports");
      for (const name of ["dhcp1.xml", "dhcp2.xml"])
        expect((await pair.read(name)).replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
      expect(await pair.read(".gitattributes")).toContain("*.xml -text");
    });
  }),
);
