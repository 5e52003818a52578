// Asks a Windows server, over ssh, how its PowerShell reads its standard input where it is started with
// -EncodedCommand: two questions that no script on that server can answer itself.
//
//   npm run -s windows:input -- [arguments for ssh] dhcp1.example.com > input.json

import { spawn } from "node:child_process";

const cue = "@@DHCP1?@@";

/** Each writes the cue, reads, and answers as JSON. */
const questions = {
  "input-over-ssh": "$found = @(foreach ($one in $input) { [string] $one })",
  "read-line-over-ssh": "$found = [string] [Console]::In.ReadLine()",
};

const commandOf = (question) =>
  Buffer.from(
    [
      "$ProgressPreference = 'SilentlyContinue'",
      `[Console]::Out.Write('${cue}')`,
      question,
      "[Console]::Out.Write((ConvertTo-Json -InputObject @{ found = $found } -Compress))",
    ].join("; "),
    "utf16le",
  ).toString("base64");

/** Returns what one question was answered, or why it was not. */
function ask(destination, question) {
  const remote = [
    "powershell.exe",
    "-NoLogo",
    "-NoProfile",
    "-NonInteractive",
    "-EncodedCommand",
    commandOf(question),
  ];
  return new Promise((resolve) => {
    const child = spawn("ssh", ["-T", "-o", "BatchMode=yes", ...destination, ...remote], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (part) => {
      const isReady = text.includes(cue);
      text += part.toString("utf8");
      if (!isReady && text.includes(cue)) child.stdin.end("one\ntwo\n");
    });
    child.stdin.on("error", () => {});
    child.once("error", (error) => resolve({ error: error.message }));
    child.once("close", (code) => {
      const found = /\{"found":.*\}/.exec(text.split(cue)[1] ?? "")?.[0];
      resolve(
        found === undefined ? { error: `no answer (code ${code})` } : JSON.parse(found).found,
      );
    });
  });
}

async function run(destination) {
  if (destination.length === 0) {
    console.error("Name the server as ssh does: npm run -s windows:input -- dhcp1.example.com");
    return 2;
  }
  const answers = {};
  for (const [name, question] of Object.entries(questions))
    answers[name] = await ask(destination, question);
  console.log(JSON.stringify({ answers }, null, 2));
  return 0;
}

process.exitCode = await run(process.argv.slice(2));
