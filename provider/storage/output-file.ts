// Files that a program writes again and again for others to read, such as reports and metrics.
import { existsSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { messages } from "../core/messages.js";
import { explainFileErrors, writeInOneStep } from "./files.js";

/**
 * Writes a file in one step, so that nobody reads half of it. A file of that name is replaced, and a
 * device or a pipe is written to.
 */
export function writeOutputFile(path: string, text: string): void {
  explainFileErrors(path, "written", () => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && !found.isFile() && !found.isDirectory()) {
      writeFileSync(path, text);
      return;
    }
    const folder = dirname(path);
    if (!existsSync(folder)) throw messages.fileFolderMissing(path, folder);
    writeInOneStep(found ? realpathSync(path) : path, text);
  });
}
