import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrange, fit, read, thawed } from "../../../../provider/drivers/kea/model/index.js";
import { change } from "./changes.js";
import { examples, recorded, written } from "./examples.js";
import { among, differing } from "./pieces.js";

const documents = examples.flatMap((example) => [
  { name: `${example}, as its server returned it`, root: recorded(example) },
  { name: `${example}, as it is written`, root: written(example) },
]);

describe.each(documents)("$name", ({ root }) => {
  const current = read(root.Dhcp4).configuration;

  it("is left alone when nothing is to change", () => {
    expect(arrange(root, current, current)).toEqual({ root, edits: [], misfits: [] });
    expect(arrange(root, structuredClone(current), current)).toEqual({ root, edits: [], misfits: [] });
  });

  it("takes any one change, and nothing else changes in it", () => {
    fc.assert(
      fc.property(change(current), ({ title, desired, touches }) => {
        const goal = fit(root, desired, current);
        expect(goal.misfits, title).toEqual([]);
        const arranged = arrange(root, desired, current);
        expect(arranged.misfits, title).toEqual([]);
        const after = read(arranged.root.Dhcp4).configuration;
        expect({ ...after, relationships: {} }, title).toEqual({ ...goal.configuration, relationships: {} });
        expect(differing(root, arranged.root).filter((place) => !among(touches, place)), title).toEqual([]);
        expect(arrange(arranged.root, after, after).edits, title).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("reads the same without what its subnets only inherit", () => {
    expect(read(thawed(root).Dhcp4)).toEqual(read(root.Dhcp4));
    expect(thawed(thawed(root))).toEqual(thawed(root));
  });
});
