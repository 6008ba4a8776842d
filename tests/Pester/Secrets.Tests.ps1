param([string] $Module = (Join-Path $PSScriptRoot '../../out/TeemCalendar'))

# The whole guide at its most talkative: what it says, writes and keeps holds no secret. The same search finds each kind of secret where there is one.

BeforeAll {
    Import-Module $Module

    # What no reader may see, by kind.
    $kinds = [ordered]@{
        'access token'     = 'eyJ[\w-]{10,}\.eyJ[\w-]{10,}'
        'client assertion' = 'client_assertion=|eyJ[\w-]{10,}\.'
        'private key'      = '-----BEGIN [A-Z ]*PRIVATE KEY|MII[A-Za-z0-9+/]{200,}|\x02\x01\x00\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01\x05\x00'
        'delta token'      = '\$deltatoken=|\$skiptoken=|deltatoken%3D'
        'secret'           = 'client_secret=[^*&\s]|"?password"?\s*[:=]\s*"?[^\s"*<,;]{8,}'
    }

    # By kind what is found in a text; the passwords are found as they are.
    function Find-Secret([string] $Text, [string[]] $Password, [string[]] $Except = @()) {
        foreach ($kind in $kinds.Keys | Where-Object { $_ -notin $Except }) { foreach ($match in [regex]::Matches($Text, $kinds[$kind])) { "${kind}: $($match.Value.Substring(0, [Math]::Min(40, $match.Length)))" } }
        foreach ($one in $Password) { if ($Text.Contains($one)) { 'password' } }
    }

    # Everything that a record of a stream holds, with what lies under an error.
    function Get-AllText($Record) {
        foreach ($one in $Record) {
            "$one"
            $one | Format-List * -Force | Out-String -Width 4000
            if ($one -is [System.Management.Automation.ErrorRecord]) { $one.Exception.ToString(); $one.ErrorDetails.RecommendedAction; $one | Get-Error | Out-String -Width 4000 }
            else { $one | ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue }
        }
    }

    # As text of one byte a character, so that text inside of binary files is found; and of two.
    function Read-Raw([string] $Path) {
        $bytes = [System.IO.File]::ReadAllBytes($Path)
        [System.Text.Encoding]::Latin1.GetString($bytes)
        [System.Text.Encoding]::Unicode.GetString($bytes)
    }
}

Describe 'No secret' {
    BeforeAll {
        $folder = (New-Item -ItemType Directory "$TestDrive/secrets").FullName
        $tenantPath = Join-Path $folder tenant.json; $store = Join-Path $folder store.db
        $out = (New-Item -ItemType Directory "$folder/out").FullName
        $WarningPreference = $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
        $ErrorActionPreference = 'Continue'; $ConfirmPreference = 'None'; $ProgressPreference = 'Continue'
        Set-Content "$out/rooms.csv" "Name,Mailbox`nAtrium,atrium@contoso.example`nLost,lost@fabrikam.example"
        $given = 'Given-Wistful-Otter-93'

        $said = & {
            Connect-TeemTenant -Sandbox -SandboxPath $tenantPath -StorePath $store
            New-TeemServiceAccount teem@contoso.example
            New-TeemServiceAccount other@contoso.example -Password (ConvertTo-SecureString $given -AsPlainText -Force)
            New-TeemServiceAccount nobody@elsewhere.example
            New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom -TimeZone Europe/Oslo
            Import-Csv "$out/rooms.csv" | New-TeemRoom
            Get-TeemRoom | Set-TeemRoomSetting -Profile Display -PassThru
            Set-TeemRoomSetting nowhere@contoso.example
            Register-TeemApplication
            Update-TeemApplication -Force
            Grant-TeemImpersonation
            Get-TeemRoom | Grant-TeemDelegateAccess -ServiceAccount teem@contoso.example -Level FullAccess
            Test-TeemAccess -IncludeWrite
            Test-TeemAccess -ServiceAccount teem@contoso.example
            # Inactive, until the next one.
            try { Connect-TeemCalendarAccount -Login lost@contoso.example -AccessMode Delegate -DeviceCode } catch { $_ }
            Connect-TeemCalendarAccount -Login teem@contoso.example -AccessMode Delegate -DeviceCode
            Connect-TeemCalendarAccount -Login teem@contoso.example -AccessMode Impersonation
            Get-TeemRoom | Add-TeemRoomCalendar -CheckReadiness
            Sync-TeemRoomCalendar
            Sync-TeemRoomCalendar
            Get-TeemReservation
            Test-TeemIntegration -IncludeWrite -ReportPath "$out/report.html"
            Get-TeemRoom | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -SendSummary
            Send-TeemSyncSummary -To admin@contoso.example -From teem@contoso.example
            Export-TeemRoomCalendar -Path "$out/calendars.txt"
            Export-TeemRoomCalendar -Path "$out/calendars.csv" -As Csv
            Get-TeemCalendarAccount; Get-TeemServiceAccount teem@contoso.example; Find-TeemApplication; Get-TeemTenant
            Get-TeemAccess; Get-TeemApplication
        } *>&1
        Disconnect-TeemTenant

        $state = Get-Content -Raw $tenantPath
        # The tenant knows every password that was made.
        $passwords = @(($state | ConvertFrom-Json -AsHashtable).Users.Values | ForEach-Object Password | Where-Object { $_ } | Sort-Object -Unique)
        $text = (Get-AllText $said) -join "`n"
    }

    It 'was said by the guide, in every stream' {
        $said | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Should -Not -BeNullOrEmpty
        $said | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | Should -Not -BeNullOrEmpty
        ($said | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).FullyQualifiedErrorId | ForEach-Object { ($_ -split ',')[0] } | Sort-Object -Unique |
            Should -Be 'DomainNotAccepted', 'RoomNotFound', 'Unauthorized'
        Get-ChildItem $out | Should -HaveCount 4
    }

    It 'is in a stream or an exception' { Find-Secret $text $passwords | Should -BeNullOrEmpty }

    It 'is in the file <_>' -ForEach 'report.html', 'calendars.txt', 'calendars.csv' {
        (Get-Item "$out/$_").Length | Should -BeGreaterThan 0
        Find-Secret ((Read-Raw "$out/$_") -join "`n") $passwords | Should -BeNullOrEmpty
    }

    It 'is in the store, which keeps where reading goes on and no way in' {
        # Beside it, in a sandbox alone, is what stands for the user's certificate store.
        $kept = (Get-ChildItem "$store", "$store-*" | ForEach-Object { Read-Raw $_.FullName }) -join "`n"
        $kept | Should -Match 'boardroom@contoso.example'
        Find-Secret $kept $passwords -Except 'delta token' | Should -BeNullOrEmpty
    }

    It 'would be found' {
        $passwords | Should -Contain $given
        $passwords.Count | Should -BeGreaterThan 2
        Find-Secret $state $passwords | Should -Contain 'password'
        $planted = @{
            'access token' = 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJodHRwcyJ9.c2ln'; 'client assertion' = 'x&client_assertion=abc'; 'private key' = '-----BEGIN RSA PRIVATE KEY-----'
            'delta token' = 'https://graph.sandbox.invalid/v1.0/x?$deltatoken=abc'; 'secret' = 'client_secret=abcdef'
        }
        $key = [System.Security.Cryptography.RSA]::Create(2048).ExportPkcs8PrivateKey()
        Find-Secret ([System.Text.Encoding]::Latin1.GetString($key)) @() | Should -BeLike 'private key: *'
        foreach ($kind in $kinds.Keys) { Find-Secret "before $($planted[$kind]) after" @() | Where-Object { $_ -like "${kind}: *" } | Should -Not -BeNullOrEmpty }
        $record = [System.Management.Automation.ErrorRecord]::new([InvalidOperationException]::new('outside', [Exception]::new("inside $given")), 'x', 'NotSpecified', $null)
        Find-Secret ((Get-AllText $record) -join "`n") $passwords | Should -Contain 'password'
    }
}
