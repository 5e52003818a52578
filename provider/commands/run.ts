// The package's own command. Exit codes: 0 done, 1 not done, 2 wrong usage.
import { parseArgs } from "node:util";
import { messages, UserError } from "../core/messages.js";
import { replaceUnprintable } from "../core/printable.js";
import { init, initOptions } from "./init.js";
import { readPackage } from "./package.js";

const commands = { init };

async function run(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parseCommandLine(argv);
  if (values.help) return console.log(messages.commandHelp().trimEnd());
  if (values.version) return console.log(readPackage().version);
  const [command, ...more] = positionals;
  if (command === undefined || !Object.hasOwn(commands, command))
    throw messages.usageCommand(command, Object.keys(commands));
  if (more.length > 0) throw messages.usageTooMany(more);
  await commands[command as keyof typeof commands](values, (text) =>
    console.log(text.split("\n").map(replaceUnprintable).join("\n")),
  );
}

function parseCommandLine(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { ...initOptions, help: { type: "boolean" }, version: { type: "boolean" } } as const,
    });
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
