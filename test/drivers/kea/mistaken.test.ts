// A Kea server that answers with values of other types than Kea's: whatever it says, it is no fault of this program.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { drivers } from "../../../provider/drivers/index.js";
import { Engine } from "../../helpers/unit/lifecycle/engine.js";
import { again, once } from "../../parts.js";
import { recorded, standIn } from "../../helpers/unit/drivers/kea/stand-in.js";

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Path = readonly (string | number)[];

const odd: readonly Json[] = [
  null,
  0,
  -1,
  1e300,
  "x",
  "",
  [],
  {},
  true,
  [null],
  [[]],
  { a: null },
  [{}],
];

function* paths(value: Json, path: Path = []): Generator<Path> {
  yield path;
  if (typeof value === "object" && value !== null)
    for (const [name, inner] of Object.entries(value)) yield* paths(inner as Json, [...path, name]);
}

/** A value with another one at a path. */
function replaced(value: any, [name, ...rest]: Path, by: Json): Json {
  if (name === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[name] = replaced(value[name], rest, by);
  return copy;
}

const folder = mkdtempSync(join(tmpdir(), "mistaken-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Previews a replication from a server with each value of its answers replaced by each odd one, or by every nth of these. */
async function holdAnswers(configuration: string, every: number): Promise<number> {
  const answers = recorded(configuration);
  let spoilt = answers;
  const live = new Proxy({}, { get: (_, command: string) => spoilt[command] }) as typeof answers;
  const [server, other] = [await standIn(live), await standIn(recorded("several-subnets"))];
  const at = ({ url }: typeof server) => ({ driver: "kea", url, backupDir: join(folder, "kept") });
  const args = {
    primary: at(server),
    partner: at(other),
    serverSettings: "replicate",
    prune: true,
    force: true,
  };
  let count = 0;
  for (const [command, { body }] of Object.entries(answers))
    for (const path of paths(body as Json))
      for (const by of odd) {
        if (++count % every !== 0) continue;
        spoilt = { ...answers, [command]: { body: replaced(body, path, by) } };
        const engine = new Engine(drivers, "replication");
        const told = await engine.preview({ all: args }).then(
          ({ all }) => all!.failures.map(({ reason }) => reason).join(" "),
          (error: Error) => error.message,
        );
        expect(told, `${command} ${path.join(".")} ${JSON.stringify(by)}`).not.toMatch(
          /(fault of|mistake in) pulumi-dhcp-failover/,
        );
      }
  await server.end();
  await other.end();
  return count;
}

once(() =>
  it("some values of another type count as the server's error", async () => {
    expect(await holdAnswers("ha-load-balancing-primary", 41)).toBeGreaterThan(1_000);
  }, 60_000),
);

again(() =>
  it("all values of another type count as the server's error", async () => {
    expect(await holdAnswers("ha-load-balancing-primary", 1)).toBeGreaterThan(1_000);
  }, 600_000),
);
