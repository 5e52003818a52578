// One fault at one command, on real pairs: afterwards each server holds what it held, or what was planned; the error names its
// server; and the next update brings everything to its end, in memory and on disk.
import { expect, it } from "vitest";
import { seeded } from "../../helpers/unit/drivers/kea/model/respelled.js";
import { repeats } from "../../parts.js";
import { versions, withKea } from "../../helpers/kea/versions.js";
import { faults } from "../../helpers/kea/reliability/faults.js";
import { tryFaults } from "../../helpers/kea/reliability/one-fault.js";
import type { Kind } from "../../helpers/kea/reliability/subject.js";

/** `FAULTS=400 SEED=7 npm run test:reliability` draws so many on each kind of pair. */
const draws = Number(process.env["FAULTS"] ?? 4);
const seed = Number(process.env["SEED"] ?? 1);
const pairs = Math.min(Number(process.env["PAIRS"] ?? 2), draws);

/** The pairs that are spoiled: each release by config-set over HTTP in hot standby, and what else one release can be. */
const kinds: readonly (Kind & { readonly what?: string })[] = [
  { version: "3.0.3", hasCommands: true, what: "by commands" },
  ...versions.toReversed().map((version) => ({ version })),
  { version: "3.0.3", mode: "load-balancing", what: "in load balancing" },
  { version: "2.2.0", mode: "load-balancing", what: "in load balancing" },
  { version: "3.0.3", access: "https", what: "over HTTPS" },
  { version: "2.6.3", access: "unix", what: "over the Unix socket" },
  { version: "3.0.3", isRelationship: true, what: "as a FailoverRelationship" },
  { version: "2.2.0", isRelationship: true, what: "as a FailoverRelationship" },
];

for (const { what, ...kind } of repeats(kinds)) {
  const name = [kind.version, what].filter((part) => part !== undefined).join(" ");
  withKea(kind.version)(`an update with one fault at a time on Kea ${name}`, () => {
    it(`loses nothing in ${draws} tries`, {
      timeout: 120_000 + (draws * 120_000) / pairs,
    }, async () => {
      const number = seed * 1_009 + versions.indexOf(kind.version) + (kind.hasCommands ? 500 : 0);
      const random = seeded(number);
      const wrong = await tryFaults({ kind, name, faults, draws, pairs, random });
      expect(wrong).toEqual([]);
    });
  });
}
