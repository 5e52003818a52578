// One fault at one command of an operation, and what came of it.
import { serverNames } from "../configuration.js";
import type { Fault } from "./faults.js";
import { operationsOf, type Operation } from "./operations.js";
import { subject as makeSubject, type Kind, type Subject } from "./subject.js";
import { tryAll, type Verdict } from "./table.js";

interface Case {
  readonly operation: Operation;
  readonly fault: Fault;
  /** The moment in the operation at which the fault happens, from 0 to 1. */
  readonly place: number;
}

interface Judged extends Verdict {
  readonly sentences: readonly string[];
  readonly succeeded: boolean;
}

/** The consequences that a fault may have and should not. */
const wrongs = [
  "third configuration",
  "silent",
  "unnamed",
  "never persisted",
  "not recovered",
  "the primary was written",
];

/** Faults that are drawn for one kind of pair. */
export interface FaultTrial {
  readonly kind: Kind;
  /** The kind of pair, for people. */
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly draws: number;
  /** The number of pairs on which cases are tried at once. */
  readonly pairs: number;
  readonly random: () => number;
}

/** Tries each drawn fault at a drawn place of a drawn operation. Returns what should not have come of it. */
export function tryFaults(trial: FaultTrial): Promise<readonly string[]> {
  const { kind, random } = trial;
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const cases = Array.from(
    { length: trial.draws },
    (): Case => ({
      operation: one(operationsOf(kind)),
      fault: one(trial.faults),
      place: random(),
    }),
  );
  return tryAll({
    version: trial.name,
    cases,
    atOnce: trial.pairs,
    make: () => makeSubject(kind),
    end: (made) => made.end(),
    judge: judgeFault,
    kinds: wrongs,
    counted: (verdicts) => ({ failed: verdicts.filter(({ succeeded }) => !succeeded).length }),
  });
}

/** Returns true for a server that says that it wrote its file and did not: nobody can see that. */
const isLie = (fault: Fault, command: string) =>
  command === "config-write" && fault.name === "success without the command";

/** Carries an operation out with a fault, and again without one, and judges both. */
async function judgeFault({ operation, fault, place }: Case, subject: Subject): Promise<Judged> {
  const { servers, way } = subject;
  await subject.reset(operation);
  const at = Math.floor(place * subject.length(operation));
  const engine = subject.engine(operation);
  let met = "nothing";
  way.watch(async (exchange) => {
    const { index, name, server } = exchange.command;
    if (index !== at || isLie(fault, name)) return false;
    met = `${name} to ${server}`;
    await fault.spoil(exchange, servers);
    return true;
  });
  const { succeeded, sentences } = await subject.run(engine, operation);
  await way.quiet();
  way.watch();
  for (const name of serverNames) await servers[name].daemon.start();

  const wrong = await judgeOutcome(subject, operation, { succeeded, sentences });
  const next = await subject.run(engine, operation);
  if (operation.isDestroyed && succeeded) {
    // Nothing is left in the state for a second run.
  } else if (!next.succeeded) wrong.push(`not recovered: ${next.sentences[0]}`);
  wrong.push(...(await judgeRecovery(subject, operation)));
  if (!wrong.some((one) => one.startsWith("not recovered")))
    if (!(await subject.isInSync(engine, operation))) wrong.push("not recovered: not in sync");
  return {
    case: `${operation.name}, at ${met} (${at}): ${fault.name}`,
    wrong,
    sentences,
    succeeded,
  };
}

/** Judges what the servers hold after the fault: each what it held before, or what was planned. */
async function judgeOutcome(
  subject: Subject,
  operation: Operation,
  { succeeded, sentences }: Pick<Judged, "succeeded" | "sentences">,
): Promise<string[]> {
  const [before, after] = [subject.before(operation), subject.after(operation)];
  const wrong = new Set<string>();
  const isSaid = !succeeded && sentences[0]!.includes("could not all be undone");
  for (const name of serverNames) {
    const { running } = await subject.held(subject.servers[name]);
    if (running === after[name]) continue;
    if (running !== before[name] && !isSaid) wrong.add("third configuration");
    if (succeeded) wrong.add("silent");
  }
  const names = Object.values(subject.way.urls);
  if (!succeeded && !names.some((url) => sentences[0]!.includes(url))) wrong.add("unnamed");
  return [...wrong];
}

/** Judges what the servers hold after the next run, in memory and on disk. */
async function judgeRecovery(subject: Subject, operation: Operation): Promise<readonly string[]> {
  const [before, after] = [subject.before(operation), subject.after(operation)];
  const wrong: string[] = [];
  for (const name of serverNames) {
    const { running, file } = await subject.held(subject.servers[name]);
    const isWritten = before[name] !== after[name];
    if (running !== after[name])
      wrong.push(isWritten ? "not recovered: another configuration" : "the primary was written");
    else if (file !== running)
      wrong.push(isWritten ? "never persisted" : "the primary was written");
  }
  return wrong;
}
