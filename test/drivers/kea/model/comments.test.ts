// Comments stay with what they belong to: whatever an update changes, each is afterwards at the same neighbour, known by its identity.
import { expect, it } from "vitest";
import fc from "../../../helpers/draws.js";
import { apply } from "../../../../provider/core/apply.js";
import { compare } from "../../../../provider/core/compare.js";
import { ignoreNothing } from "../../../../provider/core/keep.js";
import { withComments } from "../../../../provider/drivers/kea/dialect/comments.js";
import {
  parseDocument,
  type KeaDocument,
  type KeaNode,
} from "../../../../provider/drivers/kea/dialect/document.js";
import { editText } from "../../../../provider/drivers/kea/dialect/edit-text.js";
import {
  planEdits,
  normalizeFor,
  parseConfiguration,
  type Document,
} from "../../../../provider/drivers/kea/model/index.js";
import { choices, load } from "../../../helpers/unit/drivers/kea/dialect/arbitraries.js";
import {
  drawServer,
  changedServer,
  json,
  identity,
  poolsOf,
  commented,
} from "../../../helpers/unit/drivers/kea/model/commented-server.js";

const main = "/kea/kea-dhcp4.conf";

/** `RUNS=10000 SEED=1 npx vitest run test/drivers/kea/model/comments.test.ts` draws more of them. */
const runs = Number(process.env["RUNS"] ?? 100);
const seed = Number(process.env["SEED"] ?? 1);
const draws = { numRuns: runs, seed };
const patience = Math.max(60_000, runs * 200);

/** To what each comment of a document belongs, and all to which one could. */
function belongings(
  { root }: KeaDocument,
  pools: ReadonlyMap<string, string>,
): { readonly owners: Map<string, string>; readonly all: Set<string> } {
  const owners = new Map<string, string>();
  const all = new Set<string>();
  const mark = (node: KeaNode, start: number, end: number, owner: string): void => {
    for (const comment of node.source.comments) {
      const [found] = /k\d+k/.exec(node.source.text.slice(comment.start, comment.end)) ?? [];
      if (comment.start >= start && comment.end <= end && found !== undefined)
        owners.set(found, owner);
    }
  };
  const look = (node: KeaNode, owner: string, list: string): void => {
    all.add(owner);
    mark(node, node.start, node.end, owner);
    for (const child of node.children ?? []) {
      const own =
        child.name === undefined
          ? identity(list, child.value, `${owner}/`, pools)
          : `${owner}/${child.name}`;
      const unit = withComments(child);
      mark(node, unit.start, unit.end, own);
      look(child, own, child.name ?? "");
    }
  };
  look(root, "", "");
  return { owners, all };
}

const extentOf = (...roots: readonly Document[]) => ({
  scopes: [
    ...new Set(
      roots.flatMap((root) => Object.keys(parseConfiguration(root.Dhcp4).configuration.scopes)),
    ),
  ],
  settings: true,
  isIgnored: ignoreNothing,
});

/** The partner's text after an update from the primary. */
function updated(text: string, primary: Document): KeaDocument {
  let document = parseDocument(main, load(new Map([[main, text]])));
  const root = document.value as unknown as Document;
  const current = parseConfiguration(root.Dhcp4).configuration;
  const source = parseConfiguration(primary.Dhcp4).configuration;
  const extent = extentOf(root, primary);
  const plan = compare(current, source, extent);
  const entailed = compare(
    normalizeFor(root, apply(plan, current, source), current).configuration,
    source,
    extent,
  );
  const { edits, unsupported } = planEdits(
    root,
    apply([...plan, ...entailed], current, source),
    current,
  );
  expect(unsupported).toEqual([]);
  for (const round of edits) {
    const texts = editText(document, round);
    document = parseDocument(
      main,
      load(new Map([[main, texts.get(main) ?? document.root.source.text]])),
    );
  }
  expect(
    compare(
      parseConfiguration((document.value as unknown as Document).Dhcp4).configuration,
      source,
      extent,
    ),
  ).toEqual([]);
  return document;
}

it(
  "an update leaves each comment at the same neighbour, and removes those of what it removes",
  () => {
    let [kept, gone] = [0, 0];
    fc.assert(
      fc.property(choices(400), (choose) => {
        const partner = drawServer(choose);
        const primary = changedServer(partner, choose);
        const pools = poolsOf(partner);
        const { text, owners } = commented(json(partner), choose, pools);
        expect(
          belongings(parseDocument(main, load(new Map([[main, text]]))), pools).owners,
        ).toEqual(owners);
        const document = updated(text, json(primary) as unknown as Document);
        const after = belongings(document, poolsOf(primary));
        const expected = new Map([...owners].filter(([, owner]) => after.all.has(owner)));
        kept += expected.size;
        gone += owners.size - expected.size;
        expect(after.owners, `${text}\n---\n${document.root.source.text}`).toEqual(expected);
      }),
      draws,
    );
    expect({ kept: kept > 100, gone: gone > 10 }).toEqual({ kept: true, gone: true });
    if (process.env["RUNS"] !== undefined)
      console.info(`seed ${seed}, ${runs} draws: ${kept} comments kept, ${gone} gone`);
  },
  patience,
);
