import { describe, expect, it } from "vitest";
import fc from "../../../helpers/draws.js";
import { apply } from "../../../../provider/core/apply.js";
import { valueAt } from "../../../../provider/core/canonical.js";
import { compare } from "../../../../provider/core/compare.js";
import { ignoreNothing } from "../../../../provider/core/keep.js";
import {
  planEdits,
  normalizeFor,
  parseConfiguration,
  withoutInherited,
  type Document,
} from "../../../../provider/drivers/kea/model/index.js";
import { change } from "../../../helpers/unit/drivers/kea/model/changes.js";
import {
  examples,
  examplesOfAllReleases,
  recorded,
  written,
} from "../../../helpers/unit/drivers/kea/model/examples.js";
import { among, differing } from "../../../helpers/unit/drivers/kea/model/pieces.js";
import { respelled, seeded } from "../../../helpers/unit/drivers/kea/model/respelled.js";
import { isQuick } from "../../../parts.js";

const documents = [
  ...examples.flatMap((example) => [
    { name: `${example}, as 2.2.0 returned it`, root: recorded(example) },
    { name: `${example}, as it is written`, root: written(example) },
  ]),
  ...examplesOfAllReleases.map((example) => ({
    name: `${example}, as 3.0.3 returned it`,
    root: recorded(example, "3.0.3"),
  })),
];

/** Drawn bounds may leave no room for a drawn lease duration, a drawn renewal time may be above the rebinding time, two scopes may draw one
 * id, ranges may overlap, a network may not be authoritative as its subnet is, and a class may go that another one asks for: Kea would refuse that, and so do we.
 * A subnet with two classes needs a newer Kea than a file is for whose own words no later release takes. */
const impossible = (unsupported: readonly string[]): boolean =>
  unsupported.length > 0 &&
  unsupported.every((sentence) =>
    /allowed there is|above the rebinding time|would overlap|depends on the class|differ from the shared network|would have the same subnet id|client-classes needs a newer Kea than the partner, which is assumed to be 2\.2/.test(
      sentence,
    ),
  );

/** Reads the contents of a file when it is written: the same again, in other objects. */
const reread = (root: Document) => parseConfiguration(root.Dhcp4).configuration;

describe.each(documents)("$name", ({ root }) => {
  const current = parseConfiguration(root.Dhcp4).configuration;

  it("gets no edit when nothing is to change", () => {
    expect(planEdits(root, current, current)).toEqual({
      root,
      configuration: current,
      edits: [],
      unsupported: [],
    });
    expect(planEdits(root, structuredClone(current), current)).toEqual({
      root,
      configuration: current,
      edits: [],
      unsupported: [],
    });
  });

  it("takes any single change, and nothing else in it changes", () => {
    fc.assert(
      fc.property(change(current), ({ title, desired, touches, asks }) => {
        const goal = normalizeFor(root, desired, current);
        if (impossible(goal.unsupported)) return;
        expect(goal.unsupported, title).toEqual([]);
        if (asks)
          expect(valueAt(asks[0](goal.configuration)!.properties, asks[1]), title).toEqual(asks[2]);
        const arranged = planEdits(root, desired, reread(root));
        expect(arranged.unsupported, title).toEqual([]);
        const after = parseConfiguration(arranged.root.Dhcp4).configuration;
        expect({ ...after, relationships: {} }, title).toEqual({
          ...goal.configuration,
          relationships: {},
        });
        expect(
          differing(root, arranged.root).filter((place) => !among(touches, place)),
          title,
        ).toEqual([]);
        expect(planEdits(arranged.root, after, after).edits, title).toEqual([]);
      }),
      { numRuns: isQuick ? 8 : 25 },
    );
  });

  it("reads the same without the values that its subnets only inherit", () => {
    expect(parseConfiguration(withoutInherited(root).Dhcp4)).toEqual(
      parseConfiguration(root.Dhcp4),
    );
    expect(withoutInherited(withoutInherited(root))).toEqual(withoutInherited(root));
  });
});

describe("two servers", () => {
  const changed = (root: Document, seed: number): Document => {
    let now = root;
    for (let i = 0; i < 4; i++) {
      const current = parseConfiguration(now.Dhcp4).configuration;
      const [drawn] = fc.sample(change(current), { numRuns: 1, seed: seed + i });
      const { root: next, unsupported } = planEdits(now, drawn!.desired, current);
      if (!impossible(unsupported)) expect(unsupported, drawn!.title).toEqual([]);
      now = next;
    }
    return now;
  };

  it.each(examples)(
    "are equal after one plan, whatever sets them apart and however each is spelled: %s",
    (example) => {
      fc.assert(
        fc.property(fc.integer(), fc.boolean(), fc.boolean(), (seed, file, settings) => {
          const root = file ? written(example) : recorded(example);
          const primary = parseConfiguration(changed(root, seed).Dhcp4).configuration;
          const partner = respelled(root, seeded(seed));
          const current = parseConfiguration(partner.Dhcp4).configuration;
          const extent = {
            scopes: [...new Set([...Object.keys(primary.scopes), ...Object.keys(current.scopes)])],
            settings,
            isIgnored: ignoreNothing,
          };
          const plan = compare(current, primary, extent);
          // What leaves its shared network has other values handed down: that is a part of the plan.
          const entailed = compare(
            normalizeFor(partner, apply(plan, current, primary), reread(partner)).configuration,
            primary,
            extent,
          );
          const { root: after, unsupported } = planEdits(
            partner,
            apply([...plan, ...entailed], current, primary),
            reread(partner),
          );
          if (impossible(unsupported)) return;
          expect(unsupported).toEqual([]);
          expect(compare(parseConfiguration(after.Dhcp4).configuration, primary, extent)).toEqual(
            [],
          );
        }),
        { numRuns: 8 },
      );
    },
  );
});
