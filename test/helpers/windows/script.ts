// Reads a generated PowerShell script as data, and carries it out on a model server. Two readers have to agree: tree-sitter's grammar
// of PowerShell, and ours of the few forms that are allowed. What neither lets through cannot execute.
import {
  bind,
  BindingError,
  findCmdlet,
  findParameter,
  type Parameter,
  type Value,
} from "../../../provider/drivers/windows/rules/binder.js";
import { callWithActivation } from "../../../provider/drivers/windows/rules/call-with-activation.js";
import { questions } from "../../../provider/drivers/windows/rules/step-conditions.js";
import type { ModelServer } from "./server.js";
import { statement, type Statement } from "./syntax.js";
import { children, lineOf, parsed, type Node } from "./tree-sitter.js";

export type { Statement, Test } from "./syntax.js";

const commands = (node: Node): readonly Node[] =>
  node.descendantsOfType("command").filter((found) => found !== null);
const nameOf = (command: Node): string =>
  children(command).find(({ type }) => type === "command_name")?.text ?? command.text;

/**
 * The text that may stand before the first statement, besides comments and functions: it is
 * constant and decides how the cmdlets are called.
 */
const prelude = [
  /^param\(\[Parameter\(Mandatory = \$true\)\]\[string\] ?\$ComputerName\)$/,
  /^Set-StrictMode -Version \d$/,
  /^Import-Module -Name 'DhcpServer' -ErrorAction 'Continue'$/,
  /^if \(-not \(Get-Command -Name 'Get-DhcpServerv4Scope' -ErrorAction 'Ignore'\)\) \{ throw '[^'‘’‚‛]*' \}$/,
  /^\$ErrorActionPreference = 'Stop'$/,
  /^\$PSDefaultParameterValues = @\{( '[A-Za-z*:-]+' = (\$ComputerName|\$true|\$false|'Stop');?)* \}$/,
];
const helpers = ["Test-Same", "Get-Policy", "Set-InactiveScopeRange"];

/** A comment that is nothing else to PowerShell: no #Requires, no signature, none that a lone carriage return ends before tree-sitter sees an end. */
const isComment = (text: string) => /^#(?!\s*requires\b|\s*sig\s*#)[^\r\n]*\r?$/i.test(text);

const refused = (node: Node, why: string) =>
  new Error(`line ${lineOf(node)}: ${why}: ${JSON.stringify(node.text)}`);

/** The statements after the prelude. Throws with the line and its text at anything that is none of ours. */
export function statements(script: string): readonly Statement[] {
  const source = script.replace(/^\uFEFF/, "");
  const root = parsed(source);
  const found: Statement[] = [];
  let end = 0;
  for (const node of children(root).flatMap((child) =>
    child.type === "statement_list" ? children(child) : [child],
  )) {
    const before = source.slice(end, node.startIndex);
    if (!/^[ \r\n]*$/.test(before))
      throw refused(node, `something else before it, ${JSON.stringify(before)}`);
    if (end > 0 && !before.includes("\n")) throw refused(node, "not on a line of its own");
    end = node.endIndex;
    if (!isNoStatement(node, found.length === 0)) found.push(checkedStatement(node));
  }
  if (!/^[ \r\n]*$/.test(source.slice(end)))
    throw new Error(`at the end: ${JSON.stringify(source.slice(end))}`);
  return found;
}

/**
 * True for a comment, and before the first statement for a function of ours and the prelude. Throws
 * at another comment or function.
 */
function isNoStatement(node: Node, isBeforeFirst: boolean): boolean {
  if (node.type === "comment") {
    if (!isComment(node.text)) throw refused(node, "no plain comment");
    return true;
  }
  if (node.type === "function_statement") {
    if (!isBeforeFirst || !isOurFunction(node.text))
      throw refused(node, "a function that does not belong here");
    return true;
  }
  return isBeforeFirst && prelude.some((form) => form.test(node.text));
}

function isOurFunction(text: string): boolean {
  const name = /^function ([\w-]+)\(/.exec(text)?.[1];
  return name !== undefined && (Object.hasOwn(questions, name) || helpers.includes(name));
}

/** Reads a statement in which tree-sitter sees the same commands. */
function checkedStatement(node: Node): Statement {
  const read = statement(node.text, lineOf(node));
  const names = commands(node).map(nameOf);
  const expected = [
    ...(read.test ? [read.test.name] : []),
    read.activates ? "Set-InactiveScopeRange" : read.cmdlet,
  ];
  if (names.join(" ") !== expected.join(" "))
    throw refused(node, `tree-sitter sees ${names.join(", ")}`);
  return read;
}

/** Carries a script out on a model server, as -ErrorAction Stop has it: the first refusal ends it, and what was done before stays. Answers the statements that were called. */
export function carryOut(script: string, server: ModelServer): readonly Statement[] {
  return statements(script).filter(({ line, cmdlet, parameters, activates, test }) => {
    try {
      if (test && questions[test.name]!.answer(server, ...test.arguments) === test.negated)
        return false;
      if (activates) callWithActivation((given) => server.call(cmdlet, given), parameters);
      else server.call(cmdlet, parameters);
      return true;
    } catch (error) {
      throw new Error(`line ${line}: ${(error as Error).message}`, { cause: error });
    }
  });
}

/** A value that a parameter takes. */
function sample({ type, values, range }: Parameter): Value {
  const one: Value =
    values?.[0] ??
    range?.[0] ??
    {
      string: "x",
      ipaddress: "10.0.0.1",
      uint16: 1,
      uint32: 1,
      bool: true,
      switch: true,
      timespan: { seconds: 1 },
    }[type.replace("[]", "") as "string"];
  return type.endsWith("[]") ? [one] : one;
}

/** The names that a splatted hashtable of a function can have: literal ones, or it is refused. */
function splatted(call: Node, variable: string): readonly string[] {
  let around = call;
  while (around.parent && around.type !== "function_statement") around = around.parent;
  const uses = around.text.match(new RegExp(`[$@]${variable}\\b`, "gi"))!.length;
  const empty = around.text.match(new RegExp(`\\$${variable} = @\\{\\}`, "gi"))?.length ?? 0;
  const literal = [
    ...around.text.matchAll(new RegExp(`\\$${variable}\\['(\\w+)'\\] = `, "gi")),
  ].map(([, name]) => name!);
  if (empty !== 1 || uses !== empty + literal.length + 1)
    throw new Error(
      `line ${lineOf(call)}: @${variable} may hold other names than those that stand there`,
    );
  return literal;
}

function assertNamed(cmdlet: string, { type, text }: Node): void {
  if (type !== "command_parameter" || !/^-[A-Za-z]+$/.test(text))
    throw new BindingError(
      `PositionalParameterNotFound,${cmdlet}`,
      `${cmdlet}: ${text} is given without a name`,
    );
}

function assertValue(cmdlet: string, parameter: string, found: Node | undefined): void {
  if (!found || found.type === "command_parameter")
    throw new BindingError(`MissingArgument,${cmdlet}`, `${cmdlet}: ${parameter} has no value`);
}

/** One call of the script, with samples in place of whatever is no text in quotes. */
function checkCall(call: Node): void {
  const cmdlet = findCmdlet(nameOf(call));
  const parameters: Record<string, Value> = {};
  const optional: string[] = [];
  const elements = children(call)
    .filter(({ type }) => type === "command_elements")
    .flatMap(children)
    .filter(({ type, text }) => type !== "command_argument_sep" || text === ":"); // a colon between a name and its value is one of them
  for (let at = 0; at < elements.length; at++) {
    const { text } = elements[at]!;
    if (/^@\w+$/.test(text)) {
      optional.push(...splatted(call, text.slice(1)));
      continue;
    }
    assertNamed(cmdlet, elements[at]!);
    const parameter = findParameter(cmdlet, text.slice(1));
    const hasColon = elements[at + 1]?.text === ":";
    if (hasColon || parameter.type !== "switch") {
      at += hasColon ? 2 : 1;
      assertValue(cmdlet, text, elements[at]);
    }
    parameters[parameter.name] =
      /^'([^'‘’‚‛]*)'$/.exec(elements[at]!.text)?.[1] ?? sample(parameter);
  }
  bind({ cmdlet, parameters });
  bind({
    cmdlet,
    parameters: {
      ...parameters,
      ...Object.fromEntries(optional.map((name) => [name, sample(findParameter(cmdlet, name))])),
    },
  });
}

/** Checks that every call of a DHCP cmdlet in a text binds, those in functions included: existing parameters, in a legal set, with legal values. Answers their names. */
export function legalCalls(text: string): readonly string[] {
  const calls = commands(parsed(text)).filter((call) => /-Dhcp/i.test(nameOf(call)));
  for (const call of calls) {
    try {
      checkCall(call);
    } catch (error) {
      throw new Error(
        `line ${lineOf(call)}: ${(error as Error).message} in ${JSON.stringify(call.text)}`,
        { cause: error },
      );
    }
  }
  return calls.map((call) => findCmdlet(nameOf(call)));
}

/** The same of a generated script, whose statements are bound with the values that they have. Answers how many calls there are. */
export function legal(script: string): number {
  const calls = legalCalls(script.replace(/^\uFEFF/, ""));
  for (const { cmdlet, parameters } of statements(script)) bind({ cmdlet, parameters });
  return calls.length;
}
