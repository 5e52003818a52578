// One fault at one command, on real pairs: afterwards the partner holds what it held, or what was planned; the error names its
// server; and the next update brings everything to its end, in memory and on disk.
import { expect, it } from "vitest";
import { seeded } from "../../helpers/unit/drivers/kea/model/respelled.js";
import { repeats } from "../../parts.js";
import { versions, withKea, type Version } from "../../helpers/kea/versions.js";
import { faults, type Fault } from "../../helpers/kea/reliability/faults.js";
import {
  operations,
  subject,
  type Operation,
  type Subject,
} from "../../helpers/kea/reliability/subject.js";
import { tryAll, type Verdict } from "../../helpers/kea/reliability/table.js";

/** `FAULTS=400 SEED=7 npm run test:reliability` draws so many on each release. */
const draws = Number(process.env["FAULTS"] ?? 4);
const seed = Number(process.env["SEED"] ?? 1);
const pairs = Math.min(Number(process.env["PAIRS"] ?? 2), draws);

interface Case {
  readonly operation: Operation;
  readonly fault: Fault;
  /** The moment in the operation at which the fault happens, from 0 to 1. */
  readonly place: number;
}

interface Judged extends Verdict {
  readonly sentences: readonly string[];
  readonly succeeded: boolean;
}

/** The pairs that are spoiled: each release by config-set, and the newest by commands too. */
interface Kind {
  readonly version: Version;
  readonly hasCommands: boolean;
}

const kinds: readonly Kind[] = [
  ...versions.map((version) => ({ version, hasCommands: false })),
  { version: versions[0]!, hasCommands: true },
];

function drawCases({ version, hasCommands }: Kind): readonly Case[] {
  const random = seeded(seed * 1_009 + versions.indexOf(version) + (hasCommands ? 500 : 0));
  const possible = hasCommands ? operations.filter(({ kind }) => kind === "scope") : operations;
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  return Array.from({ length: draws }, () => ({
    operation: one(possible),
    fault: one(faults),
    place: random(),
  }));
}

/** A server that says that it wrote its file and did not cannot be seen through. */
const isLie = (fault: Fault, command: string) =>
  command === "config-write" && fault.name === "success without the command";

async function judge(
  { operation, fault, place }: Case,
  { servers, way, ...tried }: Subject,
): Promise<Judged> {
  await tried.reset();
  const at = Math.floor(place * tried.length(operation));
  const primaryBefore = await tried.held(servers.server1);
  const engine = tried.engine(operation);
  let met = "nothing";
  way.watch(async (exchange) => {
    const { index, name, server } = exchange.command;
    if (index !== at || isLie(fault, name)) return false;
    met = `${name} to ${server}`;
    await fault.spoil(exchange, servers);
    return true;
  });
  const { succeeded, sentences } = await tried.run(engine, operation);
  await way.quiet();
  way.watch();
  for (const server of [servers.server1, servers.server2]) await server.daemon.start();

  const wrong: string[] = [];
  const { running } = await tried.held(servers.server2);
  const isAfter = running === tried.after(operation);
  const isSaid = !succeeded && sentences[0]!.includes("could not all be undone");
  if (!isAfter && running !== tried.before && !isSaid) wrong.push("third configuration");
  if (succeeded && !isAfter) wrong.push("silent");
  const names = Object.values(way.urls);
  if (!succeeded && !names.some((url) => sentences[0]!.includes(url))) wrong.push("unnamed");

  const next = await tried.run(engine, operation);
  if (operation.isDestroyed && succeeded) {
    // Nothing is left in the state for a second run.
  } else if (!next.succeeded) wrong.push(`not recovered: ${next.sentences[0]}`);
  const last = await tried.held(servers.server2);
  if (last.running !== tried.after(operation)) wrong.push("not recovered: another configuration");
  else if (last.file !== last.running) wrong.push("never persisted");
  else if (!(await tried.isInSync(engine, operation))) wrong.push("not recovered: not in sync");
  if (JSON.stringify(await tried.held(servers.server1)) !== JSON.stringify(primaryBefore))
    wrong.push("the primary was written");
  return {
    case: `${operation.name}, at ${met} (${at}): ${fault.name}`,
    wrong,
    sentences,
    succeeded,
  };
}

for (const kind of repeats(kinds.toReversed())) {
  const { version, hasCommands } = kind;
  const way = hasCommands ? "commands" : "config-set";
  withKea(version)(`an update by ${way} with one fault at a time on Kea ${version}`, () => {
    it(`loses nothing in ${draws} tries`, {
      timeout: 120_000 + (draws * 120_000) / pairs,
    }, async () => {
      const wrong = await tryAll({
        version: hasCommands ? `${version} by commands` : version,
        cases: drawCases(kind),
        atOnce: pairs,
        make: () => subject(version, hasCommands),
        end: (one) => one.end(),
        judge,
        kinds: [
          "third configuration",
          "silent",
          "unnamed",
          "never persisted",
          "not recovered",
          "the primary was written",
        ],
        counted: (verdicts) => ({ failed: verdicts.filter(({ succeeded }) => !succeeded).length }),
      });
      expect(wrong).toEqual([]);
    });
  });
}
