// Another administrator changes a server at some moment of an update, on real pairs: what he changed stays, or the update says so.
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { canonicalText } from "../../../provider/core/canonical.js";
import { seeded } from "../../helpers/unit/drivers/kea/model/respelled.js";
import { repeats } from "../../parts.js";
import type { KeaServer } from "../../helpers/kea/servers.js";
import { versions, withKea, type Version } from "../../helpers/kea/versions.js";
import type { Command } from "../../helpers/kea/reliability/passage.js";
import { operationsOf, type Operation } from "../../helpers/kea/reliability/operations.js";
import { subject, type Subject } from "../../helpers/kea/reliability/subject.js";
import { tryAll, type Verdict } from "../../helpers/kea/reliability/table.js";

/** `RACES=80 SEED=7 npm run test:reliability` draws so many on each release. */
const draws = Number(process.env["RACES"] ?? 2);
const seed = Number(process.env["SEED"] ?? 1);
const pairs = Math.min(Number(process.env["PAIRS"] ?? 2), draws);

interface Case {
  readonly operation: Operation;
  /** When the other administrator comes, from the begin of the update (0) to its usual end (1). */
  readonly moment: number;
}

interface Judged extends Verdict {
  readonly isRefused: boolean;
  /**
   * True where the edit was overwritten because it came between the last look and the config-set.
   */
  readonly isUnseen: boolean;
}

function drawCases(version: Version): readonly Case[] {
  const random = seeded(seed * 3_001 + versions.indexOf(version));
  const drawn = operationsOf({ version }).filter(({ kind }) => kind === "replication");
  return Array.from({ length: draws }, () => ({
    operation: drawn[Math.floor(random() * drawn.length)]!,
    moment: random(),
  }));
}

interface Edit {
  readonly isTaken: boolean;
  /** When the config-set was answered, in milliseconds. */
  readonly to: number;
}

/** Sets an option outside of scopes, which a replication only reports. */
async function edit(server: KeaServer): Promise<Edit> {
  const { hash: _, ...dhcp4 } = (await server.command("config-get")).arguments!.Dhcp4;
  dhcp4["option-data"] = [
    ...(dhcp4["option-data"] ?? []),
    { name: "domain-name", data: "edited.example" },
  ];
  const { result } = await server.command("config-set", { Dhcp4: dhcp4 });
  const to = Date.now();
  await server.command("config-write");
  return { isTaken: result === 0, to };
}

/** Tells whether an edit was not there yet at the last look at the partner before its config-set: what Kea itself lets be overwritten. */
function isBehindLook(seen: Edit, commands: readonly Command[]): boolean {
  const set = commands.findIndex(
    ({ name, server }) => name === "config-set" && server === "server2",
  );
  const look = commands[set - 1];
  return look !== undefined && seen.to >= look.at;
}

const isEdited = (running: string) => running.includes("edited.example");
const withoutEdit = (running: string) =>
  canonicalText(
    JSON.parse(running, (name, value) =>
      name === "option-data" && Array.isArray(value)
        ? value.filter(({ data }) => data !== "edited.example")
        : value,
    ),
  );

async function judge(
  { operation, moment }: Case,
  { servers: { server2 }, way, ...tried }: Subject,
): Promise<Judged> {
  await tried.reset(operation);
  const engine = tried.engine(operation);
  way.watch();
  let made: Edit | undefined;
  let when = "";
  const other = wait(moment * tried.duration(operation)).then(async () => {
    when = `behind ${way.commands().length} commands, the last a ${way.commands().at(-1)?.name}`;
    made = await edit(server2);
  });
  const [{ succeeded, sentences }] = await Promise.all([tried.run(engine, operation), other]);
  await way.quiet();

  const wrong: string[] = [];
  const { running } = await tried.held(server2);
  const isLost = made!.isTaken && !isEdited(running);
  const isUnseen = isLost && isBehindLook(made!, way.commands());
  if (isLost && !isUnseen) wrong.push(`lost: ${sentences.join(" ")}`);
  const [rest, after] = [withoutEdit(running), withoutEdit(tried.after(operation).server2)];
  if (rest !== after && rest !== withoutEdit(tried.before(operation).server2))
    wrong.push("third configuration");
  if (succeeded && rest !== after) wrong.push("silent");
  const next = await tried.run(engine, operation);
  if (!next.succeeded) wrong.push(`not recovered: ${next.sentences[0]}`);
  const last = await tried.held(server2);
  if (withoutEdit(last.running) !== after) wrong.push("not recovered: another configuration");
  else if (last.file !== last.running) wrong.push("never persisted");
  return { case: `${operation.name}: ${when}`, wrong, isRefused: !succeeded, isUnseen };
}

for (const version of repeats(versions)) {
  withKea(version)(`an update while another administrator edits Kea ${version}`, () => {
    it(`loses nothing in ${draws} races`, {
      timeout: 120_000 + (draws * 120_000) / pairs,
    }, async () => {
      const wrong = await tryAll({
        version,
        cases: drawCases(version),
        atOnce: pairs,
        make: () => subject({ version }),
        end: (one) => one.end(),
        judge,
        kinds: ["lost", "third configuration", "silent", "never persisted", "not recovered"],
        counted: (verdicts) => ({
          refused: verdicts.filter(({ isRefused }) => isRefused).length,
          "between look and config-set": verdicts.filter(({ isUnseen }) => isUnseen).length,
        }),
      });
      expect(wrong).toEqual([]);
    });
  });
}
