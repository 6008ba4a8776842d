param([Parameter(Mandatory)] [string] $Module)

# What a person has to confirm: every command of high impact, and every change that reaches further than its command usually does. The later ones take away what the earlier ones need.
$cases = @(
    @{ Command = 'Grant-TeemImpersonation'; Run = 'Grant-TeemImpersonation -Scope AllMailboxes' }
    @{ Command = 'New-TeemReservation'; Run = 'New-TeemReservation atrium@contoso.example -Start $start -Duration 00:30 -Organizer teem@contoso.example' }
    @{ Command = 'Set-TeemReservation'; Run = '$meeting | Set-TeemReservation -Title Other' }
    @{ Command = 'Remove-TeemReservation'; Run = '$own | Remove-TeemReservation' }
    @{ Command = 'Sync-TeemRoomCalendar'; Run = 'Sync-TeemRoomCalendar -AcceptRemovals' }
    @{ Command = 'Update-TeemImpersonation'; Run = 'Update-TeemImpersonation -Application Teem' }
    @{ Command = 'New-TeemRoom'; Run = 'New-TeemRoom -Mailbox former@contoso.example -Name Former -Force' }
    @{ Command = 'New-TeemServiceAccount'; Run = 'New-TeemServiceAccount teem@contoso.example -LicenseSku ENTERPRISEPACK' }
    @{ Command = 'Invoke-TeemOnboarding'; Run = "[pscustomobject]@{ Name = 'Atrium'; Mailbox = 'atrium@contoso.example' } | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -SendSummary" }
    @{ Command = 'Remove-TeemRoom'; Run = 'Remove-TeemRoom boardroom@contoso.example' }
    @{ Command = 'Remove-TeemServiceAccount'; Run = 'Remove-TeemServiceAccount former@contoso.example' }
    @{ Command = 'Remove-TeemApplication'; Run = 'Remove-TeemApplication' }
    # Of lesser impact, and asked for nevertheless.
    @{ Command = 'Remove-TeemRoomCalendar'; Run = 'Remove-TeemRoomCalendar atrium@contoso.example -Confirm' }
)

BeforeDiscovery {
    $sessions = 'runspace without a host', 'process with -NonInteractive', 'process whose input is at its end'
    $refusals = foreach ($session in $sessions) { foreach ($case in $cases) { $case + @{ Session = $session } } }
}

Describe 'What has to be confirmed' -ForEach @{ All = $cases } {
    BeforeAll {
        Import-Module $Module
        $shell = (Get-Process -Id $PID).Path
        $file = Join-Path $TestDrive 'confirm.ps1'
        Set-Content (Join-Path $TestDrive 'weather.json') '{ "speed": 20000 }'
        $table = ($All | ForEach-Object { "'$($_.Run.Replace("'", "''"))'" }) -join ', '
        # Everything is tried without a yes first, and then with it; what came of each is one line of JSON, in a file: a question goes where output goes.
        Set-Content $file @"
param([string] `$Answers, [string] `$Confirmed)
`$ProgressPreference = 'SilentlyContinue'
`$WarningPreference = 'SilentlyContinue'
Import-Module '$((Resolve-Path $Module).Path)'
`$tenant = Connect-TeemTenant -Sandbox -SandboxHistory TeemApplication, AccessPolicy -SandboxWeather '$TestDrive/weather.json'
New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom | Out-Null
New-TeemRoom -Mailbox atrium@contoso.example -Name Atrium | Out-Null
'teem', 'former' | ForEach-Object { New-TeemServiceAccount "`$_@contoso.example" | Out-Null }
Register-TeemApplication | Grant-TeemImpersonation | Out-Null
Connect-TeemCalendarAccount -Login teem@contoso.example -AccessMode Impersonation | Out-Null
Add-TeemRoomCalendar atrium@contoso.example | Sync-TeemRoomCalendar | Out-Null
`$meeting = Get-TeemReservation | Where-Object { `$_.IsBusy -and -not `$_.IsAllDay -and -not `$_.IsPrivate } | Select-Object -Last 1
`$start = 100..130 | ForEach-Object { (Get-Date).Date.AddDays(`$_) } | Where-Object { -not (Get-TeemReservation -From `$_ -To `$_.AddHours(1)) } | Select-Object -First 1
`$own = New-TeemReservation atrium@contoso.example -Start 2041-05-11 -Duration 00:30
foreach (`$run in $table) {
    `$written = `$tenant.Writes
    if (`$Confirmed) { `$run = `$run.Replace(' -Confirm', '') + ' -Confirm:`$false' }
    try { . ([scriptblock]::Create("`$run -ErrorVariable failures -ErrorAction SilentlyContinue")) | Out-Null }
    catch { `$failures = @(`$_) }
    [pscustomobject]@{ Run = `$run; Errors = @(`$failures.FullyQualifiedErrorId); Remedies = @(`$failures.ErrorDetails.RecommendedAction); Writes = `$tenant.Writes - `$written } | ConvertTo-Json -Compress | Add-Content `$Answers
    `$failures = @()
}
"@
        function Get-Answer([scriptblock] $Start) {
            $lines = Join-Path $TestDrive "$([guid]::NewGuid()).txt"
            & $Start $lines | Out-Null
            @(Get-Content $lines | ConvertFrom-Json)
        }

        $answers = @{
            'process with -NonInteractive'     = Get-Answer { & $shell -NoProfile -NonInteractive -File $file $args[0] }
            'process whose input is at its end' = Get-Answer { @() | & $shell -NoProfile -File $file $args[0] }
            'confirmed'                        = Get-Answer { & $shell -NoProfile -NonInteractive -File $file $args[0] yes }
        }
        $hostless = [powershell]::Create([initialsessionstate]::CreateDefault2())
        try { $answers['runspace without a host'] = Get-Answer { $hostless.AddCommand($file).AddArgument($args[0]).Invoke() } }
        finally { $hostless.Dispose() }
    }

    It 'is every command of high impact' {
        $high = Get-Command -Module TeemCalendar | Where-Object { $_.ImplementingType.GetCustomAttributes($true).ConfirmImpact -eq 'High' }
        $high | Should -Not -BeNullOrEmpty
        $high.Name | Should -BeIn $All.Command
    }

    It 'is not done where nobody can answer, and that is one error: <Command>, <Session>' -ForEach $refusals {
        $answer = $answers[$Session] | Where-Object Run -eq $Run
        $answer.Errors | Should -HaveCount 1
        $answer.Errors[0] | Should -BeLike 'ConfirmationImpossible,*'
        $answer.Remedies[0] | Should -BeLike '*-Confirm:$false*'
        $answer.Writes | Should -Be 0
    }

    It 'is done with -Confirm:$false: <Command>' -ForEach $cases {
        $answer = $answers['confirmed'] | Where-Object Run -eq "$($Run.Replace(' -Confirm', '')) -Confirm:`$false"
        $answer.Errors | Should -BeNullOrEmpty
        if ($Command -notin 'Remove-TeemRoomCalendar', 'Sync-TeemRoomCalendar') { $answer.Writes | Should -BeGreaterThan 0 }
    }
}
