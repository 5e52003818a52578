// One preview and, where asked, one update of two files in this process: prints milliseconds and the peak memory as JSON.
import { drivers } from "../../dist/drivers/index.js";
import { operation } from "../../dist/lifecycle/operation.js";
import { replication } from "../../dist/lifecycle/replication.js";

const [primary, partner, ...words] = process.argv.slice(2);
const file = (path) => ({
  driver: "file",
  path,
  format: path.endsWith(".xml") ? "windows" : "kea",
  backupDir: `${path}.kept`,
});
const args = { primary: file(primary), partner: file(partner), __resource: "all" };

const atStart = process.resourceUsage().maxRSS;
const began = performance.now();
const cpu = process.cpuUsage();
const { check, create } = replication(operation(drivers, () => {}));
const olds = words.includes("recorded") ? { ...args, revision: "recorded" } : {};
const { inputs, failures = [] } = await check(olds, args);
const check_ms = performance.now() - began;
const { user, system } = process.cpuUsage(cpu);
if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join(" "));
const changed = Object.keys(inputs.replicate ?? {}).length;
let create_ms;
if (words.includes("create")) {
  const from = performance.now();
  await create(inputs);
  create_ms = performance.now() - from;
}
const peak = process.resourceUsage().maxRSS * 1024;
console.log(
  JSON.stringify({
    ms: check_ms,
    cpu: (user + system) / 1000,
    create: create_ms,
    changed,
    peak,
    atStart: atStart * 1024,
  }),
);
