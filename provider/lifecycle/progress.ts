// How work goes on, shown while it does.
import type { Warnings } from "./warnings.js";

/** Milliseconds from the beginning to the first status, and from one status to the next. */
const intervalMs = 1_000;

/** Shows how work goes on until it ends. `describe` gets the seconds since it began. */
export type ShowProgress = <T>(
  describe: (seconds: number) => string,
  work: () => Promise<T>,
) => Promise<T>;

/** Shows how work goes on until it ends. `describe` gets the seconds since it began. */
export async function showProgress<T>(
  warnings: Warnings,
  describe: (seconds: number) => string,
  work: () => Promise<T>,
): Promise<T> {
  const begin = Date.now();
  const timer = setInterval(
    () => warnings.tellStatus(describe(Math.round((Date.now() - begin) / 1_000))),
    intervalMs,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
