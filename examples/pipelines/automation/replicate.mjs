// node automation/replicate.mjs STACK: an update as a job, as -AsJob makes one of the cmdlet. It is started, followed, waited for, and by
// Ctrl-C or SIGTERM cancelled: what is being written is written whole, and nothing is begun after it.

import { pathToFileURL } from "node:url";

import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";

/** Starts an update of a stack. `follow` is told of its progress, a line at a time. */
export async function start(stackName, { workDir = process.cwd(), follow = () => {} } = {}) {
  const stack = await LocalWorkspace.selectStack({ stackName, workDir });
  const cancelling = new AbortController();
  const { signal } = cancelling;
  const done = stack.up({ signal, onEvent: (event) => lines(event).forEach(follow) }).then(
    ({ summary }) => ({ result: summary.result, told: JSON.stringify(summary.resourceChanges) }),
    (error) =>
      signal.aborted
        ? { result: "cancelled", told: "nothing more was begun" }
        : { result: "failed", told: reason(error) },
  );
  return { wait: () => done, cancel: () => cancelling.abort() };
}

/** What an event of the engine tells a person: what is said of the servers, and when the write of a resource begins and is done. */
function lines({ resourcePreEvent, resOutputsEvent, diagnosticEvent: said }) {
  if (said)
    return said.ephemeral || said.severity === "debug"
      ? []
      : said.message
          .replace(/<\{%[^%]*%\}>/g, "")
          .split("\n")
          .filter((line) => line.trim());
  const [event, what] = resourcePreEvent ? [resourcePreEvent, "begun"] : [resOutputsEvent, "done"];
  if (!event || event.metadata.op === "same" || event.metadata.type.startsWith("pulumi:"))
    return [];
  return [`${event.metadata.urn.split("::").at(-1)}: ${event.metadata.op} ${what}`];
}

/** The Automation API's errors hold all that pulumi printed. */
const reason = ({ message }) => /(?<=^ *error: ).*$/m.exec(message)?.[0] ?? message;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const job = await start(process.argv[2], { follow: (line) => console.log(line) });
    for (const signal of ["SIGINT", "SIGTERM"]) {
      process.on(signal, () => {
        console.log("cancelling: what is being written is written whole");
        // A terminal gives Ctrl-C to pulumi as well, and a second one would mean "at once" to it.
        if (signal === "SIGTERM" || !process.stdin.isTTY) job.cancel();
      });
    }
    const { result, told } = await job.wait();
    console.log(`${result}: ${told}`);
    process.exitCode = result === "succeeded" ? 0 : 1;
  } catch (error) {
    console.error(`not started: ${reason(error)}`);
    process.exitCode = 1;
  }
}
