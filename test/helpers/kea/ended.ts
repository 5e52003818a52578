// A provider's process that is ended in the middle of a write: nothing of it is left but what it sent and what is on the disk.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../../../setup/paths.mjs";
import type { Between } from "./between.js";

type Kind = "relationship" | "replication" | "scope";

const script = `
const [kind, method, args] = JSON.parse(process.argv[1]);
const provider = require(${JSON.stringify(join(root, "dist", "lifecycle", "index.js"))})[kind];
const work = async () => {
  if (method === "delete") return provider.delete(...args);
  const { inputs, failures } = await provider.check({}, args[0]);
  if (failures) throw new Error(failures[0].reason);
  return provider.create(inputs);
};
work().then(() => console.log("done"), (error) => console.log(error.message));
`;

/** Carries a create or a delete out in a process of its own, which is killed when it sends this command to a server; that one never gets it. */
export async function endedAt(
  way: Between,
  command: string,
  work: readonly [Kind, "create" | "delete", readonly unknown[]],
): Promise<void> {
  const child = spawn(process.execPath, ["-e", script, JSON.stringify(work)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (part) => (output += part));
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once("exit", (_code, signal) => resolve(signal)),
  );
  way.next(command, "swallow");
  way.before(command, async () => {
    child.kill("SIGKILL");
    await ended;
  });
  if ((await ended) !== "SIGKILL")
    throw new Error(`The process ended by itself before it sent ${command}: ${output}`);
}
