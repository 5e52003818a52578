// A new configuration for a running server: a copy of the former one is kept, the new one is
// tested, set, read again and written to the server's file. The former one is given back where the
// server's own parts came out wrong.
import { isMap, mapOf } from "../../../core/canonical.js";
import type { UserError } from "../../../core/messages.js";
import { messages } from "../messages.js";
import type { Configuration, Json } from "../../../core/model.js";
import { poll, retry } from "../../../core/poll.js";
import { messageOf } from "../../../core/user-errors.js";
import { removeSecrets } from "../../../core/secrets.js";
import { runWriteStep } from "../../../transports/engine.js";
import { rethrowAsUserError, Unanswered } from "../../../transports/unanswered.js";
import type { Answer, Channel } from "../control/channel.js";
import { before, serverSpecific, findFirstDifference, type Document } from "../model/index.js";
import { equal } from "../../../core/equal.js";
import { hooks } from "../names.js";
import type { KeaCommand } from "../commands/command.js";
import { sendCommands } from "../commands/send-commands.js";
import { maxStartDifference } from "./identity.js";
import { readDhcp4, readHash, type KeaSnapshot } from "./read-server.js";
import { writeConfigFile, type WriteRecord } from "./persistence.js";

export interface ConfigWrite {
  readonly channel: Channel;
  /** The server as it was when the new configuration was made for it. */
  readonly from: KeaSnapshot;
  readonly document: Document;
  /** The configuration that the server should read as. */
  readonly expected: Configuration;
  /** Looks at the server anew. */
  readonly look: () => Promise<KeaSnapshot>;
  /** Keeps what the server holds, and says where. */
  readonly keep: () => string;
  /** True where something of it comes from a file, which no server may have taken yet. */
  readonly isPrimaryFile: boolean;
  /**
   * Keeps what an ended process would leave undone; absent: the server is not to write its file.
   */
  readonly record: WriteRecord | undefined;
  /** The commands that make the same change without loading the configuration anew. */
  readonly commands?: readonly KeaCommand[];
}

/** A server after a write. */
export interface WriteResult {
  readonly after: KeaSnapshot;
  /**
   * Why its file does not hold what it runs with, in a sentence; absent: it does, or was not to be
   * written.
   */
  readonly notPersisted?: string;
}

/**
 * Writes a configuration. Throws where the server was left with, or given back, what it held
 * before, or somebody else changed it.
 */
export async function writeConfiguration(writing: ConfigWrite): Promise<WriteResult> {
  const { channel, from, document, record } = writing;
  const clean = (text: string) => removeSecrets(text, document as unknown as Json);
  const kept = writing.keep();
  if (before(from.release, "3.0")) {
    // Not on 3.0: after a config-test the next config-set loses the failover hook's listener until
    // kea-dhcp4 is started anew, and says nothing of it. Seen on 3.0.3, over HTTP and the Unix
    // socket, 2026-11. What config-test would refuse, config-set refuses as well.
    const tested = await channel
      .send("config-test", document as unknown as Json)
      .catch(rethrowAsUserError);
    if (tested.result !== 0)
      throw messages.keaTestFailed(channel.label, clean(tested.text), writing.isPrimaryFile);
  }
  const after = await sendUnlessChanged(writing, kept, clean);
  if (record === undefined) return { after };
  const why = await writeConfigFile(channel, document as unknown as Json);
  if (why !== undefined) await assertStillWritten(writing, kept);
  record.end(why);
  return { after, ...(why !== undefined && { notPersisted: why }) };
}

/**
 * Throws where a server that did not write its file has stopped, or was started again and has the
 * former configuration.
 */
async function assertStillWritten(writing: ConfigWrite, kept: string): Promise<void> {
  const { channel, from, expected } = writing;
  const now = await readAgain(writing).catch((gone: unknown) => {
    throw messages.keaStoppedAfterwards(channel.label, messageOf(gone), kept);
  });
  if (wasRestarted(from, now) && !isAsExpected(now, expected))
    throw messages.keaRestartedAfterwards(channel.label, kept);
}

/**
 * Sends the configuration if the server still holds what it was made from, and reads the server
 * again. The look comes last of all: a test of thousands of subnets takes seconds, and what
 * somebody else changes between the look and the config-set is lost.
 */
async function sendUnlessChanged(
  writing: ConfigWrite,
  kept: string,
  clean: (text: string) => string,
): Promise<KeaSnapshot> {
  const { channel, from, record } = writing;
  let isSent = false;
  record?.begin(from.status);
  try {
    if (!(await isUnchanged(writing))) throw messages.serverChanged(channel.label);
    return await runWriteStep(channel.label, async () => {
      isSent = true;
      if (writing.commands) return await writeByCommands(writing, writing.commands, kept);
      const { after, hash } = await sendConfiguration(writing, kept, clean);
      await assertWritten(writing, kept, after, hash);
      return after;
    });
  } finally {
    if (!isSent) record?.cancel();
  }
}

/** Makes the change by commands. Throws where the server does not hold the result. */
async function writeByCommands(
  writing: ConfigWrite,
  commands: readonly KeaCommand[],
  kept: string,
): Promise<KeaSnapshot> {
  const { channel, from, document, expected } = writing;
  const outcome = await sendCommands({
    channel,
    from,
    document,
    commands,
    kept,
    readAgain: () => readAgain(writing),
  });
  if ("error" in outcome) {
    if (outcome.isUndone) writing.record?.cancel();
    throw outcome.error;
  }
  const { after } = outcome;
  const where =
    findChangedParts(from, after, document)[0] ??
    findFirstDifference(after.current.parsed.configuration, expected);
  if (where === undefined) return after;
  throw wasRestarted(from, after)
    ? messages.keaRestartedAfterwards(channel.label, kept)
    : messages.keaDiffersAfterwards(channel.label, where, kept);
}

/**
 * Throws where a server does not hold what it was sent. `hash`: Kea's fingerprint of what it took,
 * since 2.4. What somebody else wrote in the meantime is not undone: the former configuration is
 * given back only where the server cannot run as it should, or where Kea's fingerprint shows that
 * what it holds is what it took.
 */
async function assertWritten(
  writing: ConfigWrite,
  kept: string,
  after: KeaSnapshot,
  hash: string | undefined,
): Promise<void> {
  const { channel, from, document, expected } = writing;
  const isOwn = hash !== undefined && after.current.hash === hash;
  if (!isOwn && wasRestarted(from, after) && !isAsExpected(after, expected))
    throw messages.keaRestartedAfterwards(channel.label, kept);
  if (hash !== undefined && after.current.hash !== undefined && !isOwn)
    throw messages.keaChangedAfterwards(channel.label, kept);
  const wrong =
    findFailure(from, after, expected, document) ??
    (isOwn ? findFlaw(from, after, expected, document) : undefined);
  if (wrong !== undefined) throw await restoreFormer(writing, kept, wrong);
  const where =
    findChangedParts(from, after, document)[0] ??
    findFirstDifference(after.current.parsed.configuration, expected);
  if (where !== undefined) throw messages.keaDiffersAfterwards(channel.label, where, kept);
}

/** Tells whether a server was started again between two looks. */
function wasRestarted({ status: former }: KeaSnapshot, { status: now }: KeaSnapshot): boolean {
  if (former.pid !== now.pid) return true;
  return (
    former.started !== undefined &&
    now.started !== undefined &&
    now.started - former.started > maxStartDifference
  );
}

const isAsExpected = ({ current: held }: KeaSnapshot, expected: Configuration): boolean =>
  findFirstDifference(held.parsed.configuration, expected) === undefined;

/**
 * Tells whether the server holds what the new configuration was made from: by its fingerprint, or
 * all of it.
 */
async function isUnchanged({ channel, from }: ConfigWrite): Promise<boolean> {
  return from.current.hash !== undefined
    ? (await readHash(channel)) === from.current.hash
    : equal(await readDhcp4(channel), from.current.raw);
}

/**
 * The one config-set. A refusal, or no answer, says little: what the server then holds says what
 * became of it.
 */
async function sendConfiguration(
  writing: ConfigWrite,
  kept: string,
  clean: (text: string) => string,
): Promise<{ readonly after: KeaSnapshot; readonly hash?: string }> {
  const { channel, from, document } = writing;
  let answer: Answer;
  try {
    answer = await channel.send("config-set", document as unknown as Json);
  } catch (error) {
    if (!(error instanceof Unanswered)) {
      writing.record?.cancel();
      throw error;
    }
    return { after: await findOutcome(writing, kept, error.userError.text) };
  }
  if (answer.result === 0) {
    const after = await readAgain(writing).catch((gone: unknown) => {
      throw messages.keaStoppedAfterwards(channel.label, messageOf(gone), kept);
    });
    return {
      after,
      ...(isMap(answer.arguments) &&
        typeof answer.arguments.hash === "string" && { hash: answer.arguments.hash }),
    };
  }
  // What passed its test and is refused all the same failed while it was put in force. Kea may then
  // tell its old configuration and run without its hooks, and one whose lease database is closed
  // dies over status-get (2.2.0): it gets all back before it is asked anything.
  if (before(from.release, "3.0")) throw await restoreFormer(writing, kept, clean(answer.text));
  const after = await readAgain(writing).catch(async (gone: unknown) => {
    throw messages.keaNotRestored(
      channel.label,
      clean(answer.text),
      kept,
      messages.keaGone(messageOf(gone)),
    );
  });
  const wrong = findFlaw(from, after, from.current.parsed.configuration);
  if (wrong === undefined) {
    writing.record?.cancel();
    throw messages.keaSetFailed(channel.label, clean(answer.text), kept);
  }
  throw await restoreFormer(writing, kept, `${clean(answer.text)}; ${wrong}`);
}

/** For how long a command whose answer is lost may still be on its way, in looks a second apart. */
const maxReads = 5;

/** Returns the server after a config-set whose answer is lost. */
async function findOutcome(writing: ConfigWrite, kept: string, why: string): Promise<KeaSnapshot> {
  const { channel, from } = writing;
  const hasChanged = (after: KeaSnapshot): boolean => !equal(after.current.raw, from.current.raw);
  const read = async (): Promise<KeaSnapshot> => {
    const after = await readAgain(writing).catch((gone: unknown) => {
      throw messages.keaUncertain(channel.label, `${why} ${messageOf(gone)}`, kept);
    });
    if (hasChanged(after)) return after;
    const wrong = findFlaw(from, after, from.current.parsed.configuration);
    if (wrong !== undefined) throw await restoreFormer(writing, kept, `${why} ${wrong}`);
    return after;
  };
  const { answer, isDone } = await poll(read, hasChanged, {
    maximumAttempts: maxReads,
    pauseMs: () => 1_000,
  });
  if (!isDone) throw messages.keaSetLost(channel.label, why);
  return answer;
}

/**
 * Returns what is not as it should be, or nothing. `sent`: what the server was last given; it holds
 * the server's own parts as they are to be.
 */
function findFlaw(
  from: KeaSnapshot,
  after: KeaSnapshot,
  expected: Configuration,
  sent: Document = { Dhcp4: from.current.raw },
): string | undefined {
  const wrong = findFailure(from, after, expected, sent);
  if (wrong !== undefined) return wrong;
  const changed = findChangedParts(from, after, sent);
  if (changed.length > 0) return messages.keaOwnChanged(changed);
  const where = findFirstDifference(after.current.parsed.configuration, expected);
  return where === undefined ? undefined : messages.keaConfigurationDiffers(where);
}

/**
 * Parts without which a server serves nobody or is out of reach: its hooks with its own name, its
 * sockets and its databases.
 */
const vitalParts = [
  "hooks-libraries",
  "control-socket",
  "control-sockets",
  "interfaces-config",
  "lease-database",
  "hosts-database",
  "hosts-databases",
  "config-control",
];

const isUnloading = ({ current: held }: KeaSnapshot, sent: Document): boolean =>
  !equal(mapOf(sent.Dhcp4)["hooks-libraries"], held.raw["hooks-libraries"]);

/** Returns the names of the server's own parts that are not as they were sent. */
function findChangedParts(
  from: KeaSnapshot,
  after: KeaSnapshot,
  sent: Document,
): readonly string[] {
  const own = mapOf(sent.Dhcp4);
  const unloads = isUnloading(from, sent);
  const told = (raw: Json | undefined, name: string): Json | undefined =>
    name === "hooks-libraries" && unloads ? withoutFailover(raw) : raw;
  return Object.keys(serverSpecific).filter(
    (name) => !equal(told(own[name], name), told(after.current.raw[name], name)),
  );
}

/**
 * Returns what keeps a server from running as it should: lost hooks, lost failover, or a vital part
 * that changed; or nothing.
 */
function findFailure(
  from: KeaSnapshot,
  after: KeaSnapshot,
  expected: Configuration,
  sent: Document,
): string | undefined {
  const unloads = isUnloading(from, sent);
  const gone = unloads ? [] : [...from.commands].filter((command) => !after.commands.has(command));
  if (gone.length > 0) return messages.keaLacksCommands(gone);
  if (
    after.status.failover.length <
    Math.min(
      Object.keys(expected.relationships).length,
      unloads ? Infinity : from.status.failover.length,
    )
  )
    return messages.keaLacksFailover();
  const changed = findChangedParts(from, after, sent).filter((name) => vitalParts.includes(name));
  return changed.length > 0 ? messages.keaOwnChanged(changed) : undefined;
}

/**
 * Hook libraries without the parameters of failover: Kea fills those in, and they are compared as
 * what they mean.
 */
const withoutFailover = (libraries: Json | undefined): Json | undefined =>
  Array.isArray(libraries)
    ? libraries.map((one: Json) =>
        String(mapOf(one).library).endsWith(hooks.failover)
          ? { library: mapOf(one).library! }
          : one,
      )
    : libraries;

/** Gives the server back what it held. Answers the refusal that tells how that went. */
async function restoreFormer(
  writing: ConfigWrite,
  kept: string,
  wrong: string,
): Promise<UserError> {
  const { channel, from } = writing;
  const former = from.current.document() as unknown as Json;
  try {
    const answer = await channel.send("config-set", former).catch(rethrowAsUserError);
    if (answer.result !== 0)
      return messages.keaNotRestored(
        channel.label,
        wrong,
        kept,
        removeSecrets(messages.keaRefused(channel.label, "config-set", answer.text).text, former),
      );
    const after = await readAgain(writing);
    const still = findFlaw(from, after, from.current.parsed.configuration);
    if (still === undefined) writing.record?.cancel();
    return still === undefined
      ? messages.keaRestored(channel.label, wrong, kept)
      : messages.keaNotRestored(channel.label, wrong, kept, `${still}.`);
  } catch (error) {
    return messages.keaNotRestored(channel.label, wrong, kept, messageOf(error));
  }
}

/** While a server takes a configuration in, its sockets come and go: it is asked a few times. */
function readAgain({ look }: ConfigWrite): Promise<KeaSnapshot> {
  return retry(look, { maximumAttempts: 8, pauseMs: (attempt) => 250 * attempt });
}
