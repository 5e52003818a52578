# pulumi-dhcp-failover: changes a DHCP server. Constant text; what is to be done is in the request.

# All that can be called, and what each parameter is.
$cmdlets = @{
  'Add-DhcpServerv4Class' = @{ Name = 'text'; Type = 'text'; Data = 'text'; Description = 'text' }
  'Set-DhcpServerv4Class' = @{ Name = 'text'; Type = 'text'; Data = 'text'; Description = 'text' }
  'Remove-DhcpServerv4Class' = @{ Name = 'texts'; Type = 'text' }
  'Add-DhcpServerv4OptionDefinition' = @{
    Name = 'text'; OptionId = 'number'; Type = 'text'; MultiValued = 'flag'; Description = 'text'
    VendorClass = 'text'; DefaultValue = 'texts'
  }
  'Set-DhcpServerv4OptionDefinition' = @{
    OptionId = 'number'; VendorClass = 'text'; DefaultValue = 'texts'
  }
  'Remove-DhcpServerv4OptionDefinition' = @{ OptionId = 'numbers'; VendorClass = 'text' }
  'Add-DhcpServerv4Scope' = @{
    StartRange = 'address'; EndRange = 'address'; SubnetMask = 'address'; Name = 'text'
    Description = 'text'; State = 'text'; Type = 'text'; LeaseDuration = 'duration'
    Delay = 'number'; ActivatePolicies = 'flag'; SuperscopeName = 'text'
    MaxBootpClients = 'number'; NapEnable = 'flag'; NapProfile = 'text'
  }
  'Set-DhcpServerv4Scope' = @{
    ScopeId = 'address'; StartRange = 'address'; EndRange = 'address'; Name = 'text'
    Description = 'text'; State = 'text'; Type = 'text'; LeaseDuration = 'duration'
    Delay = 'number'; ActivatePolicies = 'flag'; SuperscopeName = 'text'
    MaxBootpClients = 'number'; NapEnable = 'flag'; NapProfile = 'text'
  }
  'Remove-DhcpServerv4Scope' = @{ ScopeId = 'addresses'; Force = 'flag' }
  'Add-DhcpServerv4ExclusionRange' = @{
    ScopeId = 'address'; StartRange = 'address'; EndRange = 'address'
  }
  'Remove-DhcpServerv4ExclusionRange' = @{
    ScopeId = 'address'; StartRange = 'address'; EndRange = 'address'
  }
  'Add-DhcpServerv4Reservation' = @{
    ScopeId = 'address'; IPAddress = 'address'; ClientId = 'text'; Name = 'text'
    Description = 'text'; Type = 'text'
  }
  'Set-DhcpServerv4Reservation' = @{
    IPAddress = 'address'; Name = 'text'; Description = 'text'; Type = 'text'
  }
  'Remove-DhcpServerv4Reservation' = @{ IPAddress = 'addresses' }
  'Set-DhcpServerv4OptionValue' = @{
    ScopeId = 'address'; ReservedIP = 'address'; PolicyName = 'text'; OptionId = 'number'
    Value = 'texts'; VendorClass = 'text'; UserClass = 'text'; Force = 'flag'
  }
  'Remove-DhcpServerv4OptionValue' = @{
    ScopeId = 'address'; ReservedIP = 'address'; PolicyName = 'text'; OptionId = 'numbers'
    VendorClass = 'text'; UserClass = 'text'
  }
  'Set-DhcpServerv4DnsSetting' = @{
    ScopeId = 'address'; IPAddress = 'address'; PolicyName = 'text'; DynamicUpdates = 'text'
    UpdateDnsRRForOlderClients = 'flag'; DeleteDnsRROnLeaseExpiry = 'flag'
    NameProtection = 'flag'; DisableDnsPtrRRUpdate = 'flag'; DnsSuffix = 'text'
  }
  'Add-DhcpServerv4Policy' = @{
    Name = 'text'; ScopeId = 'address'; Condition = 'text'; Enabled = 'flag'; Description = 'text'
    LeaseDuration = 'duration'; VendorClass = 'texts'; UserClass = 'texts'; MacAddress = 'texts'
    ClientId = 'texts'; RelayAgent = 'texts'; CircuitId = 'texts'; RemoteId = 'texts'
    SubscriberId = 'texts'; Fqdn = 'texts'
  }
  'Set-DhcpServerv4Policy' = @{
    Name = 'text'; ScopeId = 'address'; Condition = 'text'; Enabled = 'flag'; Description = 'text'
    ProcessingOrder = 'number'; LeaseDuration = 'duration'; VendorClass = 'texts'
    UserClass = 'texts'; MacAddress = 'texts'; ClientId = 'texts'; RelayAgent = 'texts'
    CircuitId = 'texts'; RemoteId = 'texts'; SubscriberId = 'texts'; Fqdn = 'texts'
  }
  'Remove-DhcpServerv4Policy' = @{ Name = 'texts'; ScopeId = 'address' }
  'Add-DhcpServerv4PolicyIPRange' = @{
    Name = 'text'; ScopeId = 'address'; StartRange = 'address'; EndRange = 'address'
  }
  'Remove-DhcpServerv4PolicyIPRange' = @{
    Name = 'text'; ScopeId = 'address'; StartRange = 'address'; EndRange = 'address'
  }
  'Set-DhcpServerSetting' = @{
    ConflictDetectionAttempts = 'number'; NapEnabled = 'flag'; NpsUnreachableAction = 'text'
    ActivatePolicies = 'flag'
  }
  'Add-DhcpServerv4Filter' = @{
    List = 'text'; MacAddress = 'texts'; Description = 'text'; Force = 'flag'
  }
  'Remove-DhcpServerv4Filter' = @{ MacAddress = 'texts' }
  'Set-DhcpServerv4FilterList' = @{ Allow = 'flag'; Deny = 'flag' }
  'Add-DhcpServerv4Failover' = @{
    Name = 'text'; PartnerServer = 'text'; ScopeId = 'addresses'; MaxClientLeadTime = 'duration'
    AutoStateTransition = 'flag'; StateSwitchInterval = 'duration'; Force = 'flag'
    SharedSecret = 'text'; ReservePercent = 'number'; ServerRole = 'text'
    LoadBalancePercent = 'number'
  }
  'Set-DhcpServerv4Failover' = @{
    Name = 'text'; AutoStateTransition = 'flag'; MaxClientLeadTime = 'duration'
    SharedSecret = 'text'; StateSwitchInterval = 'duration'; PartnerDown = 'flag'; Force = 'flag'
    LoadBalancePercent = 'number'; ReservePercent = 'number'; Mode = 'text'
  }
  'Remove-DhcpServerv4Failover' = @{ Name = 'texts'; Force = 'flag' }
  'Add-DhcpServerv4FailoverScope' = @{ Name = 'text'; ScopeId = 'addresses' }
  'Remove-DhcpServerv4FailoverScope' = @{ Name = 'text'; ScopeId = 'addresses'; Force = 'flag' }
  'Invoke-DhcpServerv4FailoverReplication' = @{
    Name = 'texts'; ScopeId = 'addresses'; Force = 'flag'; ThrottleLimit = 'number'
  }
}

# Returns an operation of the request as a cmdlet and its parameters: each value becomes what the
# table says, never a text of the script.
function Read-Operation($operation) {
  $cmdlet = [string] $operation.cmdlet
  if (-not $cmdlets.ContainsKey($cmdlet)) {
    throw 'The request names a cmdlet that is not in the table.'
  }
  $kinds = $cmdlets[$cmdlet]
  $given = @{}
  foreach ($property in $operation.parameters.PSObject.Properties) {
    $name = [string] $property.Name
    $value = $property.Value
    if (-not $kinds.ContainsKey($name)) {
      throw 'The request names a parameter that is not in the table.'
    }
    $kind = $kinds[$name]
    if ($null -eq $value) { $given[$name] = $null }
    elseif ($kind -eq 'text') { $given[$name] = [string] $value }
    elseif ($kind -eq 'texts') { $given[$name] = [string[]] $value }
    elseif ($kind -eq 'address') { $given[$name] = [ipaddress] $value }
    elseif ($kind -eq 'addresses') { $given[$name] = [ipaddress[]] $value }
    elseif ($kind -eq 'number') { $given[$name] = [uint32] $value }
    elseif ($kind -eq 'numbers') { $given[$name] = [uint32[]] $value }
    elseif ($kind -eq 'flag') { $given[$name] = [bool] $value }
    else { $given[$name] = [timespan]::FromSeconds([double] $value.seconds) }
  }
  @{ cmdlet = $cmdlet; given = $given; activates = [bool] (Read-Value $operation 'activates') }
}

# Makes one call and returns what it wrote, as texts.
function Invoke-Call($call) {
  $cmdlet = $call.cmdlet
  $given = $call.given
  $Error.Clear()
  foreach ($one in @(& $cmdlet @given)) { [string] $one }
  Assert-NoError
}

# Makes a call; one that gives an inactive scope another range once more with the scope active, where
# the server refuses it, as others saw on Server 2022.
function Invoke-Operation($call) {
  if (-not $call.activates) { Invoke-Call $call }
  else {
    try { Invoke-Call $call }
    catch {
      if ([string] $_.FullyQualifiedErrorId -notmatch '^(DHCP \d|WIN32 87,)') { throw $_ }
      $scope = $call.given['ScopeId']
      Set-DhcpServerv4Scope -ScopeId $scope -State 'Active'
      try { Invoke-Call $call } finally { Set-DhcpServerv4Scope -ScopeId $scope -State 'InActive' }
    }
  }
}

try {
  Import-Cmdlets
  $ErrorActionPreference = 'Stop'
  $request = Read-Request $json
  if ($null -ne $request.computerName) {
    $PSDefaultParameterValues['*-DhcpServer*:ComputerName'] = [string] $request.computerName
  }
  $calls = @(foreach ($operation in $request.operations) { Read-Operation $operation })
  $done = 0
  $failed = $null
  $answers = @()
  foreach ($call in $calls) {
    try {
      $answers += @(Invoke-Operation $call)
      $done += 1
    } catch {
      $failed = Read-Failure $_
      break
    }
  }
  # What the server holds once all is done, where that is asked for and can be read: a reading that
  # fails is made again by whoever asked.
  $after = $null
  $reading = Read-Value $request 'reading'
  if ($null -eq $failed) {
    if ($null -ne $reading) {
      try {
        $Error.Clear()
        $after = Read-Server $request.computerName $reading
        Assert-NoError
      } catch { $after = $null }
    }
  }
  $data = @{ done = $done; failed = $failed; answers = $answers; after = $after }
  Write-Document @{ ok = $true; data = $data }
} catch {
  Write-Document @{ ok = $false; error = Read-Failure $_ }
}
