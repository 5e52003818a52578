// check as people and schedulers run it: its exit codes, what it prints and where, and that it writes nothing else.
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import * as jq from "jq-wasm";
import { describe, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import type { CheckReport } from "../../provider/report/report.js";
import { readPage } from "../helpers/unit/docs/page.js";
import { driftedFiles } from "../helpers/unit/report/reports.js";
import { folder, run, runOnTerminal } from "../helpers/cli/commands/command.js";

const both = ["check", "dhcp1.conf", "dhcp2.conf"];
const same = { "dhcp1.conf": driftedFiles["dhcp1.conf"], "dhcp2.conf": driftedFiles["dhcp1.conf"] };

describe("check", () => {
  it("ends with 0 where the servers are in sync, and with 7 where they differ", async () => {
    const inSync = await run(folder(same), both);
    expect(inSync).toMatchObject({ code: 0, stderr: "" });
    expect(inSync.stdout).toMatch(/^dhcp1 and dhcp2: in sync, 7 scopes\n/);
    const differs = await run(folder(driftedFiles), both);
    expect(differs).toMatchObject({ code: 7, stderr: "" });
    expect(differs.stdout).toMatch(
      /^dhcp1 and dhcp2: 12 differences, in 5 of 7 scopes and outside scopes\n/,
    );
    expect(differs.stdout).toContain(
      "\n10.0.1.0/24\n  lease duration: dhcp1 has 7200; dhcp2 has 3600\n",
    );
    expect(differs.stdout).toContain("\n10.9.4.0/24: only on dhcp1\n");
  });

  it("ends with 1 where it cannot tell, and does not say that anything is in sync", async () => {
    const here = folder(same);
    rmSync(join(here, "dhcp2.conf"));
    const { code, stdout, stderr } = await run(here, both);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toMatch(/^dhcp1 and dhcp2: unknown: dhcp2 could not be read\n/);
    expect(stdout).toContain("\nError: ");
    expect(stdout).not.toContain("in sync");
  });

  it("reads files and writes none", async () => {
    const here = folder(driftedFiles);
    const times = () => readdirSync(here).map((name) => [name, statSync(join(here, name)).mtimeMs]);
    const before = times();
    await run(here, both);
    expect(times()).toEqual(before);
    expect(before).toHaveLength(2);
  });

  it("prints one answer, and writes any number of others to files", async () => {
    const here = folder(driftedFiles);
    const files = ["--markdown=report.md", "--junit=junit.xml", "--prometheus=dhcp.prom"];
    const { code, stdout } = await run(here, [...both, "--json", ...files]);
    expect(code).toBe(7);
    const report = JSON.parse(stdout) as CheckReport;
    expect(report).toMatchObject({ version: 1, result: "differs" });
    expect(readFileSync(join(here, "report.md"), "utf8")).toContain("| scope | 12 differences |");
    expect(readFileSync(join(here, "junit.xml"), "utf8")).toContain("<testsuites>");
    expect(readFileSync(join(here, "dhcp.prom"), "utf8")).toContain("dhcp_failover_check_up{");
    expect(readdirSync(here).sort()).toEqual(
      ["dhcp.prom", "dhcp1.conf", "dhcp2.conf", "junit.xml", "report.md"].sort(),
    );
    const again = await run(here, [...both, ...files]);
    expect(again.stdout).toMatch(/^dhcp1 and dhcp2: 12 differences/);
  });

  it("replaces a file in one step, writes to a device, and says where there is no folder", async () => {
    const here = folder({ ...driftedFiles, "old.json": "old" });
    await run(here, [...both, "--json=old.json"]);
    expect(JSON.parse(readFileSync(join(here, "old.json"), "utf8"))).toMatchObject({ version: 1 });
    expect(readdirSync(here)).toHaveLength(3);
    expect(await run(here, [...both, "--json=/dev/null"])).toMatchObject({ code: 7, stderr: "" });
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
    const missing = await run(here, [...both, "--json=no/such.json"]);
    expect(missing).toMatchObject({ code: 1, stdout: "" });
    expect(missing.stderr).toMatch(/^no\/such\.json cannot be written: there is no folder no\./);
  });

  it("is a plugin of Nagios with --nagios, also where it is called wrongly", async () => {
    expect(await run(folder(driftedFiles), [...both, "--nagios"])).toEqual({
      code: 1,
      stderr: "",
      stdout:
        "DHCP WARNING - dhcp1 and dhcp2: 12 differences, in 5 of 7 scopes and outside scopes | differences=12;0 unknown_pairs=0 pairs=1\n",
    });
    expect(await run(folder(same), [...both, "--nagios"])).toMatchObject({ code: 0 });
    const wrong = await run(folder(same), ["check", "dhcp1.conf", "--nagios"]);
    expect(wrong).toMatchObject({ code: 3, stderr: "" });
    expect(wrong.stdout).toMatch(/^DHCP UNKNOWN - check was given one server[^\n]*\n$/);
  });

  it("is silent with --quiet where the servers are in sync, and only there", async () => {
    expect(await run(folder(same), [...both, "--quiet"])).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    expect((await run(folder(driftedFiles), [...both, "--quiet"])).stdout).not.toBe("");
  });

  it("has colours on a terminal, and none elsewhere or with NO_COLOR", async () => {
    const here = folder(driftedFiles);
    const color = "\u001b[33m12 differences";
    const terminal = { TERM: "xterm", NO_COLOR: undefined };
    const shown = await runOnTerminal(here, both, "", terminal);
    expect(shown.stdout).toContain(color);
    const plain = await runOnTerminal(here, both, "", { ...terminal, NO_COLOR: "1" });
    expect(plain.stdout).toContain("12 differences");
    expect(plain.stdout).not.toContain("\u001b");
    expect((await run(here, both)).stdout).not.toContain("\u001b");
  });

  it("compares the servers of a stack file in another folder", async () => {
    const file = join(root, "examples", "stack-file", "Pulumi.dev.yaml");
    const { code, stdout } = await run(folder(), ["check", "--stack-file", file]);
    expect(code).toBe(7);
    expect(stdout).toMatch(/^dhcp1 and dhcp2: 2 differences, in 1 of 2 scopes\n/);
    expect(stdout).toMatch(/\nIgnored: reservations\.10\.0\.1\.99\n$/);
  });

  it.each<readonly [string, readonly string[], string]>([
    ["no servers", ["check"], "check needs two servers or more."],
    ["one server", ["check", "a.conf"], 'check was given one server, "a.conf".'],
    ["half a pair", ["check", "--pair", "a.conf"], '--pair: "a.conf" is not two servers.'],
    ["no property", [...both, "--ignore", "a b"], '--ignore: "a b" is not a property.'],
    ["two answers", [...both, "--json", "--junit"], "--json, --junit would all be printed."],
    ["one file twice", [...both, "--json=a", "--junit=./a"], "Two outputs go to ./a."],
    ["an option of init", [...both, "--stack", "a"], "--stack is no option of check."],
  ])("refuses a command line with %s, in one sentence", async (_what, args, sentence) => {
    const { code, stdout, stderr } = await run(folder(same), args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.slice(0, sentence.length)).toBe(sentence);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

describe("docs/check.md", () => {
  const page = readPage("docs/check.md");
  const example = (name: string) => readFileSync(join(root, "examples", "two-files", name), "utf8");
  const twoFiles = { "dhcp1.conf": example("dhcp1.conf"), "dhcp2.conf": example("dhcp2.conf") };

  it("shows what check prints of the files of the example", async () => {
    const [text, nagios] = page.blocks("text");
    const here = folder(twoFiles);
    expect((await run(here, both)).stdout).toBe(text);
    expect((await run(here, [...both, "--nagios"])).stdout).toBe(nagios);
  });

  it("has a command with jq that lists the scopes that differ", async () => {
    const [, command] = page.blocks("sh");
    const { stdout } = await run(folder(twoFiles), [...both, "--json"]);
    const [, filter] = /jq -r '(.*)'/.exec(command!)!;
    expect(await jq.json(JSON.parse(stdout) as object, filter!)).toBe("10.0.1.0/24");
  });
});
