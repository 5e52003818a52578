# How a DHCP server is read: functions, which change nothing.

# What is read of each thing, and as what. An older server that lacks a property says nothing of it.
$versionColumns = @{ MajorVersion = 'number'; MinorVersion = 'number' }
$settingColumns = @{
  ConflictDetectionAttempts = 'number'; NapEnabled = 'flag'; NpsUnreachableAction = 'text'
  ActivatePolicies = 'flag'; IsAuthorized = 'flag'; IsDomainJoined = 'flag'
}
$classColumns = @{ Name = 'text'; Type = 'text'; Data = 'text'; Description = 'text' }
$definitionColumns = @{
  Name = 'text'; OptionId = 'number'; Type = 'text'; MultiValued = 'flag'; DefaultValue = 'texts'
  Description = 'text'; VendorClass = 'text'
}
$filterListColumns = @{ Allow = 'flag'; Deny = 'flag' }
$filterColumns = @{ List = 'text'; MacAddress = 'text'; Description = 'text' }
$scopeColumns = @{
  ScopeId = 'text'; SubnetMask = 'text'; StartRange = 'text'; EndRange = 'text'; Name = 'text'
  Description = 'text'; SuperscopeName = 'text'; LeaseDuration = 'seconds'; State = 'text'
  Type = 'text'; MaxBootpClients = 'number'; NapEnable = 'flag'; NapProfile = 'text'
  Delay = 'number'; ActivatePolicies = 'flag'
}
$exclusionColumns = @{ ScopeId = 'text'; StartRange = 'text'; EndRange = 'text' }
$reservationColumns = @{
  ScopeId = 'text'; IPAddress = 'text'; ClientId = 'text'; Name = 'text'; Description = 'text'
  Type = 'text'
}
$policyColumns = @{
  Name = 'text'; Description = 'text'; Enabled = 'flag'; Condition = 'text'
  ProcessingOrder = 'number'; VendorClass = 'texts'; UserClass = 'texts'; MacAddress = 'texts'
  ClientId = 'texts'; RelayAgent = 'texts'; CircuitId = 'texts'; RemoteId = 'texts'
  SubscriberId = 'texts'; Fqdn = 'texts'
}
$policyRangeColumns = @{ Name = 'text'; ScopeId = 'text'; StartRange = 'text'; EndRange = 'text' }
$optionColumns = @{
  OptionId = 'number'; Value = 'texts'; VendorClass = 'text'; UserClass = 'text'
  PolicyName = 'text'
}
$relationshipColumns = @{
  Name = 'text'; PartnerServer = 'text'; Mode = 'text'; ServerRole = 'text'
  LoadBalancePercent = 'number'; ReservePercent = 'number'; MaxClientLeadTime = 'seconds'
  AutoStateTransition = 'flag'; StateSwitchInterval = 'seconds'; EnableAuth = 'flag'
  State = 'text'; ScopeId = 'texts'; PrimaryServerName = 'text'; SecondaryServerName = 'text'
  ServerType = 'text'
}
$statisticsColumns = @{ ScopeId = 'text'; InUse = 'number' }

# Returns one thing as names and plain values: what ConvertTo-Json makes of addresses, durations and
# CIM objects, nobody reads back.
function Read-Row($object, $columns) {
  $row = @{}
  foreach ($name in $columns.Keys) {
    $kind = $columns[$name]
    $value = Read-Value $object $name
    if ($kind -eq 'texts') { $row[$name] = @(foreach ($one in $value) { [string] $one }) }
    elseif ($null -eq $value) { $row[$name] = $null }
    elseif ($kind -eq 'number') { $row[$name] = [int64] $value }
    elseif ($kind -eq 'flag') { $row[$name] = [bool] $value }
    elseif ($kind -eq 'seconds') { $row[$name] = [int64] $value.TotalSeconds }
    else { $row[$name] = [string] $value }
  }
  $row
}

# Returns rows of option values. A value does not say where it stands.
function Read-Options($values, $scopeId, $address, $policy) {
  foreach ($value in $values) {
    $row = Read-Row $value $optionColumns
    $row['ScopeId'] = [string] $scopeId
    $row['ReservedIP'] = [string] $address
    if ($null -ne $policy) { $row['PolicyName'] = [string] $policy }
    $row
  }
}

function Read-Policy($policy, $scopeId, $setting) {
  $row = Read-Row $policy $policyColumns
  $row['ScopeId'] = [string] $scopeId
  $row['DnsSuffix'] = [string] (Read-Value $setting 'DnsSuffix')
  $row
}

# Returns what only Windows knows: the account, and the name that the server gives itself. Where the
# cmdlets speak to another machine, that is the name by which the name service knows it.
function Read-Machine($computerName) {
  $user = [string] [Security.Principal.WindowsIdentity]::GetCurrent().Name
  if ($null -eq $computerName) {
    $machine = [Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties()
    $build = [int64] [Environment]::OSVersion.Version.Build
    $names = @{ host = [string] $machine.HostName; domain = [string] $machine.DomainName; build = $build }
  } else {
    $name = [string] $computerName
    try { $name = [string] [Net.Dns]::GetHostEntry($name).HostName } catch { $name = [string] $computerName }
    $names = @{ host = $name; domain = ''; build = $null }
  }
  @{ names = $names; user = $user }
}

# Returns the scopes whose contents are asked for: all, or some by their addresses and the members of
# relationships by name.
function Select-Scopes($scopes, $relationships, $wanted) {
  if ($null -eq $wanted) { $scopes }
  else {
    $ids = @{}
    foreach ($id in $wanted.scopes) { $ids[[string] $id] = $true }
    foreach ($relationship in $relationships) {
      foreach ($name in $wanted.relationships) {
        if ([string] $relationship.Name -eq [string] $name) {
          foreach ($id in $relationship.ScopeId) { $ids[[string] $id] = $true }
        }
      }
    }
    foreach ($scope in $scopes) { if ($ids.ContainsKey([string] $scope.ScopeId)) { $scope } }
  }
}

# Returns the reservations of a scope where any of them has option values: one pipeline asks all.
function Select-WithOptions($reservations) {
  if ($reservations.Count -gt 0) {
    $values = @($reservations | Get-DhcpServerv4OptionValue -All -Brief)
    if ($values.Count -gt 0) { $reservations }
  }
}

# Returns how many cmdlets a reading calls: 11, four a scope, two a policy and one a reservation.
function Measure-Calls($scopes, $policies, $serverPolicies, $reservations) {
  $calls = 11
  foreach ($each in $scopes) { $calls += 4 }
  foreach ($each in $policies) { $calls += 2 }
  foreach ($each in $serverPolicies) { $calls += 2 }
  foreach ($each in $reservations) { $calls += 1 }
  $calls
}

# Tells whoever waits how many cmdlets of how many were called.
function Write-Mark($done, $all) {
  [Console]::Out.Write('@@DHCP1+')
  [Console]::Out.Write([string] $done)
  [Console]::Out.Write('/')
  [Console]::Out.Write([string] $all)
  [Console]::Out.Write('@@')
}

# Returns what the server holds: all that is outside scopes, and what is in the selected ones.
function Read-Server($computerName, $request) {
  $machine = Read-Machine $computerName
  $scopes = @(Get-DhcpServerv4Scope)
  $relationships = @(Get-DhcpServerv4Failover)
  $selected = @(Select-Scopes $scopes $relationships (Read-Value $request 'select'))
  $serverPolicies = @(Get-DhcpServerv4Policy)
  $policies = @(
    foreach ($scope in $selected) {
      foreach ($policy in @(Get-DhcpServerv4Policy -ScopeId $scope.ScopeId)) {
        @{ scopeId = $scope.ScopeId; policy = $policy }
      }
    }
  )
  # Reservations, and those whose option values are asked for one by one.
  $reservations = @()
  $asked = @()
  $how = [string] (Read-Value $request 'reservationOptions')
  foreach ($scope in $selected) {
    $held = @(Get-DhcpServerv4Reservation -ScopeId $scope.ScopeId)
    $reservations += $held
    if ($how -eq 'piped') { $asked += @(Select-WithOptions $held) }
    elseif ($how -ne 'none') { $asked += $held }
  }
  $calls = Measure-Calls $selected $policies $serverPolicies $asked
  $isLong = $calls -gt 2000
  if ($isLong) { Write-Mark 0 $calls }

  @{
    format = 1
    names = $machine.names
    user = $machine.user
    time = [string] [DateTime]::UtcNow.ToString('o')
    version = Read-Row (Get-DhcpServerVersion) $versionColumns
    setting = Read-Row (Get-DhcpServerSetting) $settingColumns
    classes = @(foreach ($each in @(Get-DhcpServerv4Class)) { Read-Row $each $classColumns })
    definitions = @(
      foreach ($each in @(Get-DhcpServerv4OptionDefinition -All)) { Read-Row $each $definitionColumns }
    )
    filterList = Read-Row (Get-DhcpServerv4FilterList) $filterListColumns
    filters = @(foreach ($each in @(Get-DhcpServerv4Filter)) { Read-Row $each $filterColumns })
    scopes = @(foreach ($each in $scopes) { Read-Row $each $scopeColumns })
    exclusions = @(
      foreach ($each in @(Get-DhcpServerv4ExclusionRange)) { Read-Row $each $exclusionColumns }
    )
    reservations = @(foreach ($each in $reservations) { Read-Row $each $reservationColumns })
    policies = @(
      foreach ($each in $serverPolicies) {
        Read-Policy $each $null (Get-DhcpServerv4DnsSetting -PolicyName $each.Name)
      }
      foreach ($each in $policies) {
        $setting = Get-DhcpServerv4DnsSetting -ScopeId $each.scopeId -PolicyName $each.policy.Name
        Read-Policy $each.policy $each.scopeId $setting
      }
    )
    policyRanges = @(
      foreach ($scope in $selected) {
        foreach ($each in @(Get-DhcpServerv4PolicyIPRange -ScopeId $scope.ScopeId)) {
          Read-Row $each $policyRangeColumns
        }
      }
    )
    # Whether -All lists the values of policies as well is not documented: they are asked for by name.
    options = @(
      Read-Options @(Get-DhcpServerv4OptionValue -All -Brief) $null $null $null
      foreach ($each in $serverPolicies) {
        $values = @(Get-DhcpServerv4OptionValue -All -Brief -PolicyName $each.Name)
        Read-Options $values $null $null $each.Name
      }
      foreach ($scope in $selected) {
        $values = @(Get-DhcpServerv4OptionValue -All -Brief -ScopeId $scope.ScopeId)
        Read-Options $values $scope.ScopeId $null $null
      }
      foreach ($each in $policies) {
        $name = $each.policy.Name
        $values = @(
          Get-DhcpServerv4OptionValue -All -Brief -ScopeId $each.scopeId -PolicyName $name
        )
        Read-Options $values $each.scopeId $null $name
      }
      $made = Measure-Calls $selected $policies $serverPolicies @()
      $since = 0
      foreach ($each in $asked) {
        $made += 1
        $since += 1
        if ($since -gt 499) {
          $since = 0
          if ($isLong) { Write-Mark $made $calls }
        }
        $values = @(Get-DhcpServerv4OptionValue -All -Brief -ReservedIP $each.IPAddress)
        Read-Options $values $each.ScopeId $each.IPAddress $null
      }
    )
    relationships = @(
      foreach ($each in $relationships) { Read-Row $each $relationshipColumns }
    )
    selected = @(foreach ($scope in $selected) { [string] $scope.ScopeId })
  }
}

# Returns the addresses of a scope that clients hold and that are not reserved for them.
function Read-Leases($request) {
  $scope = [ipaddress] $request.leases
  @{
    leases = @(
      foreach ($each in @(Get-DhcpServerv4Lease -ScopeId $scope)) {
        if ([string] $each.AddressState -eq 'Active') { [string] $each.IPAddress }
      }
    )
  }
}

# Returns how many addresses clients hold in some scopes.
function Read-Statistics($request) {
  $scopes = [ipaddress[]] $request.statistics
  @{
    statistics = @(
      foreach ($each in @(Get-DhcpServerv4ScopeStatistics -ScopeId $scopes)) {
        Read-Row $each $statisticsColumns
      }
    )
  }
}
