#Requires -Version 7.4
<#
.SYNOPSIS
Runs the Pester tests on one copy of the module. Start it in a PowerShell of its own; build.ps1 -Task Pester does.
#>
param(
    # The folder of the module that is tested.
    [Parameter(Mandatory)] [string] $Module,
    # Only these test files, by name without .Tests.ps1: Pipeline, or Conformance,Manifest.
    [string[]] $Name = '*',
    # How the tests' connections reach the tenant: with the module's own tokens, or through commands of sessions of Exchange and Microsoft.Graph.
    [ValidateSet('Token', 'Session')] [string] $Transport = 'Token'
)

$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.5

# pwsh -File hands over a list as one text.
$wanted = $Name -split ','
$files = Get-ChildItem $PSScriptRoot -Filter *.Tests.ps1 | Where-Object { $file = $_; $wanted | Where-Object { $file.Name -like "$_.Tests.ps1" } }
if (-not $files) { throw "There are no tests called $Name." }
if ($Transport -eq 'Session') {
    # These look at the module itself, or at ways to connect.
    $files = $files | Where-Object Name -notmatch '^(Conformance|Connection|Isolation|Manifest|Permissions|Pipeline|Sessions)\.'
    Import-Module $Module
    . (Join-Path $PSScriptRoot Sessions.ps1) -Everywhere
}
$configuration = New-PesterConfiguration
$configuration.Run.PassThru = $true
$configuration.Run.Container = @(foreach ($file in $files) { New-PesterContainer -Path $file.FullName -Data @{ Module = (Resolve-Path $Module).Path } })
$configuration.Output.Verbosity = 'Normal'
$result = Invoke-Pester -Configuration $configuration
if ($Transport -eq 'Session') { Disconnect-ExchangeOnline -Confirm:$false }
# A file that cannot even be read holds no failed test.
$failed = $result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount
'{0} passed, {1} failed, {2} skipped' -f $result.PassedCount, $failed, $result.SkippedCount
exit ($failed -gt 0 ? 1 : 0)
