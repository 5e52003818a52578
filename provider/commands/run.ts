// What the package's own command does. Exit codes: 0 done, 1 not done, 2 not understood.
import { parseArgs } from "node:util";
import { messages, UserError } from "../core/messages.js";
import { replaceUnprintable } from "../core/printable.js";
import { init, options } from "./init.js";
import { about } from "./package.js";

const commands = { init };

async function run(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parsed(argv);
  if (values.help) return console.log(messages.commandHelp().trimEnd());
  if (values.version) return console.log(about().version);
  const [command, ...more] = positionals;
  if (command === undefined || !Object.hasOwn(commands, command))
    throw messages.usageCommand(command, Object.keys(commands));
  if (more.length > 0) throw messages.usageTooMany(more);
  await commands[command as keyof typeof commands](values, (text) =>
    console.log(text.split("\n").map(replaceUnprintable).join("\n")),
  );
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { ...options, help: { type: "boolean" }, version: { type: "boolean" } } as const,
    });
  } catch (error) {
    // Node's sentence; what follows it is about words that begin with a hyphen.
    throw messages.usageOption(
      error instanceof Error ? error.message.split(/\. |\n/)[0]!.replace(/\.$/, "") : String(error),
    );
  }
}

run(process.argv.slice(2)).catch((error: unknown) => {
  const refused =
    error instanceof UserError ? error : messages.unexpected("pulumi-dhcp-failover", error);
  console.error(refused.message);
  process.exitCode = refused.code === "usage" ? 2 : 1;
});
