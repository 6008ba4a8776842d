param([string] $Module = (Join-Path $PSScriptRoot '../../out/TeemCalendar'))

# A list of rooms as it comes from people: good ones first and last, and between them whatever is no room. What the user sees of it, command by command.

BeforeDiscovery {
    $nobody = 'nobody@contoso.example'; $person = 'admin@contoso.example'; $group = 'north@contoso.example'; $plus = 'atrium+1@contoso.example'; $unicode = 'größe@contoso.example'
    $notRooms = [ordered]@{ $nobody = 'RoomNotFound'; $person = 'NotARoom'; $group = 'NotARoom'; $plus = 'RoomNotFound'; $unicode = 'RoomNotFound' }
    # What is asked is whether the application may open a mailbox: of a person's that is no mistake.
    $notMailboxes = [ordered]@{ $nobody = 'RoomNotFound'; $group = 'RoomNotFound'; $plus = 'RoomNotFound'; $unicode = 'RoomNotFound' }
    $notCalendars = [ordered]@{ $nobody = 'NotRegistered'; $person = 'NotRegistered'; $group = 'NotRegistered'; $plus = 'NotRegistered'; $unicode = 'NotRegistered' }
    # What is not there yet is made.
    $notToMake = [ordered]@{ $person = 'NotARoom'; $group = 'NotARoom' }

    $commands = @(
        @{ Command = 'Get-TeemRoom'; Refused = $notRooms; Run = { $list | Get-TeemRoom }; Done = { $result.Mailbox } }
        @{ Command = 'Get-TeemRoomSetting'; Refused = $notRooms; Run = { $list | Get-TeemRoomSetting }; Done = { $result.Mailbox } }
        @{ Command = 'Set-TeemRoomSetting'; Refused = $notRooms; Run = { $list | Set-TeemRoomSetting -BookingWindowInDays 99 }
            Done = { Get-TeemRoomSetting | Where-Object { $_.Setting -eq 'BookingWindowInDays' -and $_.Value -eq '99' } | ForEach-Object Mailbox } }
        @{ Command = 'New-TeemRoom'; Refused = $notToMake; Run = { $list | Where-Object { $_ -notmatch 'nobody|\+|ö' } | ForEach-Object { [pscustomobject]@{ Mailbox = $_; Name = $_.Split('@')[0] } } | New-TeemRoom }; Done = { $result.Mailbox } }
        @{ Command = 'Grant-TeemDelegateAccess'; Refused = $notRooms; Run = { $list | Grant-TeemDelegateAccess -ServiceAccount teem@contoso.example }
            Done = { (Get-TeemRoom | Get-TeemAccess -ServiceAccount teem@contoso.example).Mailbox } }
        @{ Command = 'Get-TeemAccess, an account''s'; Refused = $notRooms; Before = { Get-TeemRoom | Grant-TeemDelegateAccess -ServiceAccount teem@contoso.example }
            Run = { $list | Get-TeemAccess -ServiceAccount teem@contoso.example }; Done = { $result.Mailbox } }
        @{ Command = 'Revoke-TeemDelegateAccess'; Refused = $notRooms; Before = { Get-TeemRoom | Grant-TeemDelegateAccess -ServiceAccount teem@contoso.example }
            Run = { $list | Revoke-TeemDelegateAccess -ServiceAccount teem@contoso.example }
            Done = { $left = (Get-TeemRoom | Get-TeemAccess -ServiceAccount teem@contoso.example).Mailbox; (Get-TeemRoom).Mailbox | Where-Object { $_ -notin $left } } }
        @{ Command = 'Get-TeemAccess, the application''s'; Refused = $notMailboxes; Rooms = 'atrium@contoso.example', 'blue-room@contoso.example', 'boardroom@contoso.example'; Before = { Grant-TeemImpersonation }; Run = { $list | Get-TeemAccess }; Done = { ($result | Where-Object InScope).Mailbox } }
        @{ Command = 'Add-TeemRoomCalendar'; Refused = $notRooms; Run = { $list | Add-TeemRoomCalendar }; Done = { (Get-TeemRoomCalendar).Mailbox } }
        @{ Command = 'Remove-TeemRoomCalendar'; Refused = $notCalendars; Before = { Get-TeemRoom | Add-TeemRoomCalendar }
            Run = { $list | Remove-TeemRoomCalendar }; Done = { (Get-TeemRoom).Mailbox | Where-Object { $_ -notin (Get-TeemRoomCalendar).Mailbox } } }
        # The renamed room was made elsewhere.
        @{ Command = 'Remove-TeemRoom'; Refused = $notRooms; Run = { $list | Remove-TeemRoom -Force -Confirm:$false }
            Done = { 'boardroom@contoso.example', 'atrium@contoso.example', 'galileo@contoso.example' | Where-Object { $_ -notin (Get-TeemRoom).Mailbox } } }
    )
}

BeforeAll {
    Import-Module $Module
    # The same of a few, which are asked for one by one, and of many, for which the tenant's rooms are listed once.
    $names = 'boardroom@contoso.example', 'nobody@contoso.example', 'admin@contoso.example', 'north@contoso.example', 'blue-room@contoso.example', 'atrium+1@contoso.example', 'größe@contoso.example', 'ATRIUM@contoso.example'

    function Connect-Mixed {
        Connect-TeemTenant -Sandbox -SandboxHistory RenamedRoom | Out-Null
        New-TeemServiceAccount teem@contoso.example | Out-Null
        Register-TeemApplication | Out-Null
        New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom -RoomList north@contoso.example | Out-Null
        New-TeemRoom -Mailbox atrium@contoso.example -Name Atrium | Out-Null
    }
}

Describe 'A list with what is no room: <Command>' -ForEach $commands {
    BeforeAll {
        Connect-Mixed
        if ($Before) { & $Before 3>$null | Out-Null }
        $list = $names
        $ErrorActionPreference = 'Continue'
        $result = & $Run 2>&1 3>$null
        $failures = @($result | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $result = @($result | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] })
        $done = & $Done | Sort-Object -Unique
    }
    AfterAll { Disconnect-TeemTenant }

    It 'has one error for each that is none' {
        $failures | ForEach-Object { "$($_.TargetObject) $(($_.FullyQualifiedErrorId -split ',')[0])" } | Sort-Object |
            Should -Be ($Refused.GetEnumerator() | ForEach-Object { "$($_.Key) $($_.Value)" } | Sort-Object)
    }

    It 'says what kind of error it is, and what to do' {
        foreach ($failure in $failures) {
            $failure.CategoryInfo.Category | Should -Be ($failure.FullyQualifiedErrorId -like 'NotARoom,*' ? 'InvalidArgument' : 'ObjectNotFound')
            $failure.ErrorDetails.RecommendedAction | Should -Match '\w+-Teem\w+'
            $failure.Exception.Message | Should -BeLike "*$($failure.TargetObject)*"
        }
    }

    It 'does the others, and a former address is its room''s' {
        $done | Should -Be ($Rooms ?? @('atrium@contoso.example', 'boardroom@contoso.example', 'galileo@contoso.example'))
    }
}

Describe 'A list with what is no room: Test-TeemAccess' {
    BeforeAll { Connect-Mixed }
    AfterAll { Disconnect-TeemTenant }

    It 'has one check for each, <With>' -ForEach @(
        @{ With = 'for the application'; Prepare = { Grant-TeemImpersonation }; Run = { $names | Test-TeemAccess }
            Causes = 'RoomNotFound', 'OutOfScope', 'RoomNotFound', 'RoomNotFound', 'RoomNotFound'; Passed = 'Pass' }
        @{ With = 'for an account'; Prepare = { Get-TeemRoom | Grant-TeemDelegateAccess -ServiceAccount teem@contoso.example }; Run = { $names | Test-TeemAccess -ServiceAccount teem@contoso.example }
            Causes = 'RoomNotFound', 'NotARoom', 'NotARoom', 'RoomNotFound', 'RoomNotFound'; Passed = 'Pass', 'Manual' }
    ) {
        & $Prepare 3>$null | Out-Null
        $checks = & $Run -ErrorAction Stop
        $bad = 'nobody@contoso.example', 'admin@contoso.example', 'north@contoso.example', 'atrium+1@contoso.example', 'größe@contoso.example'
        $failed = @($checks | Where-Object Status -eq Fail)
        $failed.Target | Should -Be $bad
        $failed.Cause | Should -Be $Causes
        $failed.Remedy | Should -Match '\w+-Teem\w+'
        foreach ($room in 'boardroom', 'galileo|blue-room', 'atrium') { ($checks | Where-Object Target -match "^($room)@").Status | Select-Object -Unique | Should -Be $Passed }
    }
}
