# Stands for Microsoft.Graph's sign-in module: the same names and parameters. Behind it is a sandbox tenant (TeemCalendar.Fixtures.SandboxSession).

$script:session = $null

function Connect-MgGraph {
    [CmdletBinding()]
    param(
        # What is behind it. The real command signs in instead.
        [Parameter(Mandatory)] [TeemCalendar.Fixtures.SandboxSession] $Session
    )
    $script:session = $Session
}

function Disconnect-MgGraph { $script:session = $null }

function Get-MgContext {
    [CmdletBinding()]
    param()
    if ($script:session) {
        [pscustomobject]@{
            ClientId = $script:session.ClientId; TenantId = "$($script:session.TenantId)"; Scopes = @($script:session.Scopes); AuthType = if ($script:session.Person) { 'Delegated' } else { 'AppOnly' }
            Account = if ($script:session.Person) { $script:session.Person }; AppName = 'Microsoft Graph Command Line Tools'; ContextScope = 'Process'; Environment = 'Global'
        }
    }
}

function Invoke-MgGraphRequest {
    [CmdletBinding()]
    param(
        [Parameter(Position = 1)] [ValidateSet('GET', 'POST', 'PUT', 'PATCH', 'DELETE')] [string] $Method = 'GET',
        [Parameter(Mandatory, Position = 2)] [uri] $Uri,
        [Parameter(Position = 3, ValueFromPipeline)] [object] $Body,
        [System.Collections.IDictionary] $Headers,
        [string] $ContentType,
        [ValidateSet('PSObject', 'HttpResponseMessage', 'HashTable', 'Json')] [string] $OutputType = 'HashTable',
        [switch] $SkipHttpErrorCheck,
        [switch] $SkipHeaderValidation
    )
    process {
        if ($Method -in 'POST', 'PATCH' -and $null -eq $Body) { throw [System.Management.Automation.ValidationMetadataException]'Body is required when Method is POST or PATCH.' }
        $answer = $script:session.Send($Method, $Uri, $Headers, $Body, $ContentType)
        if (-not $answer.IsSuccessStatusCode -and -not $SkipHttpErrorCheck) { throw "Response status code does not indicate success: $($answer.StatusCode)." }
        # The real command closes its answer when it is done.
        try { if ($OutputType -eq 'HttpResponseMessage') { $answer } else { $answer.Content.ReadAsStringAsync().Result | ConvertFrom-Json -AsHashtable } }
        finally { $answer.Dispose() }
    }
}

Export-ModuleMember -Function Connect-MgGraph, Disconnect-MgGraph, Get-MgContext, Invoke-MgGraphRequest
