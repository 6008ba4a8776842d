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
    $tenant = Connect-TeemTenant -Sandbox
    $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
    $all = Get-TeemReservation

    # Rooms that are free at a time: the calendars of a sandbox differ from day to day.
    function Get-FreeRoom([DateTimeOffset] $From, [DateTimeOffset] $To, [int] $Count = 1) {
        $taken = (Get-TeemReservation -From $From -To $To).Mailbox
        $free = @(Get-TeemRoomCalendar | Where-Object Mailbox -notin $taken | Select-Object -First $Count -ExpandProperty Mailbox)
        if ($free.Count -lt $Count) { throw "There are not $Count free rooms from $From to $To." }
        $free
    }

    function Get-Slot([int] $Day) { $time = [DateTimeOffset]::UtcNow.AddDays($Day); $time.AddTicks(-($time.UtcTicks % [TimeSpan]::TicksPerHour)) }

    # One that goes on now, in the name of somebody or of the room itself.
    function New-CurrentReservation([hashtable] $With = @{}) {
        $now = [DateTimeOffset]::UtcNow
        New-TeemReservation (Get-FreeRoom $now.AddHours(-1) $now.AddHours(3)) -Start $now.AddMinutes(-10) -Duration 01:00:00 -Confirm:$false @With
    }
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

Describe 'New-TeemReservation' {
    It 'books a room, and its calendar has the meeting once' {
        $start = Get-Slot 1
        $room = Get-FreeRoom $start $start.AddHours(1)
        $made = New-TeemReservation $room -Start $start -Duration 00:30:00 -Title 'Design critique'
        $made | Should -BeOfType TeemCalendar.Reservation
        $made.Mailbox, $made.Title, $made.OrganizerAddress, $made.Start, $made.End, $made.IsBusy | Should -Be $room, 'Design critique', $room, $start, $start.AddMinutes(30), $true
        $echo = Sync-TeemRoomCalendar $room
        $echo.Added, $echo.Updated, $echo.Removed | Should -Be 0, 0, 0
        (Get-TeemReservation $room -From $start -To $made.End).EventId | Should -Be $made.EventId
    }

    It 'refuses a second booking of the same time' {
        $start = Get-Slot 2
        $room = Get-FreeRoom $start $start.AddHours(1)
        New-TeemReservation $room -Start $start -End $start.AddHours(1) | Out-Null
        $written = $tenant.Writes
        New-TeemReservation $room -Start $start.AddMinutes(45) -Duration 01:00:00 -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'RoomTaken,*'
        $failures[0].CategoryInfo.Category | Should -Be ResourceExists
        $failures[0].TargetObject | Should -Be $room
        $tenant.Writes | Should -Be $written
        Get-TeemReservation $room -From $start -To $start.AddHours(2) | Should -HaveCount 1
    }

    It 'books every room of a pipeline; one that is taken is one error' {
        $start = Get-Slot 3
        $free = Get-FreeRoom $start $start.AddHours(1) 3
        New-TeemReservation $free[1] -Start $start -Duration 00:30:00 | Out-Null
        $made = Get-TeemRoomCalendar $free | New-TeemReservation -Start $start -Duration 00:30:00 -ErrorVariable failures -ErrorAction SilentlyContinue
        $made.Mailbox | Sort-Object | Should -Be ($free[0], $free[2] | Sort-Object)
        $failures.TargetObject | Should -Be $free[1]
    }

    It 'takes the rows of a file; of two that want the same time the first has it' {
        $start = Get-Slot 4
        $room, $other = Get-FreeRoom $start $start.AddHours(3) 2
        $row = { param($Mailbox, $Hours, $Title) "$Mailbox,$($start.AddHours($Hours).ToString('o')),$($start.AddHours($Hours + 1).ToString('o')),$Title" }
        $rows = 'Mailbox,Start,End,Title', (& $row $room 0 first), (& $row $room 0.5 second), (& $row $room 1 third), (& $row $other 0 fourth) | ConvertFrom-Csv
        $made = $rows | New-TeemReservation -ErrorVariable failures -ErrorAction SilentlyContinue
        $made.Title | Sort-Object | Should -Be 'first', 'fourth', 'third'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'RoomTaken,*'
    }

    It 'has either an end or a duration' {
        { New-TeemReservation atrium@contoso.example -Start (Get-Slot 5) -End (Get-Slot 5).AddHours(1) -Duration 01:00:00 } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }

    It 'does not take a bare number for minutes' {
        New-TeemReservation atrium@contoso.example -Start (Get-Slot 5) -Duration 30 -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'SpanInvalid,*'
        $failures[0].ErrorDetails.RecommendedAction | Should -BeLike '*hours:minutes:seconds*'
    }

    It 'refuses what is over: <Name>' -ForEach @(
        @{ Name = 'in the past'; With = @{ Start = [DateTimeOffset]::UtcNow.AddHours(-2); Duration = [TimeSpan]'01:00' }; Id = 'SpanPast' }
        @{ Name = 'before it starts'; With = @{ Start = [DateTimeOffset]::UtcNow.AddHours(2); End = [DateTimeOffset]::UtcNow.AddHours(1) }; Id = 'SpanInvalid' }
    ) {
        New-TeemReservation atrium@contoso.example @With -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'says that a room is not registered, and books the others' {
        $start = Get-Slot 6
        $room = Get-FreeRoom $start $start.AddHours(1)
        (New-TeemReservation nothing@contoso.example, $room -Start $start -Duration 00:30:00 -ErrorVariable failures -ErrorAction SilentlyContinue).Mailbox | Should -Be $room
        $failures.FullyQualifiedErrorId | Should -BeLike 'NotRegistered,*'
    }

    It 'writes nothing under -WhatIf, here or there' {
        $start = Get-Slot 7
        $room = Get-FreeRoom $start $start.AddHours(1)
        $written = $tenant.Writes
        New-TeemReservation $room -Start $start -Duration 00:30:00 -WhatIf | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be $written
        Get-TeemReservation $room -From $start -To $start.AddHours(1) | Should -BeNullOrEmpty
        (Get-TeemSync $room).Changes | Where-Object Start -eq $start | Should -BeNullOrEmpty
    }

    It 'refuses an organizer that is no address, and one whose calendar is out of reach' {
        $start = Get-Slot 8
        $room = Get-FreeRoom $start $start.AddHours(1)
        $written = $tenant.Writes
        New-TeemReservation $room -Start $start -Duration 00:30:00 -Organizer 'Grace Okonkwo' -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'AddressRefused,*'
        $tenant.Writes | Should -Be $written
        New-TeemReservation $room -Start $start -Duration 00:30:00 -Organizer teem@contoso.example -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].CategoryInfo.Category | Should -Be PermissionDenied
        "$($failures[0].Exception.Message) $($failures[0].ErrorDetails.RecommendedAction)" | Should -BeLike '*Application Calendars.ReadWrite*'
        (Get-TeemSync $room).Changes[-1].State | Should -Be 'Refused'
    }
}

Describe 'Set-TeemReservation' {
    BeforeAll {
        $start = Get-Slot 10
        $room = Get-FreeRoom $start $start.AddHours(3)
        $made = New-TeemReservation $room -Start $start -Duration 00:30:00
        New-TeemReservation $room -Start $start.AddHours(1) -Duration 00:30:00 | Out-Null
    }

    It 'extends into free time' {
        $longer = $made | Set-TeemReservation -Extend 00:15:00
        $longer.End, $longer.EventId | Should -Be $start.AddMinutes(45), $made.EventId
        (Get-TeemReservation $room -From $start -To $longer.End).End | Should -Be $longer.End
        $longer | Set-TeemReservation -End $start.AddHours(1) | ForEach-Object End | Should -Be $start.AddHours(1)
    }

    It 'does not extend into time that is taken' {
        $before = Get-TeemReservation $room -From $start -To $start.AddMinutes(1)
        $before | Set-TeemReservation -End $start.AddMinutes(61) -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'RoomTaken,*'
        Sync-TeemRoomCalendar $room | Out-Null
        (Get-TeemReservation $room -From $start -To $start.AddMinutes(1)).End | Should -Be $before.End
    }

    It 'gives another title' {
        Get-TeemReservation $room -From $start -To $start.AddMinutes(1) | Set-TeemReservation -Title 'Another' | ForEach-Object Title | Should -Be 'Another'
    }

    It 'takes an end or an extension, not both, and one of all three' {
        { $made | Set-TeemReservation -End $start.AddHours(1) -Extend 00:15:00 } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        $made | Set-TeemReservation -Extend 15 -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'SpanInvalid,*'
    }

    It 'refuses one that has changed meanwhile, and changes the others of the pipeline' {
        $other = New-TeemReservation $room -Start $start.AddHours(2) -Duration 00:30:00
        # As it was when it was made.
        $changed = $made, $other | Set-TeemReservation -Extend 00:05:00 -ErrorVariable failures -ErrorAction SilentlyContinue
        $changed.EventId | Should -Be $other.EventId
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'ReservationChanged,*'
    }

    It 'changes nothing under -WhatIf' {
        $written = $tenant.Writes
        Get-TeemReservation $room -From $start -To $start.AddMinutes(1) | Set-TeemReservation -Extend 00:05:00 -WhatIf | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be $written
    }
}

Describe 'Confirm-TeemReservation' {
    It 'checks in, and the first time counts' {
        $made = New-CurrentReservation
        $first = ($made | Confirm-TeemReservation).CheckedInAt
        $first | Should -Not -BeNullOrEmpty
        ($made | Confirm-TeemReservation).CheckedInAt | Should -Be $first
        (Get-TeemReservation $made.Mailbox -Now).CheckedInAt | Should -Be $first
    }

    It 'checks in to nothing under -WhatIf' {
        $made = New-CurrentReservation
        $made | Confirm-TeemReservation -WhatIf | Should -BeNullOrEmpty
        (Get-TeemReservation $made.Mailbox -Now).CheckedInAt | Should -BeNullOrEmpty
    }

    It 'refuses what is over' {
        Get-TeemReservation -To ([DateTimeOffset]::UtcNow.AddDays(-2)) | Where-Object End -lt ([DateTimeOffset]::UtcNow) | Select-Object -First 1 | Confirm-TeemReservation -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'ReservationOver,*'
    }
}

Describe 'Remove-TeemReservation' {
    It 'cancels' {
        $start = Get-Slot 12
        $made = New-TeemReservation (Get-FreeRoom $start $start.AddHours(1)) -Start $start -Duration 00:30:00
        $made | Remove-TeemReservation -Confirm:$false | Should -BeNullOrEmpty
        Get-TeemReservation $made.Mailbox -From $start -To $made.End | Should -BeNullOrEmpty
        (Sync-TeemRoomCalendar $made.Mailbox).Removed | Should -Be 0
        $made | Remove-TeemReservation -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.FullyQualifiedErrorId | Should -BeLike 'ReservationGone,*'
    }

    It 'cancels nothing under -WhatIf' {
        $written = $tenant.Writes
        Get-TeemReservation -From (Get-Slot 13) | Select-Object -First 5 | Remove-TeemReservation -Release -WhatIf
        $tenant.Writes | Should -Be $written
    }
}

Describe 'A meeting that a person organizes' {
    BeforeAll {
        $organizer = 'teem@contoso.example'
        Grant-TeemImpersonation -Scope AllMailboxes -Confirm:$false | Out-Null
    }

    It 'is booked in that person''s name' {
        $start = Get-Slot 14
        $made = New-TeemReservation (Get-FreeRoom $start $start.AddHours(1)) -Start $start -Duration 00:30:00 -Title Ours -Organizer $organizer -Confirm:$false
        $made.OrganizerAddress, $made.IsBusy | Should -Be $organizer, $true
    }

    It 'is not booked when the room declines' {
        $start = Get-Slot 400
        New-TeemReservation (Get-FreeRoom $start $start.AddHours(1)) -Start $start -Duration 00:30:00 -Organizer $organizer -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures.FullyQualifiedErrorId | Should -BeLike 'RoomDeclined,*'
    }

    It 'ends early where the organizer is in scope: the room follows' {
        $made = New-CurrentReservation @{ Organizer = $organizer }
        $ended = $made | Stop-TeemReservation -Confirm:$false -WarningVariable warnings
        $ended.Start | Should -Be $made.Start
        $ended.End | Should -BeLessThan $made.End
        $warnings | Should -BeNullOrEmpty
        Get-TeemReservation $made.Mailbox -From $ended.End -To $made.End | Should -BeNullOrEmpty
        (Sync-TeemRoomCalendar $made.Mailbox).Updated | Should -Be 0
    }

    It 'is cancelled in the organizer''s calendar' {
        $made = New-CurrentReservation @{ Organizer = $organizer }
        $made | Remove-TeemReservation -Note 'Not today.' -Confirm:$false
        Get-TeemReservation $made.Mailbox -Now | Should -BeNullOrEmpty
    }

    Context 'out of scope' {
        BeforeAll {
            $first, $second, $third = 1..3 | ForEach-Object { New-CurrentReservation @{ Organizer = $organizer } }
            Grant-TeemImpersonation -Scope Rooms -Confirm:$false | Out-Null
        }

        It 'does not end early, in the guide''s words, and offers what is left' {
            $first, $second | Stop-TeemReservation -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failures | Should -HaveCount 2
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'OrganizerOutOfReach,*'
            $failures[0].CategoryInfo.Category | Should -Be PermissionDenied
            "$($failures[0])" | Should -BeLike '*The End Event Early function still requires complete impersonation access to all mailboxes*'
            $failures[0].ErrorDetails.RecommendedAction | Should -BeLike '*-RoomOnly*'
        }

        It 'ends in the room alone with -RoomOnly, and says that the organizer is not told' {
            $ended = $first | Stop-TeemReservation -RoomOnly -WarningVariable warnings -WarningAction SilentlyContinue
            $ended.End | Should -BeLessThan $first.End
            "$warnings" | Should -BeLike '*not told*still shows the end*'
            Get-TeemReservation $first.Mailbox -Now | Should -BeNullOrEmpty
        }

        It 'ends nothing under -WhatIf' {
            $written = $tenant.Writes
            $second, $third | Stop-TeemReservation -RoomOnly -WhatIf | Should -BeNullOrEmpty
            $tenant.Writes | Should -Be $written
        }

        It 'gives the room back with -Release' {
            $third | Remove-TeemReservation -Release -Note 'Painters.' -Confirm:$false
            Get-TeemReservation $third.Mailbox -Now | Should -BeNullOrEmpty
            (Sync-TeemRoomCalendar $third.Mailbox).Removed | Should -Be 0
        }

        It 'keeps what was refused, and Get-TeemSync shows it' {
            $lost = (Get-TeemSync $second.Mailbox).Changes
            $lost[-1].Kind, $lost[-1].State, $lost[-1].Cause | Should -Be 'Change', 'Refused', 'OrganizerOutOfReach'
            ($lost | Out-String -Width 100) -split '\r?\n' | Where-Object Length -gt 100 | Should -BeNullOrEmpty
        }
    }
}

Describe 'Stop-TeemReservation' {
    It 'ends what the room itself organizes without a word' {
        $ended = New-CurrentReservation | Stop-TeemReservation -RoomOnly -WarningVariable warnings
        $ended.End | Should -BeLessOrEqual ([DateTimeOffset]::UtcNow)
        $warnings | Should -BeNullOrEmpty
    }

    It 'refuses what does not go on' {
        $start = Get-Slot 16
        New-TeemReservation (Get-FreeRoom $start $start.AddHours(1)) -Start $start -Duration 00:30:00 | Stop-TeemReservation -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.FullyQualifiedErrorId | Should -BeLike 'NotGoingOn,*'
    }

    It 'refuses what lasts all day' {
        $all | Where-Object { $_.IsAllDay -and $_.IsBusy } | Select-Object -First 1 | Stop-TeemReservation -RoomOnly -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.FullyQualifiedErrorId | Should -BeLike 'AllDay,*'
    }
}

Describe 'A reservation of another tenant' {
    It 'is of a room that is not registered here' {
        $other = Connect-TeemTenant -Sandbox -SandboxDomain fabrikam.example
        try { $all[0] | Set-TeemReservation -Title x -Connection $other -ErrorVariable failures -ErrorAction SilentlyContinue }
        finally { Disconnect-TeemTenant $other }
        $failures.FullyQualifiedErrorId | Should -BeLike 'NotRegistered,*'
        $failures.TargetObject | Should -Be $all[0].Mailbox
    }
}
