// `npm run test:windows-server`: the DHCP server of this machine, by the real cmdlets. It refuses a
// server that has scopes, and leaves it as it was.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../../setup/paths.mjs";
import { drivers } from "../../../provider/drivers/index.js";
import { movable } from "../../helpers/unit/drivers/windows/rows.js";
import { stories } from "../../helpers/windows/server/stories.js";

const folder = mkdtempSync(join(tmpdir(), "export-"));
const arguments_ = ["-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass"];

function powerShell(how: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const options = {
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 28,
  } as const;
  return execFileSync("powershell.exe", [...arguments_, ...how], options);
}

let exports = 0;

async function exported(): Promise<string> {
  const path = join(folder, `${++exports}.xml`);
  powerShell(["-Command", "Export-DhcpServer -File $env:DHCP_EXPORT -Force -ErrorAction Stop"], {
    DHCP_EXPORT: path,
  });
  return readFileSync(path, "utf8");
}

stories(
  async () => ({ drivers, args: { driver: "windows", over: "local" }, exported }),
  movable,
  Number(process.env["DRAWS"] ?? 20),
);

it("a Windows DHCP Server answers the probe, and its answers are saved in answers.json", async () => {
  const before = await exported();
  const text = powerShell(["-File", join(root, "docs", "probe.ps1")]);
  const { answers } = JSON.parse(text.slice(text.indexOf("{"))) as { answers: object };
  writeFileSync(
    join(root, "answers.json"),
    `${JSON.stringify(JSON.parse(text.slice(text.indexOf("{"))), null, 2)}\n`,
  );
  expect(Object.keys(answers).filter((name) => name.endsWith("-removed"))).toEqual([]);
  expect(await exported()).toBe(before);
});
