// npm as a user has it, and what it would publish.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { root } from "../../../../setup/paths.mjs";

/** One npm command: what it says. */
export function npm(cwd: string, ...args: string[]): Promise<string> {
  const [command, ...rest] = args;
  return new Promise((resolve, reject) => {
    const child = spawn("npm", [command!, "--no-audit", "--no-fund", "--loglevel=error", ...rest], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    child
      .once("error", reject)
      .once("close", (code) =>
        code === 0
          ? resolve(said)
          : reject(new Error(`npm ${args.join(" ")} ended with ${code}:\n${said}`)),
      );
  });
}

/** The package as a file, until the test file ends. */
export async function packed(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "packed-"));
  afterwards.push(folder);
  await npm(root, "pack", "--ignore-scripts", "--pack-destination", folder);
  return join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz"))!);
}

const afterwards: string[] = [];

afterAll(async () => {
  if (afterwards.length === 0) return;
  // npx keeps what it ran, by the path it came from; nobody comes back to these.
  const cache = join((await npm(root, "config", "get", "cache")).trim(), "_npx");
  const manifest = (name: string) => join(cache, name, "package.json");
  const ran = existsSync(cache)
    ? readdirSync(cache).filter(
        (name) =>
          existsSync(manifest(name)) &&
          afterwards.some((folder) =>
            readFileSync(manifest(name), "utf8").includes(folder.split("/").at(-1)!),
          ),
      )
    : [];
  for (const name of ran) rmSync(join(cache, name), { recursive: true });
  for (const folder of afterwards) rmSync(folder, { recursive: true });
});
