param([string] $Module = (Join-Path $PSScriptRoot '../../out/TeemCalendar'))

BeforeAll { Import-Module $Module }

Describe 'New-TeemRoom' {
    BeforeEach { $tenant = Connect-TeemTenant -Sandbox }
    AfterEach { Disconnect-TeemTenant }

    It 'makes a room where it is' {
        $room = New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom -Capacity 16 -Building North -Floor -1 -City Seattle -CountryOrRegion 'United States' -TimeZone America/Los_Angeles -Tags Projector, Whiteboard
        $room | Should -BeOfType TeemCalendar.Room
        $found = Get-TeemRoom boardroom@contoso.example
        foreach ($one in $room, $found) {
            $one.DisplayName | Should -Be 'Boardroom'
            $one.Capacity | Should -Be 16
            $one.Building | Should -Be 'North'
            $one.Floor | Should -Be -1
            $one.City | Should -Be 'Seattle'
            $one.TimeZone | Should -Be 'Pacific Standard Time'
            $one.Tags | Should -Be 'Projector', 'Whiteboard'
            $one.Id | Should -Not -BeNullOrEmpty
        }
    }

    It 'takes the rows of a CSV file; an empty cell is not given' {
        $rows = @'
Name,Mailbox,Capacity,Building,Floor,City,CountryOrRegion,TimeZone,Tags,RoomList
Große Halle,halle@contoso.example,120,Süd,0,Köln,DE,Europe/Berlin,Projector; Whiteboard,south@contoso.example
会议室,kaigi@contoso.example,,,,,,,,
'@ | ConvertFrom-Csv
        $rooms = $rows | New-TeemRoom
        $rooms | Should -HaveCount 2
        $rooms[0].DisplayName | Should -Be 'Große Halle'
        $rooms[0].Floor | Should -Be 0
        $rooms[0].Tags | Should -Be 'Projector', 'Whiteboard'
        $rooms[0].RoomList | Should -Be 'south@contoso.example'
        $rooms[1].DisplayName | Should -Be '会议室'
        foreach ($property in 'Capacity', 'Floor', 'Building', 'City', 'CountryOrRegion', 'TimeZone', 'Tags', 'RoomList') { $rooms[1].$property | Should -BeNullOrEmpty -Because $property }
    }

    It 'writes nothing when the rooms are as they should be' {
        $rows = [pscustomobject]@{ Name = 'Boardroom'; Mailbox = 'boardroom@contoso.example'; Capacity = '16'; Building = 'North'; TimeZone = 'Europe/Berlin'; Tags = 'a,b'; RoomList = 'north@contoso.example' },
            [pscustomobject]@{ Name = 'Atrium'; Mailbox = 'atrium@contoso.example'; Capacity = ''; Building = ''; TimeZone = ''; Tags = ''; RoomList = 'north@contoso.example' }
        $rows | New-TeemRoom | Should -HaveCount 2
        $before = $tenant.Writes
        $rows | New-TeemRoom | Should -HaveCount 2
        Get-TeemRoom | New-TeemRoom | Should -HaveCount 2
        $tenant.Writes | Should -Be $before
    }

    It 'corrects what differs, and leaves what is not given' {
        New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom -Capacity 16 -Building North | Out-Null
        $room = New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom -Capacity 18
        $room.Capacity | Should -Be 18
        $room.Building | Should -Be 'North'
    }

    It 'makes one room list for many rooms' {
        1..12 | ForEach-Object { [pscustomobject]@{ Name = "Room $_"; Mailbox = "room$_@contoso.example"; RoomList = 'all@contoso.example' } } | New-TeemRoom | Should -HaveCount 12
        $tenant.Writes | Should -Be 25
    }

    It 'writes nothing under -WhatIf, and gives the rooms that would be' {
        $planned = [pscustomobject]@{ Name = 'Boardroom'; Mailbox = 'boardroom@contoso.example'; Capacity = 16; TimeZone = 'Europe/Berlin' } | New-TeemRoom -WhatIf
        $planned.Mailbox | Should -Be 'boardroom@contoso.example'
        $planned.Id | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be 0
        Get-TeemRoom | Should -BeNullOrEmpty
    }

    It 'rehearses a whole script under $WhatIfPreference' {
        & {
            $WhatIfPreference = $true
            New-TeemServiceAccount teem@contoso.example
            New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom | Set-TeemRoomSetting
            Register-TeemApplication | Grant-TeemImpersonation
            Grant-TeemDelegateAccess boardroom@contoso.example -ServiceAccount teem@contoso.example
        } -ErrorVariable failed 3>$null | Out-Null
        $failed | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be 0
        # What was rehearsed is no fact for a command that works.
        Set-TeemRoomSetting boardroom@contoso.example -ErrorVariable missing -ErrorAction SilentlyContinue
        $missing[0].FullyQualifiedErrorId | Should -BeLike 'RoomNotFound,*'
    }

    It 'makes the good rooms and has one error for each bad one' {
        $rooms = @'
Name,Mailbox,Capacity,TimeZone,Floor
Good,good@contoso.example,4,Europe/Berlin,1
Foreign,foreign@fabrikam.com,4,Europe/Berlin,
Twice,GOOD@contoso.example,4,,
Many,many@contoso.example,four,,
Mars,mars@contoso.example,4,Mars/Phobos,
Up,up@contoso.example,4,,second
Person,admin@contoso.example,4,,
Address,no address,4,,
Fine,fine@contoso.example,4,,
'@ | ConvertFrom-Csv | New-TeemRoom -ErrorVariable refused -ErrorAction SilentlyContinue
        $rooms.Mailbox | Should -Be 'good@contoso.example', 'fine@contoso.example'
        $ids = $refused | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] } | Sort-Object
        $ids | Should -Be 'AddressRefused', 'CapacityRefused', 'DomainNotAccepted', 'FloorRefused', 'NotARoom', 'RoomTwice', 'TimeZoneUnknown'
        $mars = $refused | Where-Object FullyQualifiedErrorId -like 'TimeZoneUnknown*'
        $mars.TargetObject | Should -Be 'mars@contoso.example'
        $mars.Exception.Message | Should -BeLike '*Mars/Phobos*mars@contoso.example*'
        $mars.ErrorDetails.RecommendedAction | Should -BeLike '*Europe/Berlin*'
        $mars.CategoryInfo.Category | Should -Be 'InvalidArgument'
    }

    It 'refuses a row without a name or an address' {
        [pscustomobject]@{ Mailbox = 'a@contoso.example'; Seats = 4 }, [pscustomobject]@{ Name = 'Fine'; Mailbox = 'fine@contoso.example' } |
            New-TeemRoom -ErrorVariable refused -ErrorAction SilentlyContinue | ForEach-Object Mailbox | Should -Be 'fine@contoso.example'
        $refused | Should -Not -BeNullOrEmpty
    }

    It 'makes a room of a mailbox that is none only by -Force, and it is somebody''s again when it is taken back' {
        New-TeemServiceAccount studio@contoso.example -DisplayName Studio | Out-Null
        $before = $tenant.Writes
        New-TeemRoom -Mailbox studio@contoso.example -Name Studio -ErrorVariable refused -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $refused | Should -HaveCount 1
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'NotARoom,*'
        $refused[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'
        New-TeemRoom -Mailbox studio@contoso.example -Name Studio -Force -WhatIf | Out-Null
        $tenant.Writes | Should -Be $before
        (New-TeemRoom -Mailbox studio@contoso.example -Name Studio -Force -Confirm:$false).Mailbox | Should -Be 'studio@contoso.example'
        (Get-TeemRoom).DisplayName | Should -Be 'Studio'
        Remove-TeemRoom studio@contoso.example -Confirm:$false
        Get-TeemRoom | Should -BeNullOrEmpty
        (Get-TeemServiceAccount studio@contoso.example).Mailbox | Should -Be 'Ready'
    }

    It 'makes a new room in the place of one that somebody removed only by -Force' {
        Connect-TeemTenant -Sandbox -SandboxPath "$TestDrive/bin.json" -StorePath "$TestDrive/bin-1.db" | Out-Null
        New-TeemRoom -Mailbox east@contoso.example -Name East | Out-Null
        Remove-TeemRoom east@contoso.example -Confirm:$false
        Disconnect-TeemTenant
        Connect-TeemTenant -Sandbox -SandboxPath "$TestDrive/bin.json" -StorePath "$TestDrive/bin-2.db" | Out-Null
        New-TeemRoom -Mailbox east@contoso.example -Name East -ErrorVariable refused -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'RoomDeleted,*'
        (New-TeemRoom -Mailbox east@contoso.example -Name East -Force).DisplayName | Should -Be 'East'
    }

    It 'makes nothing that is not confirmed' {
        New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom -WhatIf:$false -Confirm:$false | Should -HaveCount 1
        (Get-Command New-TeemRoom).Parameters.Keys | Should -Contain 'Confirm'
    }
}

Describe 'Get-TeemRoom' {
    BeforeAll {
        $tenant = Connect-TeemTenant -Sandbox
        @'
Name,Mailbox,Building,TimeZone
Boardroom,boardroom@contoso.example,North 1,Europe/Berlin
Atrium,atrium@contoso.example,North 2,
Lighthouse,lighthouse@contoso.example,South,America/Los_Angeles
'@ | ConvertFrom-Csv | New-TeemRoom | Out-Null
        $writes = $tenant.Writes
    }
    AfterAll { Disconnect-TeemTenant }

    It 'gives all rooms with their time zones' {
        $rooms = Get-TeemRoom
        $rooms | Should -HaveCount 3
        ($rooms | Where-Object DisplayName -eq Boardroom).TimeZone | Should -Be 'W. Europe Standard Time'
        ($rooms | Where-Object DisplayName -eq Atrium).TimeZone | Should -BeNullOrEmpty
    }

    It 'takes names, arrays, lists in one text, and objects of Exchange' {
        (Get-TeemRoom boardroom@contoso.example, atrium@contoso.example).DisplayName | Should -Be 'Boardroom', 'Atrium'
        (Get-TeemRoom 'boardroom@contoso.example; atrium@contoso.example').DisplayName | Should -Be 'Boardroom', 'Atrium'
        ('lighthouse@contoso.example', 'atrium@contoso.example' | Get-TeemRoom).DisplayName | Should -Be 'Lighthouse', 'Atrium'
        ([pscustomobject]@{ Name = 'x'; DisplayName = 'Boardroom'; PrimarySmtpAddress = 'boardroom@contoso.example'; UserPrincipalName = 'b@contoso.onmicrosoft.com' } | Get-TeemRoom).DisplayName | Should -Be 'Boardroom'
        (Get-TeemRoom | Get-TeemRoom) | Should -HaveCount 3
    }

    It 'chooses by building and by number' {
        (Get-TeemRoom -Building North*).DisplayName | Sort-Object | Should -Be 'Atrium', 'Boardroom'
        (Get-TeemRoom -Building south).DisplayName | Should -Be 'Lighthouse'
        Get-TeemRoom -Building West | Should -BeNullOrEmpty
        Get-TeemRoom -ResultSize 2 | Should -HaveCount 2
        Get-TeemRoom -ResultSize Unlimited | Should -HaveCount 3
        { Get-TeemRoom -ResultSize 0 } | Should -Throw
    }

    It 'says what is no room, and gives the others' {
        $found = Get-TeemRoom nobody@contoso.example, admin@contoso.example, atrium@contoso.example -ErrorVariable errors -ErrorAction SilentlyContinue
        $found.DisplayName | Should -Be 'Atrium'
        $errors.FullyQualifiedErrorId | Should -Be 'RoomNotFound,TeemCalendar.Commands.GetTeemRoom', 'NotARoom,TeemCalendar.Commands.GetTeemRoom'
        $errors.TargetObject | Should -Be 'nobody@contoso.example', 'admin@contoso.example'
    }

    It 'stops when enough was seen' {
        Get-TeemRoom | Select-Object -First 1 | Should -HaveCount 1
    }

    It 'changes nothing' { $tenant.Writes | Should -Be $writes }
}

Describe 'Set-TeemRoomSetting' {
    BeforeEach {
        $tenant = Connect-TeemTenant -Sandbox
        'boardroom', 'atrium' | ForEach-Object { New-TeemRoom -Mailbox "$_@contoso.example" -Name $_ } | Out-Null
        function Get-Value([string] $Setting) { (Get-TeemRoomSetting boardroom@contoso.example | Where-Object Setting -eq $Setting).Value }
    }
    AfterEach { Disconnect-TeemTenant }

    It 'sets the profile Display, and gives nothing' {
        (Get-TeemRoomSetting).InOrder | Should -Contain $false
        Get-TeemRoom | Set-TeemRoomSetting | Should -BeNullOrEmpty
        (Get-TeemRoomSetting).InOrder | Should -Not -Contain $false
        Get-Value DeleteSubject | Should -Be 'False'
        Get-Value DeleteComments | Should -Be 'True'
    }

    It 'sets the profile TeamsRoom' {
        Set-TeemRoomSetting boardroom@contoso.example -Profile TeamsRoom
        Get-Value DeleteComments | Should -Be 'False'
        (Get-TeemRoomSetting boardroom@contoso.example -Profile TeamsRoom).InOrder | Should -Not -Contain $false
    }

    It 'sets one setting alone, or beside a profile' {
        Set-TeemRoomSetting boardroom@contoso.example -BookingWindowInDays 365
        Get-Value BookingWindowInDays | Should -Be '365'
        Get-Value DeleteSubject | Should -Be 'True'
        Set-TeemRoomSetting boardroom@contoso.example -Profile Display -DeleteComments $false
        Get-Value DeleteSubject | Should -Be 'False'
        Get-Value DeleteComments | Should -Be 'False'
    }

    It 'sets the time zone alone' {
        Set-TeemRoomSetting boardroom@contoso.example -TimeZone Asia/Tokyo
        Get-Value TimeZone | Should -Be 'Tokyo Standard Time'
        Get-Value DeleteSubject | Should -Be 'True'
    }

    It 'gives the settings with -PassThru' {
        $settings = Set-TeemRoomSetting boardroom@contoso.example -PassThru
        $settings | Should -BeOfType TeemCalendar.RoomSetting
        $settings.Mailbox | Select-Object -Unique | Should -Be 'boardroom@contoso.example'
        $settings.InOrder | Should -Not -Contain $false
    }

    It 'writes nothing the second time' {
        Get-TeemRoom | Set-TeemRoomSetting -Profile Display -TimeZone Europe/Berlin
        $before = $tenant.Writes
        Get-TeemRoom | Set-TeemRoomSetting -TimeZone 'w. europe standard time'
        'boardroom@contoso.example, atrium@contoso.example' | Set-TeemRoomSetting
        $tenant.Writes | Should -Be $before
    }

    It 'writes nothing under -WhatIf' {
        $before = $tenant.Writes
        Get-TeemRoom | Set-TeemRoomSetting -TimeZone Europe/Berlin -PassThru -WhatIf | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be $before
    }

    It 'has one error for each bad room, and sets the others' {
        $rooms = [pscustomobject]@{ PrimarySmtpAddress = 'nobody@contoso.example' }, [pscustomobject]@{ PrimarySmtpAddress = 'admin@contoso.example' }, [pscustomobject]@{ PrimarySmtpAddress = 'boardroom@contoso.example' }
        $rooms | Set-TeemRoomSetting -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue | ForEach-Object Mailbox | Select-Object -Unique | Should -Be 'boardroom@contoso.example'
        $errors.FullyQualifiedErrorId | Sort-Object | Should -Be 'NotARoom,TeemCalendar.Commands.SetTeemRoomSetting', 'RoomNotFound,TeemCalendar.Commands.SetTeemRoomSetting'
    }

    It 'refuses a zone that does not exist, and numbers out of range' {
        Set-TeemRoomSetting boardroom@contoso.example -TimeZone Mars/Phobos -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'TimeZoneUnknown,*'
        { Set-TeemRoomSetting boardroom@contoso.example -BookingWindowInDays 1081 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'refuses an object without an address instead of taking its text' {
        { [pscustomobject]@{ DisplayName = 'Boardroom' } | Set-TeemRoomSetting -ErrorAction Stop } | Should -Throw
    }
}

Describe 'Get-TeemRoomSetting' {
    BeforeAll {
        $tenant = Connect-TeemTenant -Sandbox
        'boardroom', 'atrium' | ForEach-Object { New-TeemRoom -Mailbox "$_@contoso.example" -Name $_ } | Out-Null
        $writes = $tenant.Writes
    }
    AfterAll { Disconnect-TeemTenant }

    It 'says what is, what is wanted and why' {
        $subject = Get-TeemRoomSetting boardroom@contoso.example | Where-Object Setting -eq DeleteSubject
        $subject.Value | Should -Be 'True'
        $subject.Wanted | Should -Be 'False'
        $subject.InOrder | Should -BeFalse
        $subject.Reason | Should -Match '\w+'
    }

    It 'is about all rooms when none is named' {
        (Get-TeemRoomSetting).Mailbox | Sort-Object -Unique | Should -Be 'atrium@contoso.example', 'boardroom@contoso.example'
    }

    It 'says what is no room, and goes on' {
        $found = 'nobody@contoso.example', 'atrium@contoso.example' | Get-TeemRoomSetting -ErrorVariable errors -ErrorAction SilentlyContinue
        $found.Mailbox | Sort-Object -Unique | Should -Be 'atrium@contoso.example'
        $errors.FullyQualifiedErrorId | Should -Be 'RoomNotFound,TeemCalendar.Commands.GetTeemRoomSetting'
    }

    It 'changes nothing' { $tenant.Writes | Should -Be $writes }
}

Describe 'Remove-TeemRoom' {
    BeforeEach {
        $tenant = Connect-TeemTenant -Sandbox -SandboxPath "$TestDrive/$([guid]::NewGuid()).json" -StorePath "$TestDrive/$([guid]::NewGuid()).db"
        'North', 'South' | ForEach-Object { New-TeemRoom -Mailbox "$_@contoso.example" -Name $_ } | Out-Null
    }

    AfterEach { Disconnect-TeemTenant }

    It 'removes rooms that were made here' {
        Get-TeemRoom north@contoso.example | Remove-TeemRoom -Confirm:$false | Should -BeNullOrEmpty
        (Get-TeemRoom).DisplayName | Should -Be 'South'
    }

    It 'removes nothing under -WhatIf' {
        $written = $tenant.Writes
        Get-TeemRoom | Remove-TeemRoom -WhatIf
        $tenant.Writes | Should -Be $written
    }

    It 'refuses a room that was made elsewhere, names it, and removes the others' {
        Disconnect-TeemTenant
        $elsewhere = Connect-TeemTenant -Sandbox -SandboxPath "$TestDrive/shared.json" -StorePath "$TestDrive/elsewhere.db"
        New-TeemRoom -Mailbox east@contoso.example -Name East -Connection $elsewhere | Out-Null
        Disconnect-TeemTenant -Connection $elsewhere
        Connect-TeemTenant -Sandbox -SandboxPath "$TestDrive/shared.json" -StorePath "$TestDrive/here.db" | Out-Null
        New-TeemRoom -Mailbox west@contoso.example -Name West | Out-Null
        'east@contoso.example', 'west@contoso.example', 'nowhere@contoso.example' | Remove-TeemRoom -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.FullyQualifiedErrorId | Sort-Object | Should -BeLike '*,TeemCalendar.Commands.RemoveTeemRoom'
        ($failures | Where-Object TargetObject -eq east@contoso.example).FullyQualifiedErrorId | Should -BeLike 'NotMadeHere,*'
        ($failures | Where-Object TargetObject -eq nowhere@contoso.example).FullyQualifiedErrorId | Should -BeLike 'RoomNotFound,*'
        (Get-TeemRoom).DisplayName | Should -Be 'East'
        Remove-TeemRoom east@contoso.example -Force -Confirm:$false
        Get-TeemRoom | Should -BeNullOrEmpty
    }
}

Describe 'Rooms of a tenant with a past' {
    BeforeEach { $tenant = Connect-TeemTenant -Sandbox -SandboxHistory SyncedRooms, TeamsRoom, OnPremisesRooms, RoomInBuilding }
    AfterEach { Disconnect-TeemTenant }

    It 'tells where a room is kept, whether a device uses it, and what it is set for' {
        $rooms = Get-TeemRoom
        ($rooms | Where-Object Mailbox -eq 'mtr-atrium@contoso.example').IsTeamsRoom | Should -BeTrue
        ($rooms | Where-Object Mailbox -eq 'hq-library@contoso.example').Origin | Should -Be 'Synced'
        (Get-TeemRoom hq-cellar@contoso.example).Origin | Should -Be 'OnPremises'
        Set-TeemRoomSetting harbour@contoso.example -Profile Display
        (Get-TeemRoom harbour@contoso.example).Profile | Should -Be 'Display'
    }

    It 'chooses by room list and by a filter of Exchange' {
        New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom -RoomList north@contoso.example | Out-Null
        (Get-TeemRoom -RoomList north@contoso.example).DisplayName | Should -Be 'Boardroom'
        (Get-TeemRoom -Filter "DisplayName -eq 'Harbour'").Mailbox | Should -Be 'harbour@contoso.example'
        { Get-TeemRoom -RoomList nowhere@contoso.example -ErrorAction Stop } | Should -Throw -ErrorId 'RoomListNotFound,*'
    }

    It 'never blocks the sign-in of a device' {
        New-TeemRoom -Mailbox mtr-atrium@contoso.example -Name Atrium -BlockSignIn -ErrorVariable told -ErrorAction SilentlyContinue | Out-Null
        $told[0].FullyQualifiedErrorId | Should -BeLike 'TeamsRoomSignIn,*'
        (New-TeemRoom -Mailbox harbour@contoso.example -Name Harbour -BlockSignIn).SignInBlocked | Should -BeTrue
    }

    It 'restores settings' {
        $before = Get-TeemRoomSetting harbour@contoso.example | ForEach-Object { "$($_.Setting)=$($_.Value)" }
        Set-TeemRoomSetting harbour@contoso.example -Profile Display -AllowRecurringMeetings $false -ConflictPercentageAllowed 20 -TimeZone Europe/London
        $written = $tenant.Writes
        Set-TeemRoomSetting harbour@contoso.example -Restore -WhatIf
        $tenant.Writes | Should -Be $written
        Set-TeemRoomSetting harbour@contoso.example -Restore
        Get-TeemRoomSetting harbour@contoso.example | ForEach-Object { "$($_.Setting)=$($_.Value)" } | Should -Be $before
    }
}
