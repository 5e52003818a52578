// The package where the engine's process cannot load it: a library brings it, a bundle holds it, or it was taken away since.
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { project } from "../helpers/cli/engine/cli.js";
import { kea } from "../helpers/cli/engine/pair.js";
import { again, once } from "../parts.js";

const servers =
  '{ primary: { driver: "file", path: "dhcp1.conf" }, partner: { driver: "file", path: "dhcp2.conf" } }';
const program = `const dhcp = require("pulumi-dhcp-failover");\nnew dhcp.FailoverReplication("all", ${servers});\n`;
const files = { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": kea("dhcp2") };

describe("this package, missing in the folder of Pulumi.yaml,", () => {
  const says =
    /pulumi-dhcp-failover cannot be loaded from the folder of Pulumi\.yaml\. Add it to the dependencies in the package\.json there and run npm install\./;

  once(() => {
    it("is named by the program, where a library brings it", async () => {
      const one = await project({
        program: `require("./library/index.js");\n`,
        files: { ...files, "library/index.js": program },
      });
      const packages = join(one.folder, "node_modules");
      await mkdir(join(one.folder, "library", "node_modules"));
      await rename(
        join(packages, "pulumi-dhcp-failover"),
        join(one.folder, "library", "node_modules", "pulumi-dhcp-failover"),
      );
      const { code, output } = await one.preview();
      expect(code).not.toBe(0);
      expect(output).toMatch(/all: the package pulumi-dhcp-failover cannot be loaded/);
      expect(output).toMatch(says);
      expect(output).not.toMatch(/\n\s+at |Require stack/);
    });

    it("is named by the provider, where it was removed before a refresh", async () => {
      const one = await project({ program, files });
      expect(await one.up()).toMatchObject({ code: 0 });
      await rm(join(one.folder, "node_modules", "pulumi-dhcp-failover"), { recursive: true });
      const { code, output } = await one.refresh();
      expect(code).not.toBe(0);
      expect(output).toMatch(says);
      expect(output).not.toMatch(/\n\s+at |Require stack/);
    });
  });

  again(() => {
    it.each(["destroy", "preview", "up"] as const)(
      "is named by the provider, where it was removed before a %s",
      async (operation) => {
        const one = await project({ program, files });
        expect(await one.up()).toMatchObject({ code: 0 });
        // The state still has the resource; the program need not run for a destroy.
        await rm(join(one.folder, "node_modules", "pulumi-dhcp-failover"), { recursive: true });
        await one.write("index.js", "");
        const { code, output } = await one[operation](
          ...(operation === "up" ? ["--refresh"] : ["--refresh", "--diff"]),
        );
        expect(code, output).not.toBe(0);
        expect(output).toMatch(says);
        expect(output).not.toMatch(/\n\s+at |Require stack/);
      },
    );

    it("is named where a library only reads scopes", async () => {
      const look = `const dhcp = require("pulumi-dhcp-failover");\ndhcp.getScope({ server: { driver: "file", path: "dhcp1.conf" } });\n`;
      const one = await project({
        program: `require("./library/index.js");\n`,
        files: { ...files, "library/index.js": look },
      });
      await mkdir(join(one.folder, "library", "node_modules"));
      await rename(
        join(one.folder, "node_modules", "pulumi-dhcp-failover"),
        join(one.folder, "library", "node_modules", "pulumi-dhcp-failover"),
      );
      const { code, output } = await one.preview();
      expect(code).not.toBe(0);
      expect(output).toMatch(says);
      expect(output).not.toMatch(/\n\s+at |Require stack/);
    });

    it("is named by a program that was bundled with it, and is all that the bundle lacks", async () => {
      const one = await project({ program: "", files: { ...files, "source.js": program } });
      const packages = join(one.folder, "node_modules");
      const { build } = await import("rolldown"); // vitest brings it
      const output = { file: join(one.folder, "index.js"), format: "cjs" as const };
      await build({
        input: join(one.folder, "source.js"),
        platform: "node",
        external: [/^@pulumi\//],
        output,
        logLevel: "silent",
      });
      expect(await one.read("index.js")).toContain("function assertProviderResolves");
      await rename(join(packages, "pulumi-dhcp-failover"), join(one.folder, "taken-away"));
      const bundled = await one.preview();
      expect(bundled.code, bundled.output).not.toBe(0);
      expect(bundled.output).toMatch(says);
      expect(bundled.output).not.toMatch(/\n\s+at |Require stack/);
      await rename(join(one.folder, "taken-away"), join(packages, "pulumi-dhcp-failover"));
      const { code, output: said } = await one.up();
      expect(code, said).toBe(0);
      expect(await one.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    });
  });
});
