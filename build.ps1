#!/usr/bin/env pwsh
#Requires -Version 7.4
<#
.SYNOPSIS
Builds, tests and packs TeemCalendar.
.DESCRIPTION
Build    lays out the module in out/TeemCalendar
Test     runs the tests of engine and sandbox tenant (dotnet test)
Pester   runs the tests of the module in a PowerShell of its own
Package  makes the module that is published, out/package/TeemCalendar, with Microsoft.Graph cut down to what is used
Clean    removes what the others made
.EXAMPLE
./build.ps1
.EXAMPLE
./build.ps1 -Task Test, Pester
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ArgumentCompletions('Build', 'Test', 'Pester', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    # The module that Pester tests: the one laid out by Build, or the package.
    [ValidateSet('Build', 'Package')]
    [string] $Subject = 'Build'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$solution = Join-Path $PSScriptRoot 'TeemCalendar.sln'

function Invoke-Tool([string] $Tool, [string[]] $Arguments) {
    & $Tool @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Tool $($Arguments -join ' ') ended with $LASTEXITCODE." }
}

function Invoke-Build { Invoke-Tool dotnet 'build', $solution, '-c', $Configuration, '-nologo' }

function Invoke-Test { Invoke-Tool dotnet 'test', $solution, '-c', $Configuration, '-nologo' }

function Invoke-Package { Invoke-Tool dotnet 'build', $solution, '-c', 'Release', '-p:TeemPackage=true', '-nologo' }

function Invoke-Sessions($Shell) {
    $env:TEEMCALENDAR_SESSIONS = (New-Item (Join-Path ([System.IO.Path]::GetTempPath()) "teem-sessions-$PID") -ItemType Directory -Force).FullName
    try { Invoke-Tool @Shell }
    finally {
        Remove-Item $env:TEEMCALENDAR_SESSIONS -Recurse -Force -ErrorAction Ignore
        Remove-Item Env:TEEMCALENDAR_SESSIONS
    }
}

function Invoke-Pester {
    if (-not (Get-Module Pester -ListAvailable | Where-Object Version -ge '5.5')) {
        Write-Host 'Pester 5.5 or later is not installed: the tests of the module were not run. Install-PSResource Pester brings it.'
        return
    }
    Invoke-Tool dotnet 'build', (Join-Path $PSScriptRoot 'tests/Pester/Fixtures'), '-c', $Configuration, '-nologo'
    # A PowerShell of its own: a second copy of the module in one process would silently run the first one's code.
    $run = Join-Path $PSScriptRoot 'tests/Pester/Run.ps1'
    $module = Join-Path $PSScriptRoot ($Subject -eq 'Package' ? 'out/package/TeemCalendar' : 'out/TeemCalendar')
    $shell = (Get-Process -Id $PID).Path, @('-NoProfile', '-NonInteractive', '-File', $run, '-Module', $module)
    # The same once more through sessions of Exchange and Microsoft.Graph, for what goes over a connection.
    $sessions = $shell[0], ($shell[1] + '-Transport', 'Session')
    if (-not (Test-Path (Join-Path $PSScriptRoot '../shared/reference/graph-v1.csdl'))) {
        Invoke-Tool @shell
        Invoke-Sessions $sessions
        Write-Host "What the cmdlets sent was not held against Microsoft's published contract, which is not beside this repository (../shared/reference)."
        return
    }
    # What all these processes send and are answered goes to one file, which is then held against the contract.
    $traffic = (New-TemporaryFile).FullName
    try {
        $env:TEEMCALENDAR_TRAFFIC = $traffic
        Invoke-Tool @shell
        Invoke-Sessions $sessions
        Remove-Item Env:TEEMCALENDAR_TRAFFIC
        $env:TEEMCALENDAR_TRAFFIC_CHECK = $traffic
        Invoke-Tool dotnet 'test', (Join-Path $PSScriptRoot 'tests/TeemCalendar.Core.Tests'), '-c', $Configuration, '-nologo', '--filter', 'FullyQualifiedName~What_was_recorded_elsewhere'
    }
    finally {
        Remove-Item Env:TEEMCALENDAR_TRAFFIC, Env:TEEMCALENDAR_TRAFFIC_CHECK, $traffic -ErrorAction Ignore
    }
}

function Invoke-Clean {
    Invoke-Tool dotnet 'clean', $solution, '-c', $Configuration, '-nologo', '-v', 'quiet'
    Remove-Item (Join-Path $PSScriptRoot 'out') -Recurse -Force -ErrorAction Ignore
}

# pwsh -File hands over a list as one text.
$steps = $Task -split ',' | ForEach-Object Trim
foreach ($step in $steps) {
    if ($step -notin 'Build', 'Test', 'Pester', 'Package', 'Clean') { throw "There is no task $step. The tasks are Build, Test, Pester, Package and Clean." }
}
foreach ($step in $steps) { & "Invoke-$step" }
