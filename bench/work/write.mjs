// One update of a running Kea server from another one, as the engine asks for it: check, then create. Prints milliseconds as JSON.
import { drivers } from "../../dist/drivers/index.js";
import { operation } from "../../dist/lifecycle/operation.js";
import { replication } from "../../dist/lifecycle/replication.js";

const [primary, partner, backupDir] = process.argv.slice(2);
const args = {
  primary: { driver: "kea", url: primary },
  partner: { driver: "kea", url: partner, backupDir },
  force: true,
  __resource: "all",
};
const began = performance.now();
const { check, create } = replication(operation(drivers, () => {}));
const { inputs, failures = [] } = await check({}, args);
if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join(" "));
await create(inputs);
console.log(JSON.stringify({ ms: performance.now() - began }));
