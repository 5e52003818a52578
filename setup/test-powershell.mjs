// Runs the stories of running Windows servers, and the generated scripts, under a real PowerShell:
// the program that PWSH names, or else the first of pwsh and powershell.exe on PATH. Where there is
// none, one line says so; with POWERSHELL=required that is a failure.

import { spawnSync } from "node:child_process";

import { runPart } from "./parts.mjs";

/** Windows PowerShell, and the releases whose ConvertFrom-Json can leave texts as they are. */
const fits = ([major, minor]) => major === 5 || major > 7 || (major === 7 && minor >= 5);

/** Returns a program's version, or nothing where there is no such program. */
function versionOf(program) {
  const question = [
    "-NoLogo",
    "-NoProfile",
    "-NonInteractive",
    "-Command",
    "$PSVersionTable.PSVersion.ToString()",
  ];
  const { stdout, error } = spawnSync(program, question, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return error ? undefined : /\d+\.\d+\S*/.exec(stdout ?? "")?.[0];
}

function run() {
  const wanted = process.env.PWSH;
  const programs = wanted ? [wanted] : ["pwsh", "powershell.exe"];
  const program = programs.find((name) => versionOf(name) !== undefined);
  if (program === undefined) {
    const lacks = wanted
      ? `PWSH names ${wanted}, which is no PowerShell.`
      : "There is no PowerShell on PATH.";
    const isFailure = Boolean(wanted) || process.env.POWERSHELL === "required";
    if (isFailure) console.error(`${lacks} PWSH=<program> names one.`);
    else console.log(`${lacks} The tests that need one are skipped; PWSH=<program> names one.`);
    return isFailure ? 1 : 0;
  }
  const version = versionOf(program);
  if (!fits(version.split(".").map(Number))) {
    console.error(
      `${program} is PowerShell ${version}. These tests need Windows PowerShell 5.1, or PowerShell 7.5 or later.`,
    );
    return 1;
  }
  console.log(`PowerShell ${version} (${program})`);
  return runPart("powershell", { POWERSHELL_PROGRAM: program });
}

process.exitCode = run();
