// The stand-in for the module DhcpServer: a function for each cmdlet, with its parameters, sets,
// aliases and accepted values.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cmdlet, Parameter } from "../../../../provider/drivers/windows/rules/binder.js";
import { cmdlets } from "../../../../provider/drivers/windows/rules/cmdlets.js";

const quoted = (text: string): string => `'${text}'`;

const computerName: Parameter = { type: "string", aliases: ["Cn"] };

/** Returns the attributes that say in which sets a parameter is, and whether it must be given. */
function declarations(name: string, { type, mandatory, sets }: Parameter): readonly string[] {
  const isData = type !== "switch" && name !== "ComputerName" && name !== "ThrottleLimit";
  const details = [
    ...(mandatory ? ["Mandatory = $true"] : []),
    ...(isData ? ["ValueFromPipelineByPropertyName = $true"] : []),
  ];
  if (!sets) return [`[Parameter(${details.join(", ")})]`];
  return sets.map((set) => {
    const named = [`ParameterSetName = ${quoted(set)}`, ...details];
    return `[Parameter(${named.join(", ")})]`;
  });
}

/** Returns the attributes that say which values a parameter takes. */
function validations({ type, mandatory, empty, values, range, aliases }: Parameter) {
  const isObject = type.endsWith("[]") || type === "string" || type === "ipaddress";
  return [
    ...(aliases ? [`[Alias(${aliases.map(quoted).join(", ")})]`] : []),
    ...(values ? [`[ValidateSet(${values.map(quoted).join(", ")})]`] : []),
    ...(range ? [`[ValidateRange(${range.join(", ")})]`] : []),
    // PowerShell itself takes nothing empty for what must be given, and anything for the rest.
    ...(mandatory && empty ? ["[AllowEmptyString()]"] : []),
    ...(!mandatory && !empty && isObject ? ["[ValidateNotNullOrEmpty()]"] : []),
  ];
}

/** Returns a type as PowerShell: a number, a truth or a duration may be absent where `$null` is taken. */
function typeText({ type, empty }: Parameter): string {
  const text = { int32: "int", uint16: "uint16" }[type as string] ?? type;
  const isValue = ["bool", "uint16", "uint32", "int32", "timespan"].includes(type);
  return empty && isValue ? `[Nullable[${text}]]` : `[${text}]`;
}

function parameterText([name, parameter]: [string, Parameter]): string {
  const words = [...declarations(name, parameter), ...validations(parameter), typeText(parameter)];
  return `    ${words.join(" ")} $${name}`;
}

function functionText([name, { default: set, confirms, parameters }]: [string, Cmdlet]): string {
  const binding = [
    ...(confirms ? ["SupportsShouldProcess = $true", "ConfirmImpact = 'Medium'"] : []),
    ...(set ? [`DefaultParameterSetName = ${quoted(set)}`] : []),
    "PositionalBinding = $false",
  ];
  const declared = Object.entries({ ...parameters, ComputerName: computerName });
  return [
    `function ${name} {`,
    `  [CmdletBinding(${binding.join(", ")})]`,
    "  param(",
    declared.map(parameterText).join(",\n"),
    "  )",
    `  process { Invoke-Model '${name}' $PSBoundParameters $PSCmdlet ${confirms ? "$true" : "$false"} }`,
    "}",
  ].join("\n");
}

const manifest = `@{
  RootModule = 'DhcpServer.psm1'
  ModuleVersion = '2.0.0.0'
  GUID = '6f3d4f6e-3b0b-4d57-9a53-0c2f0b0f3a51'
  FunctionsToExport = '*'
  AliasesToExport = '*'
  CmdletsToExport = @()
  VariablesToExport = @()
}
`;

const exported =
  "Export-ModuleMember -Function '*-Dhcp*', 'Get-ModelMachine' -Alias 'Read-Machine'\n";

/** Returns the module's text. `more`: PowerShell that stands after its functions, and may take their place. */
export function moduleText(more = ""): string {
  const constant = readFileSync(join(import.meta.dirname, "stand-in.psm1"), "utf8");
  const functions = Object.entries(cmdlets).map(functionText);
  return [constant, ...functions, more, exported].join("\n\n");
}

/** Writes the module below a folder that PSModulePath may name. */
export function writeModule(folder: string, more?: string): void {
  mkdirSync(join(folder, "DhcpServer"), { recursive: true });
  writeFileSync(join(folder, "DhcpServer", "DhcpServer.psm1"), moduleText(more));
  writeFileSync(join(folder, "DhcpServer", "DhcpServer.psd1"), manifest);
}
