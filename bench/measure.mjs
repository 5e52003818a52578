// Measurements: programs run in processes of their own, and what a row of the table says about them.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { node, root } from "../setup/paths.mjs";

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs a script of this folder in a process of its own, and returns the JSON that it prints. */
export function runWork(script, ...args) {
  const path = join(root, "bench", "work", script);
  const { status, stdout, stderr } = spawnSync(node, ["--expose-gc", path, ...args.map(String)], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

/**
 * Measures two things in turn, so many times, and returns the medians and the median of their ratios.
 * `baseline` is taken off both.
 */
export async function compareInTurn(rounds, ours, theirs) {
  const pairs = [];
  for (let round = 0; round < rounds; round++) {
    const other = await theirs();
    const own = await ours();
    pairs.push([own, other]);
  }
  const ratios = pairs.map(([own, other]) => own / other);
  return {
    ours: median(pairs.map(([own]) => own)),
    theirs: median(pairs.map(([, other]) => other)),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
  };
}
