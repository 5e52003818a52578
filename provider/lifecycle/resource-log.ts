// Sentences for the person, shown on the resource that they are about: by the engine where it can
// be reached, otherwise as output of this process, which the engine shows on the stack.
import { closeSync, openSync } from "node:fs";
import type { EngineLog, LogEntry } from "../transports/engine-log.js";
import { findCurrentUrn } from "./current-resource.js";
import type { Print } from "./warnings.js";

/** Milliseconds between two statuses of a resource where no terminal replaces one by the next. */
const statusPauseMs = 10_000;

/** Returns whether this process belongs to a terminal, on which a status replaces the former one. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}

/** Creates the function that shows sentences. It resolves once the engine has a sentence. */
export function createPrint(log: EngineLog | undefined, print: (text: string) => void): Print {
  const isTooEarly = hasTerminal() ? () => false : createLimit();
  let engine = log;
  let last = Promise.resolve();

  const show = async (entry: Omit<LogEntry, "urn">): Promise<void> => {
    if (await (engine && addTo(engine, entry, isTooEarly))) return;
    engine = undefined;
    if (!entry.isStatus || !isTooEarly("")) print(entry.text);
  };

  return (text, kind) => {
    const isStatus = kind === "status";
    const severity = kind === "warning" ? "warning" : "information";
    // One after the other: the engine shows messages in the order in which they come.
    last = last.then(() => show({ text, severity, isStatus }));
    return last;
  };
}

/** Returns a function that tells of a resource whether it is too early for a status. */
function createLimit(): (urn: string) => boolean {
  const begin = Date.now();
  const lastStatus = new Map<string, number>();
  return (urn) => {
    const now = Date.now();
    if (now - (lastStatus.get(urn) ?? begin) < statusPauseMs) return true;
    lastStatus.set(urn, now);
    return false;
  };
}

/** Adds a sentence to the engine's log. Returns whether the engine can be reached. */
async function addTo(
  log: EngineLog,
  entry: Omit<LogEntry, "urn">,
  isTooEarly: (urn: string) => boolean,
): Promise<boolean> {
  try {
    const urn = await findCurrentUrn(() => log.findStackUrn());
    if (!entry.isStatus || !isTooEarly(urn)) await log.add({ ...entry, urn });
    return true;
  } catch {
    return false;
  }
}
