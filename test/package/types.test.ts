// What a program's compiler says before the engine is asked.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "vitest";
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
