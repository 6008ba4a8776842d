param([Parameter(Mandatory)] [string] $Module)

# The guide in ten lines, as the README shows them, against a sandbox tenant.

BeforeAll {
    Import-Module $Module
    Push-Location (Join-Path $PSScriptRoot '../..')

    $guide = {
        New-TeemServiceAccount -UserPrincipalName teem@halvorsen-brandt.example
        Import-Csv samples/rooms.csv | New-TeemRoom
        Import-Csv samples/rooms.csv | Set-TeemRoomSetting -Profile Display
        Register-TeemApplication
        Grant-TeemImpersonation -Application TeemCalendar
        Connect-TeemCalendarAccount -Login teem@halvorsen-brandt.example -AccessMode Impersonation
        Add-TeemRoomCalendar -Path samples/rooms.csv
        Sync-TeemRoomCalendar
        Get-TeemReservation -From (Get-Date) -To (Get-Date).AddDays(1)
        Test-TeemIntegration
    }

    function Connect-Sandbox { Connect-TeemTenant -Sandbox -SandboxDomain halvorsen-brandt.example, marlow-tea.example }

    # What a reservation is, whatever the store's order.
    function Get-State { Get-TeemReservation | ForEach-Object { "$($_.Mailbox)|$($_.ICalUId)|$($_.OriginalStart.Ticks)|$($_.Start.Ticks)|$($_.Title)" } | Sort-Object }
}

AfterAll { Pop-Location }

Describe 'The guide in ten lines' {
    BeforeAll {
        $tenant = Connect-Sandbox
        $ErrorActionPreference = 'Stop'
        $first = & $guide
        $state = Get-State
        $written = $tenant.Writes
    }

    AfterAll { Disconnect-TeemTenant }

    It 'has ten lines' { $guide.Ast.EndBlock.Statements | Should -HaveCount 10 }

    It 'makes the account and every room' {
        ($first | Where-Object { $_ -is [TeemCalendar.ServiceAccount] }).UserPrincipalName | Should -Be 'teem@halvorsen-brandt.example'
        $first | Where-Object { $_ -is [TeemCalendar.Room] } | Should -HaveCount 120
    }

    It 'has an active calendar account' { Get-TeemCalendarAccount | ForEach-Object State | Should -Be 'Active' }

    It 'reads every room' {
        $results = $first | Where-Object { $_ -is [TeemCalendar.SyncResult] }
        $results | Should -HaveCount 120
        $results.Outcome | Sort-Object -Unique | Should -Be 'Synchronised'
        $state.Count | Should -Be ($results | Measure-Object Added -Sum).Sum
        $state.Count | Should -BeGreaterThan 1000
    }

    It 'ends with nothing but Pass, and Manual for what only a person can do' {
        $checks = $first | Where-Object { $_ -is [TeemCalendar.Check] }
        $checks | Where-Object Status -notin 'Pass', 'Manual' | ForEach-Object { "$_" } | Should -BeNullOrEmpty
        $checks.Chapter | Select-Object -Unique | Should -Be 'Prerequisites', 'ServiceAccount', 'Rooms', 'RoomSettings', 'Application', 'Impersonation', 'CalendarAccount', 'Calendars', 'RoomChain'
        ($checks | Where-Object Status -eq Manual).Chapter | Should -Be 'CalendarAccount', 'Calendars'
    }

    It 'reaches rooms and nobody else: the service account''s own calendar is refused' {
        $outside = Test-TeemIntegration -Chapter Impersonation | Where-Object Target -eq teem@halvorsen-brandt.example
        $outside.Status | Should -Be 'Pass'
        $outside.Evidence | Should -Be 'Proven'
        $asked = Test-TeemIntegration -Chapter Impersonation -Mailbox teem@halvorsen-brandt.example | Where-Object Cause
        $asked.Status | Should -Be 'Fail'
        $asked.Cause | Should -Be 'OutOfScope'
    }

    It 'changes nothing the second time' {
        & $guide | Where-Object { $_ -is [TeemCalendar.Check] -and $_.Status -notin 'Pass', 'Manual' } | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be $written
        Get-State | Should -Be $state
    }
}

Describe 'The guide in ten lines, rehearsed with $WhatIfPreference' {
    BeforeAll { $tenant = Connect-Sandbox }

    AfterAll { Disconnect-TeemTenant }

    It 'writes nothing and fails nowhere' {
        $WhatIfPreference = $true
        & $guide -ErrorVariable failures | Out-Null
        $failures | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be 0
    }

    It 'leaves nothing behind' {
        Get-TeemCalendarAccount | Should -BeNullOrEmpty
        Get-TeemRoomCalendar | Should -BeNullOrEmpty
        Get-TeemRoom | Where-Object Mailbox -like '*@marlow-tea.example' | Should -BeNullOrEmpty
    }
}
