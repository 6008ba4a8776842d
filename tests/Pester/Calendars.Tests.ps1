param([Parameter(Mandatory)] [string] $Module)

BeforeAll {
    Import-Module $Module
    $names = 'Boardroom', 'Atrium', 'Lighthouse'
    $rooms = $names | ForEach-Object { [pscustomobject]@{ Mailbox = "$_@contoso.example".ToLowerInvariant(); Name = $_; TimeZone = 'Europe/Berlin' } }

    # What Exchange's own command gives.
    function Get-Mailbox {
        foreach ($name in $args) {
            [pscustomobject]@{
                Identity = $name; Name = $name; DisplayName = $name; Alias = $name
                PrimarySmtpAddress = "$name@contoso.example"; UserPrincipalName = "$name@contoso.example"; WindowsEmailAddress = "$name@contoso.example"; RecipientTypeDetails = 'RoomMailbox'
            }
        }
    }
}

Describe 'Add-TeemRoomCalendar' {
    BeforeAll {
        Connect-TeemTenant -Sandbox -SandboxPath "$TestDrive/tenant.json" | Out-Null
        $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
        Disconnect-TeemTenant
    }

    # The rooms are there, and the store knows none of them.
    BeforeEach { $tenant = Connect-TeemTenant -Sandbox -SandboxPath "$TestDrive/tenant.json" -StorePath "$TestDrive/$([guid]::NewGuid()).db" }

    AfterEach { Disconnect-TeemTenant }

    It 'takes what Get-Mailbox gives' {
        $calendars = Get-Mailbox @names | Add-TeemRoomCalendar
        $calendars.Mailbox | Sort-Object | Should -Be 'atrium@contoso.example', 'boardroom@contoso.example', 'lighthouse@contoso.example'
        $calendars.TimeZone | Sort-Object -Unique | Should -Be 'W. Europe Standard Time'
        $calendars.InTeem | Sort-Object -Unique | Should -Be 'Unknown'
        Get-TeemRoomCalendar | Should -HaveCount 3
    }

    It 'takes one comma-separated text, as Teem''s import does' {
        Add-TeemRoomCalendar 'boardroom@contoso.example, ATRIUM@contoso.example' | ForEach-Object Mailbox | Sort-Object | Should -Be 'atrium@contoso.example', 'boardroom@contoso.example'
    }

    It 'takes an array' { Add-TeemRoomCalendar -Mailbox boardroom@contoso.example, atrium@contoso.example | Should -HaveCount 2 }

    It 'gives a calendar that is registered already as it is' {
        $first = Add-TeemRoomCalendar boardroom@contoso.example
        Add-TeemRoomCalendar boardroom@contoso.example | Should -Be $first
        Get-TeemRoomCalendar | Should -HaveCount 1
    }

    It 'writes one error for a room that is not there, and takes the others' {
        $calendars = 'boardroom@contoso.example', 'nothing@contoso.example', 'atrium@contoso.example' | Add-TeemRoomCalendar -ErrorVariable failures -ErrorAction SilentlyContinue
        $calendars | Should -HaveCount 2
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'RoomNotFound,*'
        $failures[0].TargetObject | Should -Be 'nothing@contoso.example'
        $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'refuses a mailbox that is no room' {
        Add-TeemRoomCalendar teem@contoso.example -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'NotARoom,*'
    }

    It 'registers nothing under -WhatIf' {
        $rooms | Add-TeemRoomCalendar -WhatIf | Should -BeNullOrEmpty
        Get-TeemRoomCalendar | Should -BeNullOrEmpty
    }

    It 'ends when its reader has seen enough' {
        $rooms | Add-TeemRoomCalendar | Select-Object -First 1 | Should -HaveCount 1
        $rooms | Add-TeemRoomCalendar | Should -HaveCount 3
    }

    It 'writes nothing to the tenant' {
        $written = $tenant.Writes
        $rooms | Add-TeemRoomCalendar | Out-Null
        $tenant.Writes | Should -Be $written
    }

    It 'takes a CSV file; each bad row is one error with its line, and the others go on' {
        $path = Join-Path $TestDrive 'bad.csv'
        @'
Name;Email;Capacity
Boardroom;boardroom@contoso.example;8
No address;;8
Bad address;nothing;8
Twice;boardroom@contoso.example;8
"Atrium
Annex";atrium@contoso.example;8
Bad number;lighthouse@contoso.example;many
'@ | Set-Content $path -Encoding utf8BOM
        $calendars = Add-TeemRoomCalendar -Path $path -ErrorVariable failures -ErrorAction SilentlyContinue
        $calendars.Mailbox | Sort-Object | Should -Be 'atrium@contoso.example', 'boardroom@contoso.example'
        $failures.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'RowRefused,TeemCalendar.Commands.AddTeemRoomCalendar'
        $failures.TargetObject.Line | Should -Be 3, 4, 5, 8
        "$($failures[1])" | Should -BeLike "*bad.csv, line 4: Email: *(found 'nothing')*"
    }

    It 'says that a file is missing' {
        Add-TeemRoomCalendar -Path (Join-Path $TestDrive 'none.csv') -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
    }

    It 'says that a path is none of the file system' -ForEach 'NoSuchDrive:\rooms.csv', 'Env:\rooms.csv', "rooms`0.csv" {
        Add-TeemRoomCalendar -Path $_ -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures.FullyQualifiedErrorId | Should -Be 'PathInvalid,TeemCalendar.Commands.AddTeemRoomCalendar'
    }

    It 'says that a file has no column of addresses' {
        Set-Content (Join-Path $TestDrive 'header.csv') "Name,Seats`nBoardroom,8"
        Add-TeemRoomCalendar -Path (Join-Path $TestDrive 'header.csv') -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures | Should -HaveCount 1
        "$($failures[0])" | Should -BeLike '*line 1*no column Mailbox*'
    }
}

Describe 'Get-TeemRoomCalendar' {
    BeforeAll {
        Connect-TeemTenant -Sandbox | Out-Null
        $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
    }

    AfterAll { Disconnect-TeemTenant }

    It 'gives all, by address' { (Get-TeemRoomCalendar).Mailbox | Should -Be 'atrium@contoso.example', 'boardroom@contoso.example', 'lighthouse@contoso.example' }

    It 'gives those asked for, in whatever case' { (Get-TeemRoomCalendar ATRIUM@contoso.example).Mailbox | Should -Be 'atrium@contoso.example' }

    It 'knows when each was read' { (Get-TeemRoomCalendar).LastRead | Should -Not -Contain $null }

    It 'says that a room is not registered, and how to register it' {
        Get-TeemRoomCalendar nothing@contoso.example, atrium@contoso.example -ErrorVariable failures -ErrorAction SilentlyContinue | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'NotRegistered,*'
        $failures[0].ErrorDetails.RecommendedAction | Should -BeLike 'Add-TeemRoomCalendar*'
    }

    It 'is completed from what is registered' {
        (TabExpansion2 'Sync-TeemRoomCalendar light').CompletionMatches.CompletionText | Should -Be 'lighthouse@contoso.example'
    }
}

Describe 'Export-TeemRoomCalendar' {
    BeforeAll {
        Connect-TeemTenant -Sandbox | Out-Null
        $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
    }

    AfterAll { Disconnect-TeemTenant }

    It 'gives the list that Teem''s import takes' { Export-TeemRoomCalendar | Should -Be 'atrium@contoso.example, boardroom@contoso.example, lighthouse@contoso.example' }

    It 'gives a list that Add-TeemRoomCalendar takes' { Add-TeemRoomCalendar (Export-TeemRoomCalendar) | Should -HaveCount 3 }

    It 'gives those asked for, and one error for a room that is not registered' {
        'atrium@contoso.example', 'nothing@contoso.example' | Export-TeemRoomCalendar -ErrorVariable failures -ErrorAction SilentlyContinue | Should -Be 'atrium@contoso.example'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'NotRegistered,*'
    }

    It 'writes a file that Import-Csv and Add-TeemRoomCalendar read' {
        $file = Export-TeemRoomCalendar -As Csv -Path (Join-Path $TestDrive 'calendars.csv')
        $file | Should -BeOfType System.IO.FileInfo
        $rows = Import-Csv $file
        $rows.Name | Should -Be 'Atrium', 'Boardroom', 'Lighthouse'
        $rows[0].Email | Should -Be 'atrium@contoso.example'
        Add-TeemRoomCalendar -Path $file | Should -HaveCount 3
    }

    It 'says that a file cannot be there' -ForEach { Join-Path $TestDrive 'no-such-folder' 'list.txt' }, { "$TestDrive" }, { 'NoSuchDrive:\list.txt' } {
        { Export-TeemRoomCalendar -Path (& $_) -ErrorAction Stop } | Should -Throw -ErrorId 'PathInvalid,*'
    }

    It 'writes no file under -WhatIf' {
        Export-TeemRoomCalendar -Path (Join-Path $TestDrive 'none.txt') -WhatIf | Should -BeNullOrEmpty
        Join-Path $TestDrive 'none.txt' | Should -Not -Exist
    }
}

Describe 'Remove-TeemRoomCalendar' {
    BeforeEach {
        $tenant = Connect-TeemTenant -Sandbox
        $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
    }

    AfterEach { Disconnect-TeemTenant }

    It 'takes out those named, with what was read of them, and leaves the tenant alone' {
        $written = $tenant.Writes
        Get-TeemRoomCalendar atrium@contoso.example | Remove-TeemRoomCalendar | Should -BeNullOrEmpty
        (Get-TeemRoomCalendar).Mailbox | Should -Be 'boardroom@contoso.example', 'lighthouse@contoso.example'
        (Get-TeemReservation -From (Get-Date).AddDays(-30) -To (Get-Date).AddDays(90)).Mailbox | Sort-Object -Unique | Should -Be 'boardroom@contoso.example', 'lighthouse@contoso.example'
        $tenant.Writes | Should -Be $written
    }

    It 'can be taken back: the calendar is read anew' {
        $before = Get-TeemReservation -Mailbox atrium@contoso.example -From (Get-Date).AddDays(-1) -To (Get-Date).AddDays(14)
        Remove-TeemRoomCalendar atrium@contoso.example
        Add-TeemRoomCalendar atrium@contoso.example | Sync-TeemRoomCalendar | Out-Null
        $after = Get-TeemReservation -Mailbox atrium@contoso.example -From (Get-Date).AddDays(-1) -To (Get-Date).AddDays(14)
        $before | Should -Not -BeNullOrEmpty
        $after.Count | Should -Be $before.Count
    }

    It 'writes one error for a room that is not registered, and takes the others out' {
        'nothing@contoso.example', 'atrium@contoso.example' | Remove-TeemRoomCalendar -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures | Should -HaveCount 1
        $failures[0].TargetObject | Should -Be 'nothing@contoso.example'
        Get-TeemRoomCalendar | Should -HaveCount 2
    }

    It 'takes nothing out under -WhatIf' {
        Get-TeemRoomCalendar | Remove-TeemRoomCalendar -WhatIf
        Get-TeemRoomCalendar | Should -HaveCount 3
    }
}

Describe 'Add-TeemRoomCalendar -CheckReadiness' {
    BeforeAll {
        Connect-TeemTenant -Sandbox | Out-Null
        $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
    }

    AfterAll { Disconnect-TeemTenant }

    It 'tells of each room what gives trouble, and of none when it is not asked' {
        $calendars = Add-TeemRoomCalendar "boardroom@contoso.example; atrium@contoso.example`r`nlighthouse@contoso.example" -CheckReadiness
        $calendars | Should -HaveCount 3
        foreach ($calendar in $calendars) {
            $calendar.Readiness | Should -Not -BeNullOrEmpty
            $calendar.Readiness.Target | Sort-Object -Unique | Should -Be $calendar.Mailbox
        }
        (Add-TeemRoomCalendar boardroom@contoso.example).Readiness | Should -BeNullOrEmpty
    }
}

Describe 'Send-TeemSyncSummary' {
    BeforeAll {
        $tenant = Connect-TeemTenant -Sandbox
        $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
        Revoke-TeemImpersonation
        Grant-TeemImpersonation | Out-Null
    }

    AfterAll { Disconnect-TeemTenant }

    It 'writes nothing under -WhatIf' {
        $before = $tenant.Writes
        Send-TeemSyncSummary -To teem@contoso.example -WhatIf | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be $before
    }

    It 'grants nothing for an address that cannot be mailed to or from' -ForEach @(
        @{ Mail = @{ To = 'nothing' }; Id = 'AddressRefused' }
        @{ Mail = @{ To = 'teem@contoso.example'; From = 'nobody@contoso.example' }; Id = 'ExchangeObjectNotFound' }
    ) {
        $before = $tenant.Writes
        Send-TeemSyncSummary @Mail -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.FullyQualifiedErrorId | Should -Be "$Id,TeemCalendar.Commands.SendTeemSyncSummary"
        $tenant.Writes | Should -Be $before
    }

    It 'gets the right to send from that mailbox, and sends' {
        Send-TeemSyncSummary -To teem@contoso.example, admin@contoso.example -Confirm:$false -Verbose 4>&1 | Where-Object { "$_" -like 'Sent to*' } | Should -BeLike 'Sent to teem@contoso.example, admin@contoso.example: TeemCalendar: 3 of 3*'
        $before = $tenant.Writes
        Send-TeemSyncSummary -To teem@contoso.example -Confirm:$false | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be ($before + 1)
    }

    It 'has one error without an account' {
        Disconnect-TeemCalendarAccount
        { Send-TeemSyncSummary -To teem@contoso.example -Confirm:$false } | Should -Throw -ErrorId 'NotConnected,*'
    }
}
