// Every parameter of the seven cmdlets of failover: the argument that stands for it and what a server
// saw of it; or, for those that say how a call is run, what stands in its place here.
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { repeats } from "../parts.js";
import { world, uses } from "../helpers/windows/parameter-uses.js";
import { rows } from "../helpers/windows/parameter-rows.js";

const cmdlets = JSON.parse(
  readFileSync(new URL("../data/windows/failover-cmdlets.json", import.meta.url), "utf8"),
) as Readonly<Record<string, readonly string[]>>;

process.env.FAILOVER_SECRET = "s3cret-of-both";
afterAll(() => void delete process.env.FAILOVER_SECRET);

describe("each parameter of the cmdlets of failover", () => {
  it("has a row in the table, and each row of the table is a parameter", () => {
    const all = Object.entries(cmdlets).flatMap(([cmdlet, parameters]) =>
      parameters.map((parameter) => `${cmdlet} -${parameter}`),
    );
    expect(rows.map(({ cmdlet, parameter }) => `${cmdlet} -${parameter}`).sort()).toEqual(
      all.sort(),
    );
  });

  it.concurrent.each(repeats(rows, 26))(
    "is reached: $cmdlet -$parameter by $argument",
    async ({ cmdlet, story, saw }) => {
      const each = world();
      expect(await story(uses[cmdlet]!(each), each)).toEqual(saw);
    },
  );
});
