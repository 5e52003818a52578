// The README is true: its commands exist and run, its program prints what it says, its tables name every argument there is.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { root } from "../setup/paths.mjs";
import { fileOptions } from "../provider/drivers/file/index.js";
import { kea, keaOptions } from "../provider/drivers/kea/index.js";
import { windows, windowsOptions } from "../provider/drivers/windows/live/index.js";
import { messages } from "../provider/core/messages.js";
import { argumentsIn } from "../provider/core/shape.js";
import { drivers } from "../provider/drivers/index.js";
import {
  relationshipShape,
  replicationShape,
  scopeShape,
} from "../provider/lifecycle/arguments.js";
import { added, project } from "./engine/cli.js";

const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(
    ([, text]) => text!,
  );
const conf = (name: string) => readFileSync(join(root, "examples", "two-files", name), "utf8");
const files = { "dhcp1.conf": conf("dhcp1.conf"), "dhcp2.conf": conf("dhcp2.conf") };

function run(
  command: string,
  ...args: string[]
): Promise<{ readonly code: number; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
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
  it("names two commands, and they are there", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(blocks("sh")[0]!.trim().split("\n")).toEqual(["npm run demo", "npm test"]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["demo", "test"]));
  });

  it("has a demo that does what it says", async () => {
    const { code, said } = await run("npm", "run", "-s", "demo");
    expect(`${code}\n${said}`).toMatch(/^0\n[^]*That was all of it\./);
  });

  it("has a program that prints the preview it shows", async () => {
    const [program] = blocks("ts");
    expect(program!.trim().split("\n").length).toBeLessThanOrEqual(20);
    const pair = await project({
      program: "",
      wholeSdk: true,
      files: {
        ...files,
        "Pulumi.yaml": "name: readme\nruntime: nodejs\nmain: index.ts\n",
        "index.ts": program!,
        "tsconfig.json":
          '{ "compilerOptions": { "target": "es2022", "module": "node16", "moduleResolution": "node16", "strict": true, "skipLibCheck": true }, "files": ["index.ts"] }',
      },
    });
    const { output } = await pair.preview("--diff");
    for (const line of blocks("text")[0]!.trimEnd().split("\n")) expect(output).toContain(line);
    expect(await pair.up()).toMatchObject({ code: 0 });
    expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });

  it("names running servers that can be opened", () => {
    const servers = [...blocks("ts")[1]!.matchAll(/= (\{.*\});/g)].map(
      ([, server]) => new Function(`return ${server}`)() as { driver: string; url: string },
    );
    expect(
      servers.map(({ driver, ...options }) => [
        driver,
        keaOptions.safeParse(options).success,
        kea(options).label,
      ]),
    ).toEqual([
      ["kea", true, "https://dhcp1.example.com:8000"],
      ["kea", true, "https://dhcp2.example.com:8000"],
    ]);
  });

  it("names a running Windows server that can be opened", () => {
    const { driver, ...options } = new Function(
      `return ${/= (\{.*\});/.exec(blocks("ts")[3]!)![1]}`,
    )() as { driver: string; computerName: string };
    expect([driver, windowsOptions.safeParse(options).success, windows(options).label]).toEqual([
      "windows",
      true,
      "dhcpserver.contoso.com",
    ]);
  });

  it("has a relationship whose arguments are known", () => {
    const [, args] = /FailoverRelationship\("offices", (\{[^]*?\n\})\);/.exec(blocks("ts")[2]!)!;
    const found = new Function("dhcp1", "dhcp2", `return ${args}`)({}, {}) as object;
    expect(relationshipShape(drivers).safeParse(found).success).toBe(true);
  });

  it("quotes what a preview says of the cost", () => {
    const waiting = messages.keaCost(
      "http://dhcp2:8000",
      messages.keaPause({ delay: 10, leases: 0, sync: 0 }, false, messages.keaWaitNobody(1)),
    );
    expect(blocks("text")[1]!.trim()).toBe(waiting);
  });

  it("has a stack without code that shows the same", async () => {
    const [stack] = blocks("yaml");
    const { config } = parse(stack!) as { config: Record<string, unknown> };
    const pair = await project({
      program: 'require("pulumi-dhcp-failover/stack");\n',
      files,
      config,
    });
    expect(added(await pair.previewJson())).toContain(
      "10.0.1.0/24 options.dhcp4:6.value: 10.0.0.8 => 10.0.0.53, 10.0.0.54",
    );
  });

  it("says which server is missing in a stack without code", async () => {
    const pair = await project({
      program: 'require("pulumi-dhcp-failover/stack");\n',
      files,
      config: {
        "dhcp-failover:servers": { dhcp1: { driver: "file", path: "dhcp1.conf" } },
        "dhcp-failover:replications": { hq: { primary: "dhcp1", partner: "dhcp2" } },
      },
    });
    const { code, output } = await pair.preview();
    expect(code).not.toBe(0);
    expect(output).toContain(
      'dhcp-failover:replications.hq.partner: there is no server "dhcp2". dhcp-failover:servers has dhcp1.',
    );
    expect(output).not.toMatch(/\n\s+at /);
  });

  it("names every argument", () => {
    const names = [
      replicationShape,
      scopeShape,
      relationshipShape(drivers),
      fileOptions,
      keaOptions,
      windowsOptions,
    ].flatMap((shape) => Object.keys(argumentsIn(shape)));
    const told = readme.slice(
      readme.indexOf("## Arguments"),
      readme.indexOf("## What is replicated"),
    );
    expect([...new Set(names)].filter((name) => !told.includes(`\`${name}\``))).toEqual([]);
  });
});
