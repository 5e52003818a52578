// Kea's own example files, as Debian ships them: see test/data/kea-doc/NOTICE.
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../../../provider/drivers/kea/apply-edits.js";
import { parseDocument, type KeaNode } from "../../../../provider/drivers/kea/dialect/document.js";
import { editText } from "../../../../provider/drivers/kea/dialect/edit-text.js";
import { readText } from "../../../../provider/storage/files.js";

const folder = resolve(import.meta.dirname, "../../../data/kea-doc");
const examples = ["kea4", "template-power-user-home"].flatMap((inner) =>
  readdirSync(join(folder, inner)).map((name) => ({ name, path: join(folder, inner, name) })),
);

function scalars(
  node: KeaNode,
  path: (string | number)[] = [],
): { readonly path: (string | number)[]; readonly node: KeaNode }[] {
  return (
    node.children?.flatMap((child, index) => scalars(child, [...path, child.name ?? index])) ?? [
      { path, node },
    ]
  );
}

describe("Kea's examples", () => {
  it("are all in the test data", () => {
    expect(examples.length).toBe(27);
  });

  it.each(examples)("have a diff of one line when one value changes: $name", ({ path }) => {
    const document = parseDocument(path, readText);
    expect(Object.keys(document.value as object)).toEqual(["Dhcp4"]);
    const all = scalars(document.root);
    for (const { path: place, node } of [all[0]!, all[Math.floor(all.length / 2)]!, all.at(-1)!]) {
      const change = [{ kind: "set", path: place, value: "something else" }] as const;
      const [[file, text]] = [...editText(document, change)] as [[string, string]];
      const [before, after] = [document.files.get(file)!, text].map((one) => one.split("\n"));
      expect(after!.filter((line, index) => line !== before![index]).length).toBe(1);
      expect(after!.length).toBe(before!.length);
      expect(after![node.source.positionOf(node.start).line - 1]).toContain('"something else"');
      expect(parseDocument(path, () => ({ path, text })).value).toEqual(
        applyEdits(document.value, change),
      );
    }
  });
});
