param([string] $Module = (Join-Path $PSScriptRoot '../../out/TeemCalendar'))

BeforeAll {
    Import-Module $Module

    function Connect-Rooms {
        Connect-TeemTenant -Sandbox
        'boardroom', 'atrium' | ForEach-Object { New-TeemRoom -Mailbox "$_@contoso.example" -Name $_ } | Out-Null
    }

    # Self-signed, as an administrator makes one elsewhere; only its public part is written.
    function New-PublicCertificate([string] $Path) {
        $key = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=elsewhere', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $certificate = $request.CreateSelfSigned([datetimeoffset]::UtcNow.AddMinutes(-10), [datetimeoffset]::UtcNow.AddDays(90))
        [System.IO.File]::WriteAllBytes($Path, $certificate.Export('Cert'))
        $certificate.Thumbprint
    }
}

Describe 'Register-TeemApplication' {
    BeforeEach { $tenant = Connect-TeemTenant -Sandbox }
    AfterEach { Disconnect-TeemTenant }

    It 'registers an application with a certificate and without tenant-wide permissions' {
        $application = Register-TeemApplication
        $application | Should -BeOfType TeemCalendar.TeemApplication
        $application.DisplayName | Should -Be 'TeemCalendar'
        $application.AppId | Should -Not -Be ([guid]::Empty)
        $application.ServicePrincipalId | Should -Not -BeNullOrEmpty
        $application.TenantWidePermissions | Should -BeNullOrEmpty
        $application.Certificates | Should -HaveCount 1
        $application.Enabled | Should -BeTrue
    }

    It 'writes nothing the second time' {
        $first = Register-TeemApplication
        $before = $tenant.Writes
        (Register-TeemApplication).Certificates | Should -Be $first.Certificates
        $tenant.Writes | Should -Be $before
    }

    It 'writes nothing under -WhatIf' {
        (Register-TeemApplication -WhatIf).DisplayName | Should -Be 'TeemCalendar'
        $tenant.Writes | Should -Be 0
    }

    It 'registers the public part of a certificate that is elsewhere' {
        Push-Location $TestDrive
        try {
            $thumbprint = New-PublicCertificate (Join-Path $TestDrive 'app.cer')
            (Register-TeemApplication 'Teem displays' -CertificatePath ./app.cer).Certificates | Should -Be $thumbprint
        }
        finally { Pop-Location }
    }

    It 'lets a certificate be valid for the days that are wanted' {
        $days = ((Register-TeemApplication -ValidDays 30).ExpiresAt - [datetimeoffset]::UtcNow).TotalDays
        $days | Should -BeGreaterThan 29
        $days | Should -BeLessOrEqual 30
        { Register-TeemApplication -ValidDays 0 } | Should -Throw
    }

    It 'refuses a file that is no certificate' {
        $path = Join-Path $TestDrive 'text.cer'
        'no certificate' | Set-Content $path
        Register-TeemApplication -CertificatePath $path -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CertificateUnreadable,*'
        $errors[0].TargetObject | Should -Be $path
        $tenant.Writes | Should -Be 0
    }
}

Describe 'Update-TeemApplication' {
    BeforeEach { $tenant = Connect-TeemTenant -Sandbox; $before = Register-TeemApplication }
    AfterEach { Disconnect-TeemTenant }

    It 'writes nothing while the certificate is good for long' {
        $writes = $tenant.Writes
        (Update-TeemApplication).Certificates | Should -Be $before.Certificates
        $tenant.Writes | Should -Be $writes
    }

    It 'replaces it with -Force, and takes the application from the pipeline' {
        $after = $before | Update-TeemApplication -Force -ValidDays 90
        $after.Certificates | Should -HaveCount 1
        $after.Certificates | Should -Not -Be $before.Certificates
        ($after.ExpiresAt - [datetimeoffset]::UtcNow).TotalDays | Should -BeLessOrEqual 90
        $after.Credentials[0].IsHere | Should -BeTrue
    }

    It 'writes nothing under -WhatIf' {
        $writes = $tenant.Writes
        (Update-TeemApplication -Force -WhatIf).Certificates | Should -Be $before.Certificates
        $tenant.Writes | Should -Be $writes
    }

    It 'leaves the old one with -KeepOld, and beside a public key until -RemoveOther' {
        (Update-TeemApplication -Force -KeepOld).Certificates | Should -HaveCount 2
        $path = Join-Path $TestDrive 'new.cer'
        $thumbprint = New-PublicCertificate $path
        (Update-TeemApplication -CertificatePath $path).Certificates | Should -HaveCount 3
        (Update-TeemApplication -CertificatePath $path -RemoveOther).Certificates | Should -Be $thumbprint
    }

    It 'warns when the last certificate expires soon' {
        Update-TeemApplication -Force -ValidDays 20 | Out-Null
        Get-TeemApplication -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        $warnings | Should -Match 'Update-TeemApplication'
        Update-TeemApplication | Out-Null
        Get-TeemApplication -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        $warnings | Should -BeNullOrEmpty
    }

    It 'says which application is missing' {
        Update-TeemApplication -DisplayName Nothing -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ApplicationNotFound,*'
    }
}

Describe 'A tenant policy for certificates' {
    AfterEach { Disconnect-TeemTenant }

    It 'is explained before anything is written' {
        $tenant = Connect-TeemTenant -Sandbox -SandboxHistory KeyPolicy
        Register-TeemApplication -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CertificateTooLong,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -Match '-ValidDays 180'
        $tenant.Writes | Should -Be 0
        Register-TeemApplication -ValidDays 180 | Should -HaveCount 1
    }

    It 'may refuse what vouches for itself' {
        $tenant = Connect-TeemTenant -Sandbox -SandboxHistory TrustedKeys
        Register-TeemApplication -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'SelfSignedForbidden,*'
        $tenant.Writes | Should -Be 0
    }
}

Describe 'What is known of Teem''s own application' {
    AfterEach { Disconnect-TeemTenant }

    It 'shows who consented, and when it signed in' {
        Connect-TeemTenant -Sandbox -SandboxHistory TeemApplication, EntraPremium | Out-Null
        $teem = Find-TeemApplication -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        $teem.Origin | Should -Be OtherTenant
        $teem.VerifiedPublisher | Should -Be 'Eptura'
        $teem.LastSignIn | Should -Not -BeNullOrEmpty
        ($teem.Permissions | Where-Object Kind -eq Delegated).Permission | Should -Contain 'Calendars.ReadWrite.Shared'
        ($teem.Permissions | Where-Object Permission -eq 'Calendars.ReadWrite').ConsentedAt | Should -Not -BeNullOrEmpty
    }

    It 'warns when the last sign-in may not be read' {
        Connect-TeemTenant -Sandbox -SandboxHistory TeemApplication | Out-Null
        (Find-TeemApplication -WarningVariable warnings -WarningAction SilentlyContinue).LastSignIn | Should -BeNullOrEmpty
        $warnings | Should -Match 'Entra ID P1'
    }
}

Describe 'Grant-TeemImpersonation' {
    BeforeEach { $tenant = Connect-Rooms }
    AfterEach { Disconnect-TeemTenant }

    It 'grants the rooms and nothing else' {
        $grant = Register-TeemApplication | Grant-TeemImpersonation
        $grant | Should -BeOfType TeemCalendar.AccessGrant
        $grant.Principal | Should -Be 'TeemCalendar'
        $grant.Role | Should -Be 'Application Calendars.ReadWrite'
        $grant.RecipientFilter | Should -Match "RecipientTypeDetails -eq 'RoomMailbox'"
        $grant.GrantedAt | Should -Not -BeNullOrEmpty
    }

    It 'takes the application by id and by name' {
        $application = Register-TeemApplication 'Teem displays'
        (Grant-TeemImpersonation -Application $application.AppId).Principal | Should -Be 'Teem displays'
        (Grant-TeemImpersonation 'Teem displays').Principal | Should -Be 'Teem displays'
    }

    It 'writes nothing the second time' {
        Register-TeemApplication | Grant-TeemImpersonation | Out-Null
        $before = $tenant.Writes
        Grant-TeemImpersonation | Should -HaveCount 1
        $tenant.Writes | Should -Be $before
    }

    It 'writes nothing under -WhatIf' {
        Register-TeemApplication | Out-Null
        $before = $tenant.Writes
        Grant-TeemImpersonation -WhatIf | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be $before
    }

    It 'refuses ApplicationImpersonation with the reason and the replacement' {
        $before = $tenant.Writes
        Grant-TeemImpersonation -Method ApplicationImpersonation -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ImpersonationRetired,*'
        $errors[0].Exception.Message | Should -Match 'removed'
        $errors[0].ErrorDetails.RecommendedAction | Should -Match 'ApplicationRole'
        $tenant.Writes | Should -Be $before
    }

    It 'refuses an account online: <_>' -ForEach 'Grant-TeemImpersonation', 'Grant-TeemImpersonation -Method ApplicationRole', 'Revoke-TeemImpersonation' {
        $before = $tenant.Writes
        & ([scriptblock]::Create("$_ -ServiceAccount admin@contoso.example -ErrorAction SilentlyContinue -ErrorVariable failed; `$failed")) | Select-Object -ExpandProperty FullyQualifiedErrorId | Should -BeLike 'ImpersonationRetired,*'
        $tenant.Writes | Should -Be $before
    }

    It 'says which application is missing, and what makes it' {
        Grant-TeemImpersonation -Application Nothing -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ApplicationNotFound,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -Be 'Register-TeemApplication -DisplayName Nothing'
        Grant-TeemImpersonation -Application ([guid]::NewGuid()) -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ApplicationNotFound,*'
    }
}

Describe 'Get-TeemAccess' {
    BeforeAll {
        $tenant = Connect-Rooms
        Get-TeemAccess | Should -BeNullOrEmpty
        Register-TeemApplication | Grant-TeemImpersonation | Out-Null
        $writes = $tenant.Writes
    }
    AfterAll { Disconnect-TeemTenant }

    It 'gives the grant' {
        $grant = Get-TeemAccess
        $grant.Scope | Should -Be 'Teem rooms'
        $grant.InScope | Should -BeNullOrEmpty
    }

    It 'says of a mailbox whether it is inside' {
        $grants = Get-TeemAccess boardroom@contoso.example, admin@contoso.example
        $grants.Mailbox | Should -Be 'boardroom@contoso.example', 'admin@contoso.example'
        $grants.InScope | Should -Be $true, $false
        ([pscustomobject]@{ DisplayName = 'Atrium'; PrimarySmtpAddress = 'atrium@contoso.example' } | Get-TeemAccess).InScope | Should -BeTrue
    }

    It 'says which mailbox is not there, and gives the others' {
        (Get-TeemAccess nobody@contoso.example, atrium@contoso.example -ErrorVariable errors -ErrorAction SilentlyContinue).Mailbox | Should -Be 'atrium@contoso.example'
        $errors.FullyQualifiedErrorId | Should -Be 'RoomNotFound,TeemCalendar.Commands.GetTeemAccess'
        $errors[0].TargetObject | Should -Be 'nobody@contoso.example'
    }

    It 'gives nothing for an application or account without access' {
        Get-TeemAccess -Application Nothing | Should -BeNullOrEmpty
        Get-TeemAccess -ServiceAccount admin@contoso.example | Should -BeNullOrEmpty
    }

    It 'changes nothing' { $tenant.Writes | Should -Be $writes }
}

Describe 'Test-TeemAccess' {
    BeforeEach { $tenant = Connect-Rooms }
    AfterEach { Disconnect-TeemTenant }

    It 'passes for every room, proven by opening the calendar' {
        Register-TeemApplication | Grant-TeemImpersonation | Out-Null
        $before = $tenant.Writes
        $checks = Test-TeemAccess
        $checks | Should -BeOfType TeemCalendar.Check
        $checks.Target | Sort-Object | Should -Be 'atrium@contoso.example', 'boardroom@contoso.example'
        $checks.Status | Sort-Object -Unique | Should -Be 'Pass'
        $checks.Evidence | Sort-Object -Unique | Should -Be 'Proven'
        $tenant.Writes | Should -Be $before
    }

    It 'rests on what Exchange says where the key is elsewhere' {
        New-PublicCertificate (Join-Path $TestDrive 'app.cer') | Out-Null
        Register-TeemApplication -CertificatePath (Join-Path $TestDrive 'app.cer') | Grant-TeemImpersonation | Out-Null
        (Test-TeemAccess boardroom@contoso.example).Evidence | Should -Be 'Authorised'
    }

    It 'fails for what is no room, with the cause' {
        Register-TeemApplication | Grant-TeemImpersonation | Out-Null
        $check = Test-TeemAccess admin@contoso.example
        $check.Status | Should -Be 'Fail'
        $check.Cause | Should -Be 'OutOfScope'
        $check.Remedy | Should -Match 'admin@contoso.example'
        (Test-TeemAccess nobody@contoso.example).Cause | Should -Be 'RoomNotFound'
    }

    It 'names what gives a room the access where the scope has not every room' {
        Register-TeemApplication | Grant-TeemImpersonation -RecipientFilter "CustomAttribute1 -eq 'Teem'" -Confirm:$false | Out-Null
        $check = Test-TeemAccess boardroom@contoso.example
        $check.Cause | Should -Be 'OutOfScope'
        Invoke-Expression $check.Remedy | Out-Null
        (Test-TeemAccess boardroom@contoso.example).Status | Should -Be 'Pass'
    }

    It 'fails before there is an application, and before it was granted anything' {
        (Test-TeemAccess boardroom@contoso.example).Cause | Should -Be 'ApplicationNotFound'
        Register-TeemApplication | Out-Null
        $check = Test-TeemAccess boardroom@contoso.example
        $check.Cause | Should -Be 'NotGranted'
        $check.Remedy | Should -Be 'Grant-TeemImpersonation'
    }

    It 'takes rooms from the pipeline, one bad one among them' {
        Register-TeemApplication | Grant-TeemImpersonation | Out-Null
        $checks = [pscustomobject]@{ PrimarySmtpAddress = 'nobody@contoso.example' }, [pscustomobject]@{ PrimarySmtpAddress = 'atrium@contoso.example' } | Test-TeemAccess
        $checks.Status | Should -Be 'Fail', 'Pass'
    }
}

Describe 'Grant-TeemDelegateAccess' {
    BeforeEach {
        $tenant = Connect-Rooms
        New-TeemServiceAccount teem@contoso.example | Out-Null
        Register-TeemApplication | Out-Null
    }
    AfterEach { Disconnect-TeemTenant }

    It 'makes the account an editor of each room, and warns as the guide does' {
        $grants = Get-TeemRoom | Grant-TeemDelegateAccess -ServiceAccount teem@contoso.example -WarningVariable said -WarningAction SilentlyContinue
        $grants.Mailbox | Sort-Object | Should -Be 'atrium@contoso.example', 'boardroom@contoso.example'
        $grants.Role | Sort-Object -Unique | Should -Be 'Editor'
        $said | Should -HaveCount 2
        $said[0] | Should -Match 'recommends impersonation.*throttles.*End Event Early'
        $said[1] | Should -Match 'polled.*24 hours.*Other Calendars'
        (Get-TeemAccess -ServiceAccount teem@contoso.example).Mailbox | Sort-Object | Should -Be 'atrium@contoso.example', 'boardroom@contoso.example'
    }

    It 'gives full access when it is asked for' {
        (Grant-TeemDelegateAccess boardroom@contoso.example -ServiceAccount teem@contoso.example -Level FullAccess -NoNotification -WarningVariable said -WarningAction SilentlyContinue).Role | Should -Be 'Editor', 'FullAccess'
        $said | Should -HaveCount 3
        $said[2] | Should -Match 'whole mailbox'
    }

    It 'writes nothing the second time, nor under -WhatIf' {
        $before = $tenant.Writes
        Get-TeemRoom | Grant-TeemDelegateAccess -ServiceAccount teem@contoso.example -WhatIf -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be $before
        Get-TeemRoom | Grant-TeemDelegateAccess -ServiceAccount teem@contoso.example -WarningAction SilentlyContinue | Out-Null
        $before = $tenant.Writes
        Get-TeemRoom | Grant-TeemDelegateAccess -ServiceAccount teem@contoso.example -WarningAction SilentlyContinue | Should -HaveCount 2
        $tenant.Writes | Should -Be $before
    }

    It 'has one error for a bad room, and grants the others' {
        $grants = 'nobody@contoso.example', 'atrium@contoso.example' | Grant-TeemDelegateAccess -ServiceAccount teem@contoso.example -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $grants.Mailbox | Should -Be 'atrium@contoso.example'
        $errors.FullyQualifiedErrorId | Should -Be 'RoomNotFound,TeemCalendar.Commands.GrantTeemDelegateAccess'
    }

    It 'says which account is missing' {
        Grant-TeemDelegateAccess boardroom@contoso.example -ServiceAccount nobody@contoso.example -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AccountNotFound,*'
    }

    It 'is checked room by room, and what only a person can do is Manual' {
        Grant-TeemDelegateAccess boardroom@contoso.example -ServiceAccount teem@contoso.example -WarningAction SilentlyContinue | Out-Null
        $checks = Test-TeemAccess boardroom@contoso.example, atrium@contoso.example, nobody@contoso.example -ServiceAccount teem@contoso.example
        $checks.Target | Should -Be 'boardroom@contoso.example', 'boardroom@contoso.example', 'atrium@contoso.example', 'nobody@contoso.example'
        $checks.Status | Should -Be 'Pass', 'Manual', 'Fail', 'Fail'
        $checks.Cause | Should -Be $null, $null, 'NotGranted', 'RoomNotFound'
        $checks[1].Remedy | Should -BeLike '*Other Calendars*Connect-TeemCalendarAccount*Test-TeemAccess*'
    }

    It 'raises a right that was there, in whatever language the calendar is, and restores it' {
        Disconnect-TeemTenant
        $tenant = Connect-TeemTenant -Sandbox -SandboxHistory LocalizedCalendars
        New-TeemServiceAccount teem@contoso.example | Out-Null
        Register-TeemApplication | Out-Null
        $rooms = 'zugspitze@contoso.example', 'garonne@contoso.example'
        ($rooms | Grant-TeemDelegateAccess -ServiceAccount teem@contoso.example -WarningAction SilentlyContinue).Mailbox | Should -Be $rooms
        $rooms | Revoke-TeemDelegateAccess -ServiceAccount teem@contoso.example
        Get-TeemAccess $rooms -ServiceAccount teem@contoso.example | Should -BeNullOrEmpty
    }
}

Describe 'Secrets' {
    It 'stand in nothing that the access commands say' {
        $path = Join-Path $TestDrive 'secrets.json'
        Connect-TeemTenant -Sandbox -SandboxPath $path | Out-Null
        New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom | Out-Null
        $said = & {
            Register-TeemApplication -Verbose -Debug
            Grant-TeemImpersonation -Verbose -Debug
            Test-TeemAccess -Verbose -Debug
            Get-TeemTenant
            Get-TeemAccess nobody@contoso.example -ErrorAction Continue
        } *>&1 | ForEach-Object { $_ | Format-List * -Force | Out-String } | Out-String
        Disconnect-TeemTenant
        # The file of a sandbox holds its secrets; none of them may have been seen.
        $secrets = [regex]::Matches((Get-Content $path -Raw), '"(?:Password|Secret\w*|TokenKey)":\s*"([^"]{8,})"') | ForEach-Object { $_.Groups[1].Value }
        $secrets | Should -Not -BeNullOrEmpty
        foreach ($secret in $secrets) { $said.Contains($secret) | Should -BeFalse }
        $said | Should -Not -Match 'eyJ[\w-]{20,}\.'
    }
}

Describe 'Taking access back' {
    BeforeEach {
        $tenant = Connect-TeemTenant -Sandbox
        New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom | Out-Null
        New-TeemServiceAccount -UserPrincipalName teem@contoso.example | Out-Null
        Register-TeemApplication | Out-Null
        Grant-TeemImpersonation | Out-Null
        Grant-TeemDelegateAccess boardroom@contoso.example -ServiceAccount teem@contoso.example | Out-Null
    }

    AfterEach { Disconnect-TeemTenant }

    It 'Revoke-TeemImpersonation leaves the application without access' {
        (Test-TeemAccess boardroom@contoso.example -Application TeemCalendar).Status | Should -Be 'Pass'
        Revoke-TeemImpersonation | Should -BeNullOrEmpty
        Get-TeemAccess -Application TeemCalendar | Should -BeNullOrEmpty
        (Test-TeemAccess boardroom@contoso.example -Application TeemCalendar).Status | Should -Be 'Fail'
        $written = $tenant.Writes
        Revoke-TeemImpersonation
        $tenant.Writes | Should -Be $written
    }

    It 'Revoke-TeemDelegateAccess takes back what was given, and once only' {
        Get-TeemRoom | Revoke-TeemDelegateAccess -ServiceAccount teem@contoso.example | Should -BeNullOrEmpty
        Get-TeemAccess boardroom@contoso.example -ServiceAccount teem@contoso.example | Should -BeNullOrEmpty
        Revoke-TeemDelegateAccess boardroom@contoso.example -ServiceAccount teem@contoso.example -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'NotGrantedHere,*'
    }

    It 'Remove-TeemApplication takes the access along' {
        Get-TeemTenant | Out-Null
        Remove-TeemApplication -Confirm:$false | Should -BeNullOrEmpty
        { Grant-TeemImpersonation -ErrorAction Stop } | Should -Throw -ErrorId 'ApplicationNotFound,*'
        { Remove-TeemApplication -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'ApplicationNotFound,*'
    }

    It '<Command> writes nothing under -WhatIf' -ForEach @(
        @{ Command = 'Revoke-TeemImpersonation' }, @{ Command = 'Remove-TeemApplication' }, @{ Command = 'Remove-TeemServiceAccount teem@contoso.example' }
        @{ Command = 'Revoke-TeemDelegateAccess boardroom@contoso.example -ServiceAccount teem@contoso.example' }
    ) {
        $written = $tenant.Writes
        & ([scriptblock]::Create("$Command -WhatIf"))
        $tenant.Writes | Should -Be $written
    }
}

Describe 'Wait-TeemAccess' {
    BeforeAll {
        # Rights take half an hour and more, of which the clocks of the tenant and the module make seconds. Much faster, and tokens would be over before a busy machine has sent them.
        Set-Content "$TestDrive/weather.json" '{ "speed": 300, "propagation": { "permissions": { "from": "00:30:00", "to": "00:40:00" }, "newObjects": { "from": "00:00:00", "to": "00:00:00" }, "removedObjects": { "from": "00:00:00", "to": "00:00:00" } } }'
    }

    BeforeEach {
        Connect-TeemTenant -Sandbox -SandboxWeather "$TestDrive/weather.json" | Out-Null
        'North', 'South' | ForEach-Object { New-TeemRoom -Mailbox "$_@contoso.example".ToLowerInvariant() -Name $_ } | Out-Null
        Register-TeemApplication | Out-Null
        Grant-TeemImpersonation | Out-Null
    }

    AfterEach { Disconnect-TeemTenant }

    It 'tells "not yet" from "wrong", and ends when the rooms are reached' {
        $before = Test-TeemAccess north@contoso.example
        $before.Status | Should -Be 'Pending'
        $before.UsuallyBy | Should -BeGreaterThan $before.Since
        $checks = Get-TeemRoom | Wait-TeemAccess
        $checks.Status | Should -Be 'Pass', 'Pass'
        $checks.Evidence | Should -Be 'Proven', 'Proven'
        $checks.Target | Sort-Object | Should -Be 'north@contoso.example', 'south@contoso.example'
    }

    It 'gives what fails at once, and waits for the rest' {
        $checks = 'nobody@contoso.example', 'south@contoso.example' | Wait-TeemAccess
        $checks.Status | Should -Be 'Fail', 'Pass'
    }

    It 'ends when the time is over, and says what is still pending' {
        $check = Wait-TeemAccess south@contoso.example -Timeout 00:05:00 -ErrorVariable failures -ErrorAction SilentlyContinue
        $check.Status | Should -Be 'Pending'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'StillPending,*'
        $failures[0].TargetObject | Should -Be 'south@contoso.example'
    }

    It 'waits for nothing when it is given nothing' { @() | Wait-TeemAccess | Should -BeNullOrEmpty }

    It 'ends at once with Ctrl+C' {
        # By this tenant's clock, which is the wall's, the rights take half an hour at least: a command that did not heed the stop would keep the test as long.
        Set-Content "$TestDrive/slow.json" '{ "propagation": { "newObjects": { "from": "00:00:00", "to": "00:00:00" }, "removedObjects": { "from": "00:00:00", "to": "00:00:00" } } }'
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule([string[]]$Module)
        $shell = [powershell]::Create($state)
        $given, $written = 1..2 | ForEach-Object { , [System.Management.Automation.PSDataCollection[psobject]]::new() }
        $given.Complete()
        $written.BlockingEnumerator = $true
        try {
            $null = $shell.AddScript("
                Connect-TeemTenant -Sandbox -SandboxWeather '$TestDrive/slow.json' | Out-Null
                New-TeemRoom -Mailbox south@contoso.example -Name South | Out-Null
                Register-TeemApplication | Out-Null
                Grant-TeemImpersonation | Out-Null
                'nobody@contoso.example', 'south@contoso.example' | Wait-TeemAccess
                'went on'").BeginInvoke($given, $written)
            # What fails comes at once; from then on it waits for the other room.
            foreach ($check in $written) { break }
            $check.Target | Should -Be 'nobody@contoso.example'
            $shell.Stop()
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $written.Count | Should -Be 1
        }
        finally { $shell.Dispose() }
    }
}

Describe 'Scopes beyond all rooms' {
    BeforeEach {
        $tenant = Connect-Rooms
        Register-TeemApplication | Out-Null
    }

    AfterEach { Disconnect-TeemTenant }

    It 'grants rooms and organizers, changes that to rooms, and takes all of it back' {
        $grant = Grant-TeemImpersonation -Scope RoomsAndOrganizers -OrganizerFilter "PrimarySmtpAddress -eq 'admin@contoso.example'" -Confirm:$false
        $grant.Method | Should -Be 'ApplicationRole'
        $grant.ScopeType | Should -Be 'CustomRecipientScope'
        $grant.GrantedBy | Should -Be 'TeemCalendar'
        (Get-TeemAccess admin@contoso.example).InScope | Should -BeTrue
        (Grant-TeemImpersonation).Scope | Should -Be 'Teem rooms'
        Get-TeemAccess | Should -HaveCount 1
        (Get-TeemAccess admin@contoso.example).InScope | Should -BeFalse
        Revoke-TeemImpersonation
        Get-TeemAccess | Should -BeNullOrEmpty
    }

    It 'says what is wrong with <Parameters>' -ForEach @(
        @{ Parameters = @{ RecipientFilter = "Departement -eq 'Sales'" }; Id = 'FilterRefused' }
        @{ Parameters = @{ Scope = 'RoomsAndOrganizers' }; Id = 'ScopeContradictory' }
        @{ Parameters = @{ AdministrativeUnit = 'Nowhere' }; Id = 'AdministrativeUnitNotFound' }
        @{ Parameters = @{ RoomList = 'Nowhere' }; Id = 'GroupNotFound' }
    ) {
        $written = $tenant.Writes
        Grant-TeemImpersonation @Parameters -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failures[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $tenant.Writes | Should -Be $written
    }

    It 'writes into a room and leaves nothing' {
        Grant-TeemImpersonation | Out-Null
        $checks = Test-TeemAccess boardroom@contoso.example -IncludeWrite
        $checks.Status | Should -Be 'Pass', 'Pass'
        $checks[1].Detail | Should -BeLike '*and is gone.'
    }
}

Describe 'Update-TeemImpersonation' {
    BeforeEach {
        Set-Content "$TestDrive/fast.json" '{ "speed": 20000 }'
        $tenant = Connect-TeemTenant -Sandbox -SandboxHistory TeemApplication, AccessPolicy -SandboxWeather "$TestDrive/fast.json"
    }

    AfterEach { Disconnect-TeemTenant }

    It 'lists the changes under -WhatIf and writes nothing' {
        $changes = Update-TeemImpersonation -Application Teem -WhatIf
        $changes | Should -BeOfType TeemCalendar.Change
        $changes.Outcome | Sort-Object -Unique | Should -Be 'Planned'
        $changes[-2, -1].Impact | Should -Be 'High', 'High'
        $tenant.Writes | Should -Be 0
    }

    It 'moves Teem''s own application, proved by authorisation, and finds nothing the second time' {
        $changes = Update-TeemImpersonation -Application Teem -Confirm:$false
        $changes.Outcome | Sort-Object -Unique | Should -Be 'Applied'
        (Find-TeemApplication -DisplayName Teem | Where-Object -Not IsOurs).TenantWidePermissions | Should -Not -Contain 'Microsoft Graph: Calendars.ReadWrite'
        $checks = Test-TeemAccess -Application Teem
        $checks | Where-Object Status -eq 'Fail' | Should -BeNullOrEmpty
        ($checks | Where-Object Status -eq 'Pass').Evidence | Sort-Object -Unique | Should -Be 'Authorised'
        $checks | Where-Object Status -eq 'Manual' | Should -HaveCount 1
        Update-TeemImpersonation -Application Teem -Confirm:$false | Should -BeNullOrEmpty
    }
}

Describe 'Get-TeemApplication' {
    BeforeAll { Connect-TeemTenant -Sandbox | Out-Null }

    AfterAll { Disconnect-TeemTenant }

    It 'says that there is none, and how it is made' {
        $failure = { Get-TeemApplication } | Should -Throw -ErrorId 'ApplicationNotFound,*' -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -BeLike 'Register-TeemApplication*'
    }

    It 'gives the one that was registered, by name and by id' {
        $made = Register-TeemApplication
        (Get-TeemApplication).AppId | Should -Be $made.AppId
        (Get-TeemApplication $made.AppId).ServicePrincipalId | Should -Be $made.ServicePrincipalId
    }
}

Describe 'Find-TeemApplication' {
    BeforeAll {
        Connect-TeemTenant -Sandbox -SandboxHistory TeemApplication | Out-Null
        Register-TeemApplication | Out-Null
    }

    AfterAll { Disconnect-TeemTenant }

    It 'finds ours and Teem''s, and tells them apart' {
        $found = Find-TeemApplication | Sort-Object DisplayName
        $found.DisplayName | Should -Be 'Teem', 'TeemCalendar'
        $found.IsOurs | Should -Be $false, $true
    }

    It 'shows a consent that reaches every mailbox' {
        (Find-TeemApplication -DisplayName Teem | Where-Object -Not IsOurs).TenantWidePermissions | Should -Contain 'Microsoft Graph: Calendars.ReadWrite'
        (Get-TeemApplication).TenantWidePermissions | Should -BeNullOrEmpty
    }

    It 'finds one by its id' {
        $teems = Find-TeemApplication | Where-Object -Not IsOurs
        (Find-TeemApplication -AppId $teems.AppId).DisplayName | Should -Be 'Teem'
        { Find-TeemApplication -AppId ([guid]::NewGuid()) } | Should -Throw -ErrorId 'ApplicationNotFound,*'
    }

    It 'gives nothing where nothing is called so' { Find-TeemApplication -DisplayName 'Nobody''s' | Should -BeNullOrEmpty }
}
