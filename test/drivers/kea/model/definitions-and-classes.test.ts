// Options inside options, option definitions and classes that change.
import { describe, expect, it } from "vitest";
import type { Configuration } from "../../../../provider/core/model.js";
import { documentOf } from "../../../helpers/unit/drivers/kea/model/examples.js";
import {
  after,
  id,
  type Members,
  one,
  own,
  settings,
} from "../../../helpers/unit/drivers/kea/model/story.js";

describe("options with others inside them", () => {
  it("do not keep the bytes that Kea 2.2 made of the inner options", () => {
    const root = documentOf([], {
      "option-def": [
        { name: "one", code: 1, space: "vendor-encapsulated-options-space", type: "uint8" },
      ],
      "option-data": [
        { code: 43, data: "010107", "csv-format": false },
        { name: "one", space: "vendor-encapsulated-options-space", data: "7" },
      ],
    });
    expect(
      after(
        root,
        settings({
          options: {
            "dhcp4:43": { value: "" },
            "vendor-encapsulated-options-space:1": { value: "8" },
          },
        }),
      )["option-data"],
    ).toEqual([
      { code: 43, data: "", "csv-format": false },
      { name: "one", space: "vendor-encapsulated-options-space", data: "8" },
    ]);
  });
});

describe("an option definition", () => {
  it("that gets another name is still found by options that are set by name", () => {
    const root = documentOf([{ id: 1, subnet: id, "option-data": [{ name: "old", data: "1" }] }], {
      "option-def": [{ name: "old", code: 222, type: "uint8" }],
    });
    const renamed = (from: Configuration): Configuration => ({
      ...from,
      shared: {
        "optionDefinitions.dhcp4:222": own(from.shared["optionDefinitions.dhcp4:222"]!, {
          name: "new",
        }),
      },
    });
    expect(after(root, renamed)).toEqual({
      "option-def": [{ name: "new", code: 222, type: "uint8" }],
      subnet4: [{ id: 1, subnet: id, "option-data": [{ name: "new", data: "1" }] }],
    });
  });

  it("that is added leaves a value in bytes as it is", () => {
    const root = one({ "option-data": [{ code: 222, data: "0102" }] });
    const defined = (from: Configuration): Configuration => ({
      ...from,
      shared: {
        "optionDefinitions.dhcp4:222": {
          properties: { name: "mine", type: "string" },
          inherited: [],
          uses: [],
          local: {},
        },
      },
    });
    expect(after(root, defined)).toEqual({
      "option-def": [{ name: "mine", type: "string", code: 222 }],
      subnet4: [
        { id: 1, subnet: id, "option-data": [{ code: 222, data: "0102", "csv-format": false }] },
      ],
    });
  });
});

describe("classes", () => {
  const root = documentOf([], {
    "client-classes": [{ name: "a", "from-the-future": 1 }, { name: "b" }, { name: "c" }],
  });
  const order =
    (...names: readonly string[]) =>
    (from: Configuration): Configuration => ({
      ...from,
      order: { classes: names },
      shared: Object.fromEntries(
        names.map((name) => [
          `classes.${name}`,
          from.shared[`classes.${name}`] ?? {
            properties: { test: "member('ALL')" },
            inherited: [],
            uses: [],
            local: {},
          },
        ]),
      ),
    });
  const namesAfter = (...names: readonly string[]) =>
    (after(root, order(...names))["client-classes"] as Members[] | undefined)?.map(
      ({ name }) => name,
    );

  it.each([
    [["a", "b", "c"]],
    [["c", "a", "b"]],
    [["x", "a", "b", "c"]],
    [["a", "x", "y", "b", "c", "z"]],
    [["c", "x", "a"]],
    [["x"]],
  ])("are added, removed and ordered as on the primary: %j", (names) => {
    expect(namesAfter(...names)).toEqual(names);
  });

  it("keep their content when they are put in another order", () => {
    expect((after(root, order("b", "a", "c"))["client-classes"] as Members[])[1]).toEqual({
      name: "a",
      "from-the-future": 1,
    });
  });

  it("leave no empty list behind, which Kea's files may not have", () => {
    expect(after(root, order())).toEqual({ subnet4: [] });
  });
});
