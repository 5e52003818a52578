# Checks the scripts that this project runs on Windows: what Windows PowerShell 5.1 reads, and a few
# things that none of them should do. Needs the module PSScriptAnalyzer.
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
$settings = @{
  IncludeRules = @(
    'PSUseCompatibleSyntax', 'PSAvoidUsingInvokeExpression', 'PSAvoidUsingCmdletAliases',
    'PSAvoidGlobalVars', 'PSPossibleIncorrectComparisonWithNull', 'PSMisleadingBacktick',
    'PSAvoidUsingPlainTextForPassword', 'PSReservedParams'
  )
  Rules = @{ PSUseCompatibleSyntax = @{ Enable = $true; TargetVersions = @('5.1', '7.0') } }
}
$found = @(
  foreach ($folder in @('provider', 'docs')) {
    Invoke-ScriptAnalyzer -Path (Join-Path $root $folder) -Recurse -Settings $settings
  }
)
$found | Format-Table -Property ScriptName, Line, RuleName, Message -AutoSize -Wrap
if ($found.Count -gt 0) { exit 1 }
