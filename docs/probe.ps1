# Records how a Windows DHCP Server does what no document settles, as JSON: each entry of "Not verified on Windows" in docs/windows.md, by its name.
# Run it on a server for tests, as a member of DHCP Administrators, in Windows PowerShell 5.1:
#   powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File probe.ps1 > answers.json
# With -PartnerServer NAME it also makes a failover relationship with that server, and removes it again. It works in two scopes of its own,
# 192.0.2.0/24 and 198.51.100.0/24 (addresses that are reserved for documents), and in a class, a filter and option values of its own; in the
# end all of them are gone. Nothing else is touched.
param([string] $PartnerServer)
Set-StrictMode -Version 2
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$PSDefaultParameterValues = @{ '*-DhcpServer*:ErrorAction' = 'Stop'; 'Add-DhcpServer*:Confirm' = $false; 'Set-DhcpServer*:Confirm' = $false; 'Remove-DhcpServer*:Confirm' = $false; 'Invoke-DhcpServer*:Confirm' = $false }
# Windows PowerShell 5.1 may write an array as an object that holds its values and their number, unless it forgets what it adds to arrays.
Remove-TypeData -TypeName 'System.Array' -ErrorAction 'Ignore'
# -File runs this in the global scope, whose preferences the module's body sees: an error there need not end its import.
Import-Module -Name 'DhcpServer' -ErrorAction 'Continue'
if (-not (Get-Command -Name 'Get-DhcpServerv4Scope' -ErrorAction 'Ignore')) { throw 'There is no PowerShell module DhcpServer here: Install-WindowsFeature RSAT-DHCP installs it.' }
$ErrorActionPreference = 'Stop'

$scope = [ipaddress] '192.0.2.0'
$other = [ipaddress] '198.51.100.0'
$name = 'pulumi-dhcp-failover probe'
$answers = @{}

function Read-Value($object, $name) {
  if ($null -eq $object) { return }
  $property = $object.PSObject.Properties[$name]
  if ($null -ne $property) { $property.Value }
}

function Read-Failure($failure) {
  @{ error = [string] $failure.FullyQualifiedErrorId; category = [string] $failure.CategoryInfo.Category; message = [string] $failure.Exception.Message }
}

# What Windows itself says of an error, beside the words of the cmdlet.
function Read-ErrorData($failure) {
  $data = Read-Value $failure.Exception 'ErrorData'
  @{ error = [string] $failure.FullyQualifiedErrorId; code = [string] (Read-Value $data 'error_Code'); reason = [string] (Read-Value $data 'error_WindowsErrorMessage') }
}

# Each removes what a question added, where it got that far.
function Remove-Other() {
  foreach ($each in @(Get-DhcpServerv4Scope)) { if ([string] $each.ScopeId -eq '198.51.100.0') { Remove-DhcpServerv4Scope -ScopeId $other -Force } }
}

function Remove-Class() {
  foreach ($each in @(Get-DhcpServerv4Class -Type 'User')) { if ([string] $each.Name -eq $name) { Remove-DhcpServerv4Class -Name $name -Type 'User' } }
}

function Remove-Filter() {
  foreach ($each in @(Get-DhcpServerv4Filter -List 'Deny')) { if ([string] $each.MacAddress -eq '02-00-00-00-00-99') { Remove-DhcpServerv4Filter -MacAddress '02-00-00-00-00-99' } }
}

function Remove-Relationship() {
  foreach ($each in @(Get-DhcpServerv4Failover)) { if ([string] $each.Name -eq $name) { Remove-DhcpServerv4Failover -Name $name -Force } }
}

function Read-Policies() {
  @(foreach ($each in @(Get-DhcpServerv4Policy -ScopeId $scope)) { @{ name = [string] $each.Name; mac = @(foreach ($one in $each.MacAddress) { [string] $one }); client = @(foreach ($one in $each.ClientId) { [string] $one }) } })
}

function Read-Values($values) {
  @(foreach ($each in $values) { @{ id = [int64] $each.OptionId; policy = [string] $each.PolicyName; userClass = [string] $each.UserClass; value = @(foreach ($one in $each.Value) { [string] $one }) } })
}

foreach ($each in @(Get-DhcpServerv4Scope)) {
  if ([string] $each.ScopeId -eq '192.0.2.0') { throw 'There is a scope 192.0.2.0 already: this is not its own, and nothing was done.' }
  if ([string] $each.ScopeId -eq '198.51.100.0') { throw 'There is a scope 198.51.100.0 already: this is not its own, and nothing was done.' }
}
Add-DhcpServerv4Scope -StartRange '192.0.2.10' -EndRange '192.0.2.200' -SubnetMask '255.255.255.0' -Name $name -State 'InActive'

# Does a scope without policies, or without exclusions, answer nothing?
try { $answers['no-policies'] = @(Get-DhcpServerv4Policy -ScopeId $scope).Count } catch { $answers['no-policies'] = Read-Failure $_ }
try { $answers['no-exclusions'] = @(Get-DhcpServerv4ExclusionRange -ScopeId $scope).Count } catch { $answers['no-exclusions'] = Read-Failure $_ }

# Does a reservation without options answer nothing?
try {
  Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress '192.0.2.20' -ClientId '02-00-00-00-00-20' -Name 'probe'
  $answers['no-reservation-options'] = @(Get-DhcpServerv4OptionValue -All -Brief -ReservedIP '192.0.2.20').Count
} catch { $answers['no-reservation-options'] = Read-Failure $_ }

# How long may a description be?
try {
  Set-DhcpServerv4Scope -ScopeId $scope -Description (''.PadRight(300, 'x'))
  $answers['description-length'] = [int64] ([string] (Get-DhcpServerv4Scope -ScopeId $scope).Description).Length
} catch { $answers['description-length'] = Read-Failure $_ }

# Does a scope that is inactive take another range?
try {
  Set-DhcpServerv4Scope -ScopeId $scope -StartRange '192.0.2.10' -EndRange '192.0.2.220'
  $answers['inactive-range'] = [string] (Get-DhcpServerv4Scope -ScopeId $scope).EndRange
} catch { $answers['inactive-range'] = Read-Failure $_ }

# Does an active scope take a range that leaves an exclusion outside?
try {
  Add-DhcpServerv4ExclusionRange -ScopeId $scope -StartRange '192.0.2.190' -EndRange '192.0.2.195'
  Set-DhcpServerv4Scope -ScopeId $scope -State 'Active'
  Set-DhcpServerv4Scope -ScopeId $scope -StartRange '192.0.2.10' -EndRange '192.0.2.150'
  $answers['narrowed-range'] = @(Get-DhcpServerv4ExclusionRange -ScopeId $scope).Count
} catch { $answers['narrowed-range'] = Read-Failure $_ }
try { Set-DhcpServerv4Scope -ScopeId $scope -State 'InActive' } catch { $answers['activation-removed'] = Read-Failure $_ }

# Where are the values of a policy, and its DNS suffix?
try {
  Add-DhcpServerv4Policy -ScopeId $scope -Name 'one' -Condition 'Or' -MacAddress @('EQ', '020000000001') -ClientId @('EQ', '020000000002')
  Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'one' -OptionId 66 -Value @('probe.example')
  $answers['policy-values'] = @(Read-Values @(Get-DhcpServerv4OptionValue -All -Brief -ScopeId $scope -PolicyName 'one'))
} catch { $answers['policy-values'] = Read-Failure $_ }
try {
  $answers['policy-values-in-all'] = @(foreach ($each in @(Get-DhcpServerv4OptionValue -All -Brief -ScopeId $scope)) { if ([string] $each.PolicyName -eq 'one') { [int64] $each.OptionId } })
} catch { $answers['policy-values-in-all'] = Read-Failure $_ }
try {
  Set-DhcpServerv4DnsSetting -ScopeId $scope -PolicyName 'one' -DnsSuffix 'probe.example'
  $answers['policy-suffix'] = [string] (Get-DhcpServerv4DnsSetting -ScopeId $scope -PolicyName 'one').DnsSuffix
} catch { $answers['policy-suffix'] = Read-Failure $_ }

# Does $null take a kind of condition off a policy?
try {
  Set-DhcpServerv4Policy -ScopeId $scope -Name 'one' -ClientId $null
  $answers['condition-null'] = @(Read-Policies)
} catch { $answers['condition-null'] = Read-Failure $_ }

# What does a value for a user class become?
try {
  Set-DhcpServerv4OptionValue -ScopeId $scope -UserClass 'Default Routing and Remote Access Class' -OptionId 66 -Value @('remote.example')
  $answers['user-class-value'] = @(foreach ($each in @(Read-Values @(Get-DhcpServerv4OptionValue -All -Brief -ScopeId $scope))) { if ($each.userClass -ne '') { $each } })
} catch { $answers['user-class-value'] = Read-Failure $_ }

# Does removing option 51 take the lease duration of a policy away?
try {
  Set-DhcpServerv4Policy -ScopeId $scope -Name 'one' -LeaseDuration ([timespan]::FromSeconds(7200))
  Remove-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'one' -OptionId 51
  $answers['remove-51'] = @(foreach ($each in @(Get-DhcpServerv4OptionValue -All -Brief -ScopeId $scope -PolicyName 'one')) { if ([int64] $each.OptionId -eq 51) { 51 } }).Count
} catch { $answers['remove-51'] = Read-Failure $_ }

# Does removing option 81 take the DNS settings of a scope away?
try {
  Set-DhcpServerv4OptionValue -ScopeId $scope -OptionId 81 -Value @('23') -Force
  Remove-DhcpServerv4OptionValue -ScopeId $scope -OptionId 81
  $answers['remove-81'] = @(foreach ($each in @(Get-DhcpServerv4OptionValue -All -Brief -ScopeId $scope)) { if ([int64] $each.OptionId -eq 81) { 81 } }).Count
} catch { $answers['remove-81'] = Read-Failure $_ }

# What is a lease without end?
try {
  Set-DhcpServerv4Scope -ScopeId $scope -LeaseDuration ([timespan]::FromSeconds(4294967295))
  $answers['unlimited-lease'] = [int64] (Get-DhcpServerv4Scope -ScopeId $scope).LeaseDuration.TotalSeconds
} catch { $answers['unlimited-lease'] = Read-Failure $_ }

# Does Set-DhcpServerv4Scope move a scope from one superscope to another, and take it out of one?
try {
  Set-DhcpServerv4Scope -ScopeId $scope -SuperscopeName 'probe one'
  Set-DhcpServerv4Scope -ScopeId $scope -SuperscopeName 'probe two'
  $answers['superscope-move'] = [string] (Get-DhcpServerv4Scope -ScopeId $scope).SuperscopeName
} catch { $answers['superscope-move'] = Read-Failure $_ }
try {
  Set-DhcpServerv4Scope -ScopeId $scope -SuperscopeName ''
  $answers['superscope-leave'] = [string] (Get-DhcpServerv4Scope -ScopeId $scope).SuperscopeName
} catch { $answers['superscope-leave'] = Read-Failure $_ }

# Is class data that begins with 0x taken as bytes?
try {
  Add-DhcpServerv4Class -Name $name -Type 'User' -Data '0x0001ff'
  foreach ($each in @(Get-DhcpServerv4Class -Name $name -Type 'User')) { $answers['class-data'] = [string] $each.Data }
} catch { $answers['class-data'] = Read-Failure $_ }
try { Remove-Class } catch { $answers['class-removed'] = Read-Failure $_ }

# Does -Force write over a filter that is there?
try {
  Add-DhcpServerv4Filter -List 'Deny' -MacAddress '02-00-00-00-00-99' -Description 'once'
  Add-DhcpServerv4Filter -List 'Deny' -MacAddress '02-00-00-00-00-99' -Description 'twice' -Force
  $answers['filter-twice'] = @(foreach ($each in @(Get-DhcpServerv4Filter -List 'Deny')) { if ([string] $each.MacAddress -eq '02-00-00-00-00-99') { [string] $each.Description } })
} catch { $answers['filter-twice'] = Read-Failure $_ }
try { Remove-Filter } catch { $answers['filter-removed'] = Read-Failure $_ }

# What does Windows say of three errors?
try {
  foreach ($each in @(Get-DhcpServerv4Scope -ScopeId $other)) { $answers['error-data-scope'] = [string] $each.ScopeId }
} catch { $answers['error-data-scope'] = Read-ErrorData $_ }
try {
  Add-DhcpServerv4ExclusionRange -ScopeId $scope -StartRange '192.0.2.240' -EndRange '192.0.2.241'
  $answers['error-data-exclusion'] = 'none'
} catch { $answers['error-data-exclusion'] = Read-ErrorData $_ }
try {
  Set-DhcpServerv4OptionValue -ScopeId $scope -OptionId 253 -Value @('1')
  $answers['error-data-option'] = 'none'
} catch { $answers['error-data-option'] = Read-ErrorData $_ }

# Does Remove-DhcpServerv4Scope ask a question about a scope without leases: an inactive one, and an active one?
try {
  Add-DhcpServerv4Scope -StartRange '198.51.100.10' -EndRange '198.51.100.20' -SubnetMask '255.255.255.0' -Name $name -State 'InActive'
  Remove-DhcpServerv4Scope -ScopeId $other
  $answers['remove-inactive'] = 'removed'
} catch { $answers['remove-inactive'] = Read-Failure $_ }
try { Remove-Other } catch { $answers['inactive-scope-removed'] = Read-Failure $_ }
try {
  Add-DhcpServerv4Scope -StartRange '198.51.100.10' -EndRange '198.51.100.20' -SubnetMask '255.255.255.0' -Name $name -State 'Active'
  Remove-DhcpServerv4Scope -ScopeId $other
  $answers['remove-active'] = 'removed'
} catch { $answers['remove-active'] = Read-Failure $_ }
try { Remove-Other } catch { $answers['active-scope-removed'] = Read-Failure $_ }

# Is as much JSON taken at once as a request may have?
try {
  $taken = ConvertFrom-Json -InputObject (ConvertTo-Json -InputObject @{ text = ''.PadRight(524288, 'x') })
  $answers['json-limit'] = [int64] ([string] $taken.text).Length
} catch { $answers['json-limit'] = Read-Failure $_ }

# How long do all scopes take, and the options of some 50 reservations: one by one, and in one pipeline?
try {
  $watch = [Diagnostics.Stopwatch]::StartNew()
  $count = @(Get-DhcpServerv4Scope).Count
  $answers['time-scopes'] = @{ count = $count; milliseconds = [int64] $watch.ElapsedMilliseconds }
} catch { $answers['time-scopes'] = Read-Failure $_ }
$reservations = @()
try {
  foreach ($last in @(100 .. 149)) { Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress ([string]::Concat('192.0.2.', $last)) -ClientId ([string]::Concat('020000000', $last)) -Name 'probe' }
  Set-DhcpServerv4OptionValue -ReservedIP '192.0.2.20' -OptionId 66 -Value @('reserved.example')
  $reservations = @(Get-DhcpServerv4Reservation -ScopeId $scope)
  $watch = [Diagnostics.Stopwatch]::StartNew()
  $values = @(foreach ($each in $reservations) { Get-DhcpServerv4OptionValue -All -Brief -ReservedIP $each.IPAddress })
  $answers['time-one-by-one'] = @{ count = $reservations.Count; milliseconds = [int64] $watch.ElapsedMilliseconds }
} catch { $answers['time-one-by-one'] = Read-Failure $_ }
try {
  $watch = [Diagnostics.Stopwatch]::StartNew()
  $values = @($reservations | Get-DhcpServerv4OptionValue -All -Brief)
  $answers['time-piped'] = @{ count = $reservations.Count; milliseconds = [int64] $watch.ElapsedMilliseconds }
} catch { $answers['time-piped'] = Read-Failure $_ }
# Does a pipeline of reservations give the values of each, and of nothing else?
try { $answers['piped-values'] = @(Read-Values @($reservations | Get-DhcpServerv4OptionValue -All -Brief)) } catch { $answers['piped-values'] = Read-Failure $_ }

# What takes two servers.
if ($PartnerServer -ne '') {
  # Do both servers of a relationship give the same two names?
  try {
    Add-DhcpServerv4Failover -Name $name -PartnerServer $PartnerServer -ScopeId $scope -StateSwitchInterval ([timespan]::FromSeconds(7200)) -Force
    $here = Get-DhcpServerv4Failover -Name $name
    $there = Get-DhcpServerv4Failover -Name $name -ComputerName $PartnerServer
    $answers['server-names'] = @(([string] $here.PrimaryServerName -eq [string] $there.PrimaryServerName), ([string] $here.SecondaryServerName -eq [string] $there.SecondaryServerName))
  } catch { $answers['server-names'] = Read-Failure $_ }
  # What does $null make of the state switch interval, and is there one where none was given?
  try {
    Set-DhcpServerv4Failover -Name $name -StateSwitchInterval $null -Force
    $interval = (Get-DhcpServerv4Failover -Name $name).StateSwitchInterval
    if ($null -eq $interval) { $answers['switch-interval-null'] = 'none' } else { $answers['switch-interval-null'] = [int64] $interval.TotalSeconds }
  } catch { $answers['switch-interval-null'] = Read-Failure $_ }
  try {
    Set-DhcpServerv4Failover -Name $name -AutoStateTransition $true -Force
    $answers['switch-interval-default'] = [int64] (Get-DhcpServerv4Failover -Name $name).StateSwitchInterval.TotalSeconds
  } catch { $answers['switch-interval-default'] = Read-Failure $_ }
  # Who is active after a change to hot standby?
  try {
    Set-DhcpServerv4Failover -Name $name -Mode 'HotStandby' -Force
    $answers['role-after-mode'] = [string] (Get-DhcpServerv4Failover -Name $name).ServerRole
  } catch { $answers['role-after-mode'] = Read-Failure $_ }
  # What does replication answer, and does it bring superscopes and the order of policies along?
  try {
    Add-DhcpServerv4Policy -ScopeId $scope -Name 'two' -Condition 'Or' -MacAddress @('EQ', '020000000003')
    Add-DhcpServerv4Policy -ScopeId $scope -Name 'three' -Condition 'Or' -MacAddress @('EQ', '020000000004') -ProcessingOrder 1
    Set-DhcpServerv4Scope -ScopeId $scope -SuperscopeName $name
    $replicated = @(Invoke-DhcpServerv4FailoverReplication -ScopeId $scope -Force)
    $answers['replication-answer'] = @(foreach ($one in $replicated) { [string] $one })
  } catch { $answers['replication-answer'] = Read-Failure $_ }
  try { $answers['superscope'] = [string] (Get-DhcpServerv4Scope -ScopeId $scope -ComputerName $PartnerServer).SuperscopeName } catch { $answers['superscope'] = Read-Failure $_ }
  try {
    $answers['processing-order'] = @(foreach ($each in @(Get-DhcpServerv4Policy -ScopeId $scope -ComputerName $PartnerServer)) { @{ name = [string] $each.Name; order = [int64] $each.ProcessingOrder } })
  } catch { $answers['processing-order'] = Read-Failure $_ }
  try { Remove-Relationship } catch { $answers['relationship-removed'] = Read-Failure $_ }
}

try { Remove-DhcpServerv4Scope -ScopeId $scope -Force } catch { $answers['scope-removed'] = Read-Failure $_ }
$version = Get-DhcpServerVersion
[Console]::Out.Write((ConvertTo-Json -InputObject @{ major = [int64] $version.MajorVersion; minor = [int64] $version.MinorVersion; build = [int64] [Environment]::OSVersion.Version.Build; answers = $answers } -Depth 8))
