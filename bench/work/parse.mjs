// Reads and parses JSON files in this process, and prints milliseconds and the peak memory as JSON.
import { readFileSync } from "node:fs";

const began = performance.now();
const cpu = process.cpuUsage();
const parsed = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const ms = performance.now() - began;
const { user, system } = process.cpuUsage(cpu);
console.log(
  JSON.stringify({
    ms,
    cpu: (user + system) / 1000,
    parsed: parsed.length,
    peak: process.resourceUsage().maxRSS * 1024,
  }),
);
