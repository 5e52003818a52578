// The README is true: its commands exist and run, its program prints what it says, its picture is of a real preview.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { root } from "../setup/paths.mjs";
import { pictureFile, previewLines } from "../setup/picture.mjs";
import { textOf } from "../setup/terminal.mjs";
import { readPage } from "./helpers/unit/docs/page.js";
import { folder } from "./helpers/cli/commands/command.js";
import { npm, packed } from "./helpers/cli/package/npm.js";
import { fasterStart, project } from "./helpers/cli/engine/cli.js";
import { isQuick, once } from "./parts.js";

const readme = readPage("README.md");
const exampleFile = (name: string) =>
  readFileSync(join(root, "examples", "two-files", name), "utf8");
const twoFiles = {
  "dhcp1.conf": exampleFile("dhcp1.conf"),
  "dhcp2.conf": exampleFile("dhcp2.conf"),
};

function runDemo(): Promise<{ readonly code: number; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("npm", ["run", "-s", "demo"], {
      cwd: root,
      env: { ...process.env, ...(isQuick && fasterStart) },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.once("error", reject).once("close", (code) => resolve({ code: code ?? -1, said }));
  });
}

describe("the README", () => {
  it("has a demo that does what it says", async () => {
    const { code, said } = await runDemo();
    expect(`${code}\n${said}`).toMatch(/^0\n[^]*That was all of it\./);
    // What needs no Pulumi comes first, and its page stays.
    const [, page] = /\n +(file:\S+demo\.html)\n/.exec(said.split("$ pulumi stack init")[0]!)!;
    expect(readFileSync(fileURLToPath(page!), "utf8")).toContain("borrowed-laptop");
  });

  once(() => {
    it("has a first command that answers in a folder without a project", async () => {
      const [, ...command] = /^npx .* check .*$/m.exec(readme.text)![0].split(" ");
      const here: Readonly<Record<string, string>> = {
        "--package=/path/to/pulumi-dhcp-failover-0.1.0.tgz": `--package=${await packed()}`,
        "https://dhcp1:8000": "dhcp1.conf",
        "https://dhcp2:8000": "dhcp2.conf",
      };
      const words = command.flatMap((word) =>
        word === "pulumi-dhcp-failover" ? ["--", word] : [here[word] ?? word],
      );
      const place = folder(twoFiles);
      const answer = npm(place, "exec", "--yes", "--prefer-offline", ...words, "--html=page.html");
      await expect(answer).rejects.toThrow(
        / ended with 7:\ndhcp1 and dhcp2: 3 differences, in 1 of 2 scopes\n/,
      );
      expect(readdirSync(place).sort()).toEqual(["dhcp1.conf", "dhcp2.conf", "page.html"]);
      expect(readFileSync(join(place, "page.html"), "utf8")).toMatch(/^<!doctype html>/i);
    });

    it("has at most 150 lines", () => {
      expect(readme.text.trimEnd().split("\n").length).toBeLessThanOrEqual(150);
    });

    it("names two commands behind the clone, and they are there", () => {
      const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
        scripts: Record<string, string>;
      };
      const commands = readme.blocks("sh")[0]!.trim().split("\n");
      expect(commands.map((command) => command.split(" ")[0])).toEqual(["git", "cd", "npm", "npm"]);
      expect(commands.slice(2)).toEqual(["npm run demo", "npm test"]);
      expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["demo", "test"]));
    });

    it("has a program that prints the preview it shows", async () => {
      const [program] = readme.blocks("ts");
      expect(program!.trim().split("\n").length).toBeLessThanOrEqual(20);
      const pair = await project({
        program: "",
        wholeSdk: true,
        files: {
          ...twoFiles,
          "Pulumi.yaml": "name: readme\nruntime: nodejs\nmain: index.ts\n",
          "index.ts": program!,
          "tsconfig.json":
            '{ "compilerOptions": { "target": "es2022", "module": "node16", "moduleResolution": "node16", "strict": true, "skipLibCheck": true }, "files": ["index.ts"] }',
        },
      });
      const { output } = await pair.preview("--diff");
      for (const line of readme.blocks("text")[0]!.trimEnd().split("\n"))
        expect(output).toContain(line);
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    });

    it("shows a picture of what the CLI prints; `npm run -s picture` draws it anew", async () => {
      const printed = (await previewLines()).map(textOf);
      for (const theme of ["light", "dark"]) {
        const drawn = [
          ...readFileSync(pictureFile(theme), "utf8").matchAll(/<text .*<\/text>/g),
        ].map(([line]) => line.replace(/<[^>]*>/g, "").replaceAll("&gt;", ">"));
        expect(drawn.slice(1)).toEqual(printed);
      }
    });
  });
});
