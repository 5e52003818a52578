// Compares what a real Windows server answered to docs/probe.ps1 with what is assumed of one, and
// prints where they differ:
//
//   npm run windows:answers -- answers.json [more answers of the same server]

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { root } from "./paths.mjs";

const assumedFile = join(root, "test", "data", "windows", "assumed-answers.json");

/** Reads JSON as Windows PowerShell writes it to a file: in UTF-16 or UTF-8, with a byte order mark. */
function read(path) {
  const bytes = readFileSync(path);
  const text =
    bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8");
  return JSON.parse(text.slice(text.indexOf("{")));
}

/** An answer without what depends on the language, the machine and its speed. */
function comparable(answer) {
  if (Array.isArray(answer)) return answer.map(comparable);
  if (typeof answer !== "object" || answer === null) return answer;
  const entries = Object.entries(answer).filter(
    ([name]) => !["message", "reason", "milliseconds"].includes(name),
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, comparable(value)]));
}

/** How long something took, in words; nothing for an answer of another kind. */
function timeOf(answer) {
  if (typeof answer?.milliseconds !== "number") return undefined;
  const each =
    answer.count > 0 ? `, ${(answer.milliseconds / answer.count).toFixed(1)} ms each` : "";
  return `${answer.count} in ${answer.milliseconds} ms${each}`;
}

const shown = (answer) => JSON.stringify(answer);

/** Returns what to print of one server's answers, a line each, and how many of them differ. */
export function report(assumed, answers) {
  const names = Object.keys(assumed);
  const lines = [];
  let differing = 0;
  for (const name of names) {
    if (!(name in answers)) continue;
    const time = timeOf(answers[name]);
    if (time) lines.push(`${name}: ${time}`);
    else if (!isDeepStrictEqual(comparable(answers[name]), comparable(assumed[name]))) {
      differing++;
      lines.push(`${name}: assumed ${shown(assumed[name])}, answered ${shown(answers[name])}`);
    }
  }
  const left = Object.keys(answers).filter((name) => name.endsWith("-removed"));
  for (const name of left)
    lines.push(`${name}: the probe left something behind: ${shown(answers[name])}`);
  const missing = names.filter((name) => !(name in answers));
  if (missing.length > 0) lines.push(`Not answered: ${missing.join(", ")}`);
  const asked = names.length - missing.length;
  lines.push(
    `${asked} answers, ${differing} differ from what is assumed (docs/windows.md says what each is for).`,
  );
  return { lines, differing };
}

function run(paths) {
  if (paths.length === 0) {
    console.error("Name the file with the answers: npm run windows:answers -- answers.json");
    return 2;
  }
  let answers = {};
  for (const path of paths) {
    try {
      answers = { ...answers, ...read(path).answers };
    } catch (error) {
      console.error(`${path} holds no answers of docs/probe.ps1: ${error.message}`);
      return 2;
    }
  }
  const { lines, differing } = report(read(assumedFile).answers, answers);
  console.log(lines.join("\n"));
  return differing > 0 ? 1 : 0;
}

process.exitCode = run(process.argv.slice(2));
