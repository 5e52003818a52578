// Editing the text and editing the value are one and the same, whatever the text looks like; and what no edit is about stays.
import { describe, expect, it } from "vitest";
import fc from "../../../helpers/draws.js";
import type { Json } from "../../../../provider/core/model.js";
import { UserError } from "../../../../provider/core/messages.js";
import { applyEdits } from "../../../../provider/drivers/kea/apply-edits.js";
import {
  findNode,
  parseDocument,
  type KeaDocument,
  type KeaNode,
} from "../../../../provider/drivers/kea/dialect/document.js";
import { editText } from "../../../../provider/drivers/kea/dialect/edit-text.js";
import { withComments } from "../../../../provider/drivers/kea/dialect/comments.js";
import type { Edit } from "../../../../provider/drivers/kea/json-edit.js";
import {
  editsOf,
  load,
  main,
  written,
  type Written,
} from "../../../helpers/unit/drivers/kea/dialect/arbitraries.js";

/** A third of the draws: each third has its limit of seconds on a slow machine, too. */
const runs = { numRuns: Math.ceil(Number(process.env["RUNS"] ?? 3000) / 3) };
const edited = written.chain((document) =>
  fc.tuple(fc.constant(document), editsOf(document.value)),
);

/** The new texts; undefined where the edits touch what no text can say: a file that stands in two places, a member in two files. */
function tried(document: KeaDocument, edits: readonly Edit[]): Map<string, string> | undefined {
  try {
    return editText(document, edits);
  } catch (error) {
    if (
      error instanceof UserError &&
      ["kea-included-twice", "kea-file-member-apart"].includes(error.code)
    )
      return undefined;
    throw error;
  }
}

/** Comments, directives, names, values and brackets, each with where it begins. Written without a look at the scanner. */
const tokens = (text: string): { readonly at: number; readonly token: string }[] =>
  [
    ...text.matchAll(
      /#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/|<\?[^]*?\?>|"(?:[^"\\]|\\.)*"|[^\s,:{}[\]"#/<]+|[:{}[\]]/g,
    ),
  ].map(({ 0: token, index }) => ({ at: index, token: token.trimEnd() }));

/** The pieces of a file between the values that are set. */
function outside(
  document: KeaDocument,
  sets: readonly Edit[],
  path: string,
  text: string,
): string[] {
  const spans = sets
    .map((set) => findNode(document, set.path)!)
    .filter(({ source }) => source.path === path)
    .sort((one, other) => one.start - other.start);
  return [0, ...spans.map(({ end }) => end)].map((from, index) =>
    text.slice(from, spans[index]?.start),
  );
}

interface Span {
  readonly source: { readonly path: string };
  readonly start: number;
  readonly end: number;
}

/** Returns the parts of a document that an edit concerns: a value, or elements with their comments. */
function touchedBy(document: KeaDocument, { kind, path }: Edit): readonly Span[] {
  const node = findNode(document, path);
  if (node === undefined) return [];
  if (kind === "set") return [node];
  if (kind === "remove") return [withComments(node)];
  return kind === "reorder" ? node.children!.map(withComments) : [];
}

function tokensOutside(spans: readonly Span[], text: string): readonly string[] {
  return tokens(text)
    .filter(({ at }) => !spans.some(({ start, end }) => start <= at && at < end))
    .map(({ token }) => token);
}

/** Expects tokens in the text of a file, one after the other. */
function expectInOrder(path: string, expected: readonly string[], text: string): void {
  const rest = tokens(text).map(({ token }) => token);
  let next = 0;
  for (const token of expected) {
    const found = rest.indexOf(token, next);
    expect({ path, token, found: found !== -1 }).toEqual({ path, token, found: true });
    next = found + 1;
  }
}

describe.each(["a first", "a second", "a third"])("a file, in %s third of the draws", () => {
  it("is read as it was written, whatever stands around the values", () => {
    fc.assert(
      fc.property(written, ({ value, files }) => {
        expect(parseDocument(main, load(files)).value).toStrictEqual(value);
      }),
      runs,
    );
  });

  it("has after an edit of the text the value that the same edit of the value has", () => {
    fc.assert(
      fc.property(edited, ([{ value, files }, edits]) => {
        const texts = tried(parseDocument(main, load(files)), edits);
        if (texts !== undefined)
          expect(parseDocument(main, load(new Map([...files, ...texts]))).value).toStrictEqual(
            applyEdits(value, edits),
          );
      }),
      runs,
    );
  });

  it("keeps every comment, directive and spelling that no edit concerns, in order", () => {
    fc.assert(
      fc.property(edited, ([{ files }, edits]) => {
        const document = parseDocument(main, load(files));
        const texts = tried(document, edits);
        if (texts === undefined) return;
        const touched = edits.flatMap((edit) => touchedBy(document, edit));
        for (const [path, text] of texts) {
          const spans = touched.filter(({ source }) => source.path === path);
          expectInOrder(path, tokensOutside(spans, files.get(path)!), text);
        }
      }),
      runs,
    );
  });

  it("changes in no byte outside the values that are set", () => {
    fc.assert(
      fc.property(edited, ([{ files }, edits]) => {
        const document = parseDocument(main, load(files));
        const sets = edits.filter(
          ({ kind, path }) =>
            kind === "set" && path.length > 0 && findNode(document, path) !== undefined,
        );
        const texts = tried(document, sets);
        if (texts === undefined) return;
        const after = parseDocument(main, load(new Map([...files, ...texts])));
        for (const [path, text] of texts)
          expect(outside(after, sets, path, text)).toEqual(
            outside(document, sets, path, files.get(path)!),
          );
      }),
      runs,
    );
  });

  it("is unchanged by no edit, and by edits to equal values", () => {
    fc.assert(
      fc.property(written, ({ value, files }) => {
        const document = parseDocument(main, load(files));
        expect(editText(document, [])).toEqual(new Map());
        expect(
          editText(document, [{ kind: "set", path: [], value: structuredClone(value) }]),
        ).toEqual(new Map());
        expect(applyEdits(value, [])).toBe(value);
      }),
      runs,
    );
  });

  it("has its text again when a value is set to another and back", () => {
    const scalars = (
      { children, value }: KeaNode,
      path: (string | number)[] = [],
    ): { path: (string | number)[]; value: Json }[] =>
      children === undefined
        ? [{ path, value }]
        : children.flatMap((child, index) => scalars(child, [...path, child.name ?? index]));
    fc.assert(
      fc.property(written, fc.nat(), (document: Written, which) => {
        const before = parseDocument(main, load(document.files));
        const all = scalars(before.root).filter(({ path: place, value: held }) => {
          const { source, start, end } = findNode(before, place)!;
          return (
            source.text.slice(start, end) === JSON.stringify(held) &&
            (typeof held !== "number" || typeof place.at(-1) === "number")
          );
        });
        if (all.length === 0) return;
        const { path, value } = all[which % all.length]!;
        const there = tried(before, [{ kind: "set", path, value: "another" }]);
        if (there === undefined || value === "another") return;
        const back = editText(parseDocument(main, load(new Map([...document.files, ...there]))), [
          { kind: "set", path, value },
        ]);
        for (const [file, text] of back) expect(text).toBe(document.files.get(file));
        expect([...back.keys()]).toEqual([...there.keys()]);
      }),
      runs,
    );
  });
});
