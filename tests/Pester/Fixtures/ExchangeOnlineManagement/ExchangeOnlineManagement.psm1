# Stands for Exchange's module: the same names, and commands in a module of their own that comes with the connection. Behind it is a sandbox tenant (TeemCalendar.Fixtures.SandboxSession).

$script:connections = [System.Collections.Generic.List[object]]::new()
$script:made = @{}

# The module of a connection's commands, with Exchange's names and parameters. The connection hands its session over, so that one module serves many tests.
function New-CommandModule([string] $Prefix, [string[]] $CommandName) {
    $key = "$Prefix/$CommandName"
    if ($script:made[$key]) { return $script:made[$key] }
    $name = "tmpEXO_$([guid]::NewGuid().ToString('N').Substring(0, 8))"
    $folder = New-Item (Join-Path ([System.IO.Path]::GetTempPath()) $name) -ItemType Directory
    $text = [System.Text.StringBuilder]::new(@'
$holder = @{ Session = $null }
$common = [System.Management.Automation.Cmdlet]::CommonParameters + 'WhatIf', 'Confirm'
function Set-Session($Session) { $holder.Session = $Session }
function Invoke-ExchangeCommand($Cmdlet, [string] $Name, $Bound) {
    $parameters = @{}
    foreach ($entry in $Bound.GetEnumerator()) { if ($entry.Key -notin $common) { $parameters[$entry.Key] = $entry.Value } }
    $reply = $holder.Session.RunCommand($Name, $parameters)
    foreach ($warning in $reply.Warnings) { $Cmdlet.WriteWarning($warning) }
    foreach ($row in $reply.Rows) { $Cmdlet.WriteObject($row) }
    if ($reply.Error) { Write-ErrorMessage $reply.Error }
}
function Write-ErrorMessage { [CmdletBinding()] param($ErrorObject) $PSCmdlet.WriteError($ErrorObject) }
'@)
    $commands = foreach ($line in Get-Content (Join-Path $PSScriptRoot commands.txt)) {
        $command, $parameters = $line -split ' '
        if ($CommandName -and -not ($CommandName | Where-Object { $command -like $_ })) { continue }
        $command
        $asks = 'WhatIf:' -in $parameters
        $declared = foreach ($parameter in $parameters) {
            if ($parameter -in 'WhatIf:', 'Confirm:', '') { continue }
            if ($parameter.EndsWith(':')) { "[switch] `${$($parameter.TrimEnd(':'))}" } elseif ($parameter.EndsWith('*')) { "[securestring] `${$($parameter.TrimEnd('*'))}" } else { "`${$parameter}" }
        }
        $go = if ($asks) { "if (`$PSCmdlet.ShouldProcess('it')) { Invoke-ExchangeCommand `$PSCmdlet $command `$PSBoundParameters }" } else { "Invoke-ExchangeCommand `$PSCmdlet $command `$PSBoundParameters" }
        $null = $text.Append("`nfunction $command { [CmdletBinding($(if ($asks) { "SupportsShouldProcess, ConfirmImpact = 'High'" }))] param($($declared -join ', ')) process { $go } }")
    }
    $null = $text.Append("`nExport-ModuleMember -Function $($commands -join ', ')")
    Set-Content (Join-Path $folder "$name.psm1") $text.ToString()
    $module = Import-Module (Join-Path $folder "$name.psm1") -Global -DisableNameChecking -Prefix $Prefix -PassThru
    $script:made[$key] = [pscustomobject]@{ Folder = $folder.FullName; Module = $module }
    $script:made[$key]
}

function Connect-ExchangeOnline {
    [CmdletBinding()]
    param(
        # What is behind it. The real command signs in instead.
        [Parameter(Mandatory)] [TeemCalendar.Fixtures.SandboxSession] $Session,
        [string] $Prefix = '',
        [string[]] $CommandName,
        [string] $ConnectionUri = 'https://outlook.office365.com'
    )
    $made = New-CommandModule $Prefix $CommandName
    if (-not (Get-Module $made.Module.Name)) { Import-Module $made.Module -Global -DisableNameChecking -Prefix $Prefix }
    & $made.Module { param($Session) Set-Session $Session } $Session
    $script:connections.Add([pscustomobject]@{
            ConnectionId = [guid]::NewGuid(); State = 'Connected'; Id = $script:connections.Count + 1; Name = "ExchangeOnline_$($script:connections.Count + 1)"
            UserPrincipalName = $Session.Person; ConnectionUri = $ConnectionUri; AzureAdAuthorizationEndpointUri = 'https://login.microsoftonline.com/organizations'
            TokenExpiryTimeUTC = [System.DateTimeOffset]::UtcNow.AddHours(1); CertificateAuthentication = $false; ModuleName = $made.Folder; ModulePrefix = $Prefix; Organization = ''; DelegatedOrganization = ''
            AppId = if ($Session.Person) { '' } else { $Session.ClientId }; PageSize = 1000; TenantID = "$($Session.TenantId)"; TokenStatus = 'Active'; ConnectionUsedForInbuiltCmdlets = $true
            IsEopSession = $ConnectionUri -like '*compliance*'
        })
}

# A session of an Exchange server, as Import-PSSession leaves it behind: a module that carries its mark. Behind it is a sandbox with such a server.
function Import-ServerSession {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [TeemCalendar.Fixtures.SandboxSession] $Session, [string] $Prefix = '')
    $made = New-CommandModule $Prefix '*-ManagementScope', '*-ManagementRole*', '*-RoleGroup*', 'Get-AcceptedDomain', 'Get-OrganizationConfig', '*-Mailbox', '*-MailboxPermission', '*-MailboxFolder*', '*-MailboxRegionalConfiguration', '*-CalendarProcessing', 'Get-User', 'Get-Recipient', 'Get-Group', '*-DistributionGroup*'
    & $made.Module { param($Session) Set-Session $Session } $Session
    $made.Module.PrivateData = @{ ImplicitRemoting = $true }
    $made.Module
}

function Disconnect-ExchangeOnline {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param()
    if (-not $PSCmdlet.ShouldProcess('All sessions')) { return }
    $script:connections.Clear()
    foreach ($made in $script:made.Values) {
        Remove-Module $made.Module -Force
        Remove-Item $made.Folder -Recurse
    }
    $script:made.Clear()
}

function Get-ConnectionInformation {
    [CmdletBinding()]
    param([string[]] $ConnectionId, [string[]] $ModulePrefix)
    $script:connections
}

Export-ModuleMember -Function Import-ServerSession, Connect-ExchangeOnline, Disconnect-ExchangeOnline, Get-ConnectionInformation
