// A new configuration for a running server: kept, tested, set, looked at, made to last; and taken back where it came out wrong.
import { setTimeout as pause } from "node:timers/promises";
import { isMap, mapOf } from "../../../core/canonical.js";
import { messages, type Refusal } from "../../../core/messages.js";
import type { Configuration, Json } from "../../../core/model.js";
import { messageOf } from "../../../core/refused.js";
import { withoutSecrets } from "../../../core/secrets.js";
import { writeStep } from "../../../transports/engine.js";
import { refused, Unanswered } from "../../../transports/unanswered.js";
import type { Answer, Channel } from "../control/channel.js";
import { before, failoverLibrary, serversOwn, whereDiffers, type Document } from "../model/index.js";
import { equal } from "../model/equal.js";
import { hashAt, type Observed } from "./observe.js";

export interface Writing {
  readonly channel: Channel;
  /** What the server held when the new configuration was made for it. */
  readonly from: Observed;
  readonly document: Document;
  /** What the new configuration should read as. */
  readonly expected: Configuration;
  /** Looks at the server anew. */
  readonly look: () => Promise<Observed>;
  /** Keeps what the server holds, and says where. */
  readonly keep: () => string;
  /** Whether something of it comes from a file, which no server may have taken yet. */
  readonly isPrimaryFile: boolean;
  /** Whether to have the server write its file. */
  readonly persist: boolean;
}

/** What the server holds now, and what a person should know. Throws where the server was left with, or given back, what it held before. */
export async function write(writing: Writing): Promise<{ readonly after: Observed; readonly told: readonly string[] }> {
  const { channel, from, document, expected, persist } = writing;
  const clean = (text: string) => withoutSecrets(text, document as unknown as Json);
  const kept = writing.keep();
  if (before(from.release, "3.0")) {
    // Not on 3.0: after a config-test the next config-set loses the failover hook's listener until kea-dhcp4 is started anew, and says
    // nothing of it. Seen on 3.0.3, over HTTP and the Unix socket, 2026-11. What config-test would refuse, config-set refuses as well.
    const tested = await channel.send("config-test", document as unknown as Json).catch(refused);
    if (tested.result !== 0) throw messages.keaTestFailed(channel.label, clean(tested.text), writing.isPrimaryFile);
  }
  // Last of all: a test of thousands of subnets takes seconds.
  if (!(await isStill(writing))) throw messages.moved(channel.label);

  const after = await writeStep(channel.label, async () => {
    const { after, hash } = await set(writing, kept, clean);
    // Kea says what it took: where it holds something else already, somebody else is at work, and to take that back would be to undo it.
    if (hash !== undefined && after.held.hash !== undefined && after.held.hash !== hash) throw messages.keaChangedAfterwards(channel.label, kept);
    const wrong = flaws(from, after, expected, document);
    if (wrong !== undefined) throw await restored(writing, kept, wrong);
    return after;
  });
  if (!persist) return { after, told: [] };
  const written = await writeStep(channel.label, () => channel.send("config-write")).catch((error: unknown): Answer => ({ result: 1, text: messageOf(error) }));
  return { after, told: written.result === 0 ? [] : [messages.keaNotPersisted(clean(written.text))] };
}

/** Whether the server holds what the new configuration was made for: by its fingerprint, or all of it. */
async function isStill({ channel, from, look }: Writing): Promise<boolean> {
  return from.held.hash !== undefined ? (await hashAt(channel)) === from.held.hash : equal((await look()).held.raw, from.held.raw);
}

/** The one config-set. A refusal, or no answer, says little: what the server then holds says what became of it. */
async function set(writing: Writing, kept: string, clean: (text: string) => string): Promise<{ readonly after: Observed; readonly hash?: string }> {
  const { channel, from, document } = writing;
  let answer: Answer;
  try {
    answer = await channel.send("config-set", document as unknown as Json);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    return { after: await found(writing, kept, error.refusal.message) };
  }
  if (answer.result === 0) {
    const after = await lookAgain(writing).catch((gone: unknown) => {
      throw messages.keaNotRestored(channel.label, messages.keaGone(messageOf(gone)), kept, messages.keaGone(messageOf(gone)));
    });
    return { after, ...(isMap(answer.arguments) && typeof answer.arguments.hash === "string" && { hash: answer.arguments.hash }) };
  }
  // What passed its test and is refused all the same failed while it was put in force. Kea may then tell its old configuration and run
  // without its hooks, and one whose lease database is closed dies over status-get (2.2.0): it gets all back before it is asked anything.
  if (before(from.release, "3.0")) throw await restored(writing, kept, clean(answer.text));
  const after = await lookAgain(writing).catch(async (gone: unknown) => {
    throw messages.keaNotRestored(channel.label, clean(answer.text), kept, messages.keaGone(messageOf(gone)));
  });
  const wrong = flaws(from, after, from.held.reading.configuration);
  if (wrong === undefined) throw messages.keaSetFailed(channel.label, clean(answer.text), kept);
  throw await restored(writing, kept, `${clean(answer.text)}; ${wrong}`);
}

/** For how long a command whose answer is lost may still be on its way, in looks a second apart. */
const looks = 5;

/** What became of a config-set whose answer is lost. */
async function found(writing: Writing, kept: string, why: string): Promise<Observed> {
  const { channel, from } = writing;
  for (let look = 1; ; look++) {
    const after = await lookAgain(writing).catch((gone: unknown) => {
      throw messages.keaUncertain(channel.label, `${why} ${messageOf(gone)}`, kept);
    });
    if (!equal(after.held.raw, from.held.raw)) return after;
    const wrong = flaws(from, after, from.held.reading.configuration);
    if (wrong !== undefined) throw await restored(writing, kept, `${why} ${wrong}`);
    if (look === looks) throw messages.keaSetLost(channel.label, why);
    await pause(1_000);
  }
}

/** What is not as it should be, or nothing. `sent`: what the server was last given; it holds the server's own parts as they are to be. */
function flaws(from: Observed, after: Observed, expected: Configuration, sent: Document = { Dhcp4: from.held.raw }): string | undefined {
  const own = mapOf(sent.Dhcp4);
  const unloads = !equal(own["hooks-libraries"], from.held.raw["hooks-libraries"]);
  const told = (raw: Json | undefined, name: string): Json | undefined => (name === "hooks-libraries" && unloads ? withoutFailover(raw) : raw);
  const gone = unloads ? [] : [...from.commands].filter((command) => !after.commands.has(command));
  if (gone.length > 0) return messages.keaLacksCommands(gone);
  if (after.status.failover.length < Math.min(Object.keys(expected.relationships).length, unloads ? Infinity : from.status.failover.length)) return messages.keaLacksFailover();
  const changed = Object.keys(serversOwn).filter((name) => !equal(told(own[name], name), told(after.held.raw[name], name)));
  if (changed.length > 0) return messages.keaOwnChanged(changed);
  const where = whereDiffers(after.held.reading.configuration, expected);
  return where === undefined ? undefined : messages.keaConfigurationDiffers(where);
}

/** Hook libraries without the parameters of failover: Kea fills those in, and they are compared as what they mean. */
const withoutFailover = (libraries: Json | undefined): Json | undefined =>
  Array.isArray(libraries) ? libraries.map((one: Json) => (String(mapOf(one).library).endsWith(failoverLibrary) ? { library: mapOf(one).library! } : one)) : libraries;

/** Gives the server back what it held. Answers the refusal that tells how that went. */
async function restored(writing: Writing, kept: string, wrong: string): Promise<Refusal> {
  const { channel, from } = writing;
  const former = from.held.document() as unknown as Json;
  try {
    const answer = await channel.send("config-set", former).catch(refused);
    if (answer.result !== 0) return messages.keaNotRestored(channel.label, wrong, kept, withoutSecrets(messages.keaRefused(channel.label, "config-set", answer.text).message, former));
    const after = await lookAgain(writing);
    const still = flaws(from, after, from.held.reading.configuration);
    return still === undefined ? messages.keaRestored(channel.label, wrong, kept) : messages.keaNotRestored(channel.label, wrong, kept, `${still}.`);
  } catch (error) {
    return messages.keaNotRestored(channel.label, wrong, kept, messageOf(error));
  }
}

/** While a server takes a configuration in, its sockets come and go: it is asked a few times. */
async function lookAgain({ look }: Writing): Promise<Observed> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await look();
    } catch (error) {
      if (attempt === 8) throw error;
      await pause(250 * attempt);
    }
  }
}
