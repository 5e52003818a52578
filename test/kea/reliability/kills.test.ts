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

/**
 * Tells whether a process has not ended; one that nobody has waited for yet has, once all its
 * threads have: the last one closes its sockets.
 */
function isRunning({ pid }: Found): boolean {
  try {
    const isEnded = /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    return !isEnded || readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false;
  }
}

/** The commands of an update that was ended, and what was left then. */
interface Ended {
  readonly code: number;
  /** The command at which the signal came. */
  readonly met: Command | undefined;
  /** When the signal had come. */
  readonly at: number;
  readonly before: readonly Command[];
  readonly after: readonly Command[];
  readonly left: readonly Found[];
}

/** Updates, and sends the signal to the CLI when it sends the command at a place. */
async function endUpdate(
  { subject: { way }, project: cliProject }: Tool,
  signal: Case["signal"],
  at: number,
): Promise<Ended> {
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
  const left = processesOf(cliProject);
  await way.quiet();
  const commands = way.commands();
  way.watch();
  const [before, after] = [commands.slice(0, sent.commands), commands.slice(sent.commands)];
  return { code, met, at: sent.at, before, after, left };
}

/** Lists the commands that began when nothing more was to be written. */
function listBegun(signal: Case["signal"], { at, before, after }: Ended): readonly Command[] {
  if (signal === "SIGKILL") return after.filter(({ name }) => !readCommands.has(name));
  // What an interruption finds begun is finished: the write, the look at it and the file. It takes the engine a moment to tell of it.
  const heard = at + 500;
  const isBegun =
    before.some(isWrite) || after.some((command) => isWrite(command) && command.at <= heard);
  return isBegun ? [] : after.filter((command) => isWrite(command) && command.at > heard);
}

/** Updates again, and lists what is wrong then. */
async function recover({ way, subject: tried, project: one }: Tool): Promise<readonly string[]> {
  await one.pulumi("cancel", "--yes");
  const next = await one.up("--refresh=false");
  const wrong = next.code === 0 ? [] : [`not recovered: ${next.output}`];
  const last = await tried.held(tried.servers.server2);
  if (last.running !== tried.after(way.operation).server2)
    return [...wrong, "not recovered: another configuration"];
  return last.file === last.running ? wrong : [...wrong, "never persisted"];
}

/** Lists what is wrong with the partner's configuration after an update that was ended. */
async function judgePartner({ way, subject: tried }: Tool, code: number): Promise<string[]> {
  const { running } = await tried.held(tried.servers.server2);
  const isAfter = running === tried.after(way.operation).server2;
  const isBefore = running === tried.before(way.operation).server2;
  return [
    // A list of commands is cut where it is; the next update completes it.
    ...(way.hasCommands || isAfter || isBefore ? [] : ["third configuration"]),
    ...(code === 0 && !isAfter ? ["silent"] : []),
  ];
}

async function judge({ signal, place }: Case, one: Tool): Promise<Verdict> {
  await one.subject.reset(one.way.operation);
  const at = Math.floor(place * one.length);
  const ended = await endUpdate(one, signal, at);
  const running = ended.left.filter((each) => !isLanguageHost(each));
  const begun = listBegun(signal, ended);
  const wrong = [
    ...(running.length > 0
      ? [`left running: ${running.map(({ command }) => command).join("; ")}`]
      : []),
    ...(begun.length > 0
      ? [`written afterwards: ${begun.map(({ name }) => name).join(", ")}`]
      : []),
    ...(await judgePartner(one, ended.code)),
  ];
  for (const { pid } of ended.left) process.kill(pid, "SIGKILL");
  wrong.push(...(await recover(one)));
  const { name: last = "nothing", server = "nobody" } = ended.met ?? {};
  return { case: `${signal} at ${last} to ${server} (${at} of ${one.length})`, wrong };
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
