// Sends the commands of a change to a running server, several together where their order does not
// matter. Where the server refuses one, those that it took are undone by commands as well; where an
// answer is lost, what the server holds then says what is left to do.
import { equal } from "../../../core/equal.js";
import { limitConcurrency } from "../../../core/limited.js";
import type { UserError } from "../../../core/messages.js";
import type { Configuration, Json } from "../../../core/model.js";
import { poll } from "../../../core/poll.js";
import { messageOf } from "../../../core/user-errors.js";
import { removeSecrets } from "../../../core/secrets.js";
import { assertEngineIsThere } from "../../../transports/engine.js";
import { Unanswered } from "../../../transports/unanswered.js";
import type { Channel } from "../control/channel.js";
import { messages } from "../messages.js";
import { findFirstDifference, type Document, type KeaMap } from "../model/index.js";
import { lateCommandPolling } from "../running/late-commands.js";
import type { KeaSnapshot } from "../running/read-server.js";
import { groupIndependent, type KeaCommand } from "./command.js";
import { planCommands } from "./plan-commands.js";

/** A change that is written by commands. */
export interface CommandWrite {
  readonly channel: Channel;
  /** The server before the change. */
  readonly from: KeaSnapshot;
  /** The document that the commands lead to. */
  readonly document: Document;
  readonly commands: readonly KeaCommand[];
  /** Reads the server again. */
  readonly readAgain: () => Promise<KeaSnapshot>;
  /** The place of the copy of the former configuration. */
  readonly kept: string;
}

/** The server after all commands, or the error that says what it holds instead. */
export type CommandOutcome =
  | { readonly after: KeaSnapshot }
  /** `isUndone`: the server holds what it held before. */
  | { readonly error: UserError; readonly isUndone: boolean };

/** Number of commands that are on their way at once. */
const maxUnderWay = 8;

/** Number of times that the rest of a change is planned anew after an answer was lost. */
const maxRepetitions = 3;

/** Sends all commands. Returns the server as it is then, or why it does not hold the change. */
export async function sendCommands(write: CommandWrite): Promise<CommandOutcome> {
  let remaining = write.commands;
  for (let repetition = 0; ; repetition++) {
    const stop = await sendUntilStopped(write, remaining);
    if (stop === undefined) return { after: await readAfter(write) };
    const rest = stop.lost.length > 0 ? await planRest(write, stop) : undefined;
    if (rest === undefined || repetition === maxRepetitions) return undo(write, stop);
    remaining = rest;
  }
}

/** A command that was not carried out, or whose answer is lost. */
interface Failure {
  readonly command: KeaCommand;
  /** Why, in a sentence. */
  readonly reason: string;
  /** True where it may have been carried out, and its answer is lost. */
  readonly isLost: boolean;
}

/** The end of a list before its last command. Nothing is on its way any more. */
interface Stop extends Omit<Failure, "isLost"> {
  /** The commands that may have been carried out, and whose answers are lost. */
  readonly lost: readonly KeaCommand[];
}

/** Result of a removal whose object is not there (Kea manual, "Data Syntax"). */
const notFound = 3;

type Sending = Pick<CommandWrite, "channel" | "document">;

/** Sends commands until one is not carried out, and waits for those that are on their way then. */
function sendUntilStopped(
  sending: Sending,
  commands: readonly KeaCommand[],
): Promise<Stop | undefined> {
  return sending.channel.keepConnections(async () => {
    for (const group of groupIndependent(commands)) {
      const stop = await sendTogether(sending, group);
      if (stop !== undefined) return stop;
    }
    return undefined;
  });
}

async function sendTogether(
  sending: Sending,
  commands: readonly KeaCommand[],
): Promise<Stop | undefined> {
  const whenFree = limitConcurrency(maxUnderWay);
  const failures: Failure[] = [];
  const send = async (command: KeaCommand): Promise<void> => {
    if (failures.length > 0) return;
    const failure = await sendOne(sending, command);
    if (failure !== undefined) failures.push(failure);
  };
  await Promise.all(commands.map((command) => whenFree(send, command)));
  const lost = failures.filter(({ isLost }) => isLost);
  const first = lost[0] ?? failures[0];
  return first && { ...first, lost: lost.map(({ command }) => command) };
}

/** Sends a command, unless the engine is gone. Returns why it was not carried out, or nothing. */
async function sendOne(
  { channel, document }: Sending,
  command: KeaCommand,
): Promise<Failure | undefined> {
  try {
    await assertEngineIsThere(channel.label);
    const { result, text } = await channel.send(command.name, command.arguments);
    if (result === 0 || (result === notFound && command.name.endsWith("-del"))) return undefined;
    const reason = removeSecrets(text, document as unknown as Json);
    return { command, reason: messages.keaAnswer(reason), isLost: false };
  } catch (error) {
    const isLost = error instanceof Unanswered;
    return { command, reason: messageOf(isLost ? error.userError : error), isLost };
  }
}

async function readAfter({ channel, readAgain, kept }: CommandWrite): Promise<KeaSnapshot> {
  return readAgain().catch((gone: unknown) => {
    throw messages.keaStoppedAfterwards(channel.label, messageOf(gone), kept);
  });
}

/**
 * Returns the commands that are left after an answer was lost, or nothing where no commands lead to
 * the end from what the server holds. Lost commands may still be on their way: one is repeated only
 * when it has not taken effect after some seconds.
 */
async function planRest(
  { channel, document, kept, readAgain }: CommandWrite,
  { lost, reason }: Stop,
): Promise<readonly KeaCommand[] | undefined> {
  const read = async (): Promise<readonly KeaCommand[] | undefined> => {
    const now = await readAgain().catch((gone: unknown) => {
      throw messages.keaUncertain(channel.label, `${reason} ${messageOf(gone)}`, kept);
    });
    return planFrom(now, document.Dhcp4 as KeaMap);
  };
  const isOver = (rest: readonly KeaCommand[] | undefined): boolean =>
    !rest?.some((one) => lost.some((command) => equal(one, command)));
  const { answer } = await poll(read, isOver, lateCommandPolling);
  return answer;
}

function planFrom(now: KeaSnapshot, desired: KeaMap): readonly KeaCommand[] | undefined {
  const way = planCommands(now.current.document().Dhcp4 as KeaMap, desired, now);
  return way.way === "commands" ? way.commands : undefined;
}

/** Undoes what was done. Returns the error that says how that went. */
async function undo(write: CommandWrite, { command, reason }: Stop): Promise<CommandOutcome> {
  const { channel, from, kept, readAgain } = write;
  const former = from.current.parsed.configuration;
  const failed = { command: command.name, object: command.object, reason };
  try {
    const now = await readAgain();
    const back = planFrom(now, from.current.document().Dhcp4 as KeaMap);
    const stop = back && (await sendUntilStopped(write, back));
    const after = await readAgain();
    const where = findFirstDifference(after.current.parsed.configuration, former);
    if (where === undefined)
      return { error: messages.keaCommandUndone(channel.label, failed, kept), isUndone: true };
    const objects = listDifferences(after.current.parsed.configuration, former, where);
    const left = { objects, why: stop?.reason ?? "" };
    return notUndone(messages.keaCommandNotUndone(channel.label, failed, left, kept));
  } catch (gone) {
    const left = { objects: [], why: messageOf(gone) };
    return notUndone(messages.keaCommandNotUndone(channel.label, failed, left, kept));
  }
}

const notUndone = (error: UserError): CommandOutcome => ({ error, isUndone: false });

/**
 * Returns the names of the scopes and shared objects that differ; `first` where the difference is
 * elsewhere.
 */
function listDifferences(
  after: Configuration,
  former: Configuration,
  first: string,
): readonly string[] {
  const differing = (kind: "scopes" | "shared"): readonly string[] =>
    [...new Set([...Object.keys(after[kind]), ...Object.keys(former[kind])])].filter(
      (name) => !equal(after[kind][name], former[kind][name]),
    );
  const names = [...differing("scopes"), ...differing("shared")];
  return names.length > 0 ? names : [first];
}
