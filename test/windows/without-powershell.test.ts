// `npm run test:powershell` on a machine without a PowerShell, or with one that is too old.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";

const folder = mkdtempSync(join(tmpdir(), "no-powershell-"));

/** Runs it where PATH has nothing but what a test puts there. */
function told(more: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, PATH: folder, PWSH: undefined, POWERSHELL: undefined, ...more };
  const script = join(root, "setup", "test-powershell.mjs");
  const { stdout, stderr, status } = spawnSync(process.execPath, [script], {
    encoding: "utf8",
    env,
  });
  return { stdout, stderr, status };
}

it("one line says that the tests with a real PowerShell are skipped, and no test fails", () => {
  expect(told()).toEqual({
    stdout:
      "There is no PowerShell on PATH. The tests that need one are skipped; PWSH=<program> names one.\n",
    stderr: "",
    status: 0,
  });
});

it("that there is no PowerShell is a failure where one is required, and where PWSH names one", () => {
  expect(told({ POWERSHELL: "required" })).toEqual({
    stdout: "",
    stderr: "There is no PowerShell on PATH. PWSH=<program> names one.\n",
    status: 1,
  });
  expect(told({ PWSH: "nowhere" })).toEqual({
    stdout: "",
    stderr: "PWSH names nowhere, which is no PowerShell. PWSH=<program> names one.\n",
    status: 1,
  });
});

// The program is a shell script, which Windows would not start.
if (process.platform !== "win32") {
  it("a PowerShell whose ConvertFrom-Json makes dates of texts is refused", () => {
    const program = join(folder, "old");
    writeFileSync(program, "#!/bin/sh\necho 7.4.6\n");
    chmodSync(program, 0o755);
    expect(told({ PWSH: program })).toEqual({
      stdout: "",
      stderr: `${program} is PowerShell 7.4.6. These tests need Windows PowerShell 5.1, or PowerShell 7.5 or later.\n`,
      status: 1,
    });
  });
}
