<#
.SYNOPSIS
Sessions of Exchange and of Microsoft.Graph for the tests, with a sandbox tenant behind them. Dot-source it after the module was imported.
.DESCRIPTION
TEEMCALENDAR_SESSIONS names the folder for the tenants behind them, which are written once more when PowerShell ends: who starts it removes it. The modules in Fixtures have the names of Microsoft's, their commands' names and parameters; what they are asked they send to the sandbox over its wire.
#>
param(
    # From here on Connect-TeemTenant -Sandbox connects through such sessions, for tests that were written without them.
    [switch] $Everywhere
)

Get-TeemTenant | Out-Null   # brings the model in, which the fixtures refer to
Import-Module (Join-Path $PSScriptRoot '../../out/tests/TeemCalendar.Fixtures.dll') -Global
Import-Module (Join-Path $PSScriptRoot 'Fixtures/ExchangeOnlineManagement/ExchangeOnlineManagement.psm1') -Global
Import-Module (Join-Path $PSScriptRoot 'Fixtures/Microsoft.Graph.Authentication/Microsoft.Graph.Authentication.psm1') -Global

if ($Everywhere) {
    function global:Connect-TeemTenant {
        # Without attributes, so that every parameter reaches the command as it was given.
        $more = @{}
        if ('-SandboxPath' -notin $args) { $more['SandboxPath'] = Join-Path ($env:TEEMCALENDAR_SESSIONS ?? [System.IO.Path]::GetTempPath()) "teem-$([guid]::NewGuid().ToString('N')).json" }
        if ('-Sandbox' -notin $args) { return TeemCalendar\Connect-TeemTenant @args }
        $behind = TeemCalendar\Connect-TeemTenant @args @more
        $session = [TeemCalendar.Fixtures.SandboxSession]::Open($behind)
        Connect-ExchangeOnline -Session $session
        Connect-MgGraph -Session $session
        TeemCalendar\Connect-TeemTenant @args @more -ExchangeTransport Session -GraphTransport Session
    }
}
