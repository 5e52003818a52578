// npm run demo: the whole path on two configuration files, in a temporary folder that is gone afterwards: first what needs no
// Pulumi, then the real CLI. Between their output it says in plain words what happens. It ends with 1 when a step did not do
// what it says.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { provideCli } from "./cli.mjs";
import { createFolder, writeProject } from "./demo-project.mjs";
import { findCli, node, program, root } from "./paths.mjs";
import { prepareCommand, preparePackage } from "./prepare.mjs";
import { reportSetupError, run } from "./run.mjs";

const project = createFolder("demo");
const { folder } = project;
process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const say = (...lines) =>
  console.log(["", ...lines, ""].map((line) => `   ${line}`.trimEnd()).join("\n"));

class NotAsSaid extends Error {}

/** Runs a program, shows what it prints, and holds it against what the demo says of it. */
async function show(shown, command, { env = process.env, code = 0, shows = [], hides = [] } = {}) {
  console.log(`$ ${shown}`);
  const [name, ...args] = command;
  const ran = await run(name, args, { cwd: folder, env, quiet: true });
  console.log(ran.output);
  if (ran.code !== code) throw new NotAsSaid(`it ended with ${ran.code}, not with ${code}`);
  for (const text of shows)
    if (!ran.output.includes(text)) throw new NotAsSaid(`it did not show: ${text}`);
  for (const text of hides)
    if (ran.output.includes(text)) throw new NotAsSaid(`it showed: ${text}`);
}

function pulumi(args, expected) {
  const words = [...args, "--non-interactive", "--color", "never"];
  const command = [join(findCli().folder, program("pulumi")), ...words];
  const env = { ...project.env, PULUMI_STACK: "demo" };
  return show(`pulumi ${args.join(" ")}`, command, { ...expected, env });
}

/** Runs this package's own command, which needs no Pulumi. */
function own(args, expected) {
  const command = [node, join(root, "dist", "commands", "main.js"), ...args];
  return show(`pulumi-dhcp-failover ${args.join(" ")}`, command, expected);
}

const file = (name) => join(folder, name);
const differing = [
  "10.0.0.8 => 10.0.0.53, 10.0.0.54",
  "- hw:02-00-00-00-01-63 borrowed-laptop",
  "+ hw:02-00-00-00-01-0e printer-2",
];

/** The page stays after the demo, where nobody commits it. */
const page = join(root, "node_modules", ".cache", "pulumi-dhcp-failover", "demo.html");

async function withoutPulumi() {
  say(
    "Two DHCP servers back each other up, dhcp1 and dhcp2. They share leases, not configuration.",
    "Here are their Kea configuration files; the second has been edited by hand, and nobody knows.",
    `(They are copies, in ${folder}.)`,
  );
  writeProject(
    folder,
    "demo",
    "name: demo\nruntime: { name: nodejs, options: { typescript: false } }\noptions: { refresh: always }\n",
  );
  say("1. Do they differ? One command tells, without Pulumi. It writes nothing to a server.");
  mkdirSync(join(page, ".."), { recursive: true });
  await own(["check", "dhcp1.conf", "dhcp2.conf", `--html=${page}`], {
    code: 7,
    shows: ["10.0.0.53", "borrowed-laptop", "printer-2"],
  });
  if (!readFileSync(page, "utf8").includes("borrowed-laptop"))
    throw new NotAsSaid("the page does not show the differences");
  say(
    "   The same as a page, to hand on. It stays there; open it in a browser:",
    `   ${pathToFileURL(page)}`,
  );
}

async function demo() {
  say(
    "The rest is Pulumi: it shows the way to make them equal, goes it, and remembers what was done.",
    "This declares the two servers, and that dhcp2 is to hold what dhcp1 holds:",
  );
  console.log(readFileSync(file("Pulumi.demo.yaml"), "utf8"));
  const before = readFileSync(file("dhcp2.conf"), "utf8");
  await pulumi(["stack", "init", "demo"]);

  say(
    "2. The first preview already says what would change on dhcp2, property by property. Nothing is written.",
  );
  await pulumi(["preview", "--diff"], { shows: differing });
  if (readFileSync(file("dhcp2.conf"), "utf8") !== before)
    throw new NotAsSaid("dhcp2.conf was written by a preview");

  say("3. The update makes dhcp2 hold what dhcp1 holds.");
  await pulumi(["up", "--yes", "--skip-preview", "--suppress-progress"]);
  const after = readFileSync(file("dhcp2.conf"), "utf8");
  if (!after.includes("printer-2") || after.includes("borrowed-laptop"))
    throw new NotAsSaid("dhcp2.conf does not hold what dhcp1.conf holds");
  if (
    !after.includes("// the old resolver, from before the move") ||
    !after.includes('"this-server-name": "dhcp2"')
  )
    throw new NotAsSaid("dhcp2.conf lost what is its own");

  say(
    "4. Now there is nothing left to do. Its comments, its name and its interface are still its own.",
  );
  await pulumi(["preview", "--expect-no-changes", "--suppress-progress"]);

  say("5. Somebody edits dhcp2 by hand: the offices' lease time, 28800 to 600 seconds.");
  writeFileSync(
    file("dhcp2.conf"),
    after.replace('"valid-lifetime": 28800', '"valid-lifetime": 600'),
  );

  say("   A pipeline asks whether anything drifted, changes nothing, and gets exit code 7:");
  await pulumi(["refresh", "--preview-only", "--expect-no-changes", "--diff"], {
    code: 7,
    shows: ["28800 => 600"],
  });
  say("   The preview says just that, and what would be done about it:");
  await pulumi(["preview", "--diff"], { shows: ["600 => 28800"], hides: differing });

  say("6. The next update mends it.");
  await pulumi(["up", "--yes", "--skip-preview", "--suppress-progress"]);
  if (readFileSync(file("dhcp2.conf"), "utf8") !== after)
    throw new NotAsSaid("dhcp2.conf is not as it was before the edit");
  await pulumi(["preview", "--expect-no-changes", "--suppress-progress"]);

  say("That was all of it. To do the same with servers of your own, see README.md.");
}

try {
  await prepareCommand(console.log);
  await withoutPulumi();
  await preparePackage(console.log);
  await provideCli(console.log);
  await demo();
} catch (error) {
  if (error instanceof NotAsSaid) {
    console.error(`\nThe demo did not do what it says: ${error.message}.`);
    process.exitCode = 1;
  } else {
    reportSetupError(error);
  }
}
