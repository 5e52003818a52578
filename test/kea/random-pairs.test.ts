// No clean preview ends in a configuration that Kea refuses: random selections are replicated between random pairs of servers, each
// valid by itself, and `kea-dhcp4 -t` of the partner's release judges the file that comes out.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Json } from "../../provider/core/model.js";
import { drivers } from "../../provider/drivers/index.js";
import { releaseNamed } from "../../provider/drivers/kea/model/index.js";
import { seeded } from "../helpers/unit/drivers/kea/model/respelled.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { keaSays } from "../helpers/kea/judge.js";
import { dhcp4, drawServer, type Server } from "../helpers/kea/random-server.js";
import type { Choose } from "../helpers/kea/random-options.js";
import { versions, withKea, type Version } from "../helpers/kea/versions.js";

/** `SEED=7 DRAWS=1000 npm run test:random-pairs` draws these again, and so many for each release. Without both: the same few each time. */
const draws = Number(process.env["DRAWS"] ?? 17);
const seed = Number(
  process.env["SEED"] ?? (process.env["DRAWS"] === undefined ? 1 : Date.now() % 1_000_000),
);
/** `ONLY=2.6.3/41` draws that one alone, and prints its files. */
const only = process.env["ONLY"];

/** Two servers that Kea takes, and what is to be replicated between them. */
interface Pair {
  readonly primary: Json;
  readonly partner: Json;
  readonly args: Record<string, unknown>;
  /** The partner's release, where the program names it. */
  readonly release?: string;
  /** Servers that Kea did not take by themselves, and that were drawn again. */
  readonly skipped: number;
}

/** Draws a server until its own Kea takes it. */
async function drawTaken(choose: Choose, version: Version, like?: Server) {
  for (let skipped = 0; ; skipped++) {
    const server = drawServer(choose, version, like);
    const { takes } = await keaSays(version, { Dhcp4: dhcp4(server) });
    if (takes) return { server, skipped };
  }
}

async function drawPair(version: Version, draw: number): Promise<Pair> {
  const random = seeded(seed * 100_003 + draw);
  const choose: Choose = (options) => Math.floor(random() * options);
  // Of a partner whose release nobody names, it can be told from the primary alone.
  const isNamed = choose(4) > 0;
  const primary = await drawTaken(choose, isNamed ? versions[choose(versions.length)]! : version);
  const partner = await drawTaken(choose, version, primary.server);
  return {
    primary: { Dhcp4: dhcp4(primary.server) },
    partner: { Dhcp4: dhcp4(partner.server) },
    args: drawArguments(choose, [...primary.server.subnets.keys()]),
    ...(isNamed && { release: releaseNamed(version)! }),
    skipped: primary.skipped + partner.skipped,
  };
}

const keepable = [
  "options.*",
  "options.dhcp4:224",
  "reservations.*",
  "ranges.*",
  "leaseDuration",
  "renewalTime",
  "t1-percent",
  "client-classes",
  "classes.red",
  "classes.green",
  "classes.*.test",
  "optionDefinitions.*",
  "optionDefinitions.*.type",
  "sharedNetworks.floor",
  "server.options.*",
  "server.leaseDuration",
  "ip-reservations-unique",
];

/** A part of what there is. */
function drawArguments(choose: Choose, scopes: readonly string[]): Record<string, unknown> {
  const some = <T>(of: readonly T[], share: number) => of.filter(() => choose(share) === 0);
  const named = some(scopes, 2);
  const kept = choose(3) === 0 ? some(keepable, 6) : [];
  const choice = choose(3);
  return {
    ...(choice === 0 && named.length > 0 && { scopeIds: named }),
    ...(choice === 1 && { exclude: named }),
    ...((choice !== 0 || named.length === 0) && choose(2) === 0 && { prune: true }),
    ...(kept.length > 0 && { keep: kept }),
    serverSettings: ["report", "replicate", "ignore"][choose(3)],
    force: true,
  };
}

type Outcome = "refused" | "taken" | "failed";

interface Result {
  readonly outcome: Outcome;
  readonly why: string;
  readonly after?: string;
}

/** Replicates, as a program would, and asks Kea. */
async function replicate(
  version: Version,
  { primary, partner, args, release }: Pair,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "random-pair-"));
  try {
    const at = (name: string) => join(folder, name);
    writeFileSync(at("dhcp1.conf"), JSON.stringify(primary));
    writeFileSync(at("dhcp2.conf"), JSON.stringify(partner));
    const server = (path: string) => ({ driver: "file", path, backupDir: at("kept") });
    const program = {
      all: {
        primary: server(at("dhcp1.conf")),
        partner: { ...server(at("dhcp2.conf")), ...(release && { release }) },
        ...args,
      },
    };
    const engine = new Engine(drivers, "replication");
    const [preview] = Object.values(await engine.preview(program));
    if (preview!.failures.length > 0)
      return { outcome: "refused", why: preview!.failures.map(({ reason }) => reason).join(" ") };
    const [up] = Object.values(await engine.up(program));
    if (up!.failures.length > 0)
      return { outcome: "failed", why: up!.failures.map(({ reason }) => reason).join(" ") };
    const after = readFileSync(at("dhcp2.conf"), "utf8");
    const { takes, text } = await keaSays(version, after);
    return takes
      ? { outcome: "taken", why: "", after }
      : { outcome: "failed", why: /^Error encountered: (.*)/m.exec(text)?.[1] ?? text, after };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const version of versions) {
  withKea(version)(`Kea ${version}`, () => {
    it(
      "takes every configuration whose preview refuses nothing",
      async () => {
        const counts = { skipped: 0, refused: 0, taken: 0, failed: 0 };
        const failures: string[] = [];
        for (let draw = 0; draw < draws; draw++) {
          if (only !== undefined && only !== `${version}/${draw}`) continue;
          const pair = await drawPair(version, draw);
          const { outcome, why, after } = await replicate(version, pair).catch(
            (error: unknown): Result => ({
              outcome: "failed",
              why: String(error instanceof Error ? error.message : error),
            }),
          );
          counts.skipped += pair.skipped;
          counts[outcome]++;
          if (outcome === "failed") {
            failures.push(`${version}/${draw}: ${why}`);
            console.info(`failed, ONLY=${version}/${draw} SEED=${seed}: ${why}`);
          }
          if (only !== undefined)
            console.info(JSON.stringify({ ...pair, outcome, why, after }, null, 1));
        }
        console.info(`Kea ${version}, seed ${seed}: ${JSON.stringify(counts)}`);
        expect(failures).toEqual([]);
      },
      Math.max(120_000, draws * 5_000),
    );
  });
}
