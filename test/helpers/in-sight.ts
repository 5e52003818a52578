// What others who look at this machine can see of what runs on it: command lines, and files.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The command lines of all processes. */
export const commandLines = (): string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")];
      } catch {
        return []; // it is gone by now
      }
    });

/** The command lines of the processes that have this text in their environment, whoever their parent is by now. */
export const processesWith = (text: string): string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, "latin1").includes(text)) return [];
        return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")}`];
      } catch {
        return []; // it is gone by now, or another user's
      }
    });

/** The command lines of all processes, gathered while something runs. */
export function watched(): { end(): string } {
  const lines = new Set<string>();
  const look = () => {
    for (const line of commandLines()) lines.add(line);
  };
  const timer = setInterval(look, 20);
  return {
    end() {
      clearInterval(timer);
      look();
      return [...lines].join("\n");
    },
  };
}

/** Every file below a folder, as text, but for the packages that nobody writes. */
export const filesIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
