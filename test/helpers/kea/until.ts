// Waiting for what a server does in its own time, with a bound and a sentence for when it never comes.

import { setTimeout } from "node:timers/promises";

/** Asks again and again until the answer is yes; after a minute, by default, what was waited for was not reached. */
export async function until(
  what: string,
  reached: () => Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await reached())) {
    if (Date.now() > end) throw new Error(`Waited ${seconds} s in vain for ${what}.`);
    await setTimeout(50);
  }
}
