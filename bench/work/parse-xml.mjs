// Reads XML files and parses them with saxes, and prints milliseconds of the processor as JSON.
import { readFileSync } from "node:fs";
import { SaxesParser } from "saxes";

const cpu = process.cpuUsage();
let elements = 0;
for (const path of process.argv.slice(2)) {
  const parser = new SaxesParser();
  parser.on("opentag", () => elements++);
  parser.write(readFileSync(path, "utf8")).close();
}
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ cpu: (user + system) / 1000, elements }));
