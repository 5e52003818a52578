import fc from "fast-check";
import { it } from "vitest";
import { apply } from "../../../../provider/core/apply.js";
import { compare } from "../../../../provider/core/compare.js";
import { keepNothing } from "../../../../provider/core/keep.js";
import { arrange, fit, read } from "../../../../provider/drivers/kea/model/index.js";
import { change } from "./changes.js";
import { examples, recorded, written } from "./examples.js";
import { respelled, seeded } from "./respelled.js";
it("pairs", () => {
  const counts = new Map<string, number>(); const say = (k: string, m: string) => { counts.set(k, (counts.get(k) ?? 0) + 1); if (counts.get(k)! <= 12) console.log(m); };
  for (const e of examples) for (const root of [recorded(e), written(e)]) for (let i = 0; i < Number(process.env.RUNS ?? 10); i++) {
    let p: any = root; const titles: string[] = [];
    for (let k = 0; k < 4; k++) {
      const cur = read(p.Dhcp4).configuration;
      const d = fc.sample(change(cur), { numRuns: 1, seed: i * 31 + k + 1000 * Number(process.env.SEED ?? 1) })[0]!;
      const a = arrange(p, d.desired, cur);
      if (a.misfits.length) { say("m " + a.misfits[0]!.replace(/[\d./]+|"[^"]*"/g, "#").slice(0, 50), `${e} ${d.title} ${a.misfits[0]}`); continue; }
      p = a.root; titles.push(d.title.slice(0, 60));
    }
    const q = respelled(root, seeded(i));
    const P = read(p.Dhcp4).configuration, Q = read(q.Dhcp4).configuration;
    for (const settings of [true, false]) {
      const extent = { scopes: [...new Set([...Object.keys(P.scopes), ...Object.keys(Q.scopes)])], settings, keep: keepNothing };
      let root2: any = q, cur = Q, rounds = 0;
      for (; rounds < 4; rounds++) {
        const plan = compare(cur, P, extent);
        if (plan.length === 0) break;
        const desired = apply(plan, cur, P);
        const a = arrange(root2, desired, cur);
        if (a.misfits.length) { say("M " + a.misfits[0]!.replace(/[\d./]+|"[^"]*"/g, "#").slice(0, 50), `${e} ${settings} ${titles.join(" + ")} ${a.misfits[0]}`); rounds = -1; break; }
        root2 = a.root; cur = read(root2.Dhcp4).configuration;
      }
      counts.set(`settings ${settings} rounds ${rounds}`, (counts.get(`settings ${settings} rounds ${rounds}`) ?? 0) + 1);
      if (rounds > 1) say(`R${rounds}`, `${e} ${settings} rounds ${rounds} ${titles.join(" + ")}`);
    }
  }
  console.log(JSON.stringify([...counts], null, 0));
}, 590000);
