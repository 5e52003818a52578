// Text that a terminal obeys or hides, in every place where a file or a server can put it: nothing that the engine is given
// to show holds any of it.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "../../provider/core/messages.js";
import { isPrintable } from "../../provider/core/printable.js";
import { drivers } from "../../provider/drivers/index.js";
import { rich } from "../helpers/unit/drivers/windows/exports.js";
import { recorded, standIn } from "../helpers/unit/drivers/kea/stand-in.js";
import { kea } from "../helpers/cli/engine/pair.js";
import { again, once } from "../parts.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";

/** Sets a terminal's title, rings, turns the line around, and hides. */
const hostile = "\u001b]0;x\u0007\u202e\u061c\u00ad";
const escaped = JSON.stringify(hostile).slice(1, -1);

const folder = mkdtempSync(join(tmpdir(), "hostile-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A text with this put behind its nth match. */
function* spoilt(text: string, places: RegExp, what: string): Generator<string> {
  for (const { index, 0: found } of text.matchAll(places)) {
    const end = index + found.length;
    yield text.slice(0, end) + what + text.slice(end);
  }
}

/** All texts that the engine is given to show, of a preview and of an update, or of their errors. */
async function shown(args: Record<string, unknown>, writes: boolean): Promise<readonly string[]> {
  const engine = new Engine(drivers, "replication");
  try {
    const { all } = await engine[writes ? "up" : "preview"]({ all: args });
    const state = engine.states.get("all");
    const outputs = Object.entries(state?.outputs ?? {}).filter(
      ([name]) => !name.startsWith("__") && !(name in args),
    );
    return [
      ...all!.added,
      ...all!.said,
      ...all!.failures.map(({ reason }) => reason),
      ...texts(outputs),
      state?.id ?? "",
    ];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [error.message];
  }
}

const texts = (value: unknown): string[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [key, ...texts(inner)])
    : [String(value)];

const policies = { serverSettings: "replicate", prune: true, force: true };

/** Holds what is shown between files to be printable, with each of these texts as the primary and as the partner. */
async function holdFiles(
  all: Iterable<string>,
  whole: string,
  format: "kea" | "windows",
  writes: boolean,
): Promise<number> {
  const path = (name: string): string => join(folder, name);
  const file = (name: string) => ({
    driver: "file",
    path: path(name),
    format,
    backupDir: path("kept"),
  });
  writeFileSync(path("whole"), whole);
  let changes = 0;
  for (const text of all) {
    writeFileSync(path("spoilt"), text);
    copyFileSync(path("whole"), path("partner"));
    const forth = await shown(
      { primary: file("spoilt"), partner: file("partner"), ...policies },
      writes,
    );
    copyFileSync(path("spoilt"), path("partner"));
    const back = await shown(
      { primary: file("whole"), partner: file("partner"), ...policies },
      writes,
    );
    for (const line of [...forth, ...back])
      if (!isPrintable(line)) expect.fail(`${JSON.stringify(line)} of ${JSON.stringify(text)}`);
    changes += forth.length + back.length;
  }
  return changes;
}

const keaDoc = readFileSync(
  join(import.meta.dirname, "../data/kea-doc/kea4/all-keys.json"),
  "utf8",
);
const [primary, partner] = [kea("dhcp1"), kea("dhcp2")];
const strings = /"[^"\n]+(?=")/g;

describe("a Kea file", () => {
  once(() =>
    it("shows nothing of it, whichever of its texts has it", async () => {
      const all = [...spoilt(primary, strings, escaped)];
      expect(
        await holdFiles(
          all.filter((_, i) => i % 4 === 0),
          partner,
          "kea",
          false,
        ),
      ).toBeGreaterThan(30);
    }, 60_000),
  );

  again(() =>
    it("shows nothing of it, whichever of all its texts has it", async () => {
      expect(
        await holdFiles(spoilt(primary, strings, escaped), partner, "kea", true),
      ).toBeGreaterThan(100);
    }, 600_000),
  );

  once(() =>
    it("shows nothing of it where its grammar forbids it", async () => {
      const everywhere = [
        ...spoilt(primary, /[{}[\],:]|<\?include|\/\/ Kea/g, `\u202e${hostile}`),
        primary.replace(/\/\/.*/, `<?include "${hostile.slice(7)}"?>`),
      ];
      expect(
        await holdFiles(
          everywhere.filter((_, i) => i % 7 === 0),
          partner,
          "kea",
          false,
        ),
      ).toBeGreaterThan(10);
    }, 60_000),
  );

  again(() =>
    it("of all words shows nothing of it, and writes nothing of it into what is shown", async () => {
      for (const text of spoilt(keaDoc, strings, escaped))
        await holdFiles([text], keaDoc, "kea", true);
    }, 600_000),
  );
});

describe("a Windows export", () => {
  const all = [...spoilt(rich, />[^<>\n]+(?=<)/g, "&#27;]0;x&#7;\u202e\u061c\u00ad")];
  it("shows nothing of it, whichever of its texts has it", async () => {
    expect(
      await holdFiles(
        all.filter((_, i) => i % 10 === 0),
        rich,
        "windows",
        false,
      ),
    ).toBeGreaterThan(10);
  }, 60_000);

  again(() =>
    it("shows nothing of it, and writes nothing of it into what is shown", async () => {
      await holdFiles(all, rich, "windows", true);
    }, 600_000),
  );
});

/** Each answer of a server, spoilt in each of its texts; of the configuration in every tenth. */
function* spoiltAnswers(
  answers: ReturnType<typeof recorded>,
): Generator<{ readonly command: string; readonly text: string }> {
  for (const [command, { body }] of Object.entries(answers)) {
    const all = [...spoilt(JSON.stringify(body), strings, escaped)];
    const most = command === "config-get" ? all.filter((_, i) => i % 10 === 0) : all;
    for (const text of [...most, JSON.stringify([{ result: 1, text: hostile }]), hostile])
      yield { command, text };
  }
}

once(() => {
  describe("a Kea server", () => {
    it("shows nothing of it, whichever text of its answers has it", async () => {
      const answers = recorded("ha-load-balancing-primary");
      const other = await standIn(recorded("several-subnets"));
      for (const { command, text } of spoiltAnswers(answers)) {
        const server = await standIn({ ...answers, [command]: { body: text } });
        const kept = { backupDir: join(folder, "kept") };
        const args = {
          primary: { driver: "kea", url: server.url, ...kept },
          partner: { driver: "kea", url: other.url, ...kept },
          ...policies,
        };
        for (const line of await shown(args, false))
          if (!isPrintable(line)) expect.fail(`${JSON.stringify(line)} of ${command}: ${text}`);
        await server.end();
      }
      await other.end();
    }, 60_000);
  });
});
