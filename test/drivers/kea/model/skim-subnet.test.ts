// What is told of a subnet without reading it is what reading it tells, whatever is damaged in it: in doubt it is read.
import { describe, expect, it } from "vitest";
import fc from "../../../helpers/draws.js";
import type { Json, Tree } from "../../../../provider/core/model.js";
import { createDefinitions } from "../../../../provider/drivers/kea/model/options/definitions.js";
import { readOptions } from "../../../../provider/drivers/kea/model/options/options.js";
import { readRangeCollection } from "../../../../provider/drivers/kea/model/parse/ranges.js";
import { readTree } from "../../../../provider/drivers/kea/model/parse/read-tree.js";
import { collectNames } from "../../../../provider/drivers/kea/model/parse/references.js";
import { readReservationCollection } from "../../../../provider/drivers/kea/model/parse/reservations.js";
import { skimSubnet } from "../../../../provider/drivers/kea/model/parse/skim-subnet.js";
import { mapsIn, type KeaMap } from "../../../../provider/drivers/kea/model/kea-map.js";
import { examples, written } from "../../../helpers/unit/drivers/kea/model/examples.js";

const where = "10.0.0.0/24";

/** Reads a subnet and all in it at once. Throws where any of it cannot be read. */
function readWhole(
  raw: KeaMap,
  definitions: ReturnType<typeof createDefinitions>,
  unique: boolean,
) {
  const context = { definitions, where, hasUniqueAddresses: unique };
  for (const holder of [raw, ...mapsIn(raw.pools), ...mapsIn(raw.reservations)]) {
    const options = readOptions(holder["option-data"], definitions, where);
    expect(options.filter(({ isShadowed }) => isShadowed)).toEqual([]);
  }
  const tree: Tree = {
    ...readTree("subnet", raw, context),
    ranges: readRangeCollection(raw.pools, definitions, where) ?? {},
    reservations: readReservationCollection(raw.reservations, context) ?? {},
  };
  return collectNames(tree);
}

const sites = examples.map((example) => written(example).Dhcp4 as KeaMap);
const subnets = sites.flatMap((site) =>
  [site, ...mapsIn(site["shared-networks"])].flatMap((holder) =>
    mapsIn(holder.subnet4).map((raw) => ({ raw, definitions: site["option-def"] })),
  ),
);

const names = [
  ..."pools|pool|option-data|reservations|code|name|space|data|csv-format|client-class|client-classes".split(
    "|",
  ),
  ..."require-client-classes|hw-address|duid|client-id|flex-id|ip-address|test|options|ranges|user-context|never-send".split(
    "|",
  ),
];
const values: readonly Json[] = [
  ...[
    null,
    true,
    0,
    -1,
    3,
    256,
    1.5,
    "",
    "0.0.0.0",
    "10.0.0.300",
    "10.0.0.9",
    "10.0.0.9 - 10.0.0.1",
  ],
  ...["10.0.0.0/24", "02:00:00:00:00:01", "2:0:0", "'text'", "zz", "routers", "vendor-04491"],
  ...[[], {}, ["a"], [null], [{}], [{ code: 3 }], [{ name: "routers" }, { code: 3, data: "1" }]],
  [{ "hw-address": "02:00:00:00:00:0A" }, { "hw-address": "02:00:00:00:00:0a" }],
];
const change = fc.record({
  place: fc.nat(),
  name: fc.constantFrom(...names),
  value: fc.constantFrom(...values),
  kind: fc.constantFrom("set", "delete", "repeat"),
});

/** Changes one member somewhere in a value, or repeats a member of an array. */
function damage(value: Json, { place, name, value: next, kind }: any): void {
  const holders: any[] = [];
  const visit = (one: any): void => {
    if (typeof one !== "object" || one === null) return;
    holders.push(one);
    Object.values(one).forEach(visit);
  };
  visit(value);
  const holder = holders[place % holders.length];
  if (Array.isArray(holder)) {
    if (kind === "repeat" && holder.length > 0) holder.push(structuredClone(holder[0]));
    else holder.push(structuredClone(next));
  } else if (kind === "delete") delete holder[Object.keys(holder)[0]!];
  else holder[name] = structuredClone(next);
}

describe("a subnet that is not read", () => {
  it("can be read, and names what was told of it, whatever is damaged in it", () => {
    let skimmed = 0;
    const anyChanges = fc.array(change, { maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...subnets), anyChanges, fc.boolean(), (one, changes, unique) => {
        const raw = structuredClone(one.raw);
        for (const each of changes) damage(raw, each);
        const definitions = createDefinitions(one.definitions, "3.0");
        const told = skimSubnet(raw, { definitions, hasUniqueAddresses: unique });
        if (!told) return;
        skimmed++;
        expect(readWhole(raw, definitions, unique), JSON.stringify(raw)).toEqual(told);
      }),
      { numRuns: 4000 },
    );
    expect(skimmed).toBeGreaterThan(400);
  });
});
