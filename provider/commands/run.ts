// The package's own command. Exit codes: 0 done, 1 not done, 2 wrong usage; check has its own.
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { messages, UserError } from "../core/messages.js";
import { replaceUnprintable } from "../core/printable.js";
import { readPackage } from "./package.js";
import type { CommandOptions } from "./servers.js";

/** A command: its options, and what it does. */
interface Command {
  readonly options: ParseArgsOptionsConfig;
  /** Options that may stand without a value, and then have the value `-`. */
  readonly optionsWithoutValue?: readonly string[];
  /** True where it takes words besides its options. Default false. */
  readonly takesWords?: boolean;
  /** Returns the exit code. */
  run(
    options: CommandOptions,
    say: (line: string) => void,
    words: readonly string[],
  ): Promise<number>;
}

/** The commands. Each is loaded only where it is called. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => {
    const { check, checkOptions, optionsWithoutValue } = await import("./check/index.js");
    const runCheck: Command["run"] = (options, _say, words) => check(options, words);
    return { options: checkOptions, optionsWithoutValue, takesWords: true, run: runCheck };
  },
  explain: async () => {
    const { explain, explainOptions } = await import("./explain.js");
    const runExplain: Command["run"] = (...given) => explain(...given).then(() => 0);
    return { options: explainOptions, takesWords: true, run: runExplain };
  },
  init: async () => {
    const { init, initOptions } = await import("./init.js");
    return { options: initOptions, run: (options, say) => init(options, say).then(() => 0) };
  },
  pull: async () => {
    const { pull, pullOptions } = await import("./pull.js");
    return { options: pullOptions, takesWords: true, run: pull };
  },
  undo: async () => {
    const { undo, undoOptions } = await import("./undo.js");
    return { options: undoOptions, takesWords: true, run: undo };
  },
};
const commonOptions = { help: { type: "boolean" }, version: { type: "boolean" } } as const;
const noCommand: Command = { options: {}, takesWords: true, run: async () => 0 };

async function run(argv: readonly string[]): Promise<void> {
  const name = argv.find((word) => Object.hasOwn(commands, word));
  const command = name === undefined ? noCommand : await commands[name]!();
  const { values, positionals } = await parseCommandLine(argv, name ?? "", command);
  if (values["help"]) return console.log(messages.commandHelp().trimEnd());
  if (values["version"]) return console.log(readPackage().version);
  const [first, ...words] = positionals;
  if (name === undefined || first !== name)
    throw messages.usageCommand(first, Object.keys(commands));
  if (words.length > 0 && !command.takesWords) throw messages.usageTooMany(words);
  const say = (text: string): void =>
    console.log(text.split("\n").map(replaceUnprintable).join("\n"));
  process.exitCode = await command.run(values, say, words);
}

interface CommandLine {
  readonly values: CommandOptions;
  readonly positionals: readonly string[];
}

async function parseCommandLine(
  argv: readonly string[],
  name: string,
  { options, optionsWithoutValue = [] }: Command,
): Promise<CommandLine> {
  const mayLackValue = new Set(optionsWithoutValue.map((option) => `--${option}`));
  try {
    return parseArgs({
      args: argv.map((word) => (mayLackValue.has(word) ? `${word}=-` : word)),
      allowPositionals: true,
      options: { ...options, ...commonOptions },
    }) as CommandLine;
  } catch (error) {
    // Node's first sentence; the rest is about words that begin with a hyphen.
    const sentence =
      error instanceof Error ? error.message.split(/\. |\n/)[0]!.replace(/\.$/, "") : String(error);
    const unknown = /^Unknown option '--([\w-]+)'/.exec(sentence)?.[1];
    if (unknown === undefined) throw messages.usageOption(sentence);
    throw await describeUnknown(unknown, argv, { name, options });
  }
}

/** Returns the error for an option that a command does not have, or that stands without one. */
async function describeUnknown(
  option: string,
  argv: readonly string[],
  { name, options }: { readonly name: string; readonly options: ParseArgsOptionsConfig },
): Promise<UserError> {
  const word = argv.find((one) => !one.startsWith("-"));
  if (name === "" && word !== undefined) return messages.usageCommand(word, Object.keys(commands));
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  if (name !== "" && all.some((one) => Object.hasOwn(one.options, option)))
    return messages.usageForeign(name, option);
  return messages.usageUnknown(option, Object.keys({ ...options, ...commonOptions }));
}

// A reader that has seen enough, such as head, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

run(process.argv.slice(2)).catch((error: unknown) => {
  const userError =
    error instanceof UserError ? error : messages.internalError("pulumi-dhcp-failover", error);
  console.error(userError.message);
  process.exitCode = userError.code === "usage" ? 2 : 1;
});
