// What others who look at this machine can see of what runs on it: command lines, and files.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Process {
  readonly pid: string;
  readonly commandLine: string;
}

/** Returns the processes whose file in /proc (their command line or their environment) has this text. */
const processes = (text: string, file: "cmdline" | "environ"): Process[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/${file}`, "latin1").includes(text)) return [];
        const words = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return [{ pid, commandLine: words.replaceAll("\0", " ") }];
      } catch {
        return []; // it is gone by now, or another user's
      }
    });

/** Returns the command lines of all processes. */
export const commandLines = (): string[] =>
  processes("", "cmdline").map(({ commandLine }) => commandLine);

/** Returns the numbers of the processes that have this text in their command line. */
export const processesNaming = (text: string): number[] =>
  processes(text, "cmdline").map(({ pid }) => Number(pid));

/** Returns the processes that have this text in their environment, whoever their parent is by now. */
export const processesWith = (text: string): string[] =>
  processes(text, "environ").map(({ pid, commandLine }) => `${pid} ${commandLine}`);

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
