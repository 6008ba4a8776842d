param([string] $Module = (Join-Path $PSScriptRoot '../../out/TeemCalendar'))

BeforeAll { Import-Module $Module }

Describe 'New-TeemServiceAccount' {
    BeforeEach { $tenant = Connect-TeemTenant -Sandbox }
    AfterEach { Disconnect-TeemTenant }

    It 'makes an account with a mailbox' {
        $account = New-TeemServiceAccount -UserPrincipalName teem@contoso.example
        $account | Should -BeOfType TeemCalendar.ServiceAccount
        $account.UserPrincipalName | Should -Be 'teem@contoso.example'
        $account.Mailbox | Should -Be 'Ready'
        $account.Enabled | Should -BeTrue
        $account.Licences | Should -Be 'EXCHANGESTANDARD'
        $account.UsageLocation | Should -Match '^[A-Z]{2}$'
    }

    It 'takes name, country and licence as they are given' {
        $account = New-TeemServiceAccount teem@contoso.example -DisplayName 'Room displays' -UsageLocation us -LicenseSku ENTERPRISEPACK
        $account.DisplayName | Should -Be 'Room displays'
        $account.UsageLocation | Should -Be 'US'
        $account.Licences | Should -Be 'ENTERPRISEPACK'
    }

    It 'writes nothing when all is there' {
        New-TeemServiceAccount teem@contoso.example | Out-Null
        $before = $tenant.Writes
        (New-TeemServiceAccount teem@contoso.example).Mailbox | Should -Be 'Ready'
        $tenant.Writes | Should -Be $before
    }

    It 'writes nothing under -WhatIf, and gives the account that would be' {
        $planned = New-TeemServiceAccount teem@contoso.example -UsageLocation US -WhatIf
        $planned.UserPrincipalName | Should -Be 'teem@contoso.example'
        $planned.Licences | Should -Be 'EXCHANGESTANDARD'
        $planned.Id | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be 0
        { Get-TeemServiceAccount teem@contoso.example -ErrorAction Stop } | Should -Throw -ErrorId 'AccountNotFound,*'
    }

    It 'refuses a foreign domain, with the domains that there are' {
        $result = New-TeemServiceAccount teem@fabrikam.com -ErrorVariable refused -ErrorAction SilentlyContinue
        $result | Should -BeNullOrEmpty
        $refused | Should -HaveCount 1
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'DomainNotAccepted,*'
        $refused[0].TargetObject | Should -Be 'teem@fabrikam.com'
        $refused[0].ErrorDetails.RecommendedAction | Should -BeLike '*contoso.example*'
    }

    It 'refuses a licence without a mailbox, and still gives the account' {
        $account = New-TeemServiceAccount teem@contoso.example -LicenseSku NOSUCHLICENCE -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'NoLicence,*'
        $account.Mailbox | Should -Be 'None'
    }

    It 'refuses a country that is no two letters' {
        { New-TeemServiceAccount teem@contoso.example -UsageLocation Germany } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'makes accounts by the columns of a list' {
        [pscustomobject]@{ UserPrincipalName = 'a@contoso.example'; DisplayName = 'A'; UsageLocation = 'US' }, [pscustomobject]@{ UserPrincipalName = 'b@contoso.example'; DisplayName = ''; UsageLocation = '' } |
            New-TeemServiceAccount | ForEach-Object DisplayName | Should -Be 'A', 'Teem calendar service'
    }

    It 'waits for a mailbox that is there no longer than a look' {
        (New-TeemServiceAccount teem@contoso.example -Wait).Mailbox | Should -Be 'Ready'
    }
}

Describe 'New-TeemServiceAccount and licences' {
    BeforeEach { $tenant = Connect-TeemTenant -Sandbox -SandboxHistory LicenceGroups }
    AfterEach { Disconnect-TeemTenant }

    It 'licenses by a group, by name or by id, and takes it back' {
        $account = New-TeemServiceAccount teem@contoso.example -LicenseGroup 'Exchange licences' -Wait
        $account.Mailbox | Should -Be 'Ready'
        $account.Licences | Should -Be 'EXCHANGESTANDARD'
        $before = $tenant.Writes
        (New-TeemServiceAccount teem@contoso.example -LicenseGroup 'exchange LICENCES').Mailbox | Should -Be 'Ready'
        $tenant.Writes | Should -Be $before
        Remove-TeemServiceAccount teem@contoso.example -Confirm:$false
        { Get-TeemServiceAccount teem@contoso.example -ErrorAction Stop } | Should -Throw -ErrorId 'AccountNotFound,*'
    }

    It 'plans the group under -WhatIf, and writes nothing' {
        (New-TeemServiceAccount teem@contoso.example -LicenseGroup 'Exchange licences' -WhatIf).UserPrincipalName | Should -Be 'teem@contoso.example'
        $tenant.Writes | Should -Be 0
    }

    It 'says why a group cannot: <Id>' -ForEach @(
        @{ Group = 'No such group'; Id = 'LicenceGroupNotFound' }
        @{ Group = 'Kiosk licences'; Id = 'LicenceGroupWithoutExchange' }
        @{ Group = 'All staff'; Id = 'LicenceGroupDynamic' }
    ) {
        New-TeemServiceAccount teem@contoso.example -LicenseGroup $Group -ErrorVariable refused -ErrorAction SilentlyContinue | Out-Null
        $refused[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $refused[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'takes a licence or a group, not both' {
        { New-TeemServiceAccount teem@contoso.example -LicenseGroup 'Exchange licences' -LicenseSku EXCHANGESTANDARD } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }

    It 'puts another licence in the place of the one that is there, when it is asked for' {
        (New-TeemServiceAccount teem@contoso.example -LicenseSku ENTERPRISEPACK).Licences | Should -Be 'ENTERPRISEPACK'
        $before = $tenant.Writes
        (New-TeemServiceAccount teem@contoso.example).Licences | Should -Be 'ENTERPRISEPACK'
        New-TeemServiceAccount teem@contoso.example -LicenseSku EXCHANGESTANDARD -WhatIf | Out-Null
        $tenant.Writes | Should -Be $before
        $account = New-TeemServiceAccount teem@contoso.example -LicenseSku EXCHANGESTANDARD -Confirm:$false
        $account.Licences | Should -Be 'EXCHANGESTANDARD'
        $account.Mailbox | Should -Be 'Ready'
    }
}

Describe 'The password' {
    BeforeEach { Connect-TeemTenant -Sandbox | Out-Null }
    AfterEach { Disconnect-TeemTenant }

    It 'is given once, as a credential after the account' {
        $account, $credential = New-TeemServiceAccount teem@contoso.example -PassThruCredential
        $account | Should -BeOfType TeemCalendar.ServiceAccount
        $credential | Should -BeOfType pscredential
        $credential.UserName | Should -Be 'teem@contoso.example'
        $credential.GetNetworkCredential().Password.Length | Should -BeGreaterThan 20
        $again = New-TeemServiceAccount teem@contoso.example -PassThruCredential -WarningVariable said -WarningAction SilentlyContinue
        $again | Should -BeOfType TeemCalendar.ServiceAccount
        $said | Should -Match 'password'
    }

    It 'is the one that was given' {
        $password = ConvertTo-SecureString 'Canary-73-Password!' -AsPlainText -Force
        $account, $credential = New-TeemServiceAccount teem@contoso.example -Password $password -PassThruCredential
        $credential.GetNetworkCredential().Password | Should -BeExactly 'Canary-73-Password!'
    }

    It 'stands in no other stream, in no error and in no transcript' {
        $password = ConvertTo-SecureString 'Canary-73-Password!' -AsPlainText -Force
        $weak = ConvertTo-SecureString 'canary73' -AsPlainText -Force
        $transcript = Join-Path $TestDrive 'transcript.txt'
        Start-Transcript $transcript | Out-Null
        try {
            $all = & {
                New-TeemServiceAccount teem@contoso.example -Password $password -Verbose -Debug -Confirm:$false
                New-TeemServiceAccount weak@contoso.example -Password $weak -Verbose -Debug -Confirm:$false -ErrorAction Continue
                New-TeemServiceAccount planned@contoso.example -Password $password -Verbose -WhatIf
                Get-TeemServiceAccount teem@contoso.example | Format-List *
                Get-TeemTenant | Format-List *
            } *>&1 | Out-String
        }
        finally { Stop-Transcript | Out-Null }
        $all | Should -Not -Match 'canary'
        Get-Content $transcript -Raw | Should -Not -Match 'canary.?73'
        $Error | Format-List * -Force | Out-String | Should -Not -Match 'canary-?73'
    }
}

Describe 'Get-TeemServiceAccount' {
    BeforeAll {
        $tenant = Connect-TeemTenant -Sandbox
        New-TeemServiceAccount teem@contoso.example | Out-Null
    }
    AfterAll { Disconnect-TeemTenant }

    It 'gives the account' {
        $account = Get-TeemServiceAccount -UserPrincipalName teem@contoso.example
        $account.EmailAddress | Should -Be 'teem@contoso.example'
        $account.Mailbox | Should -Be 'Ready'
    }

    It 'takes names, accounts and objects of Exchange from the pipeline' {
        'teem@contoso.example', 'admin@contoso.example' | Get-TeemServiceAccount | Should -HaveCount 2
        Get-TeemServiceAccount teem@contoso.example | Get-TeemServiceAccount | ForEach-Object UserPrincipalName | Should -Be 'teem@contoso.example'
        [pscustomobject]@{ DisplayName = 'Adele'; UserPrincipalName = 'admin@contoso.example' } | Get-TeemServiceAccount | ForEach-Object UserPrincipalName | Should -Be 'admin@contoso.example'
    }

    It 'says which account is not there, and gives the others' {
        $found = Get-TeemServiceAccount nobody@contoso.example, teem@contoso.example -ErrorVariable missing -ErrorAction SilentlyContinue
        $found.UserPrincipalName | Should -Be 'teem@contoso.example'
        $missing | Should -HaveCount 1
        $missing[0].FullyQualifiedErrorId | Should -BeLike 'AccountNotFound,*'
        $missing[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $missing[0].ErrorDetails.RecommendedAction | Should -BeLike 'New-TeemServiceAccount*nobody@contoso.example'
    }

    It 'changes nothing' {
        $before = $tenant.Writes
        Get-TeemServiceAccount teem@contoso.example | Out-Null
        $tenant.Writes | Should -Be $before
    }
}

Describe 'Remove-TeemServiceAccount' {
    BeforeAll {
        $tenant = Connect-TeemTenant -Sandbox
        New-TeemServiceAccount -UserPrincipalName teem@contoso.example | Out-Null
    }

    AfterAll { Disconnect-TeemTenant }

    It 'removes the account that was made here' {
        Get-TeemServiceAccount teem@contoso.example | Remove-TeemServiceAccount -Confirm:$false | Should -BeNullOrEmpty
        { Remove-TeemServiceAccount teem@contoso.example -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'AccountNotFound,*'
    }

    It 'refuses an account that was not' {
        { Remove-TeemServiceAccount admin@contoso.example -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'NotMadeHere,*'
        Get-TeemServiceAccount admin@contoso.example | Should -Not -BeNullOrEmpty
    }
}
