// The CLI is killed or interrupted in the middle of an update, on real pairs: its processes end, no write begins after it is gone, the
// partner holds what it held or what was planned, and the next update brings everything to its end.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { readCommands } from "../../../provider/drivers/kea/names.js";
import { seeded } from "../../helpers/unit/drivers/kea/model/respelled.js";
import { project, type Project } from "../../helpers/cli/engine/cli.js";
import { versions, withKea, type Version } from "../../helpers/kea/versions.js";
import type { Command } from "../../helpers/kea/reliability/passage.js";
import {
  type Operation,
  replicate,
  updateScope,
} from "../../helpers/kea/reliability/operations.js";
import { subject, type Subject } from "../../helpers/kea/reliability/subject.js";
import { tryAll, type Verdict } from "../../helpers/kea/reliability/table.js";

/** `KILLS=80 SEED=7 npm run test:reliability` draws so many on each release. */
const draws = Number(process.env["KILLS"] ?? 1);
const seed = Number(process.env["SEED"] ?? 1);
const pairs = Math.min(Number(process.env["PAIRS"] ?? 2), draws);

/** How the partner is written. */
interface Way {
  readonly name: string;
  readonly version: Version;
  readonly hasCommands: boolean;
  readonly operation: Operation;
}

const ways: readonly Way[] = [
  ...versions.map((version) => ({
    name: `Kea ${version}`,
    version,
    hasCommands: false,
    operation: replicate,
  })),
  { name: "Kea 3.0.3 by commands", version: "3.0.3", hasCommands: true, operation: updateScope },
];

const program = ({ kind, args }: Operation, { way, kept }: Subject) => `
const { FailoverReplication, FailoverScope } = require("pulumi-dhcp-failover");
new ${kind === "scope" ? "FailoverScope" : "FailoverReplication"}("all", {
  primary: { driver: "kea", url: ${JSON.stringify(way.urls.server1)} },
  partner: { driver: "kea", url: ${JSON.stringify(way.urls.server2)}, backupDir: ${JSON.stringify(kept)} },
  ...${JSON.stringify(args)},
});
`;

interface Tool {
  readonly way: Way;
  readonly subject: Subject;
  readonly project: Project;
  /** How many commands an update sends where nothing is in its way. */
  readonly length: number;
}

interface Case {
  readonly signal: "SIGKILL" | "SIGINT" | "SIGTERM";
  /** The moment in the update at which the signal comes, from 0 to 1. */
  readonly place: number;
}

function drawCases(way: Way): readonly Case[] {
  const random = seeded(seed * 2_003 + ways.indexOf(way));
  const signals = ["SIGKILL", "SIGKILL", "SIGINT", "SIGTERM"] as const;
  return Array.from({ length: draws }, () => ({
    signal: signals[Math.floor(random() * signals.length)]!,
    place: random(),
  }));
}

interface Found {
  readonly pid: number;
  readonly command: string;
}

/** Returns the processes whose environment names a project's folder. */
function processesOf({ folder }: Project): readonly Found[] {
  const read = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  };
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return all
    .filter((pid) => read(pid, "environ").includes(folder))
    .map((pid) => ({ pid: Number(pid), command: read(pid, "cmdline") }));
}

/** Pulumi's own server for programs writes nothing; it looks for a killed CLI every few minutes, and ends then. */
const isLanguageHost = ({ command }: Found) => command.includes("/pulumi-language-nodejs ");
const isCli = ({ command }: Found) => /\/pulumi up /.test(command);
const isWrite = ({ name }: Command) => !readCommands.has(name) && name !== "config-test";

/** Tells whether a process has not ended; one that nobody has waited for yet has. */
function isRunning({ pid }: Found): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

async function judge(
  { signal, place }: Case,
  {
    way: { hasCommands, operation },
    subject: { servers, way, ...tried },
    project: cliProject,
    length,
  }: Tool,
): Promise<Verdict> {
  await tried.reset(operation);
  const at = Math.floor(place * length);
  let met: Command | undefined;
  let sent = { commands: Infinity, at: Infinity };
  way.watch(async ({ command }) => {
    if (command.index !== at) return false;
    met = command;
    const cli = processesOf(cliProject).find(isCli);
    if (cli) process.kill(cli.pid, signal);
    // A busy machine takes its time to end a process that was killed; until then the engine takes connections.
    if (cli && signal === "SIGKILL") while (isRunning(cli)) await wait(1);
    sent = { commands: way.commands().length, at: Date.now() };
    return false;
  });
  const { code } = await cliProject.up("--refresh=false");
  await wait(5_000);
  const all = processesOf(cliProject);
  const left = all.filter((one) => !isLanguageHost(one));
  await way.quiet();
  const [before, after] = [
    way.commands().slice(0, sent.commands),
    way.commands().slice(sent.commands),
  ];
  way.watch();

  const wrong: string[] = [];
  if (left.length > 0) wrong.push(`left running: ${left.map(({ command }) => command).join("; ")}`);
  // What an interruption finds begun is finished: the write, the look at it and the file. It takes the engine a moment to tell of it.
  const heard = sent.at + (signal === "SIGKILL" ? 0 : 500);
  const hasBegun =
    before.some(isWrite) || after.some((command) => isWrite(command) && command.at <= heard);
  const begun =
    signal === "SIGKILL"
      ? after.filter(({ name }) => !readCommands.has(name))
      : after.filter((command) => isWrite(command) && command.at > heard && !hasBegun);
  if (begun.length > 0)
    wrong.push(`written afterwards: ${begun.map(({ name }) => name).join(", ")}`);
  const { running } = await tried.held(servers.server2);
  const isAfter = running === tried.after(operation).server2;
  // A list of commands is cut where it is; the next update completes it.
  if (!hasCommands && !isAfter && running !== tried.before(operation).server2)
    wrong.push("third configuration");
  if (code === 0 && !isAfter) wrong.push("silent");

  for (const { pid } of all) process.kill(pid, "SIGKILL");
  await cliProject.pulumi("cancel", "--yes");
  const next = await cliProject.up("--refresh=false");
  if (next.code !== 0) wrong.push(`not recovered: ${next.output}`);
  const last = await tried.held(servers.server2);
  if (last.running !== tried.after(operation).server2)
    wrong.push("not recovered: another configuration");
  else if (last.file !== last.running) wrong.push("never persisted");
  return {
    case: `${signal} at ${met?.name ?? "nothing"} to ${met?.server ?? "nobody"} (${at} of ${length})`,
    wrong,
  };
}

async function tool(way: Way): Promise<Tool> {
  const { version, hasCommands, operation } = way;
  const made = await subject({ version, hasCommands });
  const one = await project({ program: program(operation, made) });
  made.way.watch();
  const first = await one.up();
  if (first.code !== 0) throw new Error(first.output);
  await made.reset(operation);
  made.way.watch();
  const second = await one.up("--refresh=false");
  if (second.code !== 0) throw new Error(second.output);
  const sent = made.way.commands();
  if (hasCommands && sent.some(({ name }) => name === "config-set"))
    throw new Error("The update is not by commands.");
  return { way, subject: made, project: one, length: sent.length };
}

for (const way of ways) {
  withKea(way.version)(`the CLI that is killed while it updates ${way.name}`, () => {
    it(`leaves nothing behind in ${draws} tries`, {
      timeout: 240_000 + (draws * 240_000) / pairs,
    }, async () => {
      const wrong = await tryAll({
        version: way.version,
        cases: drawCases(way),
        atOnce: pairs,
        make: () => tool(way),
        end: ({ subject: made }) => made.end(),
        judge,
        kinds: [
          "left running",
          "written afterwards",
          "third configuration",
          "silent",
          "never persisted",
          "not recovered",
        ],
      });
      expect(wrong).toEqual([]);
    });
  });
}
