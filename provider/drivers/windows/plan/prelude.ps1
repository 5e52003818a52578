# What every script begins with: how the cmdlets are called, and what its steps ask for. Constant
# text for Windows PowerShell 5.1.
param([Parameter(Mandatory = $true)][string] $ComputerName)
Set-StrictMode -Version 2
# An error in the module's body need not keep it from working: the text file of a display language may
# be missing. So the import goes on after errors, and one of its cmdlets is asked for; -File runs this
# script in the global scope, whose preference the module sees, so that is set afterwards.
Import-Module -Name 'DhcpServer' -ErrorAction 'Continue'
if (-not (Get-Command -Name 'Get-DhcpServerv4Scope' -ErrorAction 'Ignore')) { throw 'There is no PowerShell module DhcpServer here: Install-WindowsFeature RSAT-DHCP installs it.' }
$ErrorActionPreference = 'Stop'
# The cmdlets do not see the line above. Each call goes to one server, fails loudly and asks nothing.
$PSDefaultParameterValues = @{ '*-DhcpServer*:ComputerName' = $ComputerName; '*-DhcpServer*:ErrorAction' = 'Stop'; 'Add-DhcpServer*:Confirm' = $false; 'Set-DhcpServer*:Confirm' = $false; 'Remove-DhcpServer*:Confirm' = $false }

# Tells whether two names are one: the same letters in any case. To -eq, two spellings of one letter are one as well.
function Test-Same($Held, $Asked) {
  [string]::Equals([string] $Held, [string] $Asked, [StringComparison]::OrdinalIgnoreCase)
}
function Test-Scope($ScopeId) {
  [bool] @(Get-DhcpServerv4Scope | Where-Object { "$($_.ScopeId)" -eq $ScopeId })
}
function Test-ScopeType($ScopeId, $Type) {
  [bool] @(Get-DhcpServerv4Scope | Where-Object { "$($_.ScopeId)" -eq $ScopeId -and "$($_.Type)" -eq $Type })
}
function Test-Superscope($ScopeId, $Name) {
  [bool] @(Get-DhcpServerv4Scope | Where-Object { "$($_.ScopeId)" -eq $ScopeId -and (Test-Same $_.SuperscopeName $Name) })
}
function Test-Range($ScopeId, $StartRange, $EndRange) {
  [bool] @(Get-DhcpServerv4Scope | Where-Object {
    "$($_.ScopeId)" -eq $ScopeId -and "$($_.StartRange)" -eq $StartRange -and "$($_.EndRange)" -eq $EndRange
  })
}
function Test-Exclusion($ScopeId, $StartRange, $EndRange) {
  [bool] @(Get-DhcpServerv4ExclusionRange | Where-Object { "$($_.ScopeId)" -eq $ScopeId -and "$($_.StartRange)" -eq $StartRange -and "$($_.EndRange)" -eq $EndRange })
}
function Test-Reservation($ScopeId, $IPAddress, $ClientId) {
  [bool] @(Get-DhcpServerv4Reservation -ScopeId $ScopeId | Where-Object { "$($_.IPAddress)" -eq $IPAddress -and ($null -eq $ClientId -or "$($_.ClientId)" -eq $ClientId) })
}
function Test-OptionValue($OptionId, $VendorClass, $UserClass, $ScopeId, $ReservedIP, $PolicyName) {
  $level = @{}
  if ($ScopeId -ne '') { $level['ScopeId'] = $ScopeId }
  if ($ReservedIP -ne '') { $level['ReservedIP'] = $ReservedIP }
  if ($PolicyName -ne '') { $level['PolicyName'] = $PolicyName }
  [bool] @(Get-DhcpServerv4OptionValue -All -Brief @level | Where-Object { $_.OptionId -eq $OptionId -and (Test-Same $_.VendorClass $VendorClass) -and (Test-Same $_.UserClass $UserClass) -and (Test-Same $_.PolicyName $PolicyName) })
}
function Get-Policy($Name, $ScopeId) {
  $level = @{}
  if ($ScopeId -ne '') { $level['ScopeId'] = $ScopeId }
  Get-DhcpServerv4Policy @level | Where-Object { Test-Same $_.Name $Name }
}
function Test-Policy($Name, $ScopeId) { [bool] @(Get-Policy $Name $ScopeId) }
function Test-PolicyKinds($Name, $ScopeId, $Kinds) {
  [bool] @(Get-Policy $Name $ScopeId | Where-Object { $policy = $_; @($Kinds | Where-Object { $held = $policy.PSObject.Properties[$_]; $null -ne $held -and $null -ne $held.Value -and @($held.Value).Count -gt 0 }).Count -gt 0 })
}
function Test-PolicyRange($Name, $ScopeId, $StartRange, $EndRange) {
  [bool] @(Get-DhcpServerv4PolicyIPRange -ScopeId $ScopeId | Where-Object { (Test-Same $_.Name $Name) -and "$($_.StartRange)" -eq $StartRange -and "$($_.EndRange)" -eq $EndRange })
}
function Test-Class($Name, $Type) {
  [bool] @(Get-DhcpServerv4Class | Where-Object { (Test-Same $_.Name $Name) -and "$($_.Type)" -eq $Type })
}
function Test-Definition($OptionId, $VendorClass) {
  [bool] @(Get-DhcpServerv4OptionDefinition -All | Where-Object { $_.OptionId -eq $OptionId -and (Test-Same $_.VendorClass $VendorClass) })
}
function Test-Filter($List, $MacAddress) {
  [bool] @(Get-DhcpServerv4Filter | Where-Object { "$($_.List)" -eq $List -and "$($_.MacAddress)" -eq $MacAddress })
}

# Gives an inactive scope another range. Where the server refuses that, as others saw on Server 2022,
# the scope is active for this one call.
function Set-InactiveScopeRange($ScopeId, $StartRange, $EndRange) {
  try {
    Set-DhcpServerv4Scope -ScopeId $ScopeId -StartRange $StartRange -EndRange $EndRange
  } catch {
    if ($_.FullyQualifiedErrorId -notmatch '^(DHCP \d|WIN32 87,)') { throw }
    Set-DhcpServerv4Scope -ScopeId $ScopeId -State 'Active'
    try {
      Set-DhcpServerv4Scope -ScopeId $ScopeId -StartRange $StartRange -EndRange $EndRange
    } finally {
      Set-DhcpServerv4Scope -ScopeId $ScopeId -State 'InActive'
    }
  }
}
