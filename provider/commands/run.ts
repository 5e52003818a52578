// The package's own command. Exit codes: 0 done, 1 not done, 2 wrong usage.
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { messages, UserError } from "../core/messages.js";
import { replaceUnprintable } from "../core/printable.js";
import { init, initOptions } from "./init.js";
import { readPackage } from "./package.js";
import { pull, pullOptions } from "./pull.js";
import type { CommandOptions } from "./servers.js";
import { undo, undoOptions } from "./undo.js";

interface Command {
  readonly options: ParseArgsOptionsConfig;
  /** True where it takes words besides its options. Default false. */
  readonly takesWords?: boolean;
  run(
    options: CommandOptions,
    say: (line: string) => void,
    words: readonly string[],
  ): Promise<void>;
}

const commands: Readonly<Record<string, Command>> = {
  init: { options: initOptions, run: init },
  pull: { options: pullOptions, run: pull, takesWords: true },
  undo: { options: undoOptions, run: undo, takesWords: true },
};
const commonOptions = { help: { type: "boolean" }, version: { type: "boolean" } } as const;

async function run(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parseCommandLine(argv);
  if (values.help) return console.log(messages.commandHelp().trimEnd());
  if (values.version) return console.log(readPackage().version);
  const [name, ...words] = positionals;
  if (name === undefined || !Object.hasOwn(commands, name))
    throw messages.usageCommand(name, Object.keys(commands));
  const command = commands[name]!;
  const foreign = Object.keys(values).find((option) => !Object.hasOwn(command.options, option));
  if (foreign !== undefined) throw messages.usageForeign(name, foreign);
  if (words.length > 0 && !command.takesWords) throw messages.usageTooMany(words);
  const say = (text: string): void =>
    console.log(text.split("\n").map(replaceUnprintable).join("\n"));
  await command.run(values, say, words);
}

function parseCommandLine(argv: readonly string[]): {
  readonly values: CommandOptions;
  readonly positionals: readonly string[];
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: Object.assign(
        {},
        commonOptions,
        ...Object.values(commands).map(({ options }) => options),
      ) as ParseArgsOptionsConfig,
    });
    return { values: values as CommandOptions, positionals };
  } catch (error) {
    // Node's first sentence; the rest is about words that begin with a hyphen.
    throw messages.usageOption(
      error instanceof Error ? error.message.split(/\. |\n/)[0]!.replace(/\.$/, "") : String(error),
    );
  }
}

run(process.argv.slice(2)).catch((error: unknown) => {
  const userError =
    error instanceof UserError ? error : messages.internalError("pulumi-dhcp-failover", error);
  console.error(userError.message);
  process.exitCode = userError.code === "usage" ? 2 : 1;
});
