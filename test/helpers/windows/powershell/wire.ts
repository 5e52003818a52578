// How the stand-in module asks and is answered: lines of words, with texts in base64 in them.
import {
  findCmdlet,
  findParameter,
  type Value,
} from "../../../../provider/drivers/windows/rules/binder.js";
import { Address, Duration, stringOf, Thing } from "../live/values.js";

/** A call of a cmdlet, as the module sends it. */
export interface Asked {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, Value>>;
}

const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
export const unpacked = (text: string): string => Buffer.from(text, "base64").toString("utf8");

function valueFrom(word: string): Value {
  const [kind, data] = [word.slice(0, 1), word.slice(2)];
  switch (kind) {
    case "t":
      return unpacked(data);
    case "a":
      return data;
    case "b":
      return data === "True";
    case "n":
      return Number(data);
    case "s":
      return { seconds: Number(data) };
    default:
      throw new Error(`not a word of the stand-in module: ${word}`);
  }
}

/** The parameters that PowerShell keeps for itself. */
const own = new Set(["Confirm", "WhatIf", "Verbose", "Debug", "OutVariable", "OutBuffer"]);
const isOwn = (name: string): boolean =>
  own.has(name) || /^(Error|Warning|Information|Progress|Pipeline)(Action|Variable)$/.test(name);

/** Reads what the module sends. */
export function askedIn(text: string): Asked {
  const [cmdlet, ...lines] = text.split("\n");
  const parameters: Record<string, Value> = {};
  for (const line of lines) {
    const [what, name, ...words] = line.split(" ");
    if (isOwn(name!)) continue;
    if (what === "null") parameters[name!] = null;
    else if (what === "one") parameters[name!] = valueFrom(words[0]!);
    else parameters[name!] = words.map(valueFrom);
  }
  return { cmdlet: cmdlet!, parameters };
}

/** Returns a call's name and parameters as the module spells them. */
export function spelled({ cmdlet, parameters }: Asked): Asked {
  const name = findCmdlet(cmdlet);
  const entries = Object.entries(parameters).map(([parameter, value]) => [
    findParameter(name, parameter).name,
    value,
  ]);
  return { cmdlet: name, parameters: Object.fromEntries(entries) as Asked["parameters"] };
}

function wordOf(value: unknown): string {
  if (value instanceof Address) return `a:${value.text}`;
  if (value instanceof Duration) return `s:${value.seconds}`;
  if (typeof value === "boolean") return `b:${value ? "True" : "False"}`;
  if (typeof value === "number") {
    const isWhole = Number.isInteger(value) && value >= 0 && value < 2 ** 32;
    return `${isWhole ? "n" : "d"}:${value}`;
  }
  return `t:${base64(stringOf(value))}`;
}

function lineOf([name, value]: [string, unknown]): string {
  if (value === null || value === undefined) return `null ${name}`;
  if (Array.isArray(value)) return ["many", name, ...value.map(wordOf)].join(" ");
  return `one ${name} ${wordOf(value)}`;
}

/** Returns what a cmdlet writes, as the module reads it. */
export function outputText(output: readonly unknown[]): string {
  const lines = output.flatMap((each) =>
    each instanceof Thing
      ? ["object", ...Object.entries(each.properties).map(lineOf), "end"]
      : [`text ${wordOf(stringOf(each))}`],
  );
  return lines.join("\n");
}

export interface Reported {
  readonly id: string;
  readonly message: string;
  readonly category: string;
  /** The contents of the CIM error behind it: Windows' own words for it, and its number. */
  readonly errorData?: Readonly<Record<string, unknown>>;
}

/** Returns an error as the module reads it. `ends`: it ends the script whatever -ErrorAction says. */
export function errorText(reported: Reported, ends: boolean): string {
  const { id, message, category, errorData } = reported;
  // PowerShell adds the name of the function.
  const words = [wordOf(id.split(",")[0]!), category, wordOf(message)];
  const details = ["error_Code", "error_WindowsErrorMessage"] as const;
  const more = errorData ? details.map((name) => wordOf(String(errorData[name] ?? ""))) : [];
  return ["error", ends ? "ends" : "passes", ...words, ...more].join(" ");
}
