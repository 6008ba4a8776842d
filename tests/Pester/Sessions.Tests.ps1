param([string] $Module = (Join-Path $PSScriptRoot '../../out/TeemCalendar'))

# What holds for connections through sessions of Exchange and of Microsoft.Graph. That the commands work over them as over tokens, Run.ps1 -Transport Session shows with the other tests.

BeforeAll {
    Import-Module $Module
    . (Join-Path $PSScriptRoot Sessions.ps1)
    $inside = [System.Reflection.BindingFlags]'Static, NonPublic'
    $wire = [TeemCalendar.Commands.ConnectTeemTenant].GetProperty('Wire', $inside)

    # The tenant that is behind the sessions, with some rooms. Sign-in is answered by it, under Microsoft's own addresses.
    $behind = Connect-TeemTenant -Sandbox
    1..12 | ForEach-Object { [pscustomobject]@{ Name = "Room $_"; Mailbox = "room$_@contoso.example" } } | New-TeemRoom | Out-Null
    $session = [TeemCalendar.Fixtures.SandboxSession]::Open($behind)
    $wire.SetValue($null, $session.Wire)
    $elsewhere = Connect-TeemTenant -Sandbox -SandboxDomain elsewhere.example
    $other = [TeemCalendar.Fixtures.SandboxSession]::Open($elsewhere)
    Disconnect-TeemTenant

    # Stores are kept for each tenant; the tests' are kept nowhere else than here.
    function Connect-Session { TeemCalendar\Connect-TeemTenant -StorePath (Join-Path $TestDrive "$([guid]::NewGuid()).db") @args }
    function Get-Asked([scriptblock] $Script) {
        $before = $session.Asked.Count
        & $Script | Out-Null
        $session.Asked | Select-Object -Skip $before
    }
}

AfterAll {
    $wire.SetValue($null, $null)
    Disconnect-ExchangeOnline -Confirm:$false
    Disconnect-MgGraph
}

Describe 'Connect-TeemTenant with sessions that are there' {
    AfterEach {
        Disconnect-TeemTenant
        Disconnect-ExchangeOnline -Confirm:$false
        Disconnect-MgGraph
    }

    It 'takes both' {
        Connect-ExchangeOnline -Session $session
        Connect-MgGraph -Session $session
        $tenant = Connect-Session
        $tenant.SignIn, $tenant.ExchangeTransport, $tenant.GraphTransport | Should -Be 'Session', 'Session', 'Session'
        $tenant.TenantId | Should -Be $behind.TenantId
        $tenant.Domain | Should -Be 'contoso.example'
        $tenant.Account | Should -Be $session.ClientId
        $tenant.Environment | Should -Be 'Global'
        $tenant.Writes | Should -Be 0
        Get-TeemRoom | Should -HaveCount 12
    }

    It 'finds the commands of a prefix' {
        Connect-ExchangeOnline -Session $session -Prefix Cloud
        Connect-MgGraph -Session $session
        Get-Command Get-CloudMailbox | Should -Not -BeNullOrEmpty
        Connect-Session | Out-Null
        Get-TeemRoom | Should -HaveCount 12
    }

    It 'works with Exchange alone, and says what it cannot' {
        Connect-ExchangeOnline -Session $session
        $tenant = Connect-Session -WarningVariable warned -WarningAction SilentlyContinue
        $tenant.GraphTransport | Should -Be 'None'
        $warned | Should -HaveCount 1
        Get-TeemRoom | Should -HaveCount 12
        $refused = { Find-TeemApplication -ErrorAction Stop } | Should -Throw -PassThru
        $refused.FullyQualifiedErrorId | Should -BeLike 'GraphNotConnected,*'
        $refused.ErrorDetails.RecommendedAction | Should -Match 'Connect-MgGraph'
    }

    It 'refuses sessions of two tenants, and names both' {
        Connect-ExchangeOnline -Session $session
        Connect-MgGraph -Session $other
        $refused = { Connect-Session } | Should -Throw -PassThru
        $refused.FullyQualifiedErrorId | Should -BeLike 'TenantsDiffer,*'
        $refused.Exception.Message | Should -Match $behind.TenantId
        $refused.Exception.Message | Should -Match $elsewhere.TenantId
        Get-TeemTenant | Should -BeNullOrEmpty
    }

    It 'refuses a session that is asked for and not there' {
        # Security and Compliance is no Exchange.
        Connect-ExchangeOnline -Session $session -ConnectionUri https://nam12b.ps.compliance.protection.outlook.com
        { Connect-Session -ExchangeTransport Session } | Should -Throw -ErrorId 'ExchangeNotConnected,*'
        { Connect-Session -GraphTransport Session } | Should -Throw -ErrorId 'GraphNotConnected,*'
    }

    It 'takes a token for the one and the session for the other' {
        $secret = [pscredential]::new($session.ClientId, (ConvertTo-SecureString $session.ClientSecret -AsPlainText))
        Connect-ExchangeOnline -Session $session
        $tenant = Connect-Session -TenantId contoso.example -ClientSecretCredential $secret
        $tenant.ExchangeTransport, $tenant.GraphTransport | Should -Be 'Session', 'Sdk'
        (Get-Asked { Get-TeemRoom | Should -HaveCount 12 }) -like '*/v1.0/*' | Should -BeNullOrEmpty
        Get-Asked { Find-TeemApplication } | Should -BeNullOrEmpty
        (Connect-Session -TenantId contoso.example -ClientSecretCredential $secret -ExchangeTransport Rest).ExchangeTransport | Should -Be 'Rest'
    }

    It 'takes the token where the session is in another tenant, unless the session is asked for' {
        $secret = [pscredential]::new($session.ClientId, (ConvertTo-SecureString $session.ClientSecret -AsPlainText))
        Connect-ExchangeOnline -Session $other
        (Connect-Session -TenantId contoso.example -ClientSecretCredential $secret).ExchangeTransport | Should -Be 'Rest'
        { Connect-Session -TenantId contoso.example -ClientSecretCredential $secret -ExchangeTransport Session } | Should -Throw -ErrorId 'TenantsDiffer,*'
    }

    It 'names the scope that the session of Graph lacks' {
        Connect-ExchangeOnline -Session $session
        Connect-MgGraph -Session ([TeemCalendar.Fixtures.SandboxSession]::OpenAs($behind, 'amelie.fournier@contoso.example', 'User.Read'))
        Connect-Session | Out-Null
        $refused = { Find-TeemApplication -ErrorAction Stop } | Should -Throw -PassThru
        $refused.FullyQualifiedErrorId | Should -BeLike 'GraphPermissionMissing,*'
        $refused.ErrorDetails.RecommendedAction | Should -BeLike 'Connect-MgGraph -Scopes Application.Read.All*'
    }

    It 'takes no session for a sandbox that did not ask for it' {
        Connect-ExchangeOnline -Session $session
        Connect-MgGraph -Session $session
        $tenant = TeemCalendar\Connect-TeemTenant -Sandbox -SandboxDomain third.example
        $tenant.ExchangeTransport, $tenant.GraphTransport | Should -Be 'Rest', 'Sdk'
        $tenant.TenantId | Should -Not -Be $behind.TenantId
    }
}

Describe 'A command over sessions' {
    BeforeAll {
        Connect-ExchangeOnline -Session $session
        Connect-MgGraph -Session $session
        $tenant = Connect-Session
        # The module that holds Exchange's commands, to make them slow or talkative.
        $exchange = Get-Module tmpEXO_*
        function Set-Command([string] $Name, [string] $Body) { & $exchange { param($Text) . ([scriptblock]::Create($Text)) } "function script:$Name { $Body }" }
    }

    It 'runs no function of the same name that is the user''s' {
        $theirs = 'Get-Mailbox', 'Get-ConnectionInformation', 'Invoke-MgGraphRequest' | ForEach-Object { Get-Item "function:$_" } | Select-Object Name, ScriptBlock
        function global:Get-Mailbox { throw 'This is not Exchange''s.' }
        function global:Get-ConnectionInformation { throw 'This is not Exchange''s.' }
        function global:Invoke-MgGraphRequest { throw 'This is not Graph''s.' }
        try {
            Get-TeemRoom | Should -HaveCount 12
            Find-TeemApplication | Out-Null
        }
        finally { $theirs | ForEach-Object { Set-Item "function:global:$($_.Name)" $_.ScriptBlock } }
    }

    It 'is not changed by the user''s defaults and preferences' {
        $global:PSDefaultParameterValues['Get-Mailbox:Filter'] = "DisplayName -eq 'nobody'"
        $global:ErrorActionPreference = 'Stop'
        $global:Error.Clear()
        try {
            Get-TeemRoom | Should -HaveCount 12
            Get-TeemRoom nobody@contoso.example -ErrorAction SilentlyContinue
            # Exchange's own error, which was expected, is not seen.
            $global:Error | Should -HaveCount 1
            $global:Error[0].FullyQualifiedErrorId | Should -BeLike 'RoomNotFound,*'
        }
        finally {
            $global:PSDefaultParameterValues.Remove('Get-Mailbox:Filter')
            $global:ErrorActionPreference = 'Continue'
        }
    }

    It 'writes nothing under -WhatIf, and does not pass it on' {
        $before = $tenant.Writes
        (Get-Asked { Set-TeemRoomSetting room1@contoso.example -BookingWindowInDays 333 -WhatIf }) -match '^(Set|New|Add|Remove)-' | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be $before
        $global:WhatIfPreference = $true
        try {
            # Without -WhatIf:$false of its own Exchange's command would do nothing, and say that it did.
            Set-TeemRoomSetting room1@contoso.example -BookingWindowInDays 333 -WhatIf:$false
        }
        finally { $global:WhatIfPreference = $false }
        (Get-TeemRoomSetting room1@contoso.example | Where-Object Setting -eq BookingWindowInDays).Value | Should -Be 333
        (Get-Asked { Set-TeemRoomSetting room1@contoso.example -BookingWindowInDays 333 }) -match '^Set-' | Should -BeNullOrEmpty
    }

    It 'writes one error for a room that fails, and goes on' {
        'room1@contoso.example', 'nobody@contoso.example', 'room2@contoso.example' | Get-TeemRoom -ErrorVariable failed -ErrorAction SilentlyContinue | Should -HaveCount 2
        $failed | Should -HaveCount 1
        $failed[0].TargetObject | Should -Be 'nobody@contoso.example'
        'room1@contoso.example', 'nobody@contoso.example', 'room2@contoso.example' | Set-TeemRoomSetting -BookingWindowInDays 200 -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'RoomNotFound,*'
        Get-TeemRoomSetting room2@contoso.example | Where-Object Setting -eq BookingWindowInDays | ForEach-Object Value | Should -Be 200
    }

    It 'takes rooms from the session''s own command, in the middle of its listing' {
        Get-Mailbox -RecipientTypeDetails RoomMailbox | Get-TeemRoom | Should -HaveCount 12
        Get-Mailbox -RecipientTypeDetails RoomMailbox | Set-TeemRoomSetting -BookingWindowInDays 250
        (Get-TeemRoomSetting | Where-Object Setting -eq BookingWindowInDays).Value | Sort-Object -Unique | Should -Be 250
    }

    It 'is in doubt of a change whose answer was lost, and looks before it is sent again' {
        $mine = & $exchange { Get-Item function:Set-CalendarProcessing }
        # The first time it is done, and the connection breaks.
        & $exchange { $script:lost = 0 }
        Set-Command Set-CalendarProcessing "[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param(`$Identity, `$BookingWindowInDays) Invoke-ExchangeCommand `$PSCmdlet Set-CalendarProcessing `$PSBoundParameters; if (`$script:lost++ -eq 0) { throw [System.Net.Http.HttpRequestException]'The connection was closed.' }"
        try {
            Get-Asked { Set-TeemRoomSetting room4@contoso.example -BookingWindowInDays 77 -ErrorVariable failed } | Where-Object { $_ -eq 'Set-CalendarProcessing' } | Should -HaveCount 1
            $failed | Should -BeNullOrEmpty
        }
        finally { Set-Command Set-CalendarProcessing $mine.Definition }
        (Get-TeemRoomSetting room4@contoso.example | Where-Object Setting -eq BookingWindowInDays).Value | Should -Be 77
    }

    It 'tells warnings of Exchange''s as its own' {
        $mine = & $exchange { Get-Item function:Get-Place }
        Set-Command Get-Place '[CmdletBinding()] param($Identity, $Type, $ResultSize) Write-Warning "Micro delay applied."; Write-Host "noise"; Write-Progress "noise"; Write-Verbose "noise"'
        try {
            $all = Get-TeemRoom -WarningVariable warned -WarningAction SilentlyContinue -InformationVariable told
            $all | Should -HaveCount 12
            $warned.Message | Should -Be 'Get-Place: Micro delay applied.'
            $told | Should -BeNullOrEmpty
        }
        finally { Set-Command Get-Place $mine.Definition }
    }

    It 'tells Exchange''s errors by their class, wherever it stands' -ForEach @(
        @{ Where = 'the text of Exchange''s module'; Body = 'Write-Error "Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|Nothing is there."'; Id = 'RoomNotFound' }
        @{ Where = 'the id of a server'; Body = '$PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([Exception]"Es fehlt.", "[Server=EX01,RequestId=5d2c1b3a-0000-4000-8000-1b2c3d4e5f60,TimeStamp=x] [FailureCategory=Cmdlet-ManagementObjectNotFoundException] 4B953CE,Microsoft.Exchange.X", "NotSpecified", $null))'; Id = 'RoomNotFound' }
        @{ Where = 'the reason'; Body = '$e = [System.Management.Automation.ErrorRecord]::new([Exception]"Il manque.", "x", "NotSpecified", $null); $e.CategoryInfo.Reason = "ManagementObjectNotFoundException"; throw $e'; Id = 'RoomNotFound' }
        @{ Where = 'an ambiguous name'; Body = 'throw "Ex41|Microsoft.Exchange.Configuration.Tasks.ManagementObjectAmbiguousException|Two of them."'; Id = 'ExchangeObjectAmbiguous' }
        @{ Where = 'a parameter that the role lacks'; Body = 'NoSuchThing'; Parameters = ''; Id = 'ExchangePermissionMissing' }
    ) {
        $mine = & $exchange { Get-Item function:Get-Mailbox }
        Set-Command Get-Mailbox "[CmdletBinding()] param($($Parameters ?? '$Identity')) $Body"
        try {
            Get-TeemRoom nobody@contoso.example -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        }
        finally { Set-Command Get-Mailbox $mine.Definition }
    }

    It 'is stopped in the middle of a slow command' {
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule([string[]]$Module)
        $shell = [powershell]::Create($state)
        $begun = [System.Threading.ManualResetEventSlim]::new()
        try {
            $shell.Runspace.SessionStateProxy.SetVariable('session', $session)
            $shell.Runspace.SessionStateProxy.SetVariable('begun', $begun)
            $shell.AddScript("Get-TeemTenant; . '$PSScriptRoot/Sessions.ps1'; Connect-ExchangeOnline -Session `$session; Connect-TeemTenant -StorePath '$TestDrive/stopped.db' -WarningAction Ignore").Invoke() | Out-Null
            $shell.Streams.Error | Should -BeNullOrEmpty
            $shell.Commands.Clear()
            $shell.AddScript('& (Get-Module tmpEXO_*) { param($begun) $script:begun = $begun; function script:Get-Mailbox { [CmdletBinding()] param($RecipientTypeDetails, $ResultSize) $script:begun.Set(); Wait-Event -SourceIdentifier never } } $begun; Get-TeemRoom') | Out-Null
            $call = $shell.BeginInvoke()
            $begun.Wait([timespan]::FromMinutes(1)) | Should -BeTrue
            $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne([timespan]::FromMinutes(1)) | Should -BeTrue
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally { $shell.Dispose() }
    }

    It 'says in another runspace that the session is not there' {
        $shell = [powershell]::Create()
        try {
            $shell.AddScript('param($module, $tenant) Import-Module $module; Get-TeemRoom -Connection $tenant').AddArgument($Module).AddArgument($tenant).Invoke() | Out-Null
            $shell.Streams.Error | Should -HaveCount 1
            $shell.Streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'ExchangeSessionGone,*'
            $shell.Streams.Error[0].ErrorDetails.RecommendedAction | Should -Match 'token of this module'
        }
        finally { $shell.Dispose() }
    }

    It 'says that what outlives its command has no session' {
        $runner = $tenant.GetType().Assembly, [TeemCalendar.Commands.ConnectTeemTenant].Assembly | ForEach-Object { $_.GetType('TeemCalendar.Pipeline.SessionRunner') } | Where-Object { $_ }
        $refused = { $runner.GetProperty('Here', $inside).GetValue($null) } | Should -Throw -PassThru
        $refused.Exception.GetBaseException().Id | Should -Be 'SessionOutOfReach'
        $refused.Exception.GetBaseException().Remedy | Should -Match 'token'
    }

    It 'refuses a session that has moved to another tenant' {
        Connect-ExchangeOnline -Session $other
        try { { Get-TeemRoom -ErrorAction Stop } | Should -Throw -ErrorId 'TenantsDiffer,*' }
        finally {
            Disconnect-ExchangeOnline -Confirm:$false
            Connect-ExchangeOnline -Session $session
        }
        Get-TeemRoom | Should -HaveCount 12
    }

    It 'names the role where the session has no such command' {
        Disconnect-ExchangeOnline -Confirm:$false
        Connect-ExchangeOnline -Session $session -CommandName Get-*, Test-*
        try {
            Get-TeemRoom | Should -HaveCount 12
            Set-TeemRoomSetting room3@contoso.example -BookingWindowInDays 99 -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'ExchangePermissionMissing,*'
            $failed[0].CategoryInfo.Category | Should -Be 'PermissionDenied'
            $failed[0].ErrorDetails.RecommendedAction | Should -Match 'Mail Recipients'
        }
        finally {
            Disconnect-ExchangeOnline -Confirm:$false
            Connect-ExchangeOnline -Session $session
        }
    }
}

Describe 'An audit as Global Reader' {
    BeforeAll {
        # What he is to find, made by the administrator, who also consented to what Microsoft's Graph client may ask for.
        Register-TeemApplication -Connection $behind | Out-Null
        Grant-TeemImpersonation -Application TeemCalendar -Connection $behind | Out-Null
        $admin = [TeemCalendar.Fixtures.SandboxSession]::OpenAs($behind, 'admin@contoso.example', 'RoleManagement.ReadWrite.Directory', 'Directory.Read.All', 'Policy.Read.All')
        $reader = 'amelie.fournier@contoso.example'
        $id = ($admin.Send('GET', "https://graph.microsoft.com/v1.0/users/$reader", $null, $null, $null).Content.ReadAsStringAsync().Result | ConvertFrom-Json).id
        $given = $admin.Send('POST', 'https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments', $null,
            (@{ '@odata.type' = '#microsoft.graph.unifiedRoleAssignment'; roleDefinitionId = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451'; principalId = $id; directoryScopeId = '/' } | ConvertTo-Json), 'application/json')
        $given.IsSuccessStatusCode | Should -BeTrue -Because $given.Content.ReadAsStringAsync().Result
        Disconnect-ExchangeOnline -Confirm:$false
        $session = [TeemCalendar.Fixtures.SandboxSession]::OpenAs($behind, $reader, 'Directory.Read.All', 'Policy.Read.All')
        Connect-ExchangeOnline -Session $session -CommandName Get-*, Test-*
        Connect-MgGraph -Session $session
        $tenant = Connect-Session
    }

    AfterAll { Disconnect-TeemTenant }

    It 'is signed in as he is' {
        $tenant.Account | Should -Be $reader
        $tenant.SignIn | Should -Be 'Session'
    }

    It 'reads with <_>' -ForEach 'Get-TeemRoom', 'Get-TeemRoomSetting', 'Get-TeemAccess', 'Test-TeemAccess', 'Find-TeemApplication', 'Get-TeemApplication', 'Test-TeemIntegration' {
        $result = & $_ -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed | Should -BeNullOrEmpty
        $result | Should -Not -BeNullOrEmpty
        $result | Where-Object { $_.Cause -in 'ExchangePermissionMissing', 'GraphPermissionMissing' } | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be 0
    }

    # Listings are read whole. What Exchange gives only room by room are its calendar processing and its zone, and what it would decide of one mailbox: 5,000 rooms take 5,000 commands for each of these.
    It 'asks <EachRoom> times a room with <Command>, and at most <Fixed> times besides, however many rooms there are' -ForEach @(
        @{ Command = 'Get-TeemRoom'; EachRoom = 2; Fixed = 6 }
        @{ Command = 'Get-TeemRoomSetting'; EachRoom = 2; Fixed = 2 }
        @{ Command = 'Test-TeemAccess'; EachRoom = 1; Fixed = 25 }
        @{ Command = 'Get-TeemAccess'; EachRoom = 0; Fixed = 10 }
        @{ Command = 'Find-TeemApplication'; EachRoom = 0; Fixed = 25 }
    ) {
        $rooms = @(Get-TeemRoom).Count
        $few = @(Get-Asked { & $Command }).Count
        1..5 | ForEach-Object { [pscustomobject]@{ Mailbox = "$Command$_@contoso.example"; Name = "$Command $_" } } | New-TeemRoom -Connection $behind | Out-Null
        $many = @(Get-Asked { & $Command }).Count
        $many - $few | Should -Be (5 * $EachRoom)
        $few - $rooms * $EachRoom | Should -BeLessOrEqual $Fixed
    }
}

Describe 'A session of an Exchange server' {
    BeforeAll {
        Disconnect-ExchangeOnline -Confirm:$false
        Disconnect-MgGraph
        # Import-PSSession over a process of its own, with commands that answer as a server's do.
        $runspace = [runspacefactory]::CreateOutOfProcessRunspace($null, [System.Management.Automation.Runspaces.PowerShellProcessInstance]::new())
        $runspace.Open()
        function New-ServerSession { [CmdletBinding()] param() [System.Management.Automation.Runspaces.PSSession]::Create($runspace, 'Process', $PSCmdlet) }
        $server = New-ServerSession
        Invoke-Command -Session $server {
            $organization = [guid]::NewGuid()
            function Get-OrganizationConfig { [CmdletBinding()] param() [pscustomobject]@{ Name = 'Contoso'; Guid = $organization; AdminDisplayVersion = 'Version 15.2 (Build 1544.4)'; IsDehydrated = $false } }
            function Get-ExchangeServer { [CmdletBinding()] param() [pscustomobject]@{ Name = 'EX01' } }
            function Get-AcceptedDomain { [CmdletBinding()] param() [pscustomobject]@{ Name = 'contoso.example'; DomainName = 'contoso.example'; Default = $true } }
            function Get-MailboxRegionalConfiguration { [CmdletBinding()] param($Identity) [pscustomobject]@{ Identity = $Identity; TimeZone = 'W. Europe Standard Time' } }
            function Get-CalendarProcessing { [CmdletBinding()] param($Identity) [pscustomobject]@{ Identity = $Identity; AutomateProcessing = 'AutoAccept' } }
            function Get-Recipient { [CmdletBinding()] param($Identity, $Filter, $ResultSize) if ($Identity) { throw "Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The object $Identity is not there." } }
            function Get-Place { [CmdletBinding()] param($Identity, $Type, $ResultSize) }
            function Get-Mailbox {
                [CmdletBinding()] param($Identity, [string[]] $RecipientTypeDetails, $ResultSize)
                if ($Identity -and $Identity -ne 'atrium@contoso.example') { Write-Error "Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The object $Identity is not there."; return }
                [pscustomobject]@{
                    PrimarySmtpAddress = 'atrium@contoso.example'; DisplayName = 'Atrium'; Name = 'Atrium'; ResourceCapacity = 8; RecipientTypeDetails = 'RoomMailbox'; UserPrincipalName = 'atrium@contoso.example'
                    EmailAddresses = [System.Collections.ArrayList]@('SMTP:atrium@contoso.example', 'smtp:hall@contoso.example'); WhenCreated = Get-Date
                }
            }
        }
        Import-PSSession $server -CommandName Get-OrganizationConfig, Get-ExchangeServer, Get-AcceptedDomain, Get-Place, Get-Mailbox, Get-Recipient, Get-CalendarProcessing, Get-MailboxRegionalConfiguration -Prefix OnPrem -DisableNameChecking -AllowClobber | Out-Null
    }

    AfterAll {
        Get-Module tmp_* | Remove-Module -Force
        Remove-PSSession $server
        $runspace.Dispose()
    }

    It 'is recognised, and remembered in the connection' {
        $tenant = Connect-Session -WarningAction SilentlyContinue
        $tenant.ExchangeTransport, $tenant.GraphTransport, $tenant.Domain | Should -Be 'Session', 'None', 'contoso.example'
        $tenant.TenantId | Should -Not -Be ([guid]::Empty)
        $tenant.GetType().GetProperty('IsOnPremises', [System.Reflection.BindingFlags]'Instance, NonPublic').GetValue($tenant) | Should -BeTrue
        (Get-TeemRoom).Mailbox | Should -Be 'atrium@contoso.example'
        (Get-TeemRoom atrium@contoso.example).Capacity | Should -Be 8
        { Get-TeemRoom nobody@contoso.example -ErrorAction Stop } | Should -Throw -ErrorId 'RoomNotFound,*'
        { Find-TeemApplication -ErrorAction Stop } | Should -Throw -ErrorId 'GraphNotConnected,*'
    }

    It 'gives way to a session of Exchange Online' {
        Connect-ExchangeOnline -Session $session
        Connect-MgGraph -Session $session
        try { (Connect-Session).TenantId | Should -Be $behind.TenantId }
        finally {
            Disconnect-ExchangeOnline -Confirm:$false
            Disconnect-MgGraph
        }
    }
}

Describe 'The guide on an Exchange server' {
    BeforeAll {
        Disconnect-ExchangeOnline -Confirm:$false
        Disconnect-MgGraph
        $ground = TeemCalendar\Connect-TeemTenant -Sandbox -SandboxHistory ExchangeServer, Impersonation
        $server = [TeemCalendar.Fixtures.SandboxSession]::Open($ground)
        Disconnect-TeemTenant
        Import-ServerSession $server | Out-Null
        $tenant = Connect-Session -WarningAction SilentlyContinue
        $person = @(Get-Mailbox -RecipientTypeDetails UserMailbox).PrimarySmtpAddress | Where-Object { $_ -notmatch '^(admin|teem|ada)' } | Select-Object -First 1
        New-TeemRoom -Mailbox hall@contoso.example -Name Hall -Capacity 20 | Out-Null
        $room = 'hall@contoso.example'
    }
    AfterAll {
        Disconnect-TeemTenant
        Disconnect-ExchangeOnline -Confirm:$false
    }

    It 'has a room by Exchange alone' {
        (Get-TeemRoom $room).Capacity | Should -Be 20
        Set-TeemRoomSetting $room -ErrorAction Stop
        Set-TeemRoomSetting $room -WhatIf -ErrorAction Stop
        Get-TeemRoomSetting $room | Should -Not -BeNullOrEmpty
    }

    It 'plans impersonation under -WhatIf and writes nothing' {
        $before = $tenant.Writes
        Grant-TeemImpersonation -Method ApplicationImpersonation -ServiceAccount $person -WhatIf | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be $before
        Get-TeemAccess -ServiceAccount $person | Should -BeNullOrEmpty
    }

    It 'grants the account the rooms, once, shows it and takes it back' {
        $grant = Grant-TeemImpersonation -ServiceAccount $person
        $grant.Method, $grant.Role, $grant.Scope, $grant.Principal, $grant.GrantedBy | Should -Be 'ApplicationImpersonation', 'ApplicationImpersonation', 'Teem rooms', $person, 'TeemCalendar'
        $before = $tenant.Writes
        (Grant-TeemImpersonation -Method ApplicationImpersonation -ServiceAccount $person).Assignment | Should -Be $grant.Assignment
        $tenant.Writes | Should -Be $before
        (Get-TeemAccess -ServiceAccount $person -Mailbox $room, $person | Sort-Object Mailbox -Descending).InScope | Should -Be $true, $false
        $checks = Test-TeemAccess -ServiceAccount $person
        $checks.Status | Should -Be 'Pass', 'Manual'
        $checks[0].Evidence | Should -Be 'Configured'
        Revoke-TeemImpersonation -ServiceAccount $person
        Get-TeemAccess -ServiceAccount $person | Should -BeNullOrEmpty
        Get-ManagementScope | Should -BeNullOrEmpty
        (Test-TeemAccess -ServiceAccount $person).Cause | Should -Be 'NotGranted'
    }

    It 'uses a role group only when it is named, and warns of what it carries' {
        Remove-ManagementRoleAssignment 'ApplicationImpersonation-Discovery Management' -Confirm:$false
        Grant-TeemImpersonation -ServiceAccount $person -RoleGroup 'Discovery Management' -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        $warnings | Should -Match 'search the mailboxes of everybody'
        (Get-RoleGroupMember 'Discovery Management').PrimarySmtpAddress | Should -Contain $person
        Revoke-TeemImpersonation -ServiceAccount $person
        (Get-RoleGroupMember 'Discovery Management').PrimarySmtpAddress | Should -Not -Contain $person
        (Get-RoleGroup 'Discovery Management').Roles | Should -Not -Contain 'ApplicationImpersonation'
    }

    It 'makes the account a delegate by Exchange alone, and not for ever' {
        (Grant-TeemDelegateAccess $room -ServiceAccount $person -WarningAction SilentlyContinue).Role | Should -Be 'Editor'
        (Test-TeemAccess $room -ServiceAccount $person).Status | Should -Be 'Pass', 'Manual'
        Revoke-TeemDelegateAccess $room -ServiceAccount $person
        (Test-TeemAccess $room -ServiceAccount $person).Cause | Should -Be 'NotGranted'
    }

    It 'has no roles for applications: <_>' -ForEach 'Grant-TeemImpersonation', 'Grant-TeemImpersonation -Method ApplicationRole', 'Revoke-TeemImpersonation', 'Get-TeemAccess', 'Test-TeemAccess', 'Update-TeemImpersonation -Confirm:$false' {
        $before = $tenant.Writes
        $command = [scriptblock]::Create("$_ -ErrorAction Stop")
        $command | Should -Throw -ErrorId 'ApplicationRolesOnlineOnly,*'
        $tenant.Writes | Should -Be $before
    }
}
