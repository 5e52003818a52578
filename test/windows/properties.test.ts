// Each property of an export: the preview tells it by its leaf and no other, and the script that stands beside the partner's export makes a
// server equal, with legal calls only; run twice, it changes nothing more.
import { describe, expect, it } from "vitest";
import { canonicalText } from "../../provider/core/canonical.js";
import { crlf, rich } from "../helpers/unit/drivers/windows/exports.js";
import { edited, rows } from "../helpers/unit/drivers/windows/rows.js";
import { once, repeats } from "../parts.js";
import { read, replicated } from "../helpers/windows/replicated.js";
import { carryOut, legal } from "../helpers/windows/script.js";

const collections = ["options", "ranges", "exclusions", "policies", "reservations"];

/** Returns the properties of a tree that a text does not name, by where they stand. */
function missingIn(
  spoken: string,
  tree: Readonly<Record<string, unknown>>,
  where: string,
): readonly string[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const path = `${where} ${name}`;
    // Members of a collection are told by their keys: what is asked of them is their own properties.
    if (collections.includes(name))
      return Object.values(value as object).flatMap((member) => missingIn(spoken, member, path));
    if (name === "dnsSettings") return missingIn(spoken, value as typeof tree, path);
    const isSpoken = name === "otherBits" || new RegExp(`\\b${name}\\b`, "i").test(spoken);
    return isSpoken ? [] : [path];
  });
}

describe("each property of a Windows DHCP server", () => {
  it.each(
    repeats(
      rows.filter(({ told }) => told),
      24,
    ),
  )(
    "$property: the script makes the server equal, both ways, and changes nothing when run again",
    async (row) => {
      for (const [primary, partner] of [
        [edited(rich, row), rich],
        [rich, edited(rich, row)],
      ] as const) {
        const { script, model, after } = await replicated(crlf(primary), crlf(partner));
        expect(legal(script!)).toBeGreaterThan(0);
        expect(model!.dangers).toEqual([]);
        const reached = canonicalText(read(model!.export()).scopes);
        expect(reached).toBe(canonicalText(read(primary).scopes));
        expect(canonicalText(read(after!).scopes)).toBe(reached);
        const { changes } = model!;
        carryOut(script!, model!);
        expect(model!.changes).toBe(changes);
      }
    },
  );

  once(() => {
    it.each(rows.filter(({ told }) => told))(
      "shows a change of $property as that property, and nothing else",
      async (row) => {
        const { preview } = await replicated(crlf(edited(rich, row)), crlf(rich, true));
        const wanted = row.told!;
        expect(preview.failures).toEqual([]);
        expect(preview.added.length, preview.added.join("\n")).toBe(wanted.length);
        for (const one of wanted)
          expect(
            preview.added.filter((entry) =>
              typeof one === "string" ? entry === one : one.test(entry),
            ),
            `${String(one)} among\n${preview.added.join("\n")}`,
          ).toHaveLength(1);
      },
    );

    it.each(rows.filter(({ refused }) => refused))(
      "$property cannot be changed, and the preview says so",
      async (row) => {
        const { preview } = await replicated(edited(rich, row), rich);
        expect(preview.failures.map(({ reason }) => reason)).toEqual([
          expect.stringContaining(row.refused!),
        ]);
      },
    );

    it("has a row in the table for everything that an export is read as", () => {
      const { scopes, shared } = read(rich);
      const spoken = rows
        .flatMap(({ told = [], property, refused }) => [
          ...told.map(String),
          ...(refused === undefined ? [] : [property]),
        ])
        .join("\n");
      const missing = [...Object.entries(scopes), ...Object.entries(shared)].flatMap(
        ([id, { properties }]) => missingIn(spoken, properties, id),
      );
      expect(missing).toEqual([]);
    });

    it("gives a reason for each property that is never compared", () => {
      expect(
        rows.filter(
          (row) =>
            (row.told !== undefined) === (row.never !== undefined || row.refused !== undefined),
        ),
      ).toEqual([]);
    });
  });
});
