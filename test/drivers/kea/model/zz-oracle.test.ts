import fc from "fast-check";
import { it } from "vitest";
import net from "node:net";
import { arrange, fit, read, thawed } from "../../../../provider/drivers/kea/model/index.js";
import { change } from "./changes.js";
import { respelled, seeded } from "./respelled.js";
import { examples, recorded, written } from "./examples.js";
const B = "/tmp/keamodel";
const S: any = { "2.2": B + "/o/22.sock", "2.6": B + "/t26/run/kea/k.sock", "3.0": B + "/t30/run/kea/k.sock" };
const C: any = { "2.2": B + "/o/22.sock", "2.6": "/run/kea/k.sock", "3.0": "/run/kea/k.sock" };
const cmd = (v: string, command: string, args?: unknown): Promise<any> => new Promise((ok, no) => {
  const s = net.connect(S[v]); let out = ""; s.on("data", (d) => (out += d)); s.on("end", () => ok(JSON.parse(out))); s.on("error", no);
  s.write(JSON.stringify({ command, ...(args ? { arguments: args } : {}) }));
});
const drop = ["control-sockets", "control-socket", "interfaces-config", "lease-database", "hosts-database", "hosts-databases", "config-control", "hooks-libraries", "loggers", "multi-threading", "dhcp-queue-control", "dhcp-ddns", "hash", "server-tag", "dhcp4o6-port"];
const noIf = (o: any): any => Array.isArray(o) ? o.map(noIf) : o && typeof o === "object" ? Object.fromEntries(Object.entries(o).filter(([k]) => k !== "interface").map(([k, v]) => [k, noIf(v)])) : o;
const noComment = (o: any, inCtx = false): any => Array.isArray(o) ? o.map((x) => noComment(x)) : o && typeof o === "object" ? (() => { const r: any = {}; for (const [k, v] of Object.entries(o)) if (k !== "comment" || inCtx) r[k] = noComment(v, k === "user-context"); if (o.comment && !inCtx) r["user-context"] = { ...r["user-context"], comment: o.comment }; return r; })() : o;
const adapt = (v: string, d: any) => { let n = 0; const r = noComment(noIf(Object.fromEntries(Object.entries(d).filter(([k]) => !drop.includes(k)))));
  if (v !== "2.2") { const auto = (s: any) => { if (!s.id) s.id = ++n; }; for (const w of r["shared-networks"] ?? []) (w.subnet4 ?? []).forEach(auto); (r.subnet4 ?? []).forEach(auto);
    const walk = (o: any): void => { if (Array.isArray(o)) o.forEach(walk); else if (o && typeof o === "object") { if ("ddns-use-conflict-resolution" in o) { o["ddns-conflict-resolution-mode"] = o["ddns-use-conflict-resolution"] ? "check-with-dhcid" : "no-check-with-dhcid"; delete o["ddns-use-conflict-resolution"]; } if (o.relay?.["ip-address"]) o.relay = { "ip-addresses": [o.relay["ip-address"]] }; Object.values(o).forEach(walk); } }; walk(r); }
  return r; };
const run = async (v: string, d: any) => {
  const r = await cmd(v, "config-set", { Dhcp4: { ...d, "interfaces-config": { interfaces: [] }, "lease-database": { type: "memfile", persist: false }, "multi-threading": { "enable-multi-threading": false }, "control-socket": { "socket-type": "unix", "socket-name": C[v] } } });
  if (r.result) return { error: r.text as string };
  const g = (await cmd(v, "config-get")).arguments; delete g.hash; return { get: g };
};
function firstDiff(a: any, b: any, p = ""): string | undefined {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return Object.is(a, b) ? undefined : `${p}: ${JSON.stringify(a)?.slice(0, 200)} vs ${JSON.stringify(b)?.slice(0, 200)}`;
  for (const k of new Set([...Object.keys(a), ...Object.keys(b)])) { const d = firstDiff(a[k], b[k], `${p}/${k}`); if (d) return d; }
}
it("respelled", async () => {
  const counts = new Map<string, number>(); const say = (k: string, m: string) => { counts.set(k, (counts.get(k) ?? 0) + 1); if (counts.get(k)! <= 14) console.log(m); };
  for (const e of examples) for (const [kind, root] of [["rec", recorded(e)], ["file", written(e)]] as const) {
    const cur = read(root.Dhcp4, "2.6").configuration;
    for (let i = 0; i < Number(process.env.RUNS ?? 15); i++) {
      const other = respelled(root, seeded(i + 1000 * Number(process.env.SEED ?? 1)));
      const diff = firstDiff({ ...read(other.Dhcp4, "2.6").configuration, relationships: 0 }, { ...cur, relationships: 0 });
      if (diff) { say("RESPELLED", `RESP ${kind} ${e} ${i} ${diff}`); continue; }
      const v = ["2.2", "2.6", "3.0"][i % 3]! as any;
      const d = adapt(v, other.Dhcp4); delete d.compatibility;
      const spell = (o: any): any => Array.isArray(o) ? o.map(spell) : o && typeof o === "object" ? Object.fromEntries(Object.entries(o).flatMap(([k, x]: any) => {
        if (v === "2.2" && k === "ddns-conflict-resolution-mode") return [["ddns-use-conflict-resolution", x === "check-with-dhcid"]];
        if (v !== "3.0" && k === "evaluate-additional-classes") return [["require-client-classes", x]];
        if (v !== "3.0" && k === "only-in-additional-list") return [["only-if-required", x]];
        if (v === "2.2" && k === "allocator") return [];
        if (v !== "3.0" && k === "client-classes" && !o["ip-address"] && !o["hw-address"] && !o.duid && !o["circuit-id"] && !o["client-id"] && !o["flex-id"] && (o.pool || o.subnet || (o.subnet4 && !o["shared-networks"] && o.name))) return [["client-class", x[0] ?? ""]];
        if (v === "2.2" && k === "stash-agent-options") return [];
        return [[k, k === "user-context" ? x : spell(x)]];
      })) : o;
      const r = await run(v, spell(d));
      if (!r.get) { const k = "kea " + r.error!.replace(/[\d./:<>]+/g, "#").slice(0, 60); say(k, `KEA ${v} ${e} ${i} ${r.error}`); continue; }
      counts.set("ok", (counts.get("ok") ?? 0) + 1);
      const live = firstDiff({ ...read(r.get.Dhcp4, v).configuration, relationships: 0 }, { ...read(spell(d), v).configuration, relationships: 0 });
      if (live) say("LIVE", `LIVE ${v} ${e} ${i} ${live}`);
    }
  }
  console.log(JSON.stringify([...counts], null, 0));
}, 590000);
it("oracle", async () => {
  const counts = new Map<string, number>(); const say = (k: string, m: string) => { counts.set(k, (counts.get(k) ?? 0) + 1); if (counts.get(k)! <= 14) console.log(m); };
  for (const v of (process.env.V ?? "2.2,2.6,3.0").split(",") as any[]) for (const e of examples) for (const [kind, root] of [["file", written(e)]] as const) {
    const d = adapt(v, root.Dhcp4); delete d.compatibility;
    const base = await run(v, d);
    if (!base.get) { say("base", `BASE ${v} ${e} ${base.error}`); continue; }
    const fileRead = read(d, v).configuration, live = read(base.get.Dhcp4, v).configuration;
    const x = firstDiff({ ...fileRead, relationships: 0 }, { ...live, relationships: 0 });
    if (x) say("READ", `READ ${v} ${e} ${x}`);
    for (const doc of [{ Dhcp4: d }, { Dhcp4: base.get.Dhcp4 }, thawed({ Dhcp4: base.get.Dhcp4 }, v)]) {
      const cur = read(doc.Dhcp4, v).configuration;
      for (const { title, desired } of fc.sample(change(cur), { numRuns: Number(process.env.RUNS ?? 15), seed: Number(process.env.SEED ?? 1) })) {
        const options = { release: v };
        const goal = fit(doc, desired, cur, options);
        if (goal.misfits.length) { say("misfit", `MISFIT ${v} ${e} ${title.slice(0,100)} ${goal.misfits[0]}`); continue; }
        const a = arrange(doc, desired, cur, options);
        if (a.misfits.length) { say("unsettled", `UNS ${v} ${e} ${title} ${a.misfits[0]}`); continue; }
        const r = await run(v, noIf(Object.fromEntries(Object.entries(a.root.Dhcp4 as any).filter(([k]) => !drop.includes(k)))));
        if (!r.get) { const k = "kea " + r.error!.replace(/[\d./:<>]+/g, "#").slice(0, 60); if (!/unheard-of|does not match the prefix|is not within the IPv4 subnet/.test(r.error!)) say(k, `KEA ${v} ${e} ${title.slice(0, 120)} ${r.error}`); continue; }
        const got = read(r.get.Dhcp4, v).configuration;
        const diff = firstDiff({ ...got, relationships: 0 }, { ...goal.configuration, relationships: 0 });
        counts.set("ok", (counts.get("ok") ?? 0) + 1);
        if (diff) say("LIVE", `LIVE ${v} ${e} ${title.slice(0, 140)} ${diff}`);
      }
    }
  }
  console.log(JSON.stringify([...counts], null, 0));
}, 590000);
