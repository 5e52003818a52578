// Imported first in the provider's process: ends the operation in one sentence if Node is too old.
import { nodeTooOld } from "./node-version.js";

const problem = nodeTooOld();
// The SDK shows an error with its stack; without one it shows the sentence.
if (problem !== undefined)
  throw Object.assign(new Error(problem), { stack: "the resource's error says what and why." });
