// What a provider told while it worked, without statuses: these come only where something takes longer than a second.
import type { Print } from "../../../../provider/lifecycle/warnings.js";

/** Returns a function that adds each sentence to a list. */
export const addingTo =
  (said: string[]): Print =>
  (sentence, kind) =>
    kind === "status" ? undefined : said.push(sentence);
