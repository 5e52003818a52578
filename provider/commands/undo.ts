// undo: lists the configurations that were kept of servers, and goes back to one of them.
import { resolve, sep } from "node:path";
import { messages, UserError } from "../core/messages.js";
import { formatGroupedProperty } from "../core/paths.js";
import { drivers } from "../drivers/index.js";
import type { KeptCopy } from "../drivers/driver.js";
import { listCopies, listKept, type KeptState, type KeptStates } from "../lifecycle/kept.js";
import { operation } from "../lifecycle/operation.js";
import type { Session } from "../lifecycle/session.js";
import { carryOutUndo, planUndo, type UndoPlan } from "../lifecycle/undo.js";
import { completeOnceBegun, confirm } from "./confirm.js";
import {
  type CommandOptions,
  type CommandServer,
  readNamedServers,
  readValue,
  serverOptions,
} from "./servers.js";
import { assertLasting, formatPlanLines, toCommandError } from "./show-plan.js";

export const undoOptions = {
  ...serverOptions,
  to: { type: "string", multiple: true },
  "backup-dir": { type: "string", multiple: true },
  yes: { type: "boolean" },
  force: { type: "boolean" },
} as const;

/** Lists what is kept of the servers, or with `--to` goes back to one kept configuration. */
export async function undo(
  options: CommandOptions,
  say: (line: string) => void,
  words: readonly string[],
): Promise<void> {
  const to = readValue(options, "to");
  const servers = readNamedServers(options, words).map((server) => keepIn(server, options));
  if (servers.length === 0) throw messages.usageServer("undo");
  if (to !== undefined && servers.length > 1) throw messages.usageOneServer();
  const { session } = operation(drivers, say);
  try {
    if (to === undefined) for (const server of servers) await list(session, server, say);
    else await goBack(session, servers[0]!, { to, options, say });
  } catch (error) {
    throw toCommandError(error);
  } finally {
    await session.end();
  }
}

/** Returns a server whose copies are in the folder that `--backup-dir` names. */
function keepIn(server: CommandServer, options: CommandOptions): CommandServer {
  const folder = readValue(options, "backup-dir");
  if (folder === undefined) return server;
  return { ...server, reached: { ...server.reached, backupDir: resolve(folder) } };
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
  ...states.flatMap(({ copy, plan }) => [`  ${copy.time}  ${describe(plan)}`, `    ${copy.path}`]),
];

function describe(plan: KeptState["plan"]): string {
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
): Promise<void> {
  const planned = await session.run(async () => {
    const server = session.server(reached);
    const copies = listCopies(server, await session.read(reached));
    const copy = findCopy(server.label, copies, to);
    return planUndo(session, { server: reached, copy, force: options.force === true });
  });
  const { label, plan } = planned;
  const { time } = planned.args.copy;
  if (plan.length === 0) return say(messages.undoNothing(label, time));
  showPlan(planned, say);
  if (!(await confirm(messages.writeQuestion(label), options.yes === true))) {
    say(messages.notConfirmed());
    process.exitCode = 1;
    return;
  }
  const result = await completeOnceBegun(() => carryOutUndo(session, planned), say);
  assertLasting(result);
  say(messages.undoDone(label, time));
  say(messages.undoHowNext());
}

function showPlan({ args, label, plan, warnings }: UndoPlan, say: (line: string) => void): void {
  say(messages.undoHeading(label, args.copy.time, plan.length));
  for (const line of formatPlanLines(plan)) say(line);
  for (const warning of warnings) say(warning);
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
