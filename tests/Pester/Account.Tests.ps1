param([Parameter(Mandatory)] [string] $Module)

BeforeAll {
    Import-Module $Module
    $room = [pscustomobject]@{ Mailbox = 'boardroom@contoso.example'; Name = 'Boardroom' }
    $login = @{ Login = 'teem@contoso.example'; AccessMode = 'Impersonation' }
}

Describe 'Connect-TeemCalendarAccount' {
    BeforeAll {
        $tenant = Connect-TeemTenant -Sandbox
        $room | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
    }

    AfterAll { Disconnect-TeemTenant }

    It 'gives the account that it stored' {
        $account = Connect-TeemCalendarAccount @login
        $account.State | Should -Be 'Active'
        $account.CertificateThumbprint | Should -Match '^[0-9A-F]{40}$'
        Get-TeemCalendarAccount | Should -Be $account
    }

    It 'tries an account again that is stored already' {
        $before = (Get-TeemCalendarAccount).VerifiedAt
        (Connect-TeemCalendarAccount @login).VerifiedAt | Should -BeGreaterThan $before
    }

    It 'keeps an address that differs from the sign-in name' {
        (Connect-TeemCalendarAccount @login -EmailAddress calendars@contoso.example).EmailAddress | Should -Be 'calendars@contoso.example'
    }

    It 'writes nothing to the tenant' {
        $written = $tenant.Writes
        Connect-TeemCalendarAccount @login | Out-Null
        $tenant.Writes | Should -Be $written
    }

    It 'stores nothing under -WhatIf' {
        $stored = Get-TeemCalendarAccount
        Connect-TeemCalendarAccount -Login other@contoso.example -AccessMode Impersonation -WhatIf | Should -BeNullOrEmpty
        Get-TeemCalendarAccount | Should -Be $stored
    }

    It 'says which application is missing, and how to register it' {
        Connect-TeemCalendarAccount -Login other@contoso.example -AccessMode Impersonation -Application Nothing -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'ApplicationNotFound,TeemCalendar.Commands.ConnectTeemCalendarAccount'
        $failures[0].ErrorDetails.RecommendedAction | Should -BeLike 'Register-TeemApplication*'
    }

    It 'takes the application by its id too' {
        (Connect-TeemCalendarAccount @login -Application (Get-TeemApplication).AppId).ApplicationId | Should -Be (Get-TeemApplication).AppId
    }

    It 'keeps the account that works where another name is mistyped, and says a command that can be pasted' {
        $stored = Connect-TeemCalendarAccount @login
        Connect-TeemCalendarAccount -Login tem@contoso.example -AccessMode Impersonation -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures.FullyQualifiedErrorId | Should -Be 'AccountNotFound,TeemCalendar.Commands.ConnectTeemCalendarAccount'
        $failures[0].ErrorDetails.RecommendedAction | Should -BeLike 'New-TeemServiceAccount -UserPrincipalName tem@contoso.example # *'
        Get-TeemCalendarAccount | Should -Be $stored
    }

    It 'stores an account that is not there as inactive, with the cause, the remedy and the guide''s support' {
        Disconnect-TeemCalendarAccount
        $account = Connect-TeemCalendarAccount -Login nobody@contoso.example -AccessMode Impersonation -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'AccountNotFound,*'
        $account.State | Should -Be 'Inactive'
        $account.Cause | Should -Be 'AccountNotFound'
        $account.Remedy | Should -BeLike 'New-TeemServiceAccount*re-authenticate*resync*support@teem.com*415-830-6989*'
        $account.Detail | Should -BeLike '*nobody@contoso.example*'
    }

    It 'consents to the account''s sign-in with a code, and takes the consent back' {
        Connect-TeemCalendarAccount -Login teem@contoso.example -AccessMode Delegate -DeviceCode -WhatIf | Should -BeNullOrEmpty
        $before = $tenant.Writes
        (Connect-TeemCalendarAccount -Login teem@contoso.example -AccessMode Delegate -DeviceCode).State | Should -Be 'Active'
        $tenant.Writes | Should -Be ($before + 1)
        Disconnect-TeemCalendarAccount
        $tenant.Writes | Should -Be ($before + 2)
        Get-TeemCalendarAccount | Should -BeNullOrEmpty
    }

    It 'signs in as the account itself for delegate access' {
        $room | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -AccessMode Delegate -WarningAction Ignore | Out-Null
        $account = Connect-TeemCalendarAccount -Login teem@contoso.example -AccessMode Delegate
        $account.State | Should -Be 'Active'
        $account.CertificateThumbprint | Should -BeNullOrEmpty
    }
}

Describe 'An account whose certificate is on another computer' {
    BeforeAll {
        # The tenant is the same; the store, and with it the certificate, is not.
        Connect-TeemTenant -Sandbox -SandboxPath "$TestDrive/tenant.json" -StorePath "$TestDrive/one.db" | Out-Null
        $room | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
        Disconnect-TeemTenant
        Connect-TeemTenant -Sandbox -SandboxPath "$TestDrive/tenant.json" -StorePath "$TestDrive/other.db" | Out-Null
    }

    AfterAll { Disconnect-TeemTenant }

    It 'is inactive, with the cause and what to do' {
        $account = Connect-TeemCalendarAccount @login -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures | Should -HaveCount 1
        $account.State | Should -Be 'Inactive'
        $account.Cause | Should -Be 'CertificateMissing'
        $account.Remedy | Should -BeLike '*Register-TeemApplication*'
    }

    It 'is not read with' {
        { Sync-TeemRoomCalendar boardroom@contoso.example } | Should -Throw -ErrorId 'AccountInactive,*'
    }
}

Describe 'Disconnect-TeemCalendarAccount' {
    BeforeAll {
        $tenant = Connect-TeemTenant -Sandbox
        $room | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction Ignore | Out-Null
    }

    AfterAll { Disconnect-TeemTenant }

    It 'forgets nothing under -WhatIf' {
        Disconnect-TeemCalendarAccount -WhatIf
        Get-TeemCalendarAccount | Should -Not -BeNullOrEmpty
    }

    It 'forgets the account, and leaves the tenant alone' {
        $written = $tenant.Writes
        Disconnect-TeemCalendarAccount | Should -BeNullOrEmpty
        Get-TeemCalendarAccount | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be $written
        { Sync-TeemRoomCalendar } | Should -Throw -ErrorId 'NotConnected,*'
    }

    It 'does nothing when there is none' { Disconnect-TeemCalendarAccount | Should -BeNullOrEmpty }

    It 'can be taken back' { (Connect-TeemCalendarAccount @login).State | Should -Be 'Active' }
}

Describe 'A tenant with Conditional Access' {
    BeforeAll {
        Connect-TeemTenant -Sandbox -SandboxHistory ConditionalAccess | Out-Null
        New-TeemServiceAccount teem@contoso.example | Out-Null
        Register-TeemApplication | Out-Null
    }

    AfterAll { Disconnect-TeemTenant }

    It 'leaves the account inactive, with Entra''s code' {
        $account = Connect-TeemCalendarAccount -Login teem@contoso.example -AccessMode Delegate -DeviceCode -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'ConditionalAccess,*'
        $account.Cause | Should -Be 'ConditionalAccess'
        $account.Detail | Should -BeLike '*AADSTS53003*'
    }
}
