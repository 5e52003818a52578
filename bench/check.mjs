// npm run bench:check: how long `check` takes beside `curl | jq | diff` of the same two servers, for 12 and for 5,000 scopes. Both ask
// the same stand-ins over HTTP; each is run in turn, and the medians are compared.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { performance } from "node:perf_hooks";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../setup/paths.mjs";

const runs = Number(process.env.RUNS ?? 11);
const program = join(root, "dist", "commands", "main.js");

/** Returns a Dhcp4 with so many subnets, of which one is edited. */
function dhcp4(scopes, edited) {
  const subnet4 = Array.from({ length: scopes }, (_, i) => {
    const net = `10.${i >> 8}.${i & 255}`;
    return {
      id: i + 1,
      subnet: `${net}.0/24`,
      "valid-lifetime": edited && i === 0 ? 600 : 28_800,
      pools: [{ pool: `${net}.100 - ${net}.199`, "option-data": [] }],
      "option-data": [
        { code: 3, name: "routers", space: "dhcp4", "csv-format": true, data: `${net}.1` },
        {
          code: 6,
          name: "domain-name-servers",
          space: "dhcp4",
          "csv-format": true,
          data: "10.0.0.53",
        },
      ],
      reservations: Array.from({ length: 4 }, (_unused, n) => ({
        "hw-address": `02:00:00:${(i >> 8).toString(16).padStart(2, "0")}:${(i & 255).toString(16).padStart(2, "0")}:0${n}`,
        "ip-address": `${net}.${n + 10}`,
        hostname: `printer-${i}-${n}`,
      })),
    };
  });
  return { "valid-lifetime": 3600, subnet4 };
}

/** Serves what a Kea 3.0.3 answers, in a process of its own. */
function serve(scopes, edited) {
  const answers = {
    "version-get": { result: 0, text: "3.0.3", arguments: {} },
    "list-commands": { result: 0, arguments: ["config-get", "config-set", "status-get"] },
    "status-get": { result: 0, arguments: { pid: 1, uptime: 1000 } },
    "config-get": { result: 0, arguments: { Dhcp4: dhcp4(scopes, edited), hash: String(edited) } },
  };
  const texts = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [name, JSON.stringify([answer])]),
  );
  createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      const text = texts[JSON.parse(body).command] ?? '[{"result":2,"text":"not there"}]';
      response.setHeader("content-type", "application/json").end(text);
    });
  }).listen(0, "127.0.0.1", function () {
    console.log(this.address().port);
  });
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function start(scopes, edited) {
  const words = [fileURLToPath(import.meta.url), "serve", String(scopes), String(edited)];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((done) => child.stdout.once("data", (text) => done(Number(text))));
  return { child, url: `http://127.0.0.1:${port}` };
}

/** Runs a command and returns its milliseconds. Throws where it does not end with this code. */
function time(command, args, code) {
  const begun = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
  const taken = performance.now() - begun;
  if (status !== code) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return taken;
}

/** Prints how long both take for so many scopes. */
async function compare(scopes) {
  const servers = [await start(scopes, false), await start(scopes, true)];
  try {
    report(scopes, measure(servers.map(({ url }) => url)));
  } finally {
    for (const { child } of servers) child.kill();
  }
}

function measure([one, other]) {
  const ask = (url) => `curl -s -d '{"command":"config-get"}' ${url} | jq -S .`;
  const times = { shell: [], check: [] };
  for (let i = 0; i < runs; i++) {
    times.shell.push(time("bash", ["-c", `diff <(${ask(one)}) <(${ask(other)})`], 1));
    times.check.push(time(process.execPath, [program, "check", one, other], 7));
  }
  return times;
}

function report(scopes, times) {
  const [shell, check] = [median(times.shell), median(times.check)];
  const lowest = `lowest ${Math.min(...times.shell).toFixed(0)} and ${Math.min(...times.check).toFixed(0)} ms`;
  console.log(
    `${scopes} scopes: curl | jq | diff ${shell.toFixed(0)} ms, check ${check.toFixed(0)} ms: ${(check / shell).toFixed(2)} times (medians of ${runs}; ${lowest})`,
  );
}

const [, , word, ...sizes] = process.argv;
if (word === "serve") serve(Number(sizes[0]), sizes[1] === "true");
else for (const count of [12, 5_000]) await compare(count);
