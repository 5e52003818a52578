// A recording of a terminal as a picture in motion: docs/update-light.svg and docs/update-dark.svg, which
// `npm run recording` has test/kea/recording.test.ts make.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./paths.mjs";
import { drawMotion, themes } from "./svg.mjs";
import { screens, textOf } from "./terminal.mjs";

/** Seconds for which a screen stays at least, and for which it stays at most. */
const stay = { shortest: 0.9, longest: 3 };

/** Returns the screens of a recording that a person can tell apart, at times at which they can be followed. */
export async function chooseScreens(pieces) {
  const chosen = [];
  let lastText = "";
  for (const { seconds, lines } of await screens(pieces)) {
    const text = lines.map(textOf).join("\n");
    if (lines.length === 0 || text === lastText) continue;
    lastText = text;
    // A screen that was gone at once is replaced by the next.
    const previous = chosen.at(-1);
    if (previous && seconds - previous.seconds < stay.shortest)
      chosen[chosen.length - 1] = { seconds: previous.seconds, lines };
    else chosen.push({ seconds, lines });
  }
  return withoutPauses(chosen);
}

function withoutPauses(chosen) {
  let shown = 0;
  return chosen.map(({ seconds, lines }, i) => {
    const passed = i === 0 ? 0 : seconds - chosen[i - 1].seconds;
    shown += Math.min(passed, stay.longest);
    return { seconds: shown, lines };
  });
}

/** Writes the pictures of a recording of this command. */
export async function writeRecording(command, pieces) {
  const prompt = [{ text: `$ ${command}`, colour: "ink" }];
  const frames = (await chooseScreens(pieces)).map(({ seconds, lines }) => ({
    seconds,
    lines: [prompt, ...lines],
  }));
  for (const theme of Object.keys(themes))
    writeFileSync(join(root, "docs", `update-${theme}.svg`), drawMotion(frames, theme));
}
