// Answers that never end, or are none, at one command on real pairs: the update ends with an error, and what holds of every fault
// holds of these. The limits on answers are shorter than a user's, so that they are reached; test/transports/http.test.ts holds the
// memory of a process under the real ones to 512 MiB.
import { expect, it, vi } from "vitest";
import type { AnswerLimits } from "../../../provider/transports/answer-limits.js";
import { seeded } from "../../helpers/unit/drivers/kea/model/respelled.js";
import { versions, withKea } from "../../helpers/kea/versions.js";
import { hostileFaults } from "../../helpers/kea/reliability/hostile.js";
import { tryFaults } from "../../helpers/kea/reliability/one-fault.js";

vi.mock("../../../provider/transports/answer-limits.js", async (original) => {
  const limitsFor = (): AnswerLimits => ({ totalMs: 15_000, idleMs: 4_000, maxBytes: 2 ** 23 });
  return { ...(await original<object>()), limitsFor };
});

/** `HOSTILE=60 SEED=7 npm run test:reliability` draws so many on each release. */
const draws = Number(process.env["HOSTILE"] ?? 2);
const seed = Number(process.env["SEED"] ?? 1);
const pairs = Math.min(Number(process.env["PAIRS"] ?? 2), draws);

for (const version of versions.toReversed()) {
  withKea(version)(`an update from hostile peers in the place of Kea ${version}`, () => {
    it(`loses nothing in ${draws} tries`, {
      timeout: 120_000 + (draws * 240_000) / pairs,
    }, async () => {
      const random = seeded(seed * 4_001 + versions.indexOf(version));
      const kind = { version };
      const wrong = await tryFaults({
        kind,
        name: version,
        faults: hostileFaults,
        draws,
        pairs,
        random,
      });
      expect(wrong).toEqual([]);
    });
  });
}
