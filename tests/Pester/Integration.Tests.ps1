param([Parameter(Mandatory)] [string] $Module)

BeforeAll {
    Import-Module $Module
    $rooms = 'Boardroom', 'Atrium' | ForEach-Object { [pscustomobject]@{ Mailbox = "$_@contoso.example".ToLowerInvariant(); Name = $_ } }
}

Describe 'Test-TeemIntegration in a tenant with nothing' {
    BeforeAll {
        $tenant = Connect-TeemTenant -Sandbox
        $checks = Test-TeemIntegration
    }

    AfterAll { Disconnect-TeemTenant }

    It 'passes what has to be there before' { ($checks | Where-Object Chapter -eq Prerequisites).Status | Sort-Object -Unique | Should -Be 'Pass' }

    It 'names for each chapter the command that begins it' -ForEach @(
        @{ Chapter = 'ServiceAccount'; Command = 'New-TeemServiceAccount -UserPrincipalName teem@contoso.example' }
        @{ Chapter = 'Application'; Command = 'Register-TeemApplication' }
        @{ Chapter = 'Impersonation'; Command = 'Register-TeemApplication' }
        @{ Chapter = 'CalendarAccount'; Command = 'Connect-TeemCalendarAccount -Login teem@contoso.example -AccessMode Impersonation' }
        @{ Chapter = 'Calendars'; Command = 'Add-TeemRoomCalendar' }
    ) {
        $check = $checks | Where-Object { $_.Chapter -eq $Chapter -and $_.Status -eq 'Fail' }
        $check.Remedy | Should -BeLike "$Command*"
        $check.Cause | Should -Not -BeNullOrEmpty
    }

    It 'says of a room that it is not there' {
        $check = Test-TeemIntegration nothing@contoso.example -Chapter Rooms
        $check.Status | Should -Be 'Fail'
        $check.Cause | Should -Be 'RoomNotFound'
    }

    It 'says why it checks no room' {
        Test-TeemIntegration -Chapter Rooms -WarningVariable warning -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warning" | Should -BeLike 'No calendar is registered here*Add-TeemRoomCalendar*'
    }

    It 'writes nothing' { $tenant.Writes | Should -Be 0 }
}

Describe 'Test-TeemIntegration after the guide' {
    BeforeAll {
        $tenant = Connect-TeemTenant -Sandbox
        $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
        $written = $tenant.Writes
    }

    AfterAll { Disconnect-TeemTenant }

    It 'finds nothing wrong' { Test-TeemIntegration | Where-Object Status -notin 'Pass', 'Manual' | Should -BeNullOrEmpty }

    It 'tells what was seen to work from what was read back' {
        (Test-TeemIntegration -Chapter RoomSettings).Evidence | Sort-Object -Unique | Should -Be 'Configured'
        (Test-TeemIntegration -Chapter Impersonation).Evidence | Sort-Object -Unique | Should -Be 'Proven'
    }

    It 'says what a person has to do in Teem, and where' {
        $manual = Test-TeemIntegration | Where-Object Status -eq Manual
        $manual.Chapter | Should -Be 'CalendarAccount', 'Calendars'
        $manual.Remedy | ForEach-Object { $_ | Should -BeLike 'In Teem: Manage, Calendars*' }
    }

    It 'checks the chapters that are asked for, in the guide''s order' {
        (Test-TeemIntegration -Chapter Calendars, Rooms).Chapter | Select-Object -Unique | Should -Be 'Rooms', 'Calendars'
    }

    It 'checks the rooms that are asked for' {
        (Test-TeemIntegration atrium@contoso.example -Chapter RoomSettings).Target | Should -Be 'atrium@contoso.example'
        (Get-TeemRoomCalendar | Test-TeemIntegration -Chapter RoomSettings).Target | Sort-Object | Should -Be 'atrium@contoso.example', 'boardroom@contoso.example'
        @() | Test-TeemIntegration | Should -BeNullOrEmpty
    }

    It 'finds a room that was set for something else' {
        $check = Test-TeemIntegration atrium@contoso.example -Chapter RoomSettings -Profile TeamsRoom
        $check.Status | Should -Be 'Fail'
        $check.Detail | Should -BeLike '*DeleteComments: True > False*'
    }

    It 'finds a room that nobody registered' {
        $check = Test-TeemIntegration nothing@contoso.example -Chapter Calendars | Where-Object Target -eq nothing@contoso.example
        $check.Status | Should -Be 'Fail'
        $check.Cause | Should -Be 'NotRegistered'
    }

    It 'refuses to call a mailbox outside the scope reachable' {
        $check = Test-TeemIntegration teem@contoso.example -Chapter Impersonation -ServiceAccount teem@contoso.example | Where-Object Status -eq Fail
        $check.Cause | Should -Be 'OutOfScope'
    }

    It 'checks delegate access when that is meant' {
        $checks = Test-TeemIntegration -AccessMode Delegate
        $checks.Chapter | Should -Contain 'DelegateAccess'
        $checks.Chapter | Should -Not -Contain 'Impersonation'
        (Test-TeemIntegration -Chapter DelegateAccess atrium@contoso.example | Where-Object Target -eq atrium@contoso.example).Cause | Should -Be 'NotGranted'
    }

    It 'looks for the right to send the summary only when asked' {
        (Test-TeemIntegration).Chapter | Should -Not -Contain 'SummaryMail'
        (Test-TeemIntegration -Chapter SummaryMail).Status | Should -Be 'Fail'
    }

    It 'ends when its reader has seen enough' { Test-TeemIntegration | Select-Object -First 1 | Should -HaveCount 1 }

    It 'writes nothing' { $tenant.Writes | Should -Be $written }
}

Describe 'Test-TeemIntegration, room by room' {
    BeforeAll {
        $tenant = Connect-TeemTenant -Sandbox
        $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
        $written = $tenant.Writes
        $asked = 'boardroom@contoso.example', 'nothing@contoso.example', 'admin@contoso.example'
    }

    AfterAll { Disconnect-TeemTenant }

    It 'stops each chain at its first cause' {
        $chains = $asked | Test-TeemIntegration -Chapter RoomChain
        $chains.Status | Should -Be 'Pass', 'Fail', 'Fail'
        $chains.StoppedAt | Should -Be $null, 'exists', 'exists'
        $chains.Cause | Should -Be $null, 'RoomNotFound', 'NotARoom'
        $chains[0].Links.Name | Should -Be 'exists', 'in the cloud', 'settings', 'rights', 'consent', 'account', 'registered', 'last read'
    }

    It 'shows a room a line, with what mends it' {
        $table = $asked | Test-TeemIntegration -Chapter RoomChain | Format-Table | Out-String -Width 160
        $table | Should -Match '(?m)^Status\s+Room\s+StoppedAt\s+Remedy'
        $table | Should -Match 'Fail\s+nothing@contoso\.example\s+exists\s+New-TeemRoom -Mailbox nothing@contoso\.example'
    }

    It 'sums up beside the pipeline' {
        $null = Test-TeemIntegration -InformationVariable summary
        "$summary" | Should -Match '^\d+ checks: \d+ Pass.*\. 2 rooms: 2 Pass\.$'
    }

    It 'writes a page that needs nothing else' {
        $file = Join-Path $TestDrive 'audit.html'
        $checks = $asked | Test-TeemIntegration -ReportPath $file
        $page = Get-Content $file -Raw
        $page | Should -Match 'Room by room \(3\)'
        $page | Should -Match ([regex]::Escape('New-TeemRoom -Mailbox nothing@contoso.example'))
        $page | Should -Not -Match '<script|What changed'
        $checks.Count | Should -BeGreaterThan 20
    }

    It 'says before it reads anything that a report cannot be written' -ForEach @(
        @{ Path = { Join-Path $TestDrive 'no-such-folder' 'audit.html' } }
        @{ Path = { $TestDrive } }
        @{ Path = { 'Env:\audit.html' } }
        @{ Path = { 'NoSuchDrive:\audit.html' } }
        @{ Path = { "audit`0.html" } }
    ) {
        $before = $tenant.Requests
        { Test-TeemIntegration -ReportPath (& $Path) -ErrorAction Stop } | Should -Throw -ErrorId 'ReportPathInvalid*'
        $tenant.Requests | Should -Be $before
    }

    It 'has written nothing so far' { $tenant.Writes | Should -Be $written }

    It 'writes, and takes away, only when asked to' {
        $check = Test-TeemIntegration boardroom@contoso.example -Chapter Impersonation -IncludeWrite | Where-Object Detail -Like '*and is gone.'
        $check.Status | Should -Be 'Pass'
        $check.Evidence | Should -Be 'Proven'
        $tenant.Writes | Should -Be ($written + 2)
    }
}

Describe 'What Test-TeemIntegration tells to do' {
    It 'can be pasted: <History>' -ForEach @(
        @{ History = @() }
        @{ History = 'TeemApplication', 'ConditionalAccess', 'SyncedRooms' }
        @{ History = 'AccessPolicy', 'SecurityDefaults', 'FederatedDomain' }
    ) {
        $option = @{}
        if ($History) { $option.SandboxHistory = $History }
        Connect-TeemTenant -Sandbox @option | Out-Null
        $checks = @(Test-TeemIntegration "o'brien@contoso.example", admin@contoso.example, hq-library@contoso.example) + @(Test-TeemIntegration -AccessMode Delegate -ServiceAccount teem@corp.contoso.example)
        $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore -ErrorAction Ignore | Out-Null
        Set-TeemRoomSetting atrium@contoso.example -DeleteSubject $true -Confirm:$false
        $checks += Test-TeemIntegration
        Disconnect-TeemTenant
        $lines = $checks.Remedy | Where-Object { $_ -match '^[A-Z][a-z]+-(Teem|Mg)?\w+( -| #|$)' } | Select-Object -Unique
        $lines.Count | Should -BeGreaterThan 4
        foreach ($line in $lines) {
            $problems = $null
            $ast = [System.Management.Automation.Language.Parser]::ParseInput($line, [ref]$null, [ref]$problems)
            $problems | Should -BeNullOrEmpty -Because $line
            $command = $ast.Find({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)
            $name = $command.GetCommandName()
            if ($name -notlike '*-Teem*') { continue }
            $known = Get-Command $name -Module TeemCalendar -ErrorAction Stop
            foreach ($parameter in $command.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                $known.Parameters.Keys | Should -Contain $parameter.ParameterName -Because $line
            }
            # Words that are no parameters would be prose.
            @($command.CommandElements | Select-Object -Skip 1 | Where-Object { $_ -isnot [System.Management.Automation.Language.CommandParameterAst] }).Count |
                Should -BeLessOrEqual @($command.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }).Count -Because $line
        }
    }
}
