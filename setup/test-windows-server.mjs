// Writes everything that a Windows DHCP Server can hold to the one of this machine, reads it back, and
// removes it again; then asks it what no document settles (docs/probe.ps1, answers.json). For a server
// for tests: one that has scopes is refused.

import { spawnSync } from "node:child_process";

import { runPart } from "./parts.mjs";

const question = "@(Get-DhcpServerv4Scope -ErrorAction Stop).Count";

function run() {
  const asked = ["-NoProfile", "-NonInteractive", "-Command", question];
  const { stdout = "", status, error } = spawnSync("powershell.exe", asked, { encoding: "utf8" });
  if (error || status !== 0) {
    console.error(
      "There is no DHCP server on this machine. Install it: Install-WindowsFeature DHCP -IncludeManagementTools",
    );
    return 1;
  }
  if (stdout.trim() !== "0") {
    console.error(
      `The DHCP server of this machine has scopes (${stdout.trim()}). These tests write and remove all that a server holds: run them on a server for tests, without scopes.`,
    );
    return 1;
  }
  return runPart("windows-server");
}

process.exitCode = run();
