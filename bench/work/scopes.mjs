// One preview of so many FailoverScopes of two files in this process: prints milliseconds of the processor for the first resource, which
// reads the files, and for all others, as JSON.
import { drivers } from "../../dist/drivers/index.js";
import { operation } from "../../dist/lifecycle/operation.js";
import { scopeProvider } from "../../dist/lifecycle/scope.js";

const [primary, partner, count] = process.argv.slice(2);
const file = (path) => ({ driver: "file", path, backupDir: `${path}.kept` });
const servers = { primary: file(primary), partner: file(partner) };
const { check } = scopeProvider(operation(drivers, () => {}));

async function checkScope(n) {
  const scopeId = `10.${n >> 8}.${n & 255}.0`;
  const { failures = [] } = await check({}, { ...servers, scopeId, __resource: scopeId });
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join(" "));
}

const cpuOf = async (work) => {
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 1000;
};
const first = await cpuOf(() => checkScope(0));
const others = await cpuOf(() =>
  Promise.all(Array.from({ length: Number(count) - 1 }, (_, n) => checkScope(n + 1))),
);
console.log(JSON.stringify({ first, others, cpu: others }));
