# What both scripts begin with. Windows PowerShell 5.1; constant text: all data arrives as JSON.
param([string] $json)
Set-StrictMode -Version 2
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
# The cmdlets live in a module of their own and do not see the preferences of this script: each is
# told here to fail loudly and to ask nothing.
$PSDefaultParameterValues = @{
  '*-DhcpServer*:ErrorAction' = 'Stop'
  'Add-DhcpServer*:Confirm' = $false
  'Set-DhcpServer*:Confirm' = $false
  'Remove-DhcpServer*:Confirm' = $false
  'Invoke-DhcpServer*:Confirm' = $false
}
# Windows PowerShell 5.1 may write an array as an object that holds its values and their number,
# unless it forgets what it adds to arrays.
Remove-TypeData -TypeName 'System.Array' -ErrorAction 'Ignore'

# Writes the one answer of a script: between marks and in base64, which no code page or banner spoils.
function Write-Document($document) {
  $text = ConvertTo-Json -InputObject $document -Depth 12 -Compress
  [Console]::Out.Write('@@DHCP1:')
  [Console]::Out.Write([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)))
  [Console]::Out.Write(':@@')
}

# Windows PowerShell leaves a text that looks like a date as it is; PowerShell 7.5 and later do so
# where they are asked to.
function Read-Request($text) {
  $given = @{ InputObject = $text }
  if ($PSVersionTable.PSEdition -eq 'Core') { $given['DateKind'] = 'String' }
  ConvertFrom-Json @given
}

# Returns a property's value, or nothing where the object has no such property.
function Read-Value($object, $name) {
  if ($null -eq $object) { return }
  $property = $object.PSObject.Properties[$name]
  if ($null -ne $property) { $property.Value }
}

# Loads the module. An error in its body need not keep it from working: the text file of a display
# language may be missing. So the import goes on after errors, and one of its cmdlets is asked for.
function Import-Cmdlets() {
  $Error.Clear()
  Import-Module -Name 'DhcpServer' -ErrorAction 'Continue'
  $found = @(Get-Command -Name 'Get-DhcpServerv4Scope' -ErrorAction 'Ignore')
  if ($found.Count -gt 0) { return }
  if ($Error.Count -gt 0) { throw $Error[0] }
  throw 'The module DhcpServer has no cmdlet Get-DhcpServerv4Scope.'
}

# Ends the script where a cmdlet of this module reported an error and went on: what it left out is
# not taken for nothing. Errors that the module handled itself, of other commands, are none.
function Assert-NoError() {
  foreach ($record in $Error) {
    $id = [string] (Read-Value $record 'FullyQualifiedErrorId')
    $command = [string] (Read-Value (Read-Value $record 'CategoryInfo') 'Activity')
    if ($id -match '^(DHCP|WIN32) \d') { throw $record }
    if ($command -like '*-DhcpServer*') { throw $record }
  }
}

# Returns an error as plain values. Its message is in the language of the server and seldom says why
# a cmdlet failed: that stands in the CIM error behind it, where there is one.
function Read-Failure($failure) {
  $data = Read-Value $failure.Exception 'ErrorData'
  @{
    message = [string] $failure.Exception.Message
    id = [string] $failure.FullyQualifiedErrorId
    category = [string] $failure.CategoryInfo.Category
    command = [string] $failure.CategoryInfo.Activity
    reason = [string] (Read-Value $data 'error_WindowsErrorMessage')
    code = [string] (Read-Value $data 'error_Code')
  }
}
