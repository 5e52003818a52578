// undo: lists the configurations that were kept of servers, and goes back to one of them.
import { resolve, sep } from "node:path";
import { messages, UserError } from "../core/messages.js";
import { formatGroupedProperty } from "../core/paths.js";
import { drivers } from "../drivers/index.js";
import type { KeptCopy } from "../drivers/driver.js";
import { listCopies, listKept, type KeptState, type KeptStates } from "../lifecycle/kept.js";
import { operation } from "../lifecycle/operation.js";
import type { Session } from "../lifecycle/session.js";
import { carryOutUndo, planUndo } from "../lifecycle/undo.js";
import {
  type CommandOptions,
  type CommandServer,
  readNamedServers,
  readValue,
  serverOptions,
} from "./servers.js";
import { confirmAndWrite, keepIn, toCommandError, writeOptions } from "./show-plan.js";

export const undoOptions = {
  ...serverOptions,
  ...writeOptions,
  to: { type: "string", multiple: true },
} as const;

/**
 * Lists what is kept of the servers, or with `--to` goes back to one kept configuration. Returns the
 * exit code.
 */
export async function undo(
  options: CommandOptions,
  say: (line: string) => void,
  words: readonly string[],
): Promise<number> {
  const to = readValue(options, "to");
  const servers = readNamedServers(options, words).map((server) => keepIn(server, options));
  if (servers.length === 0) throw messages.usageServer("undo");
  if (to !== undefined && servers.length > 1) throw messages.usageOneServer();
  const { session } = operation(drivers, say);
  try {
    if (to !== undefined) return await goBack(session, servers[0]!, { to, options, say });
    for (const server of servers) await list(session, server, say);
    return 0;
  } catch (error) {
    throw toCommandError(error);
  } finally {
    await session.end();
  }
}

async function list(
  session: Session,
  { text, reached }: CommandServer,
  say: (line: string) => void,
): Promise<void> {
  const kept = await session.run(() => listKept(session, reached));
  if (kept.states.length === 0) throw messages.keptNone(kept.label);
  for (const line of describeKept(kept)) say(line);
  const before = kept.states.find(({ plan }) => !(plan instanceof UserError) && plan.length > 0);
  if (before) say(messages.undoHint(text, before.copy.time, reached["backupDir"]));
}

const describeKept = ({ label, states }: KeptStates): readonly string[] => [
  messages.keptHeading(label, states.length),
  ...states.flatMap(({ copy, plan }) => [
    `  ${copy.time}  ${describePlan(plan)}`,
    `    ${copy.path}`,
  ]),
];

function describePlan(plan: KeptState["plan"]): string {
  if (plan instanceof UserError) return messages.keptUnreadable(plan.text);
  if (plan.length === 0) return messages.keptEqual();
  const objects = plan.map(({ location, path }) => formatGroupedProperty(location, path)[0]);
  return messages.keptDiffers(plan.length, [...new Set(objects)]);
}

interface GoBack {
  readonly to: string;
  readonly options: CommandOptions;
  readonly say: (line: string) => void;
}

async function goBack(
  session: Session,
  { reached }: CommandServer,
  { to, options, say }: GoBack,
): Promise<number> {
  const planned = await session.run(async () => {
    const server = session.server(reached);
    const copies = listCopies(server, await session.read(reached));
    const copy = findCopy(server.label, copies, to);
    return planUndo(session, { server: reached, copy, force: options.force === true });
  });
  const { label, plan, warnings } = planned;
  const { time } = planned.args.copy;
  if (plan.length === 0) {
    say(messages.undoNothing(label, time));
    return 0;
  }
  const heading = messages.undoHeading(label, time, plan.length);
  const write = () => carryOutUndo(session, planned);
  if (!(await confirmAndWrite({ label, heading, plan, warnings, write }, options, say))) return 1;
  say(messages.undoDone(label, time));
  say(messages.undoHowNext());
  return 0;
}

/** Returns the only copy that a path, a time or the beginning of a time names. */
function findCopy(label: string, copies: readonly KeptCopy[], text: string): KeptCopy {
  if (copies.length === 0) throw messages.keptNone(label);
  const path = resolve(text);
  const byPath = copies.find((copy) => path === copy.path || path.startsWith(`${copy.path}${sep}`));
  if (byPath) return byPath;
  const wanted = toFileTime(text);
  const found = copies.filter(({ time }) => toFileTime(time).startsWith(wanted));
  const exact = found.find(({ time }) => toFileTime(time) === wanted);
  const times = (all: readonly KeptCopy[]) => all.map(({ time }) => time);
  if (exact) return exact;
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw messages.keptAmbiguous(text, times(found));
  throw messages.keptUnknown(label, text, times(copies));
}

/** Returns a time as it stands in a folder's name, where the system allows no colon. */
const toFileTime = (text: string): string => text.trim().replaceAll(":", "-");
