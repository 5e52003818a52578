// node pair.mjs up | status | drift | down: a real failover pair of ISC Kea on this machine's loopback, from nothing and back to nothing.
// Plain JavaScript without dependencies. Everything it makes is in the folder pair/ beside it.

import { randomBytes } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { constants } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { configurations, names, portsFrom, socketIn, user } from "./configuration.mjs";
import { findKea } from "./kea.mjs";
import { lastWord, note, noted, pair, runs, start, whole } from "./processes.mjs";

const passwordFile = join(pair, "password");

/** Why it cannot be done, for a person. */
class Unable extends Error {}

const say = (line) => console.log(line);
const secret = (file, text) => writeFileSync(file, text, { mode: 0o600 });

/** Writes the configurations of one server's programs into its folder. */
function writeConfigurations(name, { programs, version, hooks }, access) {
  const folder = join(pair, name);
  mkdirSync(folder);
  chmodSync(folder, 0o750); // whatever the umask: newer releases of Kea check it
  for (const program of programs) {
    const told = configurations[program.name](name, { version, hooks, folder, ...access });
    secret(join(folder, `${program.name}.conf`), JSON.stringify(told, null, 2));
  }
}

async function up() {
  if (existsSync(pair)) {
    if (!whole())
      throw new Unable(
        'There is a pair that does not run, or not all of it: "node pair.mjs down" clears it away.',
      );
    say("The pair is up already.");
    return status();
  }
  const ports = portsFrom(firstPort());
  for (const port of Object.values(ports).flatMap(Object.values)) await mustBeFree(port);
  const tooLong = names.map((name) => socketIn(join(pair, name))).find((path) => path.length > 107);
  if (tooLong)
    throw new Unable(
      `${tooLong} is too long a path for a unix socket: put this example into a folder nearer to the root.`,
    );
  const kea = await findKea(say);
  if (kea.lacks) throw new Unable(kea.lacks);

  mkdirSync(pair, { mode: 0o700 });
  note({ ports, processes: [] });
  process.once("exit", undo);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.once(signal, () => process.exit(128 + constants.signals[signal]));

  const password = randomBytes(12).toString("base64url");
  secret(passwordFile, password);
  for (const name of names) writeConfigurations(name, kea, { ports, password });
  // Copies, because AppArmor keeps what is started as /usr/sbin/kea-dhcp4 out of every folder but those of the machine's own server.
  for (const { name, path } of kea.programs) copyFileSync(path, join(pair, name));
  for (const name of names) for (const program of kea.programs) start(name, program.name);

  await working();
  process.removeListener("exit", undo);
  say(
    `A failover pair of Kea ${kea.version} is up. It asks for the user ${user} with the password in pair/password.`,
  );
  await status();
}

async function status() {
  if (!existsSync(pair)) return say("The pair is not up.");
  for (const name of names) say(`${name}  ${url(name)}  ${await state(name)}`);
}

/** Somebody edits the second server by hand. */
async function drift() {
  if (!whole()) throw new Unable('The pair is not up: "node pair.mjs up" starts it.');
  const { Dhcp4 } = await ask("dhcp2", "config-get");
  const [offices] = Dhcp4.subnet4;
  const [before, after] = [offices["valid-lifetime"], 600];
  for (const one of ["min", "max"]) offices[`${one}-valid-lifetime`] = after; // Kea tells these two where nobody set them, too
  offices["valid-lifetime"] = after;
  await ask("dhcp2", "config-set", { Dhcp4 });
  await working();
  say(`dhcp2 now lends the addresses of ${offices.subnet} for ${after} s, not for ${before} s.`);
}

async function down() {
  if (!existsSync(pair)) return say("The pair is not up.");
  for (const signal of ["SIGTERM", "SIGKILL"]) {
    const processes = noted().processes.filter(runs);
    for (const { pid } of processes) process.kill(pid, signal);
    for (const end = Date.now() + 5_000; processes.some(runs) && Date.now() < end; )
      await pause(50);
  }
  rmSync(pair, { recursive: true });
  say("The pair is down, and its folder is gone.");
}

/** Nothing stays of a pair that did not come up. */
function undo() {
  for (const { pid } of noted().processes.filter(runs)) process.kill(pid, "SIGKILL");
  rmSync(pair, { recursive: true, force: true, maxRetries: 5 });
}

// ---- asking ----

/** Until both servers say that their failover works. */
async function working() {
  for (const end = Date.now() + 60_000; ; await pause(100)) {
    const states = await Promise.all(names.map(state));
    if (states.every((said) => said === "hot-standby")) return;
    const ended = noted().processes.find((one) => !runs(one));
    if (ended) throw new Unable(`${ended.command.join(" ")} ended: ${lastWord(ended)}`);
    if (Date.now() > end)
      throw new Unable(
        `The two servers do not say hot-standby after a minute, but ${states.join(" and ")}.`,
      );
  }
}

const url = (name) => `http://127.0.0.1:${noted().ports.commands[name]}`;

async function state(name) {
  try {
    const told = await ask(name, "status-get");
    return told["high-availability"][0]["ha-servers"].local.state;
  } catch {
    return "no answer";
  }
}

async function ask(name, command, args) {
  const text = await post(
    url(name),
    JSON.stringify({ command, service: ["dhcp4"], arguments: args }),
  );
  const { result, text: why, arguments: told } = [JSON.parse(text)].flat()[0];
  if (result !== 0) throw new Unable(`${name} refused ${command}: ${why}.`);
  return told;
}

function post(to, body) {
  const auth = `${user}:${readFileSync(passwordFile, "utf8")}`;
  const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asking = request(to, { method: "POST", auth, headers, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => (text += part));
      answer.once("error", reject).once("end", () => resolve(text));
    });
    asking.once("error", reject).end(body);
  });
}

// ---- ports ----

function firstPort() {
  const given = process.env.KEA_PAIR_PORT ?? "18001";
  const port = Number(given);
  if (Number.isInteger(port) && port >= 1024 && port <= 65532) return port;
  throw new Unable(
    `KEA_PAIR_PORT is ${JSON.stringify(given)}: give the first of four ports, from 1024 to 65532.`,
  );
}

function mustBeFree(port) {
  const taken = new Unable(
    `Port ${port} of 127.0.0.1 is taken: free it, or give the first of four others as KEA_PAIR_PORT.`,
  );
  return new Promise((resolve, reject) => {
    const listener = createServer().once("error", () => reject(taken));
    listener.listen(port, "127.0.0.1", () => listener.close(resolve));
  });
}

const commands = { up, status, drift, down };
try {
  const [command, ...more] = process.argv.slice(2);
  if (!Object.hasOwn(commands, command ?? "") || more.length > 0)
    throw new Unable("Say one of: node pair.mjs up, status, drift, down.");
  await commands[command]();
} catch (error) {
  if (!(error instanceof Unable) && !error.syscall) throw error;
  console.error(error.syscall ? `${error.message}.` : error.message);
  process.exitCode = 1;
}
