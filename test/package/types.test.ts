// What a program's compiler and constructor say before the engine is asked.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { keepsPartner } from "../../provider/resources/provider.js";
import { node, root } from "../../setup/paths.mjs";

it("compiles the imports of /stack and /provider under moduleResolution node", () => {
  const folder = mkdtempSync(join(tmpdir(), "types-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules", "pulumi-dhcp-failover"));
    const program = 'import { scope } from "pulumi-dhcp-failover/provider";\nimport "pulumi-dhcp-failover/stack";\nexport { scope };\n';
    writeFileSync(join(folder, "index.ts"), program);
    const flags = ["--module", "commonjs", "--moduleResolution", "node10", "--ignoreDeprecations", "6.0", "--skipLibCheck", "--noEmit", "--strict"];
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    execFileSync(node, [tsc, ...flags, "index.ts"], { cwd: folder, encoding: "utf8", stdio: "pipe" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each([{ import: "x" }, { id: "x" }, { urn: "x" }])("refuses the resource option %o with what to do", (options) => {
  const option = Object.keys(options)[0];
  expect(() => keepsPartner("office", options as never, undefined)).toThrow(`office: the resource option ${option} cannot work with a dynamic provider.`);
});
