# Runs one script after another in one PowerShell, each in a scope of its own, as the tests' process
# hands them out. Started by -File; nothing is set here that a script could see, but for what it is
# called with.
if ($PSVersionTable.PSEdition -ne 'Core') { Add-Type -AssemblyName 'System.Net.Http' }
$jobHandler = [Net.Http.HttpClientHandler]::new()
$jobHandler.UseProxy = $false
$jobClient = [Net.Http.HttpClient]::new($jobHandler)
$jobClient.Timeout = [Threading.Timeout]::InfiniteTimeSpan
$jobConsole = [Console]::Out

function Read-JobText([string] $packed) {
  [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($packed))
}

function Get-JobText($text) {
  [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes([string] $text))
}

while ($true) {
  # Where the tests' process is gone nothing else would end this.
  try { $job = $jobClient.GetStringAsync($env:DHCP_JOBS).GetAwaiter().GetResult() } catch { break }
  $jobWords = $job.Split(' ')
  $jobWritten = [IO.StringWriter]::new()
  $jobOutput = @()
  $jobFailure = $null
  $Error.Clear()
  [Console]::SetOut($jobWritten)
  try {
    if ($jobWords[0] -eq 'file') {
      $jobOutput = @(& (Read-JobText $jobWords[1]) -ComputerName (Read-JobText $jobWords[2]))
    } else {
      $jobOutput = @(& ([ScriptBlock]::Create((Read-JobText $jobWords[1]))) (Read-JobText $jobWords[2]))
    }
  } catch {
    $jobFailure = $_
  }
  [Console]::SetOut($jobConsole)
  $jobLines = @("written $(Get-JobText $jobWritten.ToString())")
  foreach ($jobOne in $jobOutput) { $jobLines += "output $(Get-JobText $jobOne)" }
  if ($null -ne $jobFailure) {
    $jobLines += "failure $(Get-JobText $jobFailure.FullyQualifiedErrorId) $(Get-JobText $jobFailure.Exception.Message)"
  }
  $jobContent = [Net.Http.StringContent]::new(($jobLines -join "`n"), [Text.Encoding]::UTF8)
  $null = $jobClient.PostAsync($env:DHCP_JOBS, $jobContent).GetAwaiter().GetResult()
}
