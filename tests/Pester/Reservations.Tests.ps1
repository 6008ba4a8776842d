param([Parameter(Mandatory)] [string] $Module)

BeforeAll {
    Import-Module $Module
    # More than are looked at by name, so that there is a bit of everything.
    $rooms = @(
        1..12 | ForEach-Object { [pscustomobject]@{ Mailbox = "room$_@contoso.example"; Name = "Room $_"; TimeZone = 'Asia/Kolkata' } }
        [pscustomobject]@{ Mailbox = 'boardroom@contoso.example'; Name = 'Boardroom'; TimeZone = 'Europe/Berlin' }
        [pscustomobject]@{ Mailbox = 'atrium@contoso.example'; Name = 'Atrium'; TimeZone = 'Asia/Tokyo' }
        [pscustomobject]@{ Mailbox = 'lighthouse@contoso.example'; Name = 'Lighthouse'; TimeZone = 'America/New_York' }
    )
    Connect-TeemTenant -Sandbox | Out-Null
    $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
    $all = Get-TeemReservation
}

AfterAll { Disconnect-TeemTenant }

Describe 'Get-TeemReservation' {
    It 'gives all, by start' {
        $all.Count | Should -BeGreaterThan 50
        $all.Start.Ticks | Should -Be ($all.Start.Ticks | Sort-Object)
        $all.Mailbox | Sort-Object -Unique | Should -HaveCount 15
    }

    It 'gives each once' { $all | Group-Object { "$($_.Mailbox) $($_.ICalUId) $($_.OriginalStart.Ticks)" } | Where-Object Count -gt 1 | Should -BeNullOrEmpty }

    It 'gives those of a room' {
        Get-TeemReservation atrium@contoso.example | Should -HaveCount @($all | Where-Object Mailbox -eq atrium@contoso.example).Count
    }

    It 'takes rooms from the pipeline' { Get-TeemRoomCalendar | Get-TeemReservation | Should -HaveCount $all.Count }

    It 'gives what touches a span: what began before and goes on is in, what begins at its end is out' {
        $one = $all | Where-Object { -not $_.IsAllDay } | Select-Object -First 1
        $span = @{ From = $one.Start.AddTicks(1); To = $one.End.AddTicks(-1) }
        (Get-TeemReservation @span).EventId | Should -Contain $one.EventId
        (Get-TeemReservation -From $one.End).EventId | Should -Not -Contain $one.EventId
        (Get-TeemReservation -To $one.Start).EventId | Should -Not -Contain $one.EventId
        Get-TeemReservation @span | Should -HaveCount @($all | Where-Object { $_.End -gt $span.From -and $_.Start -lt $span.To }).Count
    }

    It 'gives with -Now what takes a room at this moment' {
        $before = [DateTimeOffset]::UtcNow
        $now = @(Get-TeemReservation -Now)
        $after = [DateTimeOffset]::UtcNow
        $now | Where-Object { -not $_.IsBusy -or $_.Start -gt $after -or $_.End -le $before } | Should -BeNullOrEmpty
        $taken = $all | Where-Object { $_.IsBusy -and $_.Start -le $before -and $_.End -gt $after }
        $taken | Where-Object EventId -notin $now.EventId | Should -BeNullOrEmpty
    }

    It 'does not take -Now with a span' { { Get-TeemReservation -Now -From 2026-01-01 } | Should -Throw -ErrorId 'AmbiguousParameterSet,*' }

    It 'keeps what a private meeting is about to itself' {
        $private = $all | Where-Object IsPrivate
        $private | Should -Not -BeNullOrEmpty
        $private | Where-Object { $_.Title -or $_.Organizer -or $_.OrganizerAddress } | Should -BeNullOrEmpty
    }

    It 'has dates for what lasts all day, from midnight to midnight in the room''s zone' {
        $allDay = $all | Where-Object IsAllDay
        $allDay | Should -Not -BeNullOrEmpty
        foreach ($reservation in $allDay) {
            [TimeZoneInfo]::ConvertTime($reservation.Start, [TimeZoneInfo]::FindSystemTimeZoneById($reservation.TimeZone)).DateTime | Should -Be $reservation.StartDate.ToDateTime([TimeOnly]::MinValue)
        }
    }

    It 'says that a room is not registered, and gives the others' {
        Get-TeemReservation nothing@contoso.example, atrium@contoso.example -ErrorVariable failures -ErrorAction SilentlyContinue |
            ForEach-Object Mailbox | Sort-Object -Unique | Should -Be 'atrium@contoso.example'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'NotRegistered,*'
    }

    It 'says nothing of the other rooms when the one asked for is not registered' {
        Get-TeemReservation nothing@contoso.example -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
}

Describe 'The table of reservations' {
    It 'shows times in the room''s own zone' {
        $one = $all | Where-Object { $_.Mailbox -eq 'atrium@contoso.example' -and -not $_.IsAllDay } | Select-Object -First 1
        $one | Out-String -Width 100 | Should -Match ('{0:yyyy-MM-dd HH:mm}' -f $one.Start.ToOffset([TimeSpan]::FromHours(9)))
    }

    It 'shows the days of what lasts all day' {
        $one = $all | Where-Object IsAllDay | Select-Object -First 1
        $one | Out-String -Width 100 | Should -Match ('{0:yyyy-MM-dd} all day' -f $one.StartDate)
    }

    It 'says that a meeting is private' { $all | Where-Object IsPrivate | Select-Object -First 1 | Out-String -Width 100 | Should -BeLike '*(private)*' }

    It 'fits into 100 columns' { ($all | Out-String -Width 100) -split '\r?\n' | Where-Object Length -gt 100 | Should -BeNullOrEmpty }
}
