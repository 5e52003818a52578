// The command starts faster with the code that an earlier run compiled. Kept code is code: it comes from nobody but the user.
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, run } from "../helpers/cli/commands/command.js";
import { kea } from "../helpers/cli/engine/pair.js";

const servers = ["dhcp1.conf", "dhcp2.conf"];
const place = () =>
  folder({
    "dhcp1.conf": kea("dhcp1"),
    "dhcp2.conf": kea("dhcp2").replace('"valid-lifetime": 28800', '"valid-lifetime": 600'),
  });
const check = (here: string, env: NodeJS.ProcessEnv) =>
  run(here, ["check", ...servers], { XDG_CACHE_HOME: undefined, ...env });
const compiledIn = (home: string) => join(home, ".cache", "pulumi-dhcp-failover", "compiled");
const ages = (path: string) =>
  readdirSync(path).map((name) => [name, statSync(join(path, name)).ino]);

describe("the code that a run compiled", () => {
  it("is kept for the next run of the command, for this user alone", async () => {
    const here = place();
    const first = await check(here, { HOME: here });
    const kept = ages(compiledIn(here));
    expect(kept).toEqual([[expect.stringMatching(/^check-[0-9a-f]{16}-v\d+/), expect.any(Number)]]);
    expect(statSync(compiledIn(here)).mode & 0o077).toBe(0);
    const second = await check(here, { HOME: here });
    expect(second).toEqual(first);
    expect(ages(compiledIn(here))).toEqual(kept); // it was taken: otherwise a new one is written
  });

  it("is compiled anew where the kept code is damaged", async () => {
    const here = place();
    const first = await check(here, { HOME: here });
    const [name] = readdirSync(compiledIn(here));
    const path = join(compiledIn(here), name!);
    const bytes = readFileSync(path);
    for (const damaged of [
      bytes.subarray(0, 5_000),
      bytes.map((byte, i) => (i > 9_000 ? byte ^ 1 : byte)),
    ]) {
      writeFileSync(path, damaged);
      expect(await check(here, { HOME: here })).toEqual(first);
      expect(readFileSync(path)).not.toEqual(Buffer.from(damaged));
    }
  });

  it("is neither read nor kept where others may write", async () => {
    const here = place();
    mkdirSync(compiledIn(here), { recursive: true });
    chmodSync(compiledIn(here), 0o777);
    expect((await check(here, { HOME: here })).code).toBe(7);
    expect(readdirSync(compiledIn(here))).toEqual([]);
  });

  it.each([
    ["no HOME", { HOME: undefined }],
    ["a HOME that is not there", { HOME: "/nonexistent/home" }],
    ["a HOME where nothing can be made", { HOME: "/proc" }],
    ["a relative cache folder", { HOME: "/proc", XDG_CACHE_HOME: "cache" }],
  ])("is not needed: the command answers with %s", async (_name, env) => {
    const here = place();
    const { code, stdout, stderr } = await check(here, env);
    expect([code, stderr]).toEqual([7, ""]);
    expect(stdout).toContain("600");
    expect(readdirSync(here).sort()).toEqual(servers);
  });

  it("is not kept of a run that failed, which called little of it", async () => {
    const here = place();
    const failed = await run(here, ["check", "missing.conf", "dhcp2.conf"], {
      HOME: here,
      XDG_CACHE_HOME: undefined,
    });
    expect(failed.code).toBe(1);
    expect(() => readdirSync(compiledIn(here))).toThrow("ENOENT");
  });
});
