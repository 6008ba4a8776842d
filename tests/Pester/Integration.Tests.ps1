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
