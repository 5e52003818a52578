// node automation/replicate.mjs STACK: an update as a job, as -AsJob makes one of the cmdlet. It is started, followed, waited for, and by
// Ctrl-C or SIGTERM cancelled: what is being written is written whole, and nothing after it is begun.

import { pathToFileURL } from "node:url";

import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";

/** Starts an update of a stack. `follow` is told of its progress, a line at a time. */
export async function start(stackName, { workDir = process.cwd(), follow = () => {} } = {}) {
  const stack = await LocalWorkspace.selectStack({ stackName, workDir });
  const cancelling = new AbortController();
  const { signal } = cancelling;
  const done = stack.up({ signal, onEvent: (event) => lines(event).forEach(follow) }).then(
    ({ summary }) => ({ result: summary.result, changes: summary.resourceChanges ?? {} }),
    (error) => ({ result: signal.aborted ? "cancelled" : "failed", reason: error.message }),
  );
  return { wait: () => done, cancel: () => cancelling.abort() };
}

/** What an event of the engine tells a person. */
function lines({ resourcePreEvent, resOutputsEvent, diagnosticEvent }) {
  if (diagnosticEvent && !diagnosticEvent.ephemeral) return diagnosticEvent.message.replace(/<\{%[^%]*%\}>/g, "").split("\n").filter((line) => line.trim());
  const [event, what] = resourcePreEvent ? [resourcePreEvent, "begun"] : [resOutputsEvent, "done"];
  if (!event || event.metadata.op === "same") return [];
  return [`${event.metadata.urn.split("::").at(-1)}: ${event.metadata.op} ${what}`];
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const job = await start(process.argv[2], { follow: (line) => console.log(line) });
  process.on("SIGTERM", job.cancel);
  // A terminal gives Ctrl-C to pulumi as well, and a second one would mean "at once" to it.
  process.on("SIGINT", () => process.stdin.isTTY || job.cancel());
  const { result, changes, reason } = await job.wait();
  console.log(reason ? `${result}: ${reason}` : `${result}: ${JSON.stringify(changes)}`);
  process.exitCode = result === "succeeded" ? 0 : 1;
}
