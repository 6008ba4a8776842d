param([Parameter(Mandatory)] [string] $Module)

BeforeAll {
    Import-Module $Module
    $samples = (Resolve-Path (Join-Path $PSScriptRoot '../../samples/rooms.csv')).Path
    $account = @{ ServiceAccount = 'teem@contoso.example'; WarningAction = 'Ignore' }

    function New-RoomFile([string] $Text) {
        $path = Join-Path $TestDrive "$([guid]::NewGuid()).csv"
        Set-Content $path $Text
        $path
    }
}

Describe 'Invoke-TeemOnboarding with the sample rooms' {
    BeforeAll {
        $tenant = Connect-TeemTenant -Sandbox -SandboxDomain halvorsen-brandt.example, marlow-tea.example
        $all = @{ Path = $samples; ServiceAccount = 'teem@halvorsen-brandt.example' }
    }

    AfterAll { Disconnect-TeemTenant }

    It 'plans under -WhatIf, and writes nothing' {
        $script:planned = Invoke-TeemOnboarding @all -WhatIf
        $planned.Outcome | Sort-Object -Unique | Should -Be 'Planned'
        @($planned | Where-Object Key -like 'room:*') | Should -HaveCount 120
        $tenant.Writes | Should -Be 0
        Get-TeemRoomCalendar | Should -BeNullOrEmpty
    }

    It 'stops when its reader has seen enough, and goes on from there' {
        Invoke-TeemOnboarding @all | Select-Object -First 1 | ForEach-Object Outcome | Should -Be 'Applied'
    }

    It 'makes what it planned, and says at the end what a person has to do in Teem' {
        $changes = Invoke-TeemOnboarding @all -WarningVariable warnings -WarningAction SilentlyContinue -ErrorVariable failures
        $failures | Should -BeNullOrEmpty
        $changes.Outcome | Sort-Object -Unique | Should -Be 'Applied'
        $changes.Key | Where-Object { $_ -notin $planned.Key } | Should -BeNullOrEmpty
        $warnings | Should -HaveCount 2
        $warnings | ForEach-Object { "$_" | Should -BeLike '*In Teem: Manage, Calendars*' }
        Get-TeemRoomCalendar | Where-Object LastRead | Should -HaveCount 120
        Test-TeemIntegration | Where-Object Status -notin 'Pass', 'Manual' | Should -BeNullOrEmpty
    }

    It 'has nothing to do the second time' {
        $written = $tenant.Writes
        $reservations = @(Get-TeemReservation).Count
        Invoke-TeemOnboarding @all -WarningAction Ignore | Should -BeNullOrEmpty
        Invoke-TeemOnboarding @all -WhatIf | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be $written
        Get-TeemReservation | Should -HaveCount $reservations
    }
}

Describe 'Invoke-TeemOnboarding' {
    BeforeEach { $tenant = Connect-TeemTenant -Sandbox }

    AfterEach { Disconnect-TeemTenant }

    It 'takes rows of Import-Csv' {
        "Name,Email,Capacity`nBoardroom,boardroom@contoso.example,8`nAtrium,atrium@contoso.example," | ConvertFrom-Csv | Invoke-TeemOnboarding @account | Out-Null
        (Get-TeemRoomCalendar).DisplayName | Should -Be 'Atrium', 'Boardroom'
    }

    It 'takes rooms' {
        [TeemCalendar.Room]@{ Mailbox = 'boardroom@contoso.example'; DisplayName = 'Boardroom' } | Invoke-TeemOnboarding @account | Out-Null
        (Get-TeemRoomCalendar).Mailbox | Should -Be 'boardroom@contoso.example'
    }

    It 'takes rows whose properties are numbers and lists' {
        [pscustomobject]@{ Name = 'Boardroom'; Mailbox = 'boardroom@contoso.example'; Capacity = 8; Tags = 'Whiteboard', 'Video' } | Invoke-TeemOnboarding @account |
            Where-Object Key -like 'place:*' | ForEach-Object { $_.Differences.After } | Should -Be 'Whiteboard, Video'
    }

    It 'makes of each bad row one error with its line, and goes on with the others' {
        $path = New-RoomFile "Name,Mailbox,Capacity`nBoardroom,boardroom@contoso.example,8`nNo address,,8`nTwice,boardroom@contoso.example,8`nBad,atrium@contoso.example,many"
        Invoke-TeemOnboarding -Path $path @account -ErrorVariable failures -ErrorAction SilentlyContinue | Out-Null
        $failures.TargetObject.Line | Should -Be 3, 4, 5
        $failures.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'RowRefused,TeemCalendar.Commands.InvokeTeemOnboarding'
        Get-TeemRoomCalendar | Should -HaveCount 1
    }

    It 'makes of a room that cannot be made one error, under -WhatIf as well' -ForEach @{ WhatIf = $true }, @{ WhatIf = $false } {
        $path = New-RoomFile "Name,Mailbox`nBoardroom,boardroom@contoso.example`nFar,far@fabrikam.example"
        Invoke-TeemOnboarding -Path $path @account -WhatIf:$WhatIf -ErrorVariable failures -ErrorAction SilentlyContinue | Out-Null
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'DomainNotAccepted,*'
        $failures[0].TargetObject | Should -Be 'far@fabrikam.example'
        @(Get-TeemRoomCalendar) | Should -HaveCount ($WhatIf ? 0 : 1)
    }

    It 'does not take a person''s mailbox for a room, and goes on with the others' {
        $path = New-RoomFile "Name,Mailbox`nBoardroom,boardroom@contoso.example`nNot a room,teem@contoso.example"
        [TeemCalendar.Room]@{ Mailbox = 'atrium@contoso.example'; DisplayName = 'Atrium' } | Invoke-TeemOnboarding @account | Out-Null
        Invoke-TeemOnboarding -Path $path @account -ErrorVariable failures -ErrorAction SilentlyContinue | Out-Null
        $failures | Should -HaveCount 1
        $failures[0].TargetObject | Should -Be 'teem@contoso.example'
        (Get-TeemRoomCalendar).Mailbox | Should -Be 'atrium@contoso.example', 'boardroom@contoso.example'
    }

    It 'says that two rooms from the pipeline have one address' {
        $room = [TeemCalendar.Room]@{ Mailbox = 'boardroom@contoso.example'; DisplayName = 'Boardroom' }
        $room, $room | Invoke-TeemOnboarding @account -ErrorVariable failures -ErrorAction SilentlyContinue | Out-Null
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'RoomTwice,*'
    }

    It 'does nothing for a list without rooms: <Name>' -ForEach @(
        @{ Name = 'a header alone'; Text = 'Name,Mailbox' }
        @{ Name = 'nothing at all'; Text = '' }
    ) {
        Invoke-TeemOnboarding -Path (New-RoomFile $Text) @account -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures | Should -HaveCount 1
        $tenant.Writes | Should -Be 0
    }

    It 'sends the summary once, after it was confirmed' {
        $path = New-RoomFile "Name,Mailbox`nBoardroom,boardroom@contoso.example"
        $changes = Invoke-TeemOnboarding -Path $path @account -SendSummary -Confirm:$false
        ($changes | Where-Object Chapter -eq SummaryMail).Impact | Should -Contain 'High'
        $written = $tenant.Writes
        Invoke-TeemOnboarding -Path $path @account -SendSummary -Confirm:$false | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be $written
    }

    It 'makes the rooms delegates'' when that is asked for' {
        $path = New-RoomFile "Name,Mailbox`nBoardroom,boardroom@contoso.example"
        (Invoke-TeemOnboarding -Path $path @account -AccessMode Delegate).Chapter | Should -Contain 'DelegateAccess'
        (Get-TeemCalendarAccount).AccessMode | Should -Be 'Delegate'
        (Get-TeemRoomCalendar).LastRead | Should -Not -BeNullOrEmpty
    }
}

Describe 'A plan that reaches beyond rooms' {
    It 'is not carried out where nobody can confirm it' {
        $path = New-RoomFile "Name,Mailbox`nBoardroom,boardroom@contoso.example"
        # A runspace without a host that could ask.
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule([string[]]$Module)
        $shell = [powershell]::Create($state)
        try {
            $written = $shell.AddScript("`$tenant = Connect-TeemTenant -Sandbox; Invoke-TeemOnboarding -Path '$path' -ServiceAccount teem@contoso.example -SendSummary; `$tenant.Writes").Invoke()
            $shell.Streams.Error | Should -HaveCount 1
            $shell.Streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'ConfirmationImpossible,*'
            $written | Should -Be 0
        }
        finally { $shell.Dispose() }
    }
}
