// Steps as a PowerShell script that a person reviews and runs. Its beginning is constant; then one
// comment and one call a step.
import { text as prelude } from "./prelude.ps1.js";
import { formatComment, quoteValue } from "./quote.js";
import type { Step, StepCondition, Value } from "./step.js";

/**
 * Returns the whole script, for a server known by this label; with the line ends and the byte order mark by
 * which Windows PowerShell 5.1 reads UTF-8.
 */
export function formatScript(label: string, steps: readonly Step[]): string {
  const count = `${steps.length} ${steps.length === 1 ? "step" : "steps"}`;
  const head = [
    `# Makes the server of ${formatComment(label)} hold what its primary holds: ${count}.` +
      " Written by pulumi-dhcp-failover.",
    "# Read it, then run it in Windows PowerShell as a member of DHCP Administrators:" +
      " .\\<this file> -ComputerName <server>",
    "# It can be run again: what is so already is not done twice." +
      " It stops at the first call that fails.",
  ];
  const body = steps.map((step) => `# ${formatComment(step.reason)}\n${formatStatement(step)}\n`);
  return `\ufeff${[...head, prelude, ...body].join("\n").replaceAll("\n", "\r\n")}`;
}

function formatStatement({ cmdlet, parameters, activates, if: needed, unless }: Step): string {
  const call = [
    activates ? "Set-InactiveScopeRange" : cmdlet,
    ...Object.entries(parameters).map(([name, value]) => formatParameter(name, value)),
  ].join(" ");
  if (needed) return `if (${formatTest(needed)}) { ${call} }`;
  if (unless) return `if (-not (${formatTest(unless)})) { ${call} }`;
  return call;
}

/** With a colon, a truth is one for switches and for parameters alike. */
const formatParameter = (name: string, value: Value): string =>
  typeof value === "boolean" ? `-${name}:${quoteValue(value)}` : `-${name} ${quoteValue(value)}`;

const formatTest = ({ name, arguments: given }: StepCondition): string =>
  [name, ...given.map(quoteValue)].join(" ");
