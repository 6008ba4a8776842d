param([string] $Module = (Join-Path $PSScriptRoot '../../out/TeemCalendar'))

# Each command in a tenant as an administrator finds it: new, or with the guide carried out. Of a command that is not here nobody knows what it needs.
$cases = @(
    @{ Command = 'Connect-TeemTenant'; Tenant = 'new'; Run = '' }
    @{ Command = 'Get-TeemServiceAccount'; Tenant = 'done'; Run = 'Get-TeemServiceAccount teem@contoso.example' }
    @{ Command = 'New-TeemServiceAccount'; Tenant = 'new'; Run = 'New-TeemServiceAccount teem@contoso.example' }
    @{ Command = 'Remove-TeemServiceAccount'; Tenant = 'done'; Run = 'Remove-TeemServiceAccount teem@contoso.example' }
    @{ Command = 'Get-TeemRoom'; Tenant = 'done'; Run = 'Get-TeemRoom' }
    @{ Command = 'Get-TeemRoomSetting'; Tenant = 'done'; Run = 'Get-TeemRoomSetting boardroom@contoso.example' }
    @{ Command = 'New-TeemRoom'; Tenant = 'new'; Run = 'New-TeemRoom -Mailbox fjord@contoso.example -Name Fjord -Capacity 8 -City Oslo -TimeZone Europe/Oslo' }
    @{ Command = 'Set-TeemRoomSetting'; Tenant = 'plain'; Run = 'Set-TeemRoomSetting boardroom@contoso.example -Profile Display -TimeZone Europe/Oslo' }
    @{ Command = 'Remove-TeemRoom'; Tenant = 'plain'; Run = 'Remove-TeemRoom boardroom@contoso.example' }
    @{ Command = 'Find-TeemApplication'; Tenant = 'done'; Run = 'Find-TeemApplication' }
    @{ Command = 'Get-TeemApplication'; Tenant = 'done'; Run = 'Get-TeemApplication' }
    @{ Command = 'Register-TeemApplication'; Tenant = 'new'; Run = 'Register-TeemApplication' }
    @{ Command = 'Update-TeemApplication'; Tenant = 'done'; Run = 'Update-TeemApplication -Force' }
    @{ Command = 'Remove-TeemApplication'; Tenant = 'done'; Run = 'Remove-TeemApplication' }
    @{ Command = 'Grant-TeemImpersonation'; Tenant = 'plain'; Run = 'Grant-TeemImpersonation' }
    @{ Command = 'Revoke-TeemImpersonation'; Tenant = 'done'; Run = 'Revoke-TeemImpersonation' }
    @{ Command = 'Update-TeemImpersonation'; Tenant = 'consented'; Run = 'Update-TeemImpersonation' }
    @{ Command = 'Grant-TeemDelegateAccess'; Tenant = 'plain'; Run = 'Grant-TeemDelegateAccess boardroom@contoso.example -ServiceAccount teem@contoso.example -Level FullAccess' }
    @{ Command = 'Revoke-TeemDelegateAccess'; Tenant = 'delegate'; Run = 'Revoke-TeemDelegateAccess boardroom@contoso.example -ServiceAccount teem@contoso.example' }
    @{ Command = 'Get-TeemAccess'; Tenant = 'done'; Run = 'Get-TeemAccess boardroom@contoso.example' }
    @{ Command = 'Test-TeemAccess'; Tenant = 'done'; Run = 'Test-TeemAccess boardroom@contoso.example' }
    @{ Command = 'Wait-TeemAccess'; Tenant = 'done'; Run = 'Wait-TeemAccess boardroom@contoso.example' }
    @{ Command = 'Connect-TeemCalendarAccount'; Tenant = 'plain'; Run = 'Connect-TeemCalendarAccount -Login teem@contoso.example -AccessMode Impersonation' }
    @{ Command = 'Get-TeemCalendarAccount'; Tenant = 'done'; Run = 'Get-TeemCalendarAccount' }
    @{ Command = 'Disconnect-TeemCalendarAccount'; Tenant = 'done'; Run = 'Disconnect-TeemCalendarAccount' }
    @{ Command = 'Add-TeemRoomCalendar'; Tenant = 'plain'; Run = 'Add-TeemRoomCalendar boardroom@contoso.example' }
    @{ Command = 'Get-TeemRoomCalendar'; Tenant = 'done'; Run = 'Get-TeemRoomCalendar' }
    @{ Command = 'Remove-TeemRoomCalendar'; Tenant = 'done'; Run = 'Remove-TeemRoomCalendar boardroom@contoso.example' }
    @{ Command = 'Export-TeemRoomCalendar'; Tenant = 'done'; Run = 'Export-TeemRoomCalendar' }
    @{ Command = 'Sync-TeemRoomCalendar'; Tenant = 'done'; Run = 'Sync-TeemRoomCalendar' }
    @{ Command = 'Start-TeemSync'; Tenant = 'done'; Run = 'Start-TeemSync -Wait | Select-Object -First 1' }
    @{ Command = 'Get-TeemSync'; Tenant = 'done'; Run = 'Get-TeemSync' }
    @{ Command = 'Stop-TeemSync'; Tenant = 'done'; Run = 'Stop-TeemSync' }
    @{ Command = 'Reset-TeemSync'; Tenant = 'done'; Run = 'Reset-TeemSync -All' }
    @{ Command = 'Send-TeemSyncSummary'; Tenant = 'done'; Run = 'Send-TeemSyncSummary facilities@contoso.example' }
    @{ Command = 'Get-TeemReservation'; Tenant = 'done'; Run = 'Get-TeemReservation' }
    @{ Command = 'New-TeemReservation'; Tenant = 'done'; Run = 'New-TeemReservation boardroom@contoso.example -Start 2040-05-12 -Duration 00:30' }
    @{ Command = 'Set-TeemReservation'; Tenant = 'done'; Run = 'Get-TeemReservation -From 2041-01-01 | Set-TeemReservation -Extend 00:15' }
    @{ Command = 'Stop-TeemReservation'; Tenant = 'done'; Run = 'Get-TeemReservation boardroom@contoso.example -Now | Stop-TeemReservation' }
    @{ Command = 'Confirm-TeemReservation'; Tenant = 'done'; Run = 'Get-TeemReservation -From 2041-01-01 | Confirm-TeemReservation' }
    @{ Command = 'Remove-TeemReservation'; Tenant = 'done'; Run = 'Get-TeemReservation -From 2041-01-01 | Remove-TeemReservation' }
    @{ Command = 'Test-TeemIntegration'; Tenant = 'done'; Run = 'Test-TeemIntegration' }
    @{ Command = 'Invoke-TeemOnboarding'; Tenant = 'new'; Run = "[pscustomobject]@{ Name = 'Fjord'; Mailbox = 'fjord@contoso.example'; Capacity = 4 } | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example" }
)

BeforeDiscovery {
    Import-Module $Module
    $proofs = foreach ($case in $cases) {
        foreach ($need in Get-TeemRequiredPermission $case.Command | Where-Object { -not $_.IsOptional -and $_.Kind -in 'Application', 'ExchangeRole', 'RoomRole' }) {
            $case + @{ Without = $need.Permission }
        }
    }
}

BeforeAll {
    Import-Module $Module

    # Ids that Microsoft publishes, the same in every tenant.
    $ids = @{
        'Organization.Read.All' = '498476ce-e0fe-48b0-b801-37ba7e2685c6'; 'User.Read.All' = 'df021288-bdef-4463-88db-98f22de89214'; 'User.ReadWrite.All' = '741f803b-c850-494e-b5df-cde7c675a1ca'
        'Application.Read.All' = '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30'; 'Application.ReadWrite.All' = '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9'; 'DelegatedPermissionGrant.Read.All' = '81b4724a-58aa-41c1-8a55-84ef97466587'
        'DelegatedPermissionGrant.ReadWrite.All' = '8e8e4742-1d95-4f68-9d56-6ee75648c72a'; 'LicenseAssignment.ReadWrite.All' = '5facf0c1-8979-4e95-abcf-ff3d079771c0'; 'Directory.Read.All' = '7ab1d382-f21e-4acd-a863-ba3e13f7da61'
        'AppRoleAssignment.ReadWrite.All' = '06b708a9-e830-4db3-a914-8e69da51d44f'; 'Policy.Read.All' = '246dd0d5-5bd0-4def-940b-0421030a5b68'; 'Domain.Read.All' = 'dbb9058a-0e50-45d7-ae91-66909b5d4664'; 'AuditLog.Read.All' = 'b0afded3-3588-46d8-8b3d-9842eff778da'
        'RoleManagement.Read.Directory' = '483bed4a-2ad3-4361-a73b-c83ccdbdc53c'; 'Exchange.ManageAsApp' = 'dc50a0fb-09a3-484d-be87-e023b12c6440'
    }
    $entraRoles = @{
        'Global Reader' = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451'; 'Exchange Administrator' = '29232cdf-9323-42fd-ade2-1d097af3e4de'; 'Exchange Recipient Administrator' = '31392ffb-586c-42d1-9346-e59415a2cc4e'
        'User Administrator' = 'fe930be7-5e62-47db-91af-98c3a49a38b1'; 'Cloud Application Administrator' = '158c047a-c907-4556-b7ef-446551a6b5f7'; 'Privileged Role Administrator' = 'e8611ab8-c189-46e8-94e1-60213ab1f814'
    }

    # The tenants that the commands are run in, made once by an administrator who may do everything.
    $tenants = @{
        new       = { }
        plain     = {
            'boardroom', 'atrium' | ForEach-Object { New-TeemRoom -Mailbox "$_@contoso.example" -Name $_ } | Out-Null
            New-TeemServiceAccount teem@contoso.example | Out-Null
            Register-TeemApplication | Out-Null
        }
        done      = { 'boardroom', 'atrium' | ForEach-Object { [pscustomobject]@{ Name = $_; Mailbox = "$_@contoso.example" } } | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example | Out-Null
            Sync-TeemRoomCalendar | Out-Null
            # What the room itself organizes: one to come, and one that goes on.
            New-TeemReservation boardroom@contoso.example -Start 2041-05-11 -Duration 00:30 | Out-Null
            Get-TeemReservation boardroom@contoso.example -From ([DateTimeOffset]::UtcNow.AddMinutes(-10)) -To ([DateTimeOffset]::UtcNow.AddHours(1)) | Where-Object IsBusy | Remove-TeemReservation -Release
            New-TeemReservation boardroom@contoso.example -Start ([DateTimeOffset]::UtcNow.AddMinutes(-10)) -Duration 01:00 | Out-Null
        }
        consented = { New-TeemRoom -Mailbox boardroom@contoso.example -Name boardroom | Out-Null; Register-TeemApplication | Out-Null }
        delegate  = { . $tenants.plain; Grant-TeemDelegateAccess boardroom@contoso.example -ServiceAccount teem@contoso.example -Level FullAccess | Out-Null }
    }
    $ConfirmPreference = 'None'
    foreach ($name in $tenants.Keys) {
        New-Item -ItemType Directory (Join-Path $TestDrive $name) | Out-Null
        Connect-TeemTenant -Sandbox -SandboxPath (Join-Path $TestDrive "$name/tenant.json") | Out-Null
        . $tenants[$name] 3>$null
        Disconnect-TeemTenant
    }
    # The whole tenant consented to calendars for our application, whose key is here: whether it is let in shows at once, and no cache is waited out.
    $path = Join-Path $TestDrive consented/tenant.json
    $tenant = [System.Text.Json.Nodes.JsonNode]::Parse([System.IO.File]::ReadAllText($path))
    $called = { param($name) $tenant['ServicePrincipals'].AsObject().GetEnumerator() | Where-Object { [string]$_.Value['DisplayName'] -eq $name } | ForEach-Object { $_.Key } }
    $tenant['AppRoleAssignments'].AsArray().Add([System.Text.Json.Nodes.JsonNode]::Parse((@{
                    Id = [guid]::NewGuid().ToString(); PrincipalId = & $called TeemCalendar; ResourceId = & $called 'Microsoft Graph'; AppRoleId = 'ef54d2bf-783f-4e0f-bca1-3210c0444d99'; Created = '2026-01-01T00:00:00+00:00'
                } | ConvertTo-Json)))
    [System.IO.File]::WriteAllText($path, $tenant.ToJsonString())

    # Takes from the administering application all but what is named, in the tenant's file; who signs in then has no more.
    function Limit-Administrator([string] $Path, [string[]] $Application, [string[]] $ExchangeRole, [string[]] $EntraRole, [string[]] $RoomRole) {
        $tenant = [System.Text.Json.Nodes.JsonNode]::Parse([System.IO.File]::ReadAllText($Path))
        $principal = $tenant['ServicePrincipals'].AsObject().GetEnumerator() | Where-Object { [string]$_.Value['AppId'] -eq [string]$tenant['AdminAppId'] } | ForEach-Object { $_.Key }
        $graph = $tenant['ServicePrincipals'].AsObject().GetEnumerator() | Where-Object { [string]$_.Value['AppId'] -eq '00000003-0000-0000-c000-000000000000' } | ForEach-Object { $_.Key }
        $exchange = $tenant['ServicePrincipals'].AsObject().GetEnumerator() | Where-Object { [string]$_.Value['AppId'] -eq '00000002-0000-0ff1-ce00-000000000000' } | ForEach-Object { $_.Key }
        foreach ($list in 'AppRoleAssignments', 'DirectoryRoles') {
            $all = $tenant[$list].AsArray()
            for ($i = $all.Count - 1; $i -ge 0; $i--) { if ([string]$all[$i]['PrincipalId'] -eq $principal) { $all.RemoveAt($i) } }
        }
        foreach ($permission in $Application | Sort-Object -Unique) {
            if (-not $ids[$permission]) { throw "The tests have no id of $permission." }
            $resource = $permission -eq 'Exchange.ManageAsApp' ? $exchange : $graph
            $tenant['AppRoleAssignments'].AsArray().Add([System.Text.Json.Nodes.JsonNode]::Parse((@{ Id = [guid]::NewGuid().ToString(); PrincipalId = $principal; ResourceId = $resource; AppRoleId = $ids[$permission]; Created = '2026-01-01T00:00:00+00:00' } | ConvertTo-Json)))
        }
        foreach ($role in $EntraRole) {
            $tenant['DirectoryRoles'].AsArray().Add([System.Text.Json.Nodes.JsonNode]::Parse((@{ PrincipalId = $principal; RoleTemplateId = $entraRoles[$role] } | ConvertTo-Json)))
        }
        if ($ExchangeRole) {
            $tenant['RoleGroups'].AsArray().Add([System.Text.Json.Nodes.JsonNode]::Parse((@{ Guid = [guid]::NewGuid().ToString(); Name = 'Least'; Description = ''; Roles = @($ExchangeRole); Members = @($principal) } | ConvertTo-Json)))
        }
        # What reads the rooms is another application: what it was granted, or nothing of it.
        foreach ($assignment in $tenant['RoleAssignments'].AsArray()) {
            if ([string]$assignment['AssigneeType'] -eq 'ServicePrincipal') { if ($RoomRole) { $assignment['Role'] = $RoomRole[0] } else { $assignment['Disabled'] = $true } }
        }
        [System.IO.File]::WriteAllText($Path, $tenant.ToJsonString())
    }

    # Runs a command as that application: what came, and what was said when it was refused.
    function Invoke-Limited([string] $Tenant, [string] $Run, [object[]] $Needs, [string[]] $EntraRole) {
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        Copy-Item (Join-Path $TestDrive $Tenant) $folder -Recurse
        $path = Join-Path $folder tenant.json
        $kind = { param($kind) @($Needs | Where-Object Kind -eq $kind | ForEach-Object Permission) }
        # Of a command that says nothing of the rooms the application keeps what it has.
        $rooms = & $kind RoomRole
        Limit-Administrator $path (& $kind Application) (& $kind ExchangeRole) $EntraRole ($rooms ? $rooms : $Needs.For -contains 'without rooms' ? @() : 'Application Calendars.ReadWrite')
        $said = [System.Collections.Generic.List[string]]::new()
        $out = @()
        try {
            Connect-TeemTenant -Sandbox -SandboxPath $path -MaxRetry 0 -ErrorAction Stop | Out-Null
            $out = @(& ([scriptblock]::Create($Run)) -ErrorVariable failed 2>&1 3>$null)
            foreach ($record in $out | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }) { $said.Add("$($record.Exception.Message) $($record.ErrorDetails.RecommendedAction)") }
        }
        catch { $said.Add("$($_.Exception.Message) $($_.ErrorDetails.RecommendedAction)") }
        finally { Disconnect-TeemTenant -ErrorAction SilentlyContinue }
        # A check, a change and a round of synchronisation tell their failures themselves.
        foreach ($check in $out | Where-Object { $_ -is [TeemCalendar.Check] -and $_.Cause -match 'PermissionMissing|AccessDenied' }) { $said.Add("$($check.Detail) $($check.Remedy)") }
        foreach ($failed in $out | Where-Object { $_ -is [TeemCalendar.Change] -or $_ -is [TeemCalendar.SyncResult] } | Where-Object Outcome -eq Failed) { $said.Add($failed.Detail) }
        Remove-Item $folder -Recurse -Force
        $said
    }
}

Describe 'Get-TeemRequiredPermission' {
    It 'knows every command of the module' {
        $commands = (Import-PowerShellDataFile (Join-Path $Module 'TeemCalendar.psd1')).CmdletsToExport
        $commands | Get-TeemRequiredPermission -ErrorVariable unknown -ErrorAction SilentlyContinue | Out-Null
        $unknown.TargetObject | Should -BeNullOrEmpty -Because 'a new command has a line in src/TeemCalendar.Core/Guide/required-permissions.txt'
        Get-TeemRequiredPermission | ForEach-Object Command | Sort-Object -Unique | Should -BeIn $commands
    }

    It 'takes names, wildcards and commands from the pipeline, without a connection' {
        $needs = Get-TeemRequiredPermission New-TeemRoom
        $needs | Should -BeOfType TeemCalendar.RequiredPermission
        ($needs | Where-Object Kind -eq ExchangeRole).Permission | Should -Contain 'Mail Recipient Creation'
        ($needs | Where-Object IsOptional).For | Should -Contain '-RoomList'
        (Get-TeemRequiredPermission '*-TeemRoom').Command | Sort-Object -Unique | Should -Be 'Get-TeemRoom', 'New-TeemRoom', 'Remove-TeemRoom'
        (Get-Command Get-TeemRoom | Get-TeemRequiredPermission).Command | Select-Object -Unique | Should -Be 'Get-TeemRoom'
        Get-TeemRequiredPermission Get-TeemTenant -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'says what it does not know' {
        Get-TeemRequiredPermission Get-TeemNothing -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CommandNotFound,*'
    }

    It 'is proved for every command that needs something' {
        $needing = Get-TeemRequiredPermission | ForEach-Object Command | Sort-Object -Unique
        $needing | Where-Object { $_ -notin $cases.Command } | Should -BeNullOrEmpty -Because 'a new command has a case at the top of this file'
    } -TestCases @{ cases = $cases }
}

Describe 'The least permissions' {
    It '<Command> succeeds with exactly what is listed' -ForEach $cases {
        Invoke-Limited $Tenant $Run (Get-TeemRequiredPermission $Command | Where-Object { -not $_.IsOptional }) | Should -BeNullOrEmpty
    }

    It '<Command> succeeds with the Entra roles in the place of the Exchange roles' -ForEach $cases {
        $needs = Get-TeemRequiredPermission $Command | Where-Object { -not $_.IsOptional }
        Invoke-Limited $Tenant $Run ($needs | Where-Object Kind -ne ExchangeRole) ($needs | Where-Object Kind -eq EntraRole).Permission | Should -BeNullOrEmpty
    }

    It '<Command> without <Without> says so' -ForEach $proofs {
        $needs = Get-TeemRequiredPermission $Command | Where-Object { -not $_.IsOptional -and $_.Permission -ne $Without }
        if ($Without -like 'Application *') { $needs = @($needs) + [pscustomobject]@{ Kind = 'None'; For = 'without rooms' } }
        $said = Invoke-Limited $Tenant $Run $needs
        $said | Should -Not -BeNullOrEmpty
        $said -join "`n" | Should -Match ([regex]::Escape($Without))
    }
}
