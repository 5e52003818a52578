// What both scripts begin with. They are constant text for Windows PowerShell 5.1: what differs from one call to the next arrives as JSON, and
// no text is ever made of it.

/** Quiet, strict, and what is written at the end: one document between marks, in base64, which no code page or banner can spoil. */
export const beginning = String.raw`param([string] $json)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
# The cmdlets live in a module of their own and do not see the lines above. Each fails loudly and asks nothing.
$PSDefaultParameterValues = @{ '*-DhcpServer*:ErrorAction' = 'Stop'; 'Add-DhcpServer*:Confirm' = $false; 'Set-DhcpServer*:Confirm' = $false; 'Remove-DhcpServer*:Confirm' = $false; 'Invoke-DhcpServer*:Confirm' = $false }
# Windows PowerShell 5.1 may write a list as an object that holds its values and their number, unless it forgets what it adds to lists.
Remove-TypeData -TypeName 'System.Array' -ErrorAction 'Ignore'

function Write-Document($document) {
  $text = ConvertTo-Json -InputObject $document -Depth 12 -Compress
  [Console]::Out.Write('@@DHCP1:')
  [Console]::Out.Write([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)))
  [Console]::Out.Write(':@@')
}

# A cmdlet that only mentions an error, and goes on, has failed as well: what it did not tell is not taken for nothing.
function Assert-NoError() {
  if ($Error.Count -gt 0) { throw $Error[0] }
}

# Texts of errors are in the language of the server: what an error is, its id and its category say.
function Read-Failure($failure) {
  @{ message = [string] $failure.Exception.Message; id = [string] $failure.FullyQualifiedErrorId; category = [string] $failure.CategoryInfo.Category; command = [string] $failure.CategoryInfo.Activity }
}
`;

/** How both open: the module, the request, and the server that the cmdlets speak to where it is not this machine. */
export const opening = String.raw`  $request = ConvertFrom-Json -InputObject $json
  Import-Module -Name 'DhcpServer' -ErrorAction 'Stop'
  if ($null -ne $request.computerName) { $PSDefaultParameterValues['*-DhcpServer*:ComputerName'] = [string] $request.computerName }
`;
