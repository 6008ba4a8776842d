param([Parameter(Mandatory)] [string] $Module)

BeforeAll {
    Import-Module $Module
    Get-TeemTenant   # brings the model along, which the fixtures need
    $fixtures = Join-Path (Resolve-Path (Join-Path $PSScriptRoot '../..')) 'out/tests/TeemCalendar.Fixtures.dll'
    Import-Module $fixtures
    $trace = [TeemCalendar.Fixtures.Trace]
    $over = @{ Connection = [TeemCalendar.Fixtures.FakeConnection]::new() }

    # A pipeline in a runspace of its own, as a host runs it.
    function Start-Pipeline([string] $Script) {
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule([string[]]($Module, $fixtures))
        $shell = [powershell]::Create($state)
        [pscustomobject]@{ Shell = $shell; Call = $shell.AddScript('$over = @{ Connection = [TeemCalendar.Fixtures.FakeConnection]::new() }; ' + $Script).BeginInvoke() }
    }

    function Wait-Until([scriptblock] $Condition) {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        while (-not (& $Condition)) {
            if ($watch.Elapsed.TotalSeconds -gt 10) { throw "Waited in vain for: $Condition" }
            Start-Sleep -Milliseconds 10
        }
    }
}

Describe 'A command that answers one input after the other' {
    BeforeEach { $trace::Clear() }

    It 'writes what its body writes, in order' { 2, 3 | Get-BridgeNumber @over | Should -Be 1, 2, 1, 2, 3 }

    It 'goes on after an input that fails' {
        $numbers = 1, 2 | Get-BridgeNumber @over -Fail -ErrorVariable failures -ErrorAction SilentlyContinue
        $numbers | Should -Be 1, 1, 2
        $failures | Should -HaveCount 2
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'FileNotAccessible,*'
        $failures[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'stops at the first failure with -ErrorAction Stop' {
        { 1, 2 | Get-BridgeNumber @over -Fail -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotAccessible,*'
        $trace::Started | Should -Be 1
    }

    It 'ends its body when the reader has seen enough' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Get-BridgeNumber 1000 -Delay 10 @over | Select-Object -First 2 | Should -Be 1, 2
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 2
        Wait-Until { $trace::Ended -eq 1 }
        $trace::Cancelled | Should -Be 1
    }

    It 'ends its body when a command after it throws' {
        { Get-BridgeNumber 1000 -Delay 10 @over | ForEach-Object { throw 'enough' } } | Should -Throw 'enough'
        Wait-Until { $trace::Ended -eq 1 }
        $trace::Cancelled | Should -Be 1
    }

    It 'ends at once with Ctrl+C' {
        $running = Start-Pipeline 'Get-BridgeNumber 5 -Delay 20000 @over'
        Wait-Until { $trace::Started -eq 1 }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $running.Shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 1
        Wait-Until { $trace::Ended -eq 1 }
        $running.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
    }

    It 'takes its progress off the screen, also when it is cut short' -ForEach @(
        @{ Script = 'Get-BridgeNumber 3 -Delay 5 -Progress @over' }
        @{ Script = 'Get-BridgeNumber 1000 -Delay 5 -Progress @over | Select-Object -First 3' }
        @{ Script = 'Get-BridgeNumber 3 -Delay 5 -Progress -Fail @over -ErrorAction Stop' }
    ) {
        $running = Start-Pipeline $Script
        try { $running.Shell.EndInvoke($running.Call) } catch { Write-Verbose "$_" }
        $records = $running.Shell.Streams.Progress | Where-Object Activity -eq 'Counting'
        $records.Count | Should -BeGreaterThan 1
        $records.ActivityId | Select-Object -Unique | Should -HaveCount 1
        $records[-1].RecordType | Should -Be 'Completed'
    }
}

Describe 'A command that works on many inputs at once' {
    BeforeEach { $trace::Clear() }

    It 'takes far less than one after the other would' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        1..100 | Set-BridgeNumber -Delay 50 @over | Sort-Object | Should -Be (1..100)
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 2
        $trace::MostAtOnce | Should -BeGreaterThan 10
    }

    It 'writes results before the last input has come' {
        $order = [Collections.Generic.List[string]]::new()
        1..5 | ForEach-Object { $order.Add("in $_"); $_; Start-Sleep -Milliseconds 100 } | Set-BridgeNumber @over | ForEach-Object { $order.Add("out $_") }
        $order.IndexOf('out 1') | Should -BeLessThan $order.IndexOf('in 5')
    }

    It 'writes one error for one that fails, with it as the target, and the others go on' {
        $numbers = 1..10 | Set-BridgeNumber -FailAt 4 @over -ErrorVariable failures -ErrorAction SilentlyContinue
        $numbers | Sort-Object | Should -Be (1, 2, 3 + 5..10)
        $failures | Should -HaveCount 1
        $failures[0].TargetObject | Should -Be 4
    }

    It 'ends its bodies when the reader has seen enough' {
        1..500 | Set-BridgeNumber -Delay 20 @over | Select-Object -First 2 | Should -HaveCount 2
        Wait-Until { $trace::Ended -eq $trace::Started }
        $trace::Started | Should -BeLessThan 500
    }

    It 'ends its bodies when a command before it throws' {
        { 1..5 | ForEach-Object { if ($_ -eq 5) { throw 'no more' }; $_ } | Set-BridgeNumber -Delay 20000 @over } | Should -Throw 'no more'
        Wait-Until { $trace::Ended -eq $trace::Started }
        $trace::Cancelled | Should -Be $trace::Started
    }

    It 'ends at once with Ctrl+C' {
        $running = Start-Pipeline '1..10 | Set-BridgeNumber -Delay 20000 @over'
        Wait-Until { $trace::Started -eq 10 }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $running.Shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 1.5
        Wait-Until { $trace::Ended -eq 10 }
    }

    It 'stops at the first failure with -ErrorAction Stop' {
        { 1..10 | Set-BridgeNumber -FailAt 4 @over -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotAccessible,*'
    }
}

Describe 'Approval' {
    It 'does nothing under -WhatIf' {
        $running = Start-Pipeline '1..2 | Set-BridgeNumber @over -WhatIf'
        $running.Shell.EndInvoke($running.Call) | Should -HaveCount 0
    }

    It 'heeds $WhatIfPreference' {
        $running = Start-Pipeline '$WhatIfPreference = $true; 1 | Set-BridgeNumber @over'
        $running.Shell.EndInvoke($running.Call) | Should -HaveCount 0
    }

    It 'says what it would do, with the values before and after' {
        $script = "Import-Module '$Module'; Get-TeemTenant; Import-Module '$fixtures'; 1 | Set-BridgeNumber -WhatIf -Connection ([TeemCalendar.Fixtures.FakeConnection]::new())"
        & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $script | Should -BeLike '*"Set the number (Value: (none) > 1)" on target "1".'
    }

    It 'asks for a change that reaches further than its command, and says what to do where nobody can be asked' {
        $script = "Import-Module '$Module'; Get-TeemTenant; Import-Module '$fixtures'; 1 | Set-BridgeNumber -Impact High -Connection ([TeemCalendar.Fixtures.FakeConnection]::new()) -ErrorVariable e -ErrorAction SilentlyContinue; `$e.FullyQualifiedErrorId"
        & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $script | Should -BeLike 'ConfirmationImpossible,*'
    }

    It 'does not ask for it with <_>' -ForEach '-Confirm:$false', '-WhatIf' {
        $running = Start-Pipeline "1 | Set-BridgeNumber -Impact High @over $_"
        $running.Shell.EndInvoke($running.Call) | Should -HaveCount ($_ -eq '-WhatIf' ? 0 : 1)
        $running.Shell.HadErrors | Should -BeFalse
    }
}

Describe 'The connection' {
    It 'is missing: the error says how to connect' {
        { Get-BridgeNumber } | Should -Throw -ErrorId 'NotConnected,*'
    }

    It 'was closed: the error says so' {
        $closed = [TeemCalendar.Fixtures.FakeConnection]@{ Connected = $false }
        { Get-BridgeNumber -Connection $closed } | Should -Throw -ErrorId 'Disconnected,*'
    }
}

Describe 'What stands for a room' {
    It 'is <What>' -ForEach @(
        @{ What = 'an address'; Given = { 'a@contoso.example' } }
        @{ What = 'a Room'; Given = { [TeemCalendar.Room]@{ Mailbox = 'a@contoso.example'; DisplayName = 'A' } } }
        @{ What = 'what Get-Mailbox gives'; Given = { [pscustomobject]@{ Identity = 'A'; DisplayName = 'Room A'; PrimarySmtpAddress = 'a@contoso.example'; UserPrincipalName = 'upn@contoso.example' } } }
        @{ What = 'what Get-MgUser gives'; Given = { [pscustomobject]@{ DisplayName = 'A'; Mail = 'a@contoso.example'; UserPrincipalName = 'upn@contoso.example' } } }
        @{ What = 'a row of a CSV file'; Given = { "Name,RoomEmail`nA,a@contoso.example" | ConvertFrom-Csv } }
        @{ What = 'a hashtable'; Given = { @{ EmailAddress = 'a@contoso.example' } } }
        @{ What = 'a mail address'; Given = { [mailaddress]'A <a@contoso.example>' } }
        @{ What = 'a property that holds a mail address'; Given = { [pscustomobject]@{ PrimarySmtpAddress = [mailaddress]'a@contoso.example' } } }
        @{ What = 'what came back from a job'; Given = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(([TeemCalendar.Room]@{ Mailbox = 'a@contoso.example'; DisplayName = 'A' }))) } }
        @{ What = 'an object whose first address is empty'; Given = { [pscustomobject]@{ PrimarySmtpAddress = ''; Mail = 'a@contoso.example' } } }
    ) {
        $room = & $Given
        $room | Get-BridgeRoom @over | Should -Be 'a@contoso.example'
        Get-BridgeRoom $room @over | Should -Be 'a@contoso.example'
        $room | New-BridgeRoom @over | ForEach-Object Mailbox | Should -Be 'a@contoso.example'
    }

    It 'may be many: <_>' -ForEach 'a@c.example,b@c.example', "a@c.example; b@c.example", "a@c.example`nb@c.example" {
        Get-BridgeRoom $_ @over | Should -Be 'a@c.example', 'b@c.example'
    }

    It 'may be an array of anything' {
        Get-BridgeRoom @([pscustomobject]@{ Mail = 'a@c.example' }, 'b@c.example') @over | Should -Be 'a@c.example', 'b@c.example'
    }

    It 'is never a display name: the error names what is missing, and the others go on' {
        $rooms = [pscustomobject]@{ Name = 'A' }, [pscustomobject]@{ Mail = 'b@c.example' } | Get-BridgeRoom @over -ErrorVariable failures -ErrorAction SilentlyContinue
        $rooms | Should -Be 'b@c.example'
        $failures | Should -HaveCount 1
        "$($failures[0])" | Should -BeLike '*PrimarySmtpAddress*UserPrincipalName*'
    }

    It 'is not a service account' {
        { [TeemCalendar.ServiceAccount]@{ UserPrincipalName = 't@c.example'; EmailAddress = 't@c.example' } | Get-BridgeRoom @over -ErrorAction Stop } | Should -Throw '*ServiceAccount*'
    }

    It 'leaves its other properties to other parameters' {
        $room = [pscustomobject]@{ Mail = 'a@c.example'; Name = 'A'; Capacity = '12' } | New-BridgeRoom @over
        $room.DisplayName | Should -Be 'A'
        $room.Capacity | Should -Be 12
    }
}
