import { describe, expect, it } from "vitest";
import { poll, retry, type Clock } from "../../provider/core/poll.js";

/** A clock that does not wait: it notes each pause and moves on by it. */
function fakeClock(): Clock & { readonly pauses: number[] } {
  const pauses: number[] = [];
  let now = 0;
  return {
    pauses,
    now: () => now,
    wait: async (milliseconds) => {
      pauses.push(milliseconds);
      now += milliseconds;
    },
  };
}

describe("polling", () => {
  it("returns the first answer without a pause where that is the one", async () => {
    const clock = fakeClock();
    const polled = await poll(
      () => "ready",
      (answer) => answer === "ready",
      { timeoutMs: 1_000, pauseMs: () => 100, clock },
    );
    expect(polled).toEqual({ answer: "ready", isDone: true, elapsedMs: 0 });
    expect(clock.pauses).toEqual([]);
  });

  it("asks again after each pause until the answer is the one", async () => {
    const clock = fakeClock();
    const polled = await poll(
      (attempt) => attempt,
      (attempt) => attempt === 4,
      { pauseMs: (attempt, elapsedMs) => attempt * 10 + elapsedMs, clock },
    );
    expect(polled).toEqual({ answer: 4, isDone: true, elapsedMs: 110 });
    expect(clock.pauses).toEqual([10, 30, 70]);
  });

  it("asks a last time when time is up, and returns that answer as not done", async () => {
    const clock = fakeClock();
    const polled = await poll(
      (attempt) => attempt,
      () => false,
      { timeoutMs: 250, pauseMs: () => 100, clock },
    );
    expect(polled).toEqual({ answer: 4, isDone: false, elapsedMs: 250 });
    expect(clock.pauses).toEqual([100, 100, 50]);
  });

  it("asks once where there is no time at all", async () => {
    const clock = fakeClock();
    const polled = await poll(
      (attempt) => attempt,
      () => false,
      { timeoutMs: 0, pauseMs: () => 100, clock },
    );
    expect(polled).toEqual({ answer: 1, isDone: false, elapsedMs: 0 });
  });

  it("gives up after the maximum number of attempts", async () => {
    const clock = fakeClock();
    const polled = await poll(
      (attempt) => attempt,
      () => false,
      { maximumAttempts: 3, pauseMs: (attempt) => 100 * 2 ** (attempt - 1), clock },
    );
    expect(polled).toEqual({ answer: 3, isDone: false, elapsedMs: 300 });
    expect(clock.pauses).toEqual([100, 200]);
  });

  it("ends with the error that a question throws", async () => {
    const ask = (attempt: number): number => {
      if (attempt === 2) throw new Error("no answer");
      return attempt;
    };
    await expect(
      poll(ask, () => false, { pauseMs: () => 100, clock: fakeClock() }),
    ).rejects.toThrow("no answer");
  });
});

describe("retrying", () => {
  const pauseMs = (attempt: number): number => 250 * attempt;

  it("does the work again after each failure, and returns what it answers then", async () => {
    const clock = fakeClock();
    let attempts = 0;
    const work = async (): Promise<string> => {
      attempts++;
      if (attempts < 3) throw new Error("not yet");
      return "done";
    };
    expect(await retry(work, { maximumAttempts: 8, pauseMs, clock })).toBe("done");
    expect(clock.pauses).toEqual([250, 500]);
  });

  it("throws the last failure once there are no more attempts", async () => {
    const clock = fakeClock();
    let attempts = 0;
    const work = async (): Promise<never> => {
      attempts++;
      throw new Error(`failure ${attempts}`);
    };
    const retried = retry(work, { maximumAttempts: 3, pauseMs, clock });
    await expect(retried).rejects.toThrow("failure 3");
    expect(clock.pauses).toEqual([250, 500]);
  });
});
