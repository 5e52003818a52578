// One server's two scripts: asked, with what passes by itself waited for, and errors as a person is told them.
import { setTimeout as wait } from "node:timers/promises";
import { messages } from "../../../core/messages.js";
import { runWriteStep } from "../../../transports/engine.js";
import type { PowerShell } from "../../../transports/powershell.js";
import type { Progress } from "../../../transports/powershell-frame.js";
import { rethrowAsUserError } from "../../../transports/unanswered.js";
import type { ReadScope } from "../../driver.js";
import type { Step } from "../plan/step.js";
import {
  answerOf,
  carriedOf,
  failureText,
  isPassing,
  isPassingQuestion,
  type Carried,
  type Failure,
} from "./answer.js";
import { documentOf, leasesIn, type ReadDocument } from "./document.js";
import { apply, read } from "./scripts/index.js";

/** A cmdlet that is called; what it is about is not sent. */
export type Call = Pick<Step, "cmdlet" | "parameters" | "activates">;

/** How often something that passes by itself is tried. */
const attempts = 4;

/** What of a list of calls was done before one failed, which it is, and what all of them answered. */
export interface Made {
  readonly done: number;
  readonly failure?: Failure;
  readonly answers: readonly string[];
  /** The server once all were made, where it was asked for and could be read. */
  readonly after?: ReadDocument;
}

/** How a server is asked. */
export interface Asking {
  /** The server that the cmdlets speak to, where it is not the machine that they run on. */
  readonly computerName?: string;
  /** Before the second attempt, in milliseconds; then twice as long each. */
  readonly pause: number;
  /** How long a reading may take, in seconds. Default 300. */
  readonly timeout?: number;
  /** Whether option values of reservations are asked for: one by one, or first by a pipeline for each scope. Default true. */
  readonly reservationOptions?: boolean | "piped";
  /** Hears how far a long reading is. */
  readonly heard?: (progress: Progress) => void;
}

export interface Making {
  /** How many scopes each call works on. Default 1. */
  readonly scopes?: number;
  /** What is to be read afterwards; absent: nothing is. */
  readonly reads?: { readonly needed: ReadScope | undefined };
}

export interface Shell {
  readonly label: string;
  /** Reads a server. `needed`: the scopes whose contents are asked for; absent: all. */
  read(needed?: ReadScope): Promise<ReadDocument>;
  /** Returns how many addresses clients hold in scopes, by their network addresses. */
  leases(scopes: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Makes calls one after another until one fails, and reads the server in the same PowerShell once all
   * are made. Throws `Unanswered` where it cannot be told how many were made.
   */
  make(calls: readonly Call[], then?: Making): Promise<Made>;
  close(): Promise<void>;
}

/** One request stays well below what ConvertFrom-Json of Windows PowerShell 5.1 takes. */
const most = { calls: 200, characters: 500_000 };

/** How long calls may take, in milliseconds: far longer than any does on a server that is well. */
const patience = { once: 60_000, each: 10_000 };

/** Opens the two scripts of one server. */
export function shell(
  powerShell: PowerShell,
  { computerName, pause, timeout = 300, reservationOptions = true, heard }: Asking,
): Shell {
  const { label } = powerShell;
  const longest = timeout * 1_000;
  const how = reservationOptions === "piped" ? "piped" : reservationOptions ? "each" : "none";
  const request = { computerName: computerName ?? null };
  const readingOf = (needed?: ReadScope): object => ({
    select: needed ?? null,
    reservationOptions: how,
  });

  /** Asks what changes nothing, again where what is in the way passes by itself. */
  async function ask(asked: object): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      const answer = answerOf(
        label,
        await powerShell.run(read, asked, longest, heard).catch(rethrowAsUserError),
      );
      if ("data" in answer) return answer.data;
      if (attempt === attempts || !isPassingQuestion(answer.failure))
        throw failureText(label, answer.failure);
      await wait(pause * 2 ** (attempt - 1));
    }
  }

  async function sent(
    calls: readonly Call[],
    scopes: number,
    reads: Making["reads"],
  ): Promise<Carried> {
    const operations = calls.map(({ cmdlet, parameters, activates }) => ({
      cmdlet,
      parameters,
      ...(activates && { activates }),
    }));
    const answer = answerOf(
      label,
      await powerShell.run(
        apply,
        { ...request, operations, reading: reads ? readingOf(reads.needed) : null },
        patience.once + patience.each * calls.length * scopes + (reads ? longest : 0),
        reads && heard,
      ),
    );
    if ("failure" in answer) throw failureText(label, answer.failure);
    return carriedOf(label, answer.data);
  }

  return {
    label,
    read: async (needed) => documentOf(label, await ask({ ...request, ...readingOf(needed) })),
    leases: async (scopes) => leasesIn(label, await ask({ ...request, statistics: scopes })),
    async make(calls, { scopes = 1, reads } = {}) {
      const answers: string[] = [];
      let done = 0;
      for (let attempt = 1; done < calls.length; ) {
        const some = batch(calls, done);
        const isLast = done + some.length === calls.length;
        const made = await runWriteStep(label, () =>
          sent(some, scopes, isLast ? reads : undefined),
        );
        done += made.done;
        answers.push(...made.answers);
        if (done === calls.length && made.after)
          return { done, answers, after: documentOf(label, made.after) };
        if (!made.failed) {
          if (made.done === 0) throw messages.windowsNoDocument(label, "done");
          continue;
        }
        if (made.done > 0) attempt = 1;
        if (attempt === attempts || !isPassing(made.failed))
          return { done, failure: made.failed, answers };
        await wait(pause * 2 ** (attempt++ - 1));
      }
      return { done, answers };
    },
    close: () => powerShell.close(),
  };
}

/** The next calls that go in one request: one at least. */
function batch(calls: readonly Call[], from: number): readonly Call[] {
  let size = 0;
  const end = calls.findIndex(
    (call, i) =>
      i > from &&
      (i - from >= most.calls ||
        (size += JSON.stringify(calls[i - 1]).length) + JSON.stringify(call).length >
          most.characters),
  );
  return calls.slice(from, end < 0 ? undefined : end);
}
