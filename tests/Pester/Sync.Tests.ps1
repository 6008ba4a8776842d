param([Parameter(Mandatory)] [string] $Module)

BeforeAll {
    Import-Module $Module
    $rooms = 'Boardroom', 'Atrium', 'Lighthouse' | ForEach-Object { [pscustomobject]@{ Mailbox = "$_@contoso.example".ToLowerInvariant(); Name = $_ } }
    $tenant = Connect-TeemTenant -Sandbox
    $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
}

AfterAll { Disconnect-TeemTenant $tenant }

Describe 'Sync-TeemRoomCalendar' {
    It 'reads every registered calendar' {
        $results = Sync-TeemRoomCalendar
        $results.Mailbox | Sort-Object | Should -Be 'atrium@contoso.example', 'boardroom@contoso.example', 'lighthouse@contoso.example'
        $results.Outcome | Sort-Object -Unique | Should -Be 'Synchronised'
    }

    It 'reads only what changed the second time, and doubles nothing' {
        $before = @(Get-TeemReservation).Count
        $results = Sync-TeemRoomCalendar
        $results.Full | Should -Not -Contain $true
        ($results | Measure-Object Added -Sum).Sum | Should -Be 0
        Get-TeemReservation | Should -HaveCount $before
    }

    It 'reads the rooms that are named' { Sync-TeemRoomCalendar atrium@contoso.example | ForEach-Object Mailbox | Should -Be 'atrium@contoso.example' }

    It 'reads the rooms that the pipeline gives, each once' {
        'atrium@contoso.example', 'boardroom@contoso.example', 'Atrium@contoso.example' | Sync-TeemRoomCalendar | Should -HaveCount 2
        Get-TeemRoomCalendar | Sync-TeemRoomCalendar | Should -HaveCount 3
    }

    It 'reads nothing when the pipeline gives no room' { @() | Sync-TeemRoomCalendar | Should -BeNullOrEmpty }

    It 'reads other days when they are asked for' {
        (Sync-TeemRoomCalendar atrium@contoso.example -DaysBack 1 -DaysAhead 2).Full | Should -BeTrue
        $all = Get-TeemReservation atrium@contoso.example -From (Get-Date).AddDays(4)
        (Sync-TeemRoomCalendar atrium@contoso.example).Full | Should -BeTrue
        $all.Count | Should -BeLessOrEqual @(Get-TeemReservation atrium@contoso.example -From (Get-Date).AddDays(4)).Count
    }

    It 'gives a result and an error for a room that is not registered, and reads the others' {
        $results = Sync-TeemRoomCalendar nothing@contoso.example, atrium@contoso.example -ErrorVariable failures -ErrorAction SilentlyContinue
        ($results | Where-Object Mailbox -eq nothing@contoso.example).Outcome | Should -Be 'Failed'
        ($results | Where-Object Mailbox -eq atrium@contoso.example).Outcome | Should -Be 'Synchronised'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'RoomNotRead,*'
        $failures[0].TargetObject | Should -Be 'nothing@contoso.example'
    }

    It 'reads nothing under -WhatIf' {
        $requests = $tenant.Requests
        Sync-TeemRoomCalendar -WhatIf | Should -BeNullOrEmpty
        $tenant.Requests | Should -Be $requests
    }

    It 'ends when its reader has seen enough' { Sync-TeemRoomCalendar | Select-Object -First 1 | Should -HaveCount 1 }

    It 'writes nothing to the tenant' {
        $written = $tenant.Writes
        Sync-TeemRoomCalendar | Out-Null
        $tenant.Writes | Should -Be $written
    }

    It 'says that no account is connected' {
        $other = Connect-TeemTenant -Sandbox
        try { { Sync-TeemRoomCalendar atrium@contoso.example -Connection $other } | Should -Throw -ErrorId 'NotConnected,*' }
        finally { Disconnect-TeemTenant $other }
    }

    It 'says that no calendar is registered' {
        $other = Connect-TeemTenant -Sandbox
        try { Sync-TeemRoomCalendar -Connection $other -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty }
        finally { Disconnect-TeemTenant $other }
        "$warnings" | Should -BeLike '*Add-TeemRoomCalendar*'
    }
}

Describe 'Start-TeemSync' {
    BeforeAll {
        # The tests above have closed what the session was connected to last.
        $start = @{ Connection = $tenant; Interval = '00:00:00.01' }
    }

    It 'is a job that PowerShell''s own commands know' {
        $job = Start-TeemSync @start
        try {
            $job | Should -BeOfType [System.Management.Automation.Job]
            $job.State | Should -Be 'Running'
            $job.PSJobTypeName | Should -Be 'TeemSync'
            $job.Location | Should -Be 'contoso.example'
            Get-Job -Id $job.Id | Should -Be $job
            Receive-Job $job -Wait | Select-Object -First 7 | ForEach-Object Outcome | Sort-Object -Unique | Should -Be 'Synchronised'
            Stop-Job $job
            $job.State | Should -Be 'Stopped'
            Wait-Job $job | Should -Be $job
            Receive-Job $job | Out-Null
            $job.HasMoreData | Should -BeFalse
        }
        finally { Remove-Job $job -Force }
        Get-Job | Should -Not -Contain $job
    }

    It 'tells of a room that is not registered in a result and an error' {
        $job = Start-TeemSync @start -Mailbox nothing@contoso.example
        try {
            (Receive-Job $job -Wait -ErrorVariable failures -ErrorAction SilentlyContinue | Select-Object -First 1).Outcome | Should -Be 'Failed'
            Stop-Job $job
            $job.Error.Count + $failures.Count | Should -BeGreaterThan 0
        }
        finally { Remove-Job $job -Force }
    }

    It 'tells of a room that cannot be read in results and in errors, again and again' {
        $other = Connect-TeemTenant -Sandbox
        $rooms[0] | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore -Connection $other | Out-Null
        Revoke-TeemImpersonation -Connection $other
        $job = Start-TeemSync -Connection $other -Interval '00:00:00.01'
        try {
            (Receive-Job $job -Wait -ErrorVariable failures -ErrorAction SilentlyContinue | Select-Object -First 2).Outcome | Should -Be 'Failed', 'Failed'
            Stop-Job $job
            $job.Error.Count + $failures.Count | Should -BeGreaterThan 0
        }
        finally {
            Remove-Job $job -Force
            Disconnect-TeemTenant $other
        }
    }

    It 'can be removed while it runs' {
        $job = Start-TeemSync @start
        Remove-Job $job -Force
        $job.State | Should -Be 'Stopped'
    }

    It 'fails when its connection is closed, and says so' {
        $other = Connect-TeemTenant -Sandbox
        $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore -Connection $other | Out-Null
        $job = Start-TeemSync -Connection $other -Interval '00:00:00.01'
        try {
            Receive-Job $job -Wait | Select-Object -First 1 | Out-Null
            Disconnect-TeemTenant $other
            (Wait-Job $job).State | Should -Be 'Failed'
            $job.Error[-1].FullyQualifiedErrorId | Should -BeLike 'Disconnected*'
        }
        finally { Remove-Job $job -Force }
    }

    It 'stays in the foreground with -Wait, for as long as somebody reads' {
        $results = Start-TeemSync @start -Wait | Select-Object -First 7
        $results.Outcome | Sort-Object -Unique | Should -Be 'Synchronised'
        ($results | Group-Object Mailbox | Measure-Object Count -Maximum).Maximum | Should -BeGreaterThan 1 -Because 'a second round has begun'
    }

    It 'starts nothing under -WhatIf' {
        Start-TeemSync @start -WhatIf | Should -BeNullOrEmpty
        Get-Job | Where-Object PSJobTypeName -eq TeemSync | Should -BeNullOrEmpty
    }

    It 'refuses an interval of nothing' { { Start-TeemSync -Connection $tenant -Interval 0 } | Should -Throw -ErrorId 'IntervalInvalid,*' }

    It 'starts no job without an account' {
        $other = Connect-TeemTenant -Sandbox
        try { { Start-TeemSync -Connection $other } | Should -Throw -ErrorId 'NotConnected,*' }
        finally { Disconnect-TeemTenant $other }
        Get-Job | Where-Object PSJobTypeName -eq TeemSync | Should -BeNullOrEmpty
    }
}

Describe 'Get-TeemSync' {
    It 'says of every room when it was read, and what it holds' {
        Sync-TeemRoomCalendar -Connection $tenant | Out-Null
        $states = Get-TeemSync -Connection $tenant
        $states | Should -BeOfType TeemCalendar.SyncState
        $states.Mailbox | Should -Be 'atrium@contoso.example', 'boardroom@contoso.example', 'lighthouse@contoso.example'
        foreach ($state in $states) {
            $state.Mode, $state.Failures, $state.IsHeld, $state.CountsAsBusy | Should -Be 'Stopped', 0, $false, $false
            $state.Lag | Should -BeGreaterOrEqual ([TimeSpan]::Zero)
            $state.Reservations | Should -Be @(Get-TeemReservation $state.Mailbox -Connection $tenant).Count
        }
    }

    It 'gives the rooms that are named, and says which is not registered' {
        (Get-TeemSync nothing@contoso.example, Atrium@contoso.example -Connection $tenant -ErrorVariable failures -ErrorAction SilentlyContinue).Mailbox | Should -Be 'atrium@contoso.example'
        $failures.FullyQualifiedErrorId | Should -BeLike 'NotRegistered,*'
        (Get-TeemRoomCalendar -Connection $tenant | Get-TeemSync -Connection $tenant) | Should -HaveCount 3
    }

    It 'fits into 100 columns' { (Get-TeemSync -Connection $tenant | Out-String -Width 100) -split '\r?\n' | Where-Object Length -gt 100 | Should -BeNullOrEmpty }

    It 'says that a room was never read, and counts it as busy' {
        $other = Connect-TeemTenant -Sandbox
        try {
            New-TeemRoom -Mailbox fjord@contoso.example -Name Fjord -Connection $other | Out-Null
            Add-TeemRoomCalendar fjord@contoso.example -Connection $other | Out-Null
            $state = Get-TeemSync -Connection $other
            $state.LastSuccess, $state.CountsAsBusy | Should -Be $null, $true
            $state | Out-String -Width 100 | Should -BeLike '*never read*'
        }
        finally { Disconnect-TeemTenant $other }
    }
}

Describe 'Stop-TeemSync' {
    It 'ends the jobs of its connection, and no other' {
        $other = Connect-TeemTenant -Sandbox
        $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore -Connection $other | Out-Null
        $ours = Start-TeemSync -Connection $tenant -Interval '00:00:00.01'; $theirs = Start-TeemSync -Connection $other -Interval '00:00:00.01'
        try {
            Receive-Job $ours -Wait | Select-Object -First 1 | Out-Null
            (Get-TeemSync -Connection $tenant).Mode | Sort-Object -Unique | Should -Be 'Read'
            Stop-TeemSync -Connection $tenant -WhatIf
            $ours.State | Should -Be 'Running'
            Stop-TeemSync -Connection $tenant | Should -BeNullOrEmpty
            $ours.State, $theirs.State | Should -Be 'Stopped', 'Running'
            (Get-TeemSync -Connection $tenant).Mode | Sort-Object -Unique | Should -Be 'Stopped'
            # There is nothing left to end.
            Stop-TeemSync -Connection $tenant
        }
        finally {
            $ours, $theirs | Remove-Job -Force
            Disconnect-TeemTenant $other
        }
    }
}

Describe 'Reset-TeemSync' {
    It 'reads a room whole, keeps what is stored, and leaves the others' {
        Sync-TeemRoomCalendar -Connection $tenant | Out-Null
        $before = Get-TeemReservation -Connection $tenant
        $result = Reset-TeemSync atrium@contoso.example -Connection $tenant
        $result.Mailbox, $result.Full, $result.Added, $result.Removed | Should -Be 'atrium@contoso.example', $true, 0, 0
        (Sync-TeemRoomCalendar -Connection $tenant).Full | Should -Not -Contain $true
        (Get-TeemReservation -Connection $tenant).EventId | Should -Be $before.EventId
    }

    It 'reads every room with -All' {
        $results = Reset-TeemSync -All -Connection $tenant
        $results | Should -HaveCount 3
        $results.Full | Should -Not -Contain $false
    }

    It 'wants to be told which' {
        { Reset-TeemSync -Mailbox atrium@contoso.example -All -Connection $tenant } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        Reset-TeemSync nothing@contoso.example -Connection $tenant -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures.FullyQualifiedErrorId | Should -BeLike 'NotRegistered,*'
    }

    It 'forgets nothing under -WhatIf' {
        Reset-TeemSync -All -Connection $tenant -WhatIf | Should -BeNullOrEmpty
        (Sync-TeemRoomCalendar -Connection $tenant).Full | Should -Not -Contain $true
    }
}

Describe 'What would empty a room' {
    BeforeAll {
        # The same tenant seen from two computers: each has a store of its own.
        $path = Join-Path $TestDrive tenant.json
        $here, $there = 'here', 'there' | ForEach-Object {
            $connection = Connect-TeemTenant -Sandbox -SandboxPath $path -StorePath (Join-Path $TestDrive "$_.db")
            $rooms[1] | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore -Connection $connection | Out-Null
            $connection
        }
        $before = @(Get-TeemReservation -Connection $here).Count
        Get-TeemReservation -From ([DateTimeOffset]::UtcNow) -Connection $there | Where-Object IsBusy | Remove-TeemReservation -Release -Confirm:$false -Connection $there
    }

    AfterAll { $here, $there | Disconnect-TeemTenant }

    It 'is held, and that is a warning and no error' {
        $result = Sync-TeemRoomCalendar -Connection $here -WarningVariable warnings -WarningAction SilentlyContinue -ErrorVariable failures
        $result.Outcome, $result.Removed | Should -Be 'Held', 0
        "$warnings" | Should -BeLike '*atrium@contoso.example*-AcceptRemovals*'
        $failures | Should -BeNullOrEmpty
        (Get-TeemReservation -Connection $here).Count | Should -Be $before
        $state = Get-TeemSync -Connection $here
        $state.IsHeld, $state.Cause | Should -Be $true, 'MassRemoval'
    }

    It 'is told by a job in its warnings' {
        $job = Start-TeemSync -Connection $here -Interval '00:00:00.01'
        try {
            (Receive-Job $job -Wait -WarningVariable warnings -WarningAction SilentlyContinue | Select-Object -First 2).Outcome | Should -Be 'Held', 'Held'
            Stop-TeemSync -Connection $here
            $warnings.Count + $job.Warning.Count | Should -BeGreaterThan 0
            $job.Error | Should -BeNullOrEmpty
        }
        finally { Remove-Job $job -Force }
    }

    It 'stays held under -WhatIf' {
        Sync-TeemRoomCalendar -AcceptRemovals -WhatIf -Connection $here | Should -BeNullOrEmpty
        (Get-TeemSync -Connection $here).IsHeld | Should -BeTrue
    }

    It 'is taken away when somebody accepts it' {
        $result = Get-TeemSync -Connection $here | Where-Object IsHeld | Sync-TeemRoomCalendar -AcceptRemovals -Confirm:$false -Connection $here
        $result.Outcome | Should -Be 'Synchronised'
        $result.Removed | Should -BeGreaterOrEqual 10
        (Get-TeemSync -Connection $here).IsHeld | Should -BeFalse
    }
}

Describe 'Writing to rooms' {
    It 'says nothing where Teem''s application is not, and writes nothing without a change that waits' {
        $written = $tenant.Writes
        Sync-TeemRoomCalendar -Write -Connection $tenant -WarningVariable warnings | ForEach-Object Sent | Sort-Object -Unique | Should -Be 0
        $warnings | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be $written
    }

    It 'shows with -Write what a job may do' {
        $job = Start-TeemSync -Write -Connection $tenant -Interval '00:00:00.01'
        try {
            Receive-Job $job -Wait | Select-Object -First 1 | Out-Null
            (Get-TeemSync -Connection $tenant).Mode | Sort-Object -Unique | Should -Be 'ReadWrite'
        }
        finally { Remove-Job $job -Force }
    }

    It 'refuses -ReleaseAfter <ReleaseAfter> with -Write:$<Write>' -ForEach @(
        @{ ReleaseAfter = '00:10:00'; Write = $false; Id = 'ReleaseNeedsWrite' }
        @{ ReleaseAfter = '00:00:00'; Write = $true; Id = 'ReleaseAfterInvalid' }
        @{ ReleaseAfter = '-00:10:00'; Write = $true; Id = 'ReleaseAfterInvalid' }
        @{ ReleaseAfter = '08:00:00'; Write = $true; Id = 'ReleaseAfterInvalid' }
        @{ ReleaseAfter = 10; Write = $true; Id = 'ReleaseAfterInvalid' }
    ) {
        { Start-TeemSync -ReleaseAfter $ReleaseAfter -Write:$Write -Connection $tenant } | Should -Throw -ErrorId "$Id,*"
        Get-Job | Where-Object PSJobTypeName -eq TeemSync | Should -BeNullOrEmpty
    }

    Context 'where Teem''s own application signed in lately' {
        BeforeAll {
            # What the whole tenant consented to for Teem is an error of the onboarding, and no matter here.
            $shared = Connect-TeemTenant -Sandbox -SandboxHistory TeemApplication, EntraPremium
            $rooms[0] | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore -ErrorAction SilentlyContinue -Connection $shared | Out-Null
        }
        AfterAll { Disconnect-TeemTenant $shared }

        It 'warns' {
            (Sync-TeemRoomCalendar -Write -Connection $shared -WarningVariable warnings -WarningAction SilentlyContinue).Outcome | Should -Be 'Synchronised'
            $warnings | Should -HaveCount 1
            "$warnings" | Should -BeLike '*Teem''s own application*signed in on*two writers*'
            $job = Start-TeemSync -Write -Connection $shared -WarningVariable warnings -WarningAction SilentlyContinue
            Remove-Job $job -Force
            "$warnings" | Should -BeLike '*two writers*'
        }

        It 'does not look when nothing is written' {
            Sync-TeemRoomCalendar -Connection $shared -WarningVariable warnings | Out-Null
            $warnings | Should -BeNullOrEmpty
        }

        It 'releases no room' {
            { Start-TeemSync -Write -ReleaseAfter 00:10:00 -Wait -Connection $shared } | Should -Throw -ErrorId 'OtherWriter,*'
            Get-Job | Where-Object PSJobTypeName -eq TeemSync | Should -BeNullOrEmpty
        }
    }

    Context 'where nobody may read who signed in' {
        It 'warns, and releases no room' {
            $unlicensed = Connect-TeemTenant -Sandbox -SandboxHistory TeemApplication
            try {
                $rooms[0] | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore -ErrorAction SilentlyContinue -Connection $unlicensed | Out-Null
                Sync-TeemRoomCalendar -Write -Connection $unlicensed -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
                "$warnings" | Should -BeLike '*could not be seen*'
                { Start-TeemSync -Write -ReleaseAfter 00:10:00 -Wait -Connection $unlicensed } | Should -Throw -ErrorId 'OtherWriterUnknown,*'
            }
            finally { Disconnect-TeemTenant $unlicensed }
        }
    }
}

Describe 'A room that nobody comes to' {
    It 'is released' {
        # A minute of the tenant is a second here. Its time is what it says in its results.
        Set-Content (Join-Path $TestDrive fast.json) '{ "speed": 60 }'
        $fast = Connect-TeemTenant -Sandbox -SandboxWeather (Join-Path $TestDrive fast.json)
        $job = $null
        if ($fast.ExchangeTransport -eq 'Session') {
            # A job has no session to ask whether Exchange releases the room.
            { Start-TeemSync -Write -ReleaseAfter 00:01:00 -Connection $fast } | Should -Throw -ErrorId 'SessionInJob,*'
            Disconnect-TeemTenant $fast
            return
        }
        try {
            $rooms[1] | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore -Connection $fast | Out-Null
            $now = (Sync-TeemRoomCalendar -Connection $fast).StartedAt
            Get-TeemReservation -From $now.AddHours(-1) -To $now.AddDays(1) -Connection $fast | Where-Object IsBusy | Remove-TeemReservation -Release -Confirm:$false -Connection $fast -ErrorAction Stop
            # What began before the run is left alone: the run comes first.
            $job = Start-TeemSync -Write -ReleaseAfter 00:01:00 -Interval 00:00:30 -Connection $fast
            $run = (Receive-Job $job -Wait | Select-Object -First 1).StartedAt
            $made = New-TeemReservation atrium@contoso.example -Start $run.AddMinutes(2) -Duration 07:00:00 -Connection $fast -ErrorAction Stop
            $released = Receive-Job $job -Wait | Where-Object Released -gt 0 | Select-Object -First 1
            $released.Mailbox, $released.Released | Should -Be 'atrium@contoso.example', 1
            $released.StartedAt | Should -BeGreaterOrEqual $made.Start.AddMinutes(1)
            Stop-TeemSync -Connection $fast
            Get-TeemReservation -From $made.Start -To $made.End -Connection $fast | Should -BeNullOrEmpty
        }
        finally {
            if ($job) { Remove-Job $job -Force }
            Disconnect-TeemTenant $fast
        }
    }
}
