# Records how a Windows DHCP Server does what no document settles, as JSON: each entry of "Not verified on Windows" in docs/windows.md, by its name.
# Run it on a server for tests, as a member of DHCP Administrators, in Windows PowerShell 5.1:
#   powershell.exe -NoProfile -File probe.ps1 > answers.json
# With -PartnerServer NAME it also makes a failover relationship with that server, and removes it again. It works in a scope of its own,
# 192.0.2.0/24 (addresses that are reserved for documents), which stays inactive, and in a class, a filter and an option value of its own; in
# the end all of them are gone. Nothing else is touched.
param([string] $PartnerServer)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$PSDefaultParameterValues = @{ '*-DhcpServer*:ErrorAction' = 'Stop'; 'Add-DhcpServer*:Confirm' = $false; 'Set-DhcpServer*:Confirm' = $false; 'Remove-DhcpServer*:Confirm' = $false; 'Invoke-DhcpServer*:Confirm' = $false }
Import-Module -Name 'DhcpServer' -ErrorAction 'Stop'

$scope = [ipaddress] '192.0.2.0'
$name = 'pulumi-dhcp-failover probe'
$answers = @{}

function Read-Failure($failure) {
  @{ error = [string] $failure.FullyQualifiedErrorId; category = [string] $failure.CategoryInfo.Category; message = [string] $failure.Exception.Message }
}

function Read-Policies() {
  @(foreach ($each in @(Get-DhcpServerv4Policy -ScopeId $scope)) { @{ name = [string] $each.Name; order = [int64] $each.ProcessingOrder; mac = @(foreach ($one in $each.MacAddress) { [string] $one }); client = @(foreach ($one in $each.ClientId) { [string] $one }) } })
}

function Read-Values($values) {
  @(foreach ($each in $values) { @{ id = [int64] $each.OptionId; policy = [string] $each.PolicyName; vendorClass = [string] $each.VendorClass; userClass = [string] $each.UserClass; value = @(foreach ($one in $each.Value) { [string] $one }) } })
}

foreach ($each in @(Get-DhcpServerv4Scope)) { if ([string] $each.ScopeId -eq '192.0.2.0') { throw 'There is a scope 192.0.2.0 already: this is not its own, and nothing was done.' } }
Add-DhcpServerv4Scope -StartRange '192.0.2.10' -EndRange '192.0.2.200' -SubnetMask '255.255.255.0' -Name $name -State 'InActive'

# Questions about what is not there.
try {
  Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress '192.0.2.20' -ClientId '02-00-00-00-00-20' -Name 'probe'
  $answers['nothing-there'] = @{ policies = @(Get-DhcpServerv4Policy -ScopeId $scope).Count; exclusions = @(Get-DhcpServerv4ExclusionRange -ScopeId $scope).Count; reservationOptions = @(Get-DhcpServerv4OptionValue -All -Brief -ReservedIP '192.0.2.20').Count }
} catch { $answers['nothing-there'] = Read-Failure $_ }

# How long texts may be.
try {
  Set-DhcpServerv4Scope -ScopeId $scope -Description (''.PadRight(300, 'x'))
  $answers['description-length'] = @{ scope = [int64] ([string] (Get-DhcpServerv4Scope -ScopeId $scope).Description).Length }
} catch { $answers['description-length'] = Read-Failure $_ }

# A range that leaves an exclusion outside; a range of a scope that is inactive.
try {
  Add-DhcpServerv4ExclusionRange -ScopeId $scope -StartRange '192.0.2.190' -EndRange '192.0.2.195'
  Set-DhcpServerv4Scope -ScopeId $scope -StartRange '192.0.2.10' -EndRange '192.0.2.150'
  $answers['narrowed-range'] = @{ exclusions = @(Get-DhcpServerv4ExclusionRange -ScopeId $scope).Count }
} catch { $answers['narrowed-range'] = Read-Failure $_ }

# Where the values of a policy are told.
try {
  Add-DhcpServerv4Policy -ScopeId $scope -Name 'one' -Condition 'Or' -MacAddress @('EQ', '020000000001') -ClientId @('EQ', '020000000002')
  Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'one' -OptionId 66 -Value @('probe.example')
  $answers['policy-values'] = @{ all = @(Read-Values @(Get-DhcpServerv4OptionValue -All -Brief -ScopeId $scope)); byName = @(Read-Values @(Get-DhcpServerv4OptionValue -All -Brief -ScopeId $scope -PolicyName 'one')); suffix = [string] (Get-DhcpServerv4DnsSetting -ScopeId $scope -PolicyName 'one').DnsSuffix }
} catch { $answers['policy-values'] = Read-Failure $_ }

# Whether $null takes a kind of condition off a policy.
try {
  Set-DhcpServerv4Policy -ScopeId $scope -Name 'one' -ClientId $null
  $answers['condition-null'] = @{ policies = @(Read-Policies) }
} catch { $answers['condition-null'] = Read-Failure $_ }

# What a value for a user class becomes.
try {
  Set-DhcpServerv4OptionValue -ScopeId $scope -UserClass 'Default Routing and Remote Access Class' -OptionId 66 -Value @('remote.example')
  $answers['user-class-value'] = @{ all = @(Read-Values @(Get-DhcpServerv4OptionValue -All -Brief -ScopeId $scope)); policies = @(Read-Policies) }
} catch { $answers['user-class-value'] = Read-Failure $_ }

# What removing the pseudo options does.
try {
  Remove-DhcpServerv4OptionValue -ScopeId $scope -OptionId 51
  $answers['remove-51'] = @{ seconds = [int64] (Get-DhcpServerv4Scope -ScopeId $scope).LeaseDuration.TotalSeconds }
} catch { $answers['remove-51'] = Read-Failure $_ }
try {
  Set-DhcpServerv4DnsSetting -ScopeId $scope -DynamicUpdates 'Always'
  Remove-DhcpServerv4OptionValue -ScopeId $scope -OptionId 81
  $answers['remove-81'] = @{ all = @(Read-Values @(Get-DhcpServerv4OptionValue -All -Brief -ScopeId $scope)); updates = [string] (Get-DhcpServerv4DnsSetting -ScopeId $scope).DynamicUpdates }
} catch { $answers['remove-81'] = Read-Failure $_ }

# A lease without end.
try {
  Set-DhcpServerv4Scope -ScopeId $scope -LeaseDuration ([timespan]::FromSeconds(4294967295))
  $answers['unlimited-lease'] = @{ seconds = [int64] (Get-DhcpServerv4Scope -ScopeId $scope).LeaseDuration.TotalSeconds; all = @(Read-Values @(Get-DhcpServerv4OptionValue -All -Brief -ScopeId $scope)) }
} catch { $answers['unlimited-lease'] = Read-Failure $_ }

# Class data that is no text.
try {
  Add-DhcpServerv4Class -Name $name -Type 'User' -Data '0x0001ff'
  foreach ($each in @(Get-DhcpServerv4Class -Name $name -Type 'User')) { $answers['class-data'] = @{ data = [string] $each.Data } }
} catch { $answers['class-data'] = Read-Failure $_ }
try { Remove-DhcpServerv4Class -Name $name -Type 'User' } catch { $answers['class-removed'] = Read-Failure $_ }

# A filter that is added once more.
try {
  Add-DhcpServerv4Filter -List 'Deny' -MacAddress '02-00-00-00-00-99' -Description 'once'
  Add-DhcpServerv4Filter -List 'Deny' -MacAddress '02-00-00-00-00-99' -Description 'twice' -Force
  $answers['filter-twice'] = @(foreach ($each in @(Get-DhcpServerv4Filter -List 'Deny')) { if ([string] $each.MacAddress -eq '02-00-00-00-00-99') { [string] $each.Description } })
} catch { $answers['filter-twice'] = Read-Failure $_ }
try { Remove-DhcpServerv4Filter -MacAddress '02-00-00-00-00-99' } catch { $answers['filter-removed'] = Read-Failure $_ }

# How much JSON is taken, and how long all scopes take to read.
try {
  $taken = ConvertFrom-Json -InputObject (ConvertTo-Json -InputObject @{ text = ''.PadRight(3000000, 'x') })
  $answers['json-limit'] = @{ taken = [int64] ([string] $taken.text).Length }
} catch { $answers['json-limit'] = Read-Failure $_ }
try {
  $began = [DateTime]::UtcNow.ToString('o')
  $answers['time'] = @{ scopes = @(Get-DhcpServerv4Scope).Count; began = $began; ended = [DateTime]::UtcNow.ToString('o') }
} catch { $answers['time'] = Read-Failure $_ }

# What takes two servers.
if ($PartnerServer -ne '') {
  try {
    Add-DhcpServerv4Failover -Name $name -PartnerServer $PartnerServer -ScopeId $scope -StateSwitchInterval ([timespan]::FromSeconds(3600)) -Force
    foreach ($each in @(Get-DhcpServerv4Failover -Name $name)) { $answers['server-names'] = @{ partner = [string] $each.PartnerServer; primary = [string] $each.PrimaryServerName; secondary = [string] $each.SecondaryServerName; type = [string] $each.ServerType; lead = [int64] $each.MaxClientLeadTime.TotalSeconds } }
  } catch { $answers['server-names'] = Read-Failure $_ }
  try {
    Set-DhcpServerv4Failover -Name $name -StateSwitchInterval $null -Force
    foreach ($each in @(Get-DhcpServerv4Failover -Name $name)) { $answers['switch-interval-null'] = @{ automatic = [bool] $each.AutoStateTransition; interval = [string] $each.StateSwitchInterval } }
  } catch { $answers['switch-interval-null'] = Read-Failure $_ }
  try {
    Set-DhcpServerv4Failover -Name $name -AutoStateTransition $true -Force
    foreach ($each in @(Get-DhcpServerv4Failover -Name $name)) { $answers['switch-interval-default'] = @{ automatic = [bool] $each.AutoStateTransition; interval = [string] $each.StateSwitchInterval } }
  } catch { $answers['switch-interval-default'] = Read-Failure $_ }
  try {
    Set-DhcpServerv4Failover -Name $name -Mode 'HotStandby' -Force
    foreach ($each in @(Get-DhcpServerv4Failover -Name $name)) { $answers['role-after-mode'] = @{ mode = [string] $each.Mode; role = [string] $each.ServerRole; reserve = [int64] $each.ReservePercent } }
  } catch { $answers['role-after-mode'] = Read-Failure $_ }
  try {
    Add-DhcpServerv4Policy -ScopeId $scope -Name 'two' -Condition 'Or' -MacAddress @('EQ', '020000000003')
    Add-DhcpServerv4Policy -ScopeId $scope -Name 'three' -Condition 'Or' -MacAddress @('EQ', '020000000004') -ProcessingOrder 1
    Set-DhcpServerv4Scope -ScopeId $scope -SuperscopeName $name
    $replicated = @(Invoke-DhcpServerv4FailoverReplication -ScopeId $scope -Force)
    $answers['replication-answer'] = @(foreach ($one in $replicated) { [string] $one })
    $answers['superscope'] = [string] (Get-DhcpServerv4Scope -ScopeId $scope -ComputerName $PartnerServer).SuperscopeName
    $answers['processing-order'] = @{ here = @(Read-Policies); there = @(foreach ($each in @(Get-DhcpServerv4Policy -ScopeId $scope -ComputerName $PartnerServer)) { @{ name = [string] $each.Name; order = [int64] $each.ProcessingOrder } }) }
  } catch { $answers['replication-answer'] = Read-Failure $_ }
  try {
    Remove-DhcpServerv4Scope -ScopeId $scope -ComputerName $PartnerServer -Force
    $answers['member-missing'] = @(foreach ($one in @(Invoke-DhcpServerv4FailoverReplication -ScopeId $scope -Force)) { [string] $one })
  } catch { $answers['member-missing'] = Read-Failure $_ }
  try { Remove-DhcpServerv4Failover -Name $name -Force } catch { $answers['relationship-removed'] = Read-Failure $_ }
}

try { Remove-DhcpServerv4Scope -ScopeId $scope -Force } catch { $answers['scope-removed'] = Read-Failure $_ }
$version = Get-DhcpServerVersion
[Console]::Out.Write((ConvertTo-Json -InputObject @{ major = [int64] $version.MajorVersion; minor = [int64] $version.MinorVersion; build = [int64] [Environment]::OSVersion.Version.Build; answers = $answers } -Depth 8))
