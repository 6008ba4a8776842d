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

    It 'tells of a room that cannot be read in results and in errors' {
        $job = Start-TeemSync @start -Mailbox nothing@contoso.example
        try {
            Receive-Job $job -Wait -ErrorVariable failures -ErrorAction SilentlyContinue | Select-Object -First 2 | ForEach-Object Outcome | Should -Be 'Failed', 'Failed'
            Stop-Job $job
            $job.Error.Count + $failures.Count | Should -BeGreaterThan 0
        }
        finally { Remove-Job $job -Force }
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
