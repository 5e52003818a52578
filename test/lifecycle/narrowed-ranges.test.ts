import { expect, it } from "vitest";
import { compare } from "../../provider/core/compare.js";
import { emptyConfiguration, emptyObject, type Configuration } from "../../provider/core/model.js";
import type { LeaseCounter } from "../../provider/drivers/driver.js";
import type { PairComparison } from "../../provider/lifecycle/comparison.js";
import { describeNarrowedRanges } from "../../provider/lifecycle/narrowed-ranges.js";

const scope = "10.0.0.0/24";
const having = (range: string): Configuration => ({
  ...emptyConfiguration,
  scopes: {
    [scope]: { ...emptyObject, properties: { name: "infusion-pumps", ranges: { [range]: {} } } },
  },
});

/** Describes what a server with a number of leases in each stretch loses. */
const describe = (countWithin?: LeaseCounter["countWithin"]) => {
  const [primary, partner] = [having("10.0.0.20-10.0.0.29"), having("10.0.0.10-10.0.0.50")];
  const selection = { scopes: [scope], settings: false, isIgnored: () => false };
  const pair = {
    primary: { configuration: primary },
    partner: { configuration: partner },
    plan: compare(partner, primary, selection),
  } as unknown as PairComparison;
  const leases = { countActive: async () => [], ...(countWithin && { countWithin }) };
  return describeNarrowedRanges({ label: "dhcp2", leases }, pair);
};

const narrowed =
  "10.0.0.0/24 (infusion-pumps) on dhcp2: the range 10.0.0.10 - 10.0.0.50 becomes 10.0.0.20 - 10.0.0.29. ";

it.each([
  [0, "That leaves no active lease outside."],
  [1, "That leaves 1 active lease outside."],
  [37, "That leaves 37 active leases outside."],
])("a narrowed range is one line with its scope's name and %i leases", async (count, sentence) => {
  const asked: unknown[] = [];
  const sentences = await describe(async (...question) => {
    asked.push(question);
    return count;
  });
  expect(sentences).toEqual([`${narrowed}${sentence}`]);
  const outside = [
    ["10.0.0.10", "10.0.0.19"],
    ["10.0.0.30", "10.0.0.50"],
  ];
  expect(asked).toEqual([[scope, outside]]);
});

it("a server that does not count the leases outside a narrowed range is not taken for one without", async () => {
  const unknown = [`${narrowed}It is not known how many active leases that leaves outside.`];
  expect(await describe()).toEqual(unknown);
  expect(await describe(async () => undefined)).toEqual(unknown);
});
