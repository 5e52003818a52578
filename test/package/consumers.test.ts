// What npm would publish, in empty projects of users: three ways to write a program, the real CLI, nothing of this repository.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import { added, project } from "../helpers/cli/engine/cli.js";
import { npm, packed } from "../helpers/cli/package/npm.js";

const conf = (name: string) => readFileSync(join(root, "examples", "two-files", name), "utf8");
const servers =
  '{ primary: { driver: "file", path: "dhcp1.conf" }, partner: { driver: "file", path: "dhcp2.conf", backupDir: "kept" } }';

const typed = `import * as dhcp from "pulumi-dhcp-failover";
const args: dhcp.FailoverReplicationArgs = ${servers};
const all = new dhcp.FailoverReplication("all", args);
export const replicated = all.replicated;
`;

interface Consumer {
  readonly what: string;
  readonly sdk: string;
  readonly main: string;
  readonly program: string;
  readonly files: Readonly<Record<string, string>>;
}

describe("the package", () => {
  let tarball: string;
  beforeAll(async () => {
    tarball = await packed();
  });

  it.each<Consumer>([
    {
      what: "a CommonJS TypeScript program",
      sdk: "3.260.0",
      main: "index.ts",
      program: typed,
      files: {
        "package.json": '{ "private": true }',
        "tsconfig.json":
          '{ "compilerOptions": { "target": "es2022", "module": "node16", "moduleResolution": "node16", "strict": true }, "files": ["index.ts"] }',
      },
    },
    {
      what: "an ESM TypeScript program",
      sdk: "3.260.0",
      main: "index.ts",
      program: typed,
      files: {
        "package.json": '{ "private": true, "type": "module" }',
        "tsconfig.json":
          '{ "compilerOptions": { "target": "es2022", "module": "nodenext", "moduleResolution": "nodenext", "strict": true }, "files": ["index.ts"] }',
      },
    },
    {
      what: "a JavaScript program, with the oldest SDK that will do",
      sdk: "3.216.0",
      main: "index.js",
      program: `const dhcp = require("pulumi-dhcp-failover");\nexports.replicated = new dhcp.FailoverReplication("all", ${servers}).replicated;\n`,
      files: { "package.json": '{ "private": true }' },
    },
  ])("works for $what", async ({ sdk, main, program, files }) => {
    const consumer = await project({
      program: "",
      bare: true,
      wholeSdk: true,
      files: {
        ...files,
        "Pulumi.yaml": `name: consumer\nruntime: nodejs\nmain: ${main}\n`,
        [main]: program,
        "dhcp1.conf": conf("dhcp1.conf"),
        "dhcp2.conf": conf("dhcp2.conf"),
      },
    });
    await npm(
      consumer.folder,
      "install",
      "--prefer-offline",
      tarball,
      `@pulumi/pulumi@${sdk}`,
      ...(main === "index.ts" ? ["typescript@6", "@types/node@22"] : []),
    );
    expect(added(await consumer.previewJson())).toEqual([
      "10.0.1.0/24 options.dhcp4:6.value: 10.0.0.8 => 10.0.0.53, 10.0.0.54",
      "10.0.1.0/24 reservations.10.0.1.14: + hw:02-00-00-00-01-0e printer-2",
      "10.0.1.0/24 reservations.10.0.1.99: - hw:02-00-00-00-01-63 borrowed-laptop",
    ]);
    expect(await consumer.up()).toMatchObject({ code: 0 });
    expect(JSON.parse((await consumer.pulumi("stack", "output", "--json")).stdout)).toEqual({
      replicated: ["10.0.1.0/24", "10.0.2.0/24"],
    });
    expect(await consumer.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });
});
