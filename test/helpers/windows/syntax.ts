// The few forms of PowerShell that a generated script may use, read strictly: whatever is not exactly one of them is refused.
import {
  findCmdlet,
  findParameter,
  type Value,
} from "../../../provider/drivers/windows/rules/binder.js";
import { questions } from "../../../provider/drivers/windows/rules/step-conditions.js";

export interface Test {
  readonly name: string;
  readonly arguments: readonly Value[];
  readonly negated: boolean;
}

export interface Statement {
  /** From 1. */
  readonly line: number;
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, Value>>;
  /** It is a call of the script's own function, which activates the scope where the server refuses it. */
  readonly activates?: true;
  /** Only where this is so. */
  readonly test?: Test;
}

/** A text read from its start. Each reader takes what it is for, or leaves the text where it is. */
interface Text {
  readonly all: string;
  at: number;
}

class Unreadable extends Error {}
const unreadable = (text: Text): Unreadable =>
  new Unreadable(JSON.stringify(text.all.slice(text.at, text.at + 60)));

function take(text: Text, pattern: RegExp): RegExpExecArray | undefined {
  const sticky = new RegExp(pattern.source, "uy");
  sticky.lastIndex = text.at;
  const found = sticky.exec(text.all);
  if (found) text.at = sticky.lastIndex;
  return found ?? undefined;
}

function expect(text: Text, pattern: RegExp): RegExpExecArray {
  const found = take(text, pattern);
  if (!found) throw unreadable(text);
  return found;
}

/**
 * A text in single quotes. PowerShell takes ‘ ’ ‚ ‛ for a single quote as well: any of them ends the text unless it is doubled
 * (CharExtensions.IsSingleQuote and Tokenizer.ScanStringLiteral in PowerShell's source). Characters below a space are not taken.
 */
const quoted = /'((?:[^\u0000-\u001F\u007F'‘’‚‛]|''|‘‘|’’|‚‚|‛‛)*)'(?!['‘’‚‛])/;
const unquoted = (inner: string) => inner.replace(/(['‘’‚‛])\1/g, "$1");

/** A sum of texts and of characters by their numbers; it begins with a text, so that it is none of numbers. */
function sum(text: Text): string {
  let found = unquoted(expect(text, quoted)[1]!);
  while (take(text, / \+ /)) {
    const character = take(text, /\[char\]0x([\dA-Fa-f]{1,4})(?![\w.])/);
    found += character
      ? String.fromCharCode(parseInt(character[1]!, 16))
      : unquoted(expect(text, quoted)[1]!);
  }
  return found;
}

function value(text: Text): Value {
  const string = take(text, quoted);
  if (string) return unquoted(string[1]!);
  const number = take(text, /\d+(?=[\s,)]|$)/);
  if (number) return Number(number[0]);
  const constant = take(text, /\$(true|false|null)(?=[\s,)]|$)/);
  if (constant) return constant[1] === "null" ? null : constant[1] === "true";
  const seconds = take(text, /\(\[timespan\]::FromSeconds\((\d+)\)\)/);
  if (seconds) return { seconds: Number(seconds[1]) };
  if (take(text, /@\(\)/)) return [];
  if (take(text, /@\(/)) {
    const found = [value(text)];
    while (take(text, /, /)) found.push(value(text));
    expect(text, /\)/);
    return found;
  }
  expect(text, /\(/);
  const found = sum(text);
  expect(text, /\)/);
  return found;
}

function command(text: Text): Pick<Statement, "cmdlet" | "parameters" | "activates"> {
  const activates = take(text, /Set-InactiveScopeRange(?= )/) !== undefined;
  const cmdlet = activates
    ? "Set-DhcpServerv4Scope"
    : findCmdlet(expect(text, /(?:Add|Set|Remove)-DhcpServer\w+/)[0]);
  const parameters: Record<string, Value> = {};
  for (let found = take(text, / -([A-Za-z]\w*)/); found; found = take(text, / -([A-Za-z]\w*)/)) {
    const { name, type } = findParameter(cmdlet, found[1]!);
    if (name in parameters) throw unreadable(text);
    // A switch stands alone; -Name:$true is for switches and booleans alike.
    if (take(text, /:(?=\$(?:true|false)(?:\s|$))/)) parameters[name] = value(text);
    else if (type === "switch") parameters[name] = true;
    else {
      expect(text, / /);
      parameters[name] = value(text);
    }
  }
  if (activates && Object.keys(parameters).join(" ") !== "ScopeId StartRange EndRange")
    throw unreadable(text);
  return { cmdlet, parameters, ...(activates && { activates }) };
}

function test(text: Text): Test {
  const negated = take(text, /-not \(/) !== undefined;
  const { 0: name } = expect(text, /Test-[A-Za-z]+/);
  const question = Object.hasOwn(questions, name) ? questions[name] : undefined;
  if (!question) throw unreadable(text);
  const given: Value[] = [];
  while (take(text, / (?=['\d$@(])/)) given.push(value(text));
  const [least, most] = question.arguments;
  if (given.length < least || given.length > most) throw unreadable(text);
  if (negated) expect(text, /\)/);
  return { name, arguments: given, negated };
}

/** Reads one statement. Throws at anything else. */
export function statement(source: string, line: number): Statement {
  const text: Text = { all: source, at: 0 };
  try {
    const asked = take(text, /if \(/) ? test(text) : undefined;
    if (asked) expect(text, /\) \{ /);
    const found = command(text);
    if (asked) expect(text, / \}/);
    expect(text, /$/);
    return { line, ...found, ...(asked && { test: asked }) };
  } catch (error) {
    if (error instanceof Unreadable)
      throw new Error(
        `line ${line}: not a statement of ours, from ${error.message} in ${JSON.stringify(source)}`,
      );
    throw new Error(`line ${line}: ${(error as Error).message} in ${JSON.stringify(source)}`, {
      cause: error,
    });
  }
}
