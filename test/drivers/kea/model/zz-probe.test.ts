import fc from "fast-check";
import { it, expect } from "vitest";
import { arrange, fit, read } from "/work/main/provider/drivers/kea/model/index.js";
import { change } from "/work/main/test/drivers/kea/model/changes.js";
import { examples, recorded, written } from "/work/main/test/drivers/kea/model/examples.js";
import { among, differing } from "/work/main/test/drivers/kea/model/pieces.js";
const isD = (a: any, b: any) => JSON.stringify(a) !== JSON.stringify(b);
function firstDiff(a: any, b: any, p = ""): string | undefined {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return Object.is(a, b) ? undefined : `${p}: ${JSON.stringify(a)?.slice(0,200)} vs ${JSON.stringify(b)?.slice(0,200)}`;
  for (const k of new Set([...Object.keys(a), ...Object.keys(b)])) { const d = firstDiff(a[k], b[k], `${p}/${k}`); if (d) return d; }
}
it("probe", () => {
  const counts = new Map<string, number>();
  let n = 0; const t0 = Date.now();
  for (const e of examples) for (const [kind, root] of [["rec", recorded(e)], ["file", written(e)]] as const) {
    const current = read(root.Dhcp4).configuration;
    for (const { title, desired, touches } of fc.sample(change(current), { numRuns: Number(process.env.RUNS ?? 60), seed: Number(process.env.SEED ?? 1) })) {
      n++;
      let fail: string | undefined;
      try {
        const goal = fit(root, desired, current);
        if (goal.misfits.length) fail = "MISFIT " + goal.misfits[0];
        else {
          const arranged = arrange(root, desired, current);
          if (arranged.misfits.length) fail = "UNSETTLED " + arranged.misfits[0];
          else {
            const after = read(arranged.root.Dhcp4).configuration;
            fail = firstDiff({ ...after, relationships: {} }, { ...goal.configuration, relationships: {} });
            if (fail) fail = "READBACK " + fail;
            const other = differing(root, arranged.root).filter((place) => !among(touches, place));
            if (other.length) fail = "OTHER " + other.slice(0, 3).join(" | ");
            if (arrange(arranged.root, after, after).edits.length) fail = "NOT STABLE";
          }
        }
      } catch (error) { fail = "THROW " + (error as Error).message.slice(0, 200) + ((error as Error).cause ?? ""); }
      if (fail) { const k = fail.split(" ")[0]!; counts.set(k, (counts.get(k) ?? 0) + 1); if (counts.get(k)! <= 12) console.log(`${e} ${kind} :: ${title.slice(0,150)} :: ${fail}`); }
    }
  }
  console.log(n, Date.now() - t0, "ms", JSON.stringify([...counts]));
}, 300000);
