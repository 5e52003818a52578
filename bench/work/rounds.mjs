// Many rounds of check and diff in one process: prints the heap after a part of them and after all, as JSON.
import { drivers } from "../../dist/drivers/index.js";
import { operation } from "../../dist/lifecycle/operation.js";
import { replication } from "../../dist/lifecycle/replication.js";

const [primary, partner, first, all] = process.argv.slice(2);
const file = (path) => ({ driver: "file", path, backupDir: `${path}.kept` });
const args = { primary: file(primary), partner: file(partner), __resource: "all" };

const created = replication(operation(drivers, () => {}));
const { inputs } = await created.check({}, args);
const { id, outs } = await created.create(inputs);
const bytes = {};
for (let round = 1; round <= Number(all); round++) {
  const { check, diff } = replication(operation(drivers, () => {}));
  const checked = await check(inputs, args);
  if ((await diff(id, outs, checked.inputs)).changes !== false) throw new Error("It changes.");
  if (round !== Number(first) && round !== Number(all)) continue;
  globalThis.gc();
  await new Promise((done) => setTimeout(done, 50));
  globalThis.gc();
  bytes[round] = process.memoryUsage().heapUsed;
}
console.log(JSON.stringify({ first: bytes[first], all: bytes[all] }));
