// What is not verified on Windows is listed in docs/windows.md by name. Each has its probe: a script that
// asks a real server, and leaves it as it was. What the model answers is what is assumed.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../../setup/paths.mjs";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { connect } from "../../helpers/windows/failover.js";
import { legalCalls } from "../../helpers/windows/script.js";
import { modelServer } from "../../helpers/windows/server.js";
import { cmdletError, runOn, type Machine } from "../../helpers/windows/live/model.js";
import { machine } from "../../helpers/windows/live/pair.js";

type Answers = Record<string, unknown>;

const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");
const probe = read("docs", "probe.ps1");
const page = read("docs", "windows.md");
const assumedFile = join(root, "test", "data", "windows", "assumed-answers.json");
const assumed = (): Answers =>
  (JSON.parse(readFileSync(assumedFile, "utf8")) as { answers: Answers }).answers;

/** The names in the table, each with what it takes: one server, two, or a connection over ssh. */
const table = page.slice(page.indexOf("### Not verified on Windows"));
const listed = [...table.matchAll(/^\| (`[^|]+`)( \*{1,2})? \|/gm)].flatMap(([, names, stars]) =>
  [...names!.matchAll(/`([\w-]+)`/g)].map(([, name]) => ({
    name: name!,
    stars: (stars ?? "").trim(),
  })),
);
const namesWith = (...stars: string[]): readonly string[] =>
  listed
    .filter((each) => stars.includes(each.stars))
    .map(({ name }) => name)
    .sort();

async function answersOf(on: Machine, partner: string): Promise<Answers> {
  const text = await runOn(on, probe, partner, "dotSourced");
  return (JSON.parse(text) as { answers: Answers }).answers;
}

/** Two new servers that find each other. */
function twoServers(): { readonly on: Machine; readonly exports: () => readonly string[] } {
  const [one, two] = [modelServer("dhcp1.test"), modelServer("dhcp2.test")];
  connect(one, two);
  const on = { name: "dhcp1", domain: "test", server: one, reaches: [one, two] };
  return { on, exports: () => [one, two].map((server) => server.export()) };
}

/** Answers without how long something took. */
const timeless = (answers: Answers): Answers =>
  JSON.parse(
    JSON.stringify(answers, (name, value: unknown) => (name === "milliseconds" ? 0 : value)),
  ) as Answers;

describe("the probe", () => {
  it("asks each listed question, and no other", () => {
    const all = [...probe.matchAll(/\$answers\['([\w-]+)'\]/g)].map(([, name]) => name!);
    const asked = all.filter((name) => !name.endsWith("-removed"));
    expect([...new Set(asked)].sort()).toEqual(namesWith("", "*"));
    const input = read("setup", "windows-input.mjs");
    expect([...input.matchAll(/"([\w-]+-over-ssh)"/g)].map(([, name]) => name).sort()).toEqual(
      namesWith("**"),
    );
  });

  it("calls cmdlets as the real module has them", () => {
    expect(legalCalls(probe).length).toBeGreaterThan(60);
  });

  it("answers all that one server can, and leaves it as it was", async () => {
    const one = machine("dhcp1", rich);
    const before = one.server.export();
    const answers = await answersOf(one, "");
    expect(Object.keys(answers).sort()).toEqual(namesWith(""));
    expect(one.server.export()).toBe(before);
  });

  // -File runs it in the global scope, whose $ErrorActionPreference the module's body sees
  // (about_Scopes, about_Preference_Variables): it imports first and sets its preference afterwards.
  it("loads a module that has no text file for the display language", async () => {
    const answers = await answersOf({ ...machine("dhcp1", rich), unlocalized: true }, "");
    expect(Object.keys(answers).sort()).toEqual(namesWith(""));
  });

  it("answers what only two servers can, leaves both as they were, and confirms what is assumed", async () => {
    const { on, exports } = twoServers();
    const before = exports();
    const answers = timeless(await answersOf(on, "dhcp2.test"));
    if (process.env["UPDATE_ANSWERS"]) {
      const held = Object.fromEntries(
        Object.entries(assumed()).filter(([name]) => namesWith("**").includes(name)),
      );
      writeFileSync(
        assumedFile,
        `${JSON.stringify({ answers: { ...answers, ...held } }, null, 2)}\n`,
      );
    }
    expect(Object.keys(answers).sort()).toEqual(namesWith("", "*"));
    expect(exports()).toEqual(before);
    const { "input-over-ssh": input, "read-line-over-ssh": line, ...rest } = assumed();
    expect(answers).toEqual(rest);
    expect([input, line]).toEqual([["one", "two"], ""]);
  });

  it("removes nothing that it could not add, and reports nothing as left behind", async () => {
    const { on, exports } = twoServers();
    const before = exports();
    const refusing: Machine = {
      ...on,
      before: (cmdlet) => {
        if (/^Add-DhcpServerv4(Class|Filter|Failover)$/.test(cmdlet))
          throw cmdletError("WIN32 5", cmdlet, "PermissionDenied");
      },
    };
    const answers = await answersOf(refusing, "dhcp2.test");
    expect(answers["class-data"]).toMatchObject({ error: "WIN32 5,Add-DhcpServerv4Class" });
    expect(Object.keys(answers).filter((name) => name.endsWith("-removed"))).toEqual([]);
    expect(exports()).toEqual(before);
  });

  it.each(["192.0.2.0", "198.51.100.0"])(
    "does nothing where the server has the scope %s already",
    async (scope) => {
      const one = machine("dhcp1", rich.replaceAll("10.0.1.", scope.replace(/0$/, "")));
      const before = one.server.export();
      await expect(answersOf(one, "")).rejects.toThrow(`There is a scope ${scope} already`);
      expect(one.server.export()).toBe(before);
    },
  );
});

describe("an answer of a person's server", () => {
  const folder = mkdtempSync(join(tmpdir(), "answers-"));
  let files = 0;

  /** Runs the comparison on answers, in the form of Windows PowerShell's `>`. */
  function compared(...answers: readonly Answers[]): {
    readonly lines: readonly string[];
    readonly code: number | null;
  } {
    const paths = answers.map((each) => {
      const path = join(folder, `answers-${++files}.json`);
      writeFileSync(
        path,
        Buffer.from(
          `\ufeff${JSON.stringify({ major: 10, minor: 0, build: 20348, answers: each })}`,
          "utf16le",
        ),
      );
      return path;
    });
    const { stdout, status } = spawnSync(
      process.execPath,
      [join(root, "setup", "windows-answers.mjs"), ...paths],
      { encoding: "utf8" },
    );
    return { lines: stdout.trim().split("\n"), code: status };
  }

  it("is reported where it differs from what is assumed, and nowhere else", () => {
    const count = Object.keys(assumed()).length;
    const same = compared(assumed());
    expect(same.code).toBe(0);
    expect(same.lines.at(-1)).toBe(
      `${count} answers, 0 differ from what is assumed (docs/windows.md says what each is for).`,
    );
    const other = compared({
      ...assumed(),
      "class-data": "0x3078",
      "filter-removed": { error: "DHCP 20094" },
    });
    expect(other.code).toBe(1);
    expect(other.lines).toContain('class-data: assumed "0x0001ff", answered "0x3078"');
    expect(other.lines).toContain(
      'filter-removed: the probe left something behind: {"error":"DHCP 20094"}',
    );
  });

  it("is not reported for its language or its speed", () => {
    const answers = structuredClone(assumed()) as Record<string, Record<string, unknown>>;
    for (const each of Object.values(answers)) {
      if (each["message"] !== undefined) each["message"] = "Fehler.";
      if (each["milliseconds"] !== undefined) each["milliseconds"] = 765;
    }
    const { lines, code } = compared(answers);
    expect(code).toBe(0);
    expect(lines).toContain("time-one-by-one: 51 in 765 ms, 15.0 ms each");
  });

  it("may come in several files, and questions that were not asked are named", () => {
    const { "input-over-ssh": input, "read-line-over-ssh": line, ...rest } = assumed();
    expect(compared(rest).lines).toContain("Not answered: input-over-ssh, read-line-over-ssh");
    expect(
      compared(rest, { "input-over-ssh": input, "read-line-over-ssh": line }).lines.join("\n"),
    ).not.toContain("Not answered");
  });
});

// ssh is a shell script here, which Windows would not start.
if (process.platform !== "win32") {
  it("two questions are asked over ssh by commands that mean the same to every shell", () => {
    const folder = mkdtempSync(join(tmpdir(), "ssh-"));
    const ssh = `#!/bin/sh\necho "$*" >> ${folder}/commands\nprintf '@@DHCP1?@@'\nprintf '{"found":"%s"}' "$(tr '\\n' ' ')"\n`;
    writeFileSync(join(folder, "ssh"), ssh);
    chmodSync(join(folder, "ssh"), 0o755);
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env["PATH"]}` };
    const text = execFileSync(
      process.execPath,
      [join(root, "setup", "windows-input.mjs"), "dhcp1.test"],
      { encoding: "utf8", env },
    );
    expect(JSON.parse(text)).toEqual({
      answers: { "input-over-ssh": "one two ", "read-line-over-ssh": "one two " },
    });
    const commands = readFileSync(join(folder, "commands"), "utf8").trim().split("\n");
    expect(commands).toHaveLength(2);
    for (const command of commands)
      expect(command).toMatch(
        /^-T -o BatchMode=yes dhcp1\.test powershell\.exe [A-Za-z0-9+/= -]+$/,
      );
  });
}
