# pulumi-dhcp-failover: reads a DHCP server. Constant text; it changes nothing.
try {
  Import-Cmdlets
  $ErrorActionPreference = 'Stop'
  $request = Read-Request $json
  if ($null -ne $request.computerName) {
    $PSDefaultParameterValues['*-DhcpServer*:ComputerName'] = [string] $request.computerName
  }
  $Error.Clear()
  if ($null -ne (Read-Value $request 'statistics')) { $document = Read-Statistics $request }
  elseif ($null -ne (Read-Value $request 'leases')) { $document = Read-Leases $request }
  else { $document = Read-Server $request.computerName $request }
  Assert-NoError
  Write-Document @{ ok = $true; data = $document }
} catch {
  Write-Document @{ ok = $false; error = Read-Failure $_ }
}
