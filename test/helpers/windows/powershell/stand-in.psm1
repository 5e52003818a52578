# A stand-in for the module DhcpServer. The functions below this text have the parameters of its
# cmdlets, so what PowerShell makes of a call is PowerShell's own; a model server in the tests'
# process says what each call answers. Windows PowerShell 5.1, and PowerShell 7.
#
# A call goes there as lines, one for each argument; the answer comes back as lines. Texts travel in
# base64, so nothing on the way takes a value for a date, a number or a list of one.

if ($PSVersionTable.PSEdition -ne 'Core') { Add-Type -AssemblyName 'System.Net.Http' }
$script:handler = [Net.Http.HttpClientHandler]::new()
$script:handler.UseProxy = $false
$script:client = [Net.Http.HttpClient]::new($script:handler)
$script:client.Timeout = [Threading.Timeout]::InfiniteTimeSpan

# An error of these cmdlets has the words of Windows in it, beside its own.
class ModelException : Exception {
  [object] $ErrorData
  ModelException([string] $message, [object] $data) : base($message) { $this.ErrorData = $data }
}

function Send-Line([string[]] $lines) {
  $content = [Net.Http.StringContent]::new(($lines -join "`n"), [Text.Encoding]::UTF8)
  $response = $script:client.PostAsync($env:DHCP_MODEL, $content).GetAwaiter().GetResult()
  $response.Content.ReadAsStringAsync().GetAwaiter().GetResult()
}

# One value as a word: what it is, a colon, and the value.
function Get-Word($value) {
  if ($value -is [switch]) { return 'b:' + [bool] $value }
  if ($value -is [bool]) { return 'b:' + $value }
  if ($value -is [ipaddress]) { return 'a:' + $value.ToString() }
  $invariant = [Globalization.CultureInfo]::InvariantCulture
  if ($value -is [timespan]) { return 's:' + $value.TotalSeconds.ToString($invariant) }
  if ($value -is [ValueType]) { return 'n:' + [Convert]::ToString($value, $invariant) }
  't:' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes([string] $value))
}

function Get-Line([string] $name, $value) {
  if ($null -eq $value) { return "null $name" }
  if ($value -isnot [array]) { return "one $name " + (Get-Word $value) }
  $words = @(foreach ($one in $value) { Get-Word $one })
  (@('many', $name) + $words) -join ' '
}

function Read-Word([string] $word) {
  $kind = $word.Substring(0, 1)
  $data = $word.Substring(2)
  if ($kind -eq 't') { return [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($data)) }
  if ($kind -eq 'a') { return [ipaddress] $data }
  if ($kind -eq 's') { return [timespan]::FromSeconds([double] $data) }
  if ($kind -eq 'b') { return $data -eq 'True' }
  if ($kind -eq 'n') { return [uint32] $data }
  [double] $data
}

# Reports an error as the cmdlets do: it ends nothing unless -ErrorAction says so.
function Write-ModelError([string[]] $words, $cmdlet) {
  $data = $null
  if ($words.Length -gt 5) {
    $data = [pscustomobject] @{
      error_Code = Read-Word $words[5]
      error_WindowsErrorMessage = Read-Word $words[6]
    }
  }
  $exception = [ModelException]::new((Read-Word $words[4]), $data)
  $category = [Management.Automation.ErrorCategory] $words[3]
  $id = Read-Word $words[2]
  $record = [Management.Automation.ErrorRecord]::new($exception, $id, $category, $null)
  if ($words[1] -eq 'ends') { $cmdlet.ThrowTerminatingError($record) }
  $cmdlet.WriteError($record)
}

# Writes what an answer says to the pipeline: objects, texts, or an error.
function Write-Answer([string] $answer, $cmdlet) {
  $row = $null
  foreach ($line in $answer.Split("`n")) {
    $words = $line.Split(' ')
    $what = $words[0]
    if ($what -eq 'one') { $row[$words[1]] = Read-Word $words[2] }
    elseif ($what -eq 'null') { $row[$words[1]] = $null }
    elseif ($what -eq 'many') {
      $row[$words[1]] = [string[]] @(
        for ($at = 2; $at -lt $words.Length; $at++) { Read-Word $words[$at] }
      )
    }
    elseif ($what -eq 'object') { $row = [ordered] @{} }
    elseif ($what -eq 'end') { [pscustomobject] $row }
    elseif ($what -eq 'text') { Read-Word $words[1] }
    elseif ($what -eq 'error') { Write-ModelError $words $cmdlet }
  }
}

function Invoke-Model([string] $name, $bound, $cmdlet, [bool] $confirms) {
  if ($confirms -and -not $cmdlet.ShouldProcess($name)) { return }
  $lines = @($name) + @(foreach ($key in $bound.Keys) { Get-Line $key $bound[$key] })
  Write-Answer (Send-Line $lines) $cmdlet
}

# What a machine is called, and by whom it is asked, only Windows knows. An alias comes before a
# function: this one takes the place of the script's.
function Get-ModelMachine($computerName) {
  $found = Write-Answer (Send-Line @('Read-Machine', (Get-Line 'ComputerName' $computerName))) $null
  @{
    names = @{ host = $found.host; domain = $found.domain; build = $found.build }
    user = $found.user
  }
}
Set-Alias -Name 'Read-Machine' -Value 'Get-ModelMachine'

