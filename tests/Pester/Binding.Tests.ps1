param([string] $Module = (Join-Path $PSScriptRoot '../../out/TeemCalendar'))

# A room whose sign-in name is not its address (Galileo, who was the Blue Room), as each command that administrators use gives it, goes to every command that takes rooms from the pipeline.
BeforeDiscovery {
    Import-Module $Module
    $commands = Get-Command -Module TeemCalendar | Where-Object { $_.Parameters.Mailbox.Attributes.Where({ $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName }) } | ForEach-Object { @{ Name = $_.Name } }
}

BeforeAll {
    Import-Module $Module
    # What-if messages go to the host alone: they are read from the output of a process.
    $script = @'
param($Module, $Folder)
$ProgressPreference = 'SilentlyContinue'; $WarningPreference = 'SilentlyContinue'; $ConfirmPreference = 'None'
Import-Module $Module
Connect-TeemTenant -Sandbox -SandboxHistory RenamedRoom -SandboxPath "$Folder/tenant.json" -StorePath "$Folder/store.db" | Out-Null
[pscustomobject]@{ Name = 'Galileo'; Mailbox = 'galileo@contoso.example' }, [pscustomobject]@{ Name = 'Atrium'; Mailbox = 'atrium@contoso.example' } |
    Invoke-TeemOnboarding -ServiceAccount teem@contoso.example | Out-Null
Get-TeemRoom | Grant-TeemDelegateAccess -ServiceAccount teem@contoso.example | Out-Null
Sync-TeemRoomCalendar | Out-Null

Add-Type 'namespace Microsoft.Graph.PowerShell.Models { public class MicrosoftGraphUser {
    public string Id { get; set; } public string DisplayName { get; set; } public string Mail { get; set; } public string MailNickname { get; set; } public string UserPrincipalName { get; set; }
    public string[] OtherMails { get; set; } = {}; public string[] ProxyAddresses { get; set; } = {}; public object Identities { get; set; } public object MailboxSettings { get; set; } } }'

$id = (Get-TeemRoom galileo@contoso.example).Id
$exchange = [ordered]@{
    Identity = 'Galileo'; Id = 'Galileo'; Name = 'Galileo'; DisplayName = 'Galileo'; Alias = 'galileo'; ExternalDirectoryObjectId = "$id"; ExchangeGuid = [guid]::NewGuid(); Guid = [guid]::NewGuid()
    DistinguishedName = 'CN=Galileo,OU=contoso.example,OU=Microsoft Exchange Hosted Organizations,DC=PROD,DC=OUTLOOK,DC=COM'; RecipientType = 'UserMailbox'; RecipientTypeDetails = 'RoomMailbox'
    EmailAddresses = 'SMTP:galileo@contoso.example', 'smtp:blue-room@contoso.example'; UserPrincipalName = 'blue-room@contoso.example'
}
$mailbox = [ordered]@{
    WindowsEmailAddress = 'galileo@contoso.example'; PrimarySmtpAddress = 'galileo@contoso.example'; MicrosoftOnlineServicesID = 'blue-room@contoso.example'; WindowsLiveID = 'blue-room@contoso.example'
    Database = 'EURPR07DG224-db024'; Office = ''; IsMailboxEnabled = $true; ResourceType = 'Room'; ResourceCapacity = 8; ForwardingSmtpAddress = $null; Languages = @()
}
$user = @{ Id = $id; DisplayName = 'Galileo'; MailNickname = 'galileo'; UserPrincipalName = 'blue-room@contoso.example'; OtherMails = @('atrium@contoso.example'); ProxyAddresses = 'SMTP:galileo@contoso.example', 'smtp:blue-room@contoso.example' }
$shapes = [ordered]@{
    'Get-Mailbox' = [pscustomobject]($exchange + $mailbox)
    'Get-Mailbox whose sign-in name is the address of another' = [pscustomobject]($exchange + $mailbox) | ForEach-Object { $_.UserPrincipalName = 'atrium@contoso.example'; $_ }
    'Get-EXOMailbox' = [pscustomobject]($exchange + @{ PrimarySmtpAddress = 'galileo@contoso.example' })
    'Get-EXOMailbox with the sign-in name alone' = [pscustomobject]$exchange | Select-Object DisplayName, UserPrincipalName
    'Get-Place' = [pscustomobject]@{
        Identity = 'galileo@contoso.example'; DisplayName = 'Galileo'; Type = 'Room'; Building = ''; Floor = $null; FloorLabel = $null; Capacity = 8; Label = ''; Tags = @(); Phone = ''; Street = ''; City = ''; State = ''
        PostalCode = ''; CountryOrRegion = ''; GeoCoordinates = $null; BookingType = 'Standard'; ResourceDelegates = @(); Localities = @(); IsWheelChairAccessible = $false; MTREnabled = $false; ParentId = $null; PlaceId = [guid]::NewGuid()
    }
    'Get-MgUser' = [Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser]($user + @{ Mail = 'galileo@contoso.example' })
    'Get-MgUser without a mail address' = [Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser]$user
    'Get-MgPlaceAsRoom' = [pscustomobject]@{ Id = $id; DisplayName = 'Galileo'; EmailAddress = 'galileo@contoso.example'; Nickname = 'Galileo'; Capacity = 8; Building = $null; Tags = @() }
    'Get-TeemRoom' = Get-TeemRoom galileo@contoso.example
}
foreach ($column in 'Mailbox', 'PrimarySmtpAddress', 'EmailAddress', 'Email', 'RoomEmail', 'Mail', 'WindowsEmailAddress', 'UserPrincipalName') {
    $shapes["Import-Csv with $column"] = "Name,$column,Capacity,Notes`nGalileo,galileo@contoso.example,8,see atrium@contoso.example" | ConvertFrom-Csv
}
$bad = [pscustomobject]@{ Identity = 'Galileo'; Name = 'Galileo'; DisplayName = 'Galileo'; EmailAddress = '' }, [timespan]::Zero

# What a command needs beside the rooms, so that there is something to do; a new command needs nothing, or is to be told here.
$with = @{
    'Grant-TeemDelegateAccess' = @{ ServiceAccount = 'teem@contoso.example'; Level = 'FullAccess' }
    'Revoke-TeemDelegateAccess' = @{ ServiceAccount = 'teem@contoso.example' }
    'Set-TeemRoomSetting' = @{ BookingWindowInDays = 77 }
    'Remove-TeemRoom' = @{ Force = $true }
    'New-TeemRoom' = @{ City = 'Pisa' }
    'New-TeemReservation' = @{ Start = [DateTimeOffset]::UtcNow.AddDays(1); Duration = [timespan]'00:30' }
    'Test-TeemIntegration' = @{ ServiceAccount = 'teem@contoso.example'; Chapter = 'Rooms', 'RoomSettings', 'Impersonation', 'Calendars', 'RoomChain' }
}
foreach ($name in ($env:TEEM_COMMANDS -split ' ')) {
    $command = Get-Command $name
    $more = $with[$name] ?? @{}
    if ($command.Parameters.ContainsKey('WhatIf')) { $more.WhatIf = $true }
    function Run($Shape, $Rooms) {
        "### $name|$Shape"
        $failed = $null
        # Where there is nothing to move, the command does not tell of rooms: what it took them for is seen when it binds them.
        if ($name -eq 'Update-TeemImpersonation') {
            Trace-Command ParameterBinding -FilePath "$Folder/trace.txt" { $Rooms | Update-TeemImpersonation -WhatIf -ErrorAction SilentlyContinue }
            Select-String 'DATA GENERATION: (.*@.*)' "$Folder/trace.txt" | ForEach-Object { "Bound $($_.Matches[0].Groups[1].Value)" }
            Remove-Item "$Folder/trace.txt"
        }
        $Rooms | & $command @more -ErrorVariable failed -ErrorAction SilentlyContinue | ForEach-Object { foreach ($p in 'Mailbox', 'Target') { if ($_.$p) { "$p $($_.$p)" } }; if ($_ -is [string]) { "Text $_" } }
        foreach ($e in $failed | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }) { "Error $($e.FullyQualifiedErrorId) $("$e" -replace '\s+', ' ')" }
    }
    foreach ($shape in $shapes.Keys) { Run $shape $shapes[$shape] }
    Run 'bad' @($bad[0], $shapes['Get-Mailbox'], $bad[1])
}
'@
    $path = Join-Path $TestDrive 'binding.ps1'
    Set-Content $path $script
    $env:TEEM_COMMANDS = (Get-Command -Module TeemCalendar | Where-Object { $_.Parameters.Mailbox.Attributes.Where({ $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName }) }).Name -join ' '
    $seen = [ordered]@{}
    foreach ($line in & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $path $Module $TestDrive 2>&1 | ForEach-Object { "$_" }) {
        if ($line.StartsWith('### ')) { $seen[($at = $line.Substring(4))] = [System.Collections.Generic.List[string]]::new() }
        elseif ($at -and $line.Trim()) { $seen[$at].Add($line) }
    }
    Remove-Item env:TEEM_COMMANDS
    if ($env:TEEM_SHOW) { $seen.Keys | ForEach-Object { "$_"; $seen[$_] } | Set-Content $env:TEEM_SHOW }
}

Describe '<Name>' -ForEach $commands {
    It 'reaches the one room that an object stands for' {
        $shapes = @($seen.Keys | Where-Object { $_.StartsWith("$Name|") -and $_ -ne "$Name|bad" })
        $shapes.Count | Should -BeGreaterThan 15
        foreach ($shape in $shapes) {
            $lines = @($seen[$shape])
            $lines | Where-Object { $_.StartsWith('Error') } | Should -BeNullOrEmpty -Because $shape
            $rooms = @([regex]::Matches("$lines", '[\w.+-]+@contoso\.example').Value | Where-Object { $_ -notin 'teem@contoso.example', 'admin@contoso.example' } | Sort-Object -Unique)
            # Where nothing but the sign-in name was given, it may be what is told of; it is the same room's.
            $wanted = $shape -match 'alone|without' -and $rooms -contains 'blue-room@contoso.example' ? 'blue-room@contoso.example' : 'galileo@contoso.example'
            $rooms | Should -Be @($wanted) -Because $shape
        }
    }

    It 'says of an object without an address which property to have, once, and goes on' {
        $lines = @($seen["$Name|bad"])
        $failures = @($lines | Where-Object { $_.StartsWith('Error') })
        $failures | Should -HaveCount 2
        $failures | Should -BeLike '*PrimarySmtpAddress*UserPrincipalName*'
        "$($lines | Where-Object { -not $_.StartsWith('Error') })" | Should -BeLike '*galileo@contoso.example*'
    }

    It 'has no parameter that would take a name for an address' {
        foreach ($parameter in (Get-Command $Name).Parameters.Values) { @($parameter.Name) + $parameter.Aliases | Should -Not -Contain 'Identity' }
    }
}

Describe 'A room whose sign-in name is not its address' {
    BeforeAll {
        $tenant = Connect-TeemTenant -Sandbox -SandboxHistory RenamedRoom
        $ConfirmPreference = 'None'
        $room, $signIn, $teem = 'galileo@contoso.example', 'blue-room@contoso.example', 'teem@contoso.example'
        New-TeemServiceAccount $teem | Out-Null
        Register-TeemApplication | Grant-TeemImpersonation | Out-Null
        Connect-TeemCalendarAccount $teem -AccessMode Impersonation | Out-Null
    }
    AfterAll { Disconnect-TeemTenant }

    It 'is one room in every chapter, whatever name it is given by, and once only' {
        $before = Get-TeemRoomSetting $room | ForEach-Object { "$($_.Setting)=$($_.Value)" }
        New-TeemRoom -Mailbox $signIn -Name Galileo -TimeZone Europe/Rome | ForEach-Object Mailbox | Should -Be $room
        Get-TeemRoom | Should -HaveCount 1
        (Set-TeemRoomSetting $signIn -Profile Display -PassThru).Mailbox | Sort-Object -Unique | Should -Be $room
        $granted = $signIn, $room | Grant-TeemDelegateAccess -ServiceAccount $teem -Level FullAccess -WarningAction Ignore
        $granted.Mailbox | Sort-Object -Unique | Should -Be $room
        (Get-TeemAccess $room -ServiceAccount $teem).Role | Should -Be 'Editor', 'FullAccess'
        (Test-TeemAccess $signIn).Status | Should -Be 'Pass'
        ($signIn, $room | Add-TeemRoomCalendar).Mailbox | Sort-Object -Unique | Should -Be $room
        Get-TeemRoomCalendar | Should -HaveCount 1
        $signIn, $room | Sync-TeemRoomCalendar | ForEach-Object { "$($_.Mailbox) $($_.Outcome)" } | Should -Be "$room Synchronised"
        (Start-TeemSync $signIn -Wait | Select-Object -First 1).Mailbox | Should -Be $room
        (Get-TeemReservation $signIn).Mailbox | Sort-Object -Unique | Should -Be $room
        Export-TeemRoomCalendar $signIn, $room | Should -Be $room
        (Get-TeemRoomCalendar $signIn).Mailbox | Should -Be $room
        (Test-TeemIntegration $signIn -Chapter RoomChain)[-1].Status | Should -Be 'Pass'

        # A second time there is nothing to do, and what was done by one name is taken back by another.
        $written = $tenant.Writes
        Set-TeemRoomSetting $room -Profile Display
        Grant-TeemDelegateAccess $room -ServiceAccount $teem -Level FullAccess -WarningAction Ignore | Out-Null
        Add-TeemRoomCalendar $room | Out-Null
        $tenant.Writes | Should -Be $written
        Remove-TeemRoomCalendar $signIn
        Get-TeemRoomCalendar | Should -BeNullOrEmpty
        Revoke-TeemDelegateAccess $room, $signIn -ServiceAccount $teem
        Get-TeemAccess $signIn -ServiceAccount $teem | Should -BeNullOrEmpty
        Set-TeemRoomSetting $room -Restore
        Get-TeemRoomSetting $signIn | ForEach-Object { "$($_.Setting)=$($_.Value)" } | Should -Be $before
    }
}
