// Steps as a PowerShell script that a person reviews and runs. Its beginning is constant; then one comment and one call a step.
import { commentText, valueText } from "./quote.js";
import type { Step, Test, Value } from "./step.js";

/** What stands before the steps: who is spoken to, and the questions that steps ask. Windows PowerShell 5.1. */
const prelude = `#Requires -Modules DhcpServer
param([Parameter(Mandatory = $true)][string] $ComputerName)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
# The cmdlets live in a module of their own and do not see the line above. Each call goes to one server, fails loudly and asks nothing.
$PSDefaultParameterValues = @{ '*-DhcpServer*:ComputerName' = $ComputerName; '*-DhcpServer*:ErrorAction' = 'Stop'; 'Add-DhcpServer*:Confirm' = $false; 'Set-DhcpServer*:Confirm' = $false; 'Remove-DhcpServer*:Confirm' = $false }

function Test-Scope($ScopeId) { [bool] @(Get-DhcpServerv4Scope | Where-Object { "$($_.ScopeId)" -eq $ScopeId }) }
function Test-ScopeType($ScopeId, $Type) { [bool] @(Get-DhcpServerv4Scope | Where-Object { "$($_.ScopeId)" -eq $ScopeId -and "$($_.Type)" -eq $Type }) }
function Test-Superscope($ScopeId, $Name) { [bool] @(Get-DhcpServerv4Scope | Where-Object { "$($_.ScopeId)" -eq $ScopeId -and "$($_.SuperscopeName)" -eq $Name }) }
function Test-Range($ScopeId, $StartRange, $EndRange) { [bool] @(Get-DhcpServerv4Scope | Where-Object { "$($_.ScopeId)" -eq $ScopeId -and "$($_.StartRange)" -eq $StartRange -and "$($_.EndRange)" -eq $EndRange }) }
function Test-Exclusion($ScopeId, $StartRange, $EndRange) { [bool] @(Get-DhcpServerv4ExclusionRange | Where-Object { "$($_.ScopeId)" -eq $ScopeId -and "$($_.StartRange)" -eq $StartRange -and "$($_.EndRange)" -eq $EndRange }) }
function Test-Reservation($ScopeId, $IPAddress, $ClientId) { [bool] @(Get-DhcpServerv4Reservation -ScopeId $ScopeId | Where-Object { "$($_.IPAddress)" -eq $IPAddress -and ($null -eq $ClientId -or "$($_.ClientId)" -eq $ClientId) }) }
function Test-OptionValue($OptionId, $VendorClass, $UserClass, $ScopeId, $ReservedIP, $PolicyName) {
  $level = @{}
  if ($ScopeId -ne '') { $level['ScopeId'] = $ScopeId }
  if ($ReservedIP -ne '') { $level['ReservedIP'] = $ReservedIP }
  if ($PolicyName -ne '') { $level['PolicyName'] = $PolicyName }
  [bool] @(Get-DhcpServerv4OptionValue -All -Brief @level | Where-Object { $_.OptionId -eq $OptionId -and "$($_.VendorClass)" -eq $VendorClass -and "$($_.UserClass)" -eq $UserClass -and "$($_.PolicyName)" -eq $PolicyName })
}
function Get-Policy($Name, $ScopeId) { $level = @{}; if ($ScopeId -ne '') { $level['ScopeId'] = $ScopeId }; Get-DhcpServerv4Policy @level | Where-Object { $_.Name -eq $Name } }
function Test-Policy($Name, $ScopeId) { [bool] @(Get-Policy $Name $ScopeId) }
function Test-PolicyKinds($Name, $ScopeId, $Kinds) { [bool] @(Get-Policy $Name $ScopeId | Where-Object { $policy = $_; @($Kinds | Where-Object { $held = $policy.PSObject.Properties[$_]; $null -ne $held -and $null -ne $held.Value -and @($held.Value).Count -gt 0 }).Count -gt 0 }) }
function Test-PolicyRange($Name, $ScopeId, $StartRange, $EndRange) { [bool] @(Get-DhcpServerv4PolicyIPRange -ScopeId $ScopeId | Where-Object { $_.Name -eq $Name -and "$($_.StartRange)" -eq $StartRange -and "$($_.EndRange)" -eq $EndRange }) }
function Test-Class($Name, $Type) { [bool] @(Get-DhcpServerv4Class | Where-Object { $_.Name -eq $Name -and "$($_.Type)" -eq $Type }) }
function Test-Definition($OptionId, $VendorClass) { [bool] @(Get-DhcpServerv4OptionDefinition -All | Where-Object { $_.OptionId -eq $OptionId -and "$($_.VendorClass)" -eq $VendorClass }) }
function Test-Filter($List, $MacAddress) { [bool] @(Get-DhcpServerv4Filter | Where-Object { "$($_.List)" -eq $List -and "$($_.MacAddress)" -eq $MacAddress }) }
`;

/** The whole script, for a server known by this label; with the line ends and the byte order mark by which Windows PowerShell 5.1 reads UTF-8. */
export function script(label: string, steps: readonly Step[]): string {
  const head = [`# Makes the server of ${commentText(label)} hold what its primary holds: ${steps.length} ${steps.length === 1 ? "step" : "steps"}. Written by pulumi-dhcp-failover.`, "# Read it, then run it in Windows PowerShell as a member of DHCP Administrators: .\\<this file> -ComputerName <server>", "# It can be run again: what is so already is not done twice. It stops at the first call that fails."];
  const body = steps.map((step) => `# ${commentText(step.reason)}\n${statement(step)}\n`);
  return `\ufeff${[...head, prelude, ...body].join("\n").replaceAll("\n", "\r\n")}`;
}

function statement({ cmdlet, parameters, if: needed, unless }: Step): string {
  const call = [cmdlet, ...Object.entries(parameters).map(([name, value]) => parameterText(name, value))].join(" ");
  if (needed) return `if (${testText(needed)}) { ${call} }`;
  if (unless) return `if (-not (${testText(unless)})) { ${call} }`;
  return call;
}

/** With a colon, a truth is one for switches and for parameters alike. */
const parameterText = (name: string, value: Value): string => (typeof value === "boolean" ? `-${name}:${valueText(value)}` : `-${name} ${valueText(value)}`);

const testText = ({ name, arguments: given }: Test): string => [name, ...given.map(valueText)].join(" ");
