// Edits of a Kea file, and its text after them.
import { expect } from "vitest";
import type { Json } from "../../../../../../provider/core/model.js";
import { applyEdits } from "../../../../../../provider/drivers/kea/apply-edits.js";
import { parseDocument } from "../../../../../../provider/drivers/kea/dialect/document.js";
import { editText } from "../../../../../../provider/drivers/kea/dialect/edit-text.js";
import type { Edit, JsonPath } from "../../../../../../provider/drivers/kea/json-edit.js";
import { load } from "./arbitraries.js";

export const set = (path: JsonPath, value: Json): Edit => ({ kind: "set", path, value });
export const remove = (...path: JsonPath): Edit => ({ kind: "remove", path });
export const append = (path: JsonPath, ...values: Json[]): Edit => ({
  kind: "append",
  path,
  values,
});
export const insert = (path: JsonPath, ...values: Json[]): Edit => ({
  kind: "insert",
  path,
  values,
});
export const reorder = (path: JsonPath, ...order: number[]): Edit => ({
  kind: "reorder",
  path,
  order,
});

/** The changed texts of some files; the first is the main file. */
export function changed(files: Record<string, string>, ...edits: Edit[]): Record<string, string> {
  const before = new Map(Object.entries(files));
  const main = [...before.keys()][0]!;
  const document = parseDocument(main, load(before));
  const texts = editText(document, edits);
  expect(parseDocument(main, load(new Map([...before, ...texts]))).value).toStrictEqual(
    applyEdits(document.value, edits),
  );
  return Object.fromEntries(texts);
}
export const after = (text: string, ...edits: Edit[]): string =>
  changed({ "/m": text }, ...edits)["/m"] ?? text;
export const lines = (...all: string[]): string => all.join("\n");
