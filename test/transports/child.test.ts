// Programs that answer as no PowerShell should: each of them is ended within its limits.
import { describe, expect, it } from "vitest";
import { type ChildResult, startChild } from "../../provider/transports/child.js";
import { again, once } from "../parts.js";

/** Milliseconds, longer than any test: a busy machine does not reach them. */
const never = 3_600_000;
const limits = { totalMs: never, idleMs: never, maxBytes: 64 * 1024 };

/** Limits of which only the one that an ending is about can be reached. */
const limitsOf = (how: string): Partial<typeof limits> => ({
  ...(how === "NO_ANSWER" && { totalMs: 1_500 }),
  ...(how === "STALLED" && { idleMs: 400 }),
});

/** Runs a script of sh as the program, and returns how it ended. */
function ended(
  script: string,
  input = "",
  more: Partial<typeof limits> = {},
): Promise<ChildResult> {
  const command = { program: "/bin/sh", args: ["-c", script] };
  return startChild(
    command,
    { readyMarker: "READY", input, answerMarker: "ANSWER:" },
    { ...limits, ...more },
  ).result;
}

describe.concurrent("a program that is asked", () => {
  once(() => {
    it.each([
      ["writes without an end", "printf READY; exec yes", "TOO_LARGE"],
      ["writes without an end before it is ready", "exec yes", "TOO_LARGE"],
      [
        "writes a byte from time to time",
        "printf READYANSWER:; while :; do printf x; sleep 0.1; done",
        "NO_ANSWER",
      ],
      ["stops in the middle of its answer", "printf READYANSWER:x; exec sleep 60", "STALLED"],
      ["is ready and says nothing more", "printf READY; exec sleep 60", "NO_ANSWER"],
      ["writes errors without an end", "printf READY; exec yes >&2", "NO_ANSWER"],
    ])("is ended when it %s", async (_, script, how) => {
      const said = await ended(script, "", limitsOf(how));
      expect(said.ending).toBe(how);
      expect(said.stderr.length).toBeLessThanOrEqual(2 ** 20);
    });

    it("is ended when it does not read what it is given", async () => {
      expect(
        (await ended("printf READY; exec sleep 60", "x".repeat(10_000_000), limitsOf("NO_ANSWER")))
          .ending,
      ).toBe("NO_ANSWER");
    });

    it("may take time before it answers", async () => {
      const said = await ended(
        "printf READY; sleep 2.5; printf ANSWER:; sleep 0.1; printf done",
        "",
        { idleMs: 2_000 },
      );
      expect([said.ending, said.code, said.stdout.toString()]).toEqual([
        "ended",
        0,
        "READYANSWER:done",
      ]);
    });
  });

  again(() => {
    it("is ended also where it ignores a request to end", async () => {
      const said = await ended(
        "trap '' TERM; printf READY; while :; do sleep 0.1; done",
        "",
        limitsOf("NO_ANSWER"),
      );
      expect([said.ending, said.code]).toEqual(["NO_ANSWER", "SIGKILL"]);
    });
  });
});
