param([string] $Module = (Join-Path $PSScriptRoot '../../out/TeemCalendar'))

BeforeAll { Import-Module $Module }

Describe 'Connect-TeemTenant -Sandbox' {
    AfterEach { Disconnect-TeemTenant }

    It 'connects, and changes nothing' {
        $tenant = Connect-TeemTenant -Sandbox
        $tenant | Should -BeOfType TeemCalendar.TenantConnection
        $tenant.Environment | Should -Be 'Sandbox'
        $tenant.Domain | Should -Be 'contoso.example'
        $tenant.IsConnected | Should -BeTrue
        $tenant.StorePath | Should -BeNullOrEmpty
        $tenant.Writes | Should -Be 0
        Get-TeemTenant | Should -Be $tenant
    }

    It 'accepts the domains that are wanted' {
        $tenant = Connect-TeemTenant -Sandbox -SandboxDomain fabrikam.example, fabrikam.test
        $tenant.Domain | Should -Be 'fabrikam.example'
        'a@fabrikam.example', 'b@fabrikam.test' | ForEach-Object { New-TeemRoom -Mailbox $_ -Name $_ } | Should -HaveCount 2
    }

    It 'leaves a former connection in its variable' {
        $first = Connect-TeemTenant -Sandbox -SandboxDomain first.example
        $second = Connect-TeemTenant -Sandbox -SandboxDomain second.example
        New-TeemRoom -Mailbox one@first.example -Name One -Connection $first | Out-Null
        Get-TeemRoom -Connection $first | Should -HaveCount 1
        Get-TeemRoom | Should -BeNullOrEmpty
        Disconnect-TeemTenant $first
        $second.IsConnected | Should -BeTrue
        Get-TeemTenant | Should -Be $second
    }

    It 'keeps tenant and store in files, from the folder that PowerShell is in' {
        Push-Location $TestDrive
        try {
            $tenant = Connect-TeemTenant -Sandbox -SandboxPath tenant.json
            $tenant.StorePath | Should -Be (Join-Path $TestDrive 'tenant.db')
            New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom | Out-Null
            Disconnect-TeemTenant
            Join-Path $TestDrive 'tenant.json' | Should -Exist
            $again = Connect-TeemTenant -Sandbox -SandboxPath ./tenant.json
            $again.TenantId | Should -Be $tenant.TenantId
            (Get-TeemRoom).Mailbox | Should -Be 'boardroom@contoso.example'
        }
        finally { Pop-Location }
    }

    It 'is in one tenant when two connections name one file' {
        $path = Join-Path $TestDrive 'shared.json'
        $first = Connect-TeemTenant -Sandbox -SandboxPath $path
        $second = Connect-TeemTenant -Sandbox -SandboxPath $path -SandboxDomain contoso.example, more.example
        New-TeemRoom -Mailbox one@more.example -Name One -Connection $second | Out-Null
        (Get-TeemRoom -Connection $first).Mailbox | Should -Be 'one@more.example'
        Disconnect-TeemTenant $second
        (Get-TeemRoom -Connection $first).Mailbox | Should -Be 'one@more.example'
        Disconnect-TeemTenant $first
        Connect-TeemTenant -Sandbox -SandboxPath $path | Out-Null
        Get-TeemRoom | Should -HaveCount 1
    }

    It 'writes the tenant as it changes, and lets no other process in meanwhile' {
        $path = Join-Path $TestDrive 'kept.json'
        Connect-TeemTenant -Sandbox -SandboxPath $path | Out-Null
        New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom | Out-Null
        do { $written = (Test-Path $path) -and (Get-Content $path -Raw).Contains('boardroom@contoso.example') } until ($written)
        $refused = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command {
            param($module, $path)
            Import-Module $module
            try { Connect-TeemTenant -Sandbox -SandboxPath $path } catch { $_.FullyQualifiedErrorId }
        } -args (Resolve-Path $Module).Path, $path
        $refused | Should -BeLike 'SandboxInUse*'
    }

    It 'keeps the tenant when PowerShell ends without Disconnect-TeemTenant' {
        $path = Join-Path $TestDrive 'ended.json'
        & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command {
            param($module, $path)
            Import-Module $module
            Connect-TeemTenant -Sandbox -SandboxPath $path | Out-Null
            New-TeemRoom -Mailbox boardroom@contoso.example -Name Boardroom | Out-Null
        } -args (Resolve-Path $Module).Path, $path
        Connect-TeemTenant -Sandbox -SandboxPath $path | Out-Null
        Get-TeemRoom | Should -HaveCount 1
    }

    It 'takes a store of its own' {
        $store = Join-Path $TestDrive 'rooms.db'
        (Connect-TeemTenant -Sandbox -StorePath $store).StorePath | Should -Be $store
        $store | Should -Exist
    }

    It 'refuses a file that holds no tenant' {
        $path = Join-Path $TestDrive 'other.json'
        '{}' | Set-Content $path
        { Connect-TeemTenant -Sandbox -SandboxPath $path } | Should -Throw -ErrorId 'SandboxUnreadable,TeemCalendar.Commands.ConnectTeemTenant'
        Get-Content $path | Should -Be '{}'
        Get-TeemTenant | Should -BeNullOrEmpty
    }
}

Describe 'Connect-TeemTenant to Microsoft' {
    It 'finds no certificate of an unknown thumbprint' {
        $refused = { Connect-TeemTenant -TenantId contoso.com -ClientId (New-Guid) -CertificateThumbprint 00112233445566778899aabbccddeeff00112233 } | Should -Throw -PassThru
        $refused.FullyQualifiedErrorId | Should -Be 'CertificateNotFound,TeemCalendar.Commands.ConnectTeemTenant'
        $refused.ErrorDetails.RecommendedAction | Should -Match 'CertificatePath'
    }

    It 'says which certificate file it cannot read' {
        $path = Join-Path $TestDrive 'app.pfx'
        'no certificate' | Set-Content $path
        $refused = { Connect-TeemTenant -TenantId contoso.com -ClientId (New-Guid) -CertificatePath $path } | Should -Throw -PassThru
        $refused.FullyQualifiedErrorId | Should -BeLike 'CertificateUnreadable,*'
        $refused.Exception.Message | Should -BeLike "*$path*"
        { Connect-TeemTenant -TenantId contoso.com -ClientId (New-Guid) -CertificatePath (Join-Path $TestDrive 'none.pfx') } | Should -Throw -ErrorId 'CertificateNotFound,*'
    }

    It 'refuses a certificate without its private key' {
        $key = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=test', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $made = $request.CreateSelfSigned([datetimeoffset]::UtcNow, [datetimeoffset]::UtcNow.AddDays(1))
        $path = Join-Path $TestDrive 'public.cer'
        [System.IO.File]::WriteAllBytes($path, $made.Export('Cert'))
        { Connect-TeemTenant -TenantId contoso.com -ClientId (New-Guid) -CertificatePath $path } | Should -Throw -ErrorId 'CertificateWithoutKey,*'
        { Connect-TeemTenant -TenantId contoso.com -ClientId (New-Guid) -Certificate ([System.Security.Cryptography.X509Certificates.X509Certificate2]::new($path)) } | Should -Throw -ErrorId 'CertificateWithoutKey,*'
    }

    It 'needs a tenant and a client for a device code' {
        $parameters = (Get-Command Connect-TeemTenant).ParameterSets | Where-Object Name -eq DeviceCode | ForEach-Object Parameters
        ($parameters | Where-Object IsMandatory).Name | Sort-Object | Should -Be 'ClientId', 'DeviceCode', 'TenantId'
    }

    It 'does not mix a sandbox with a tenant' {
        { Connect-TeemTenant -Sandbox -TenantId contoso.com } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }
}

Describe 'Connect-TeemTenant, by each way to sign in' {
    BeforeAll {
        # A sandbox tenant answers at Microsoft's own addresses, in the place of the network: the commands sign in to it as to a real one.
        Connect-TeemTenant -Sandbox | Disconnect-TeemTenant
        $type = [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'TeemCalendar.Sandbox' })[0].GetType('TeemCalendar.Sandbox.SandboxTenant')
        $sandbox = $type::Create($null)
        $wire = [TeemCalendar.Commands.ConnectTeemTenant].GetProperty('Wire', [System.Reflection.BindingFlags] 'NonPublic, Static')
        $wire.SetValue($null, $sandbox.CreateHandler())
        $facts = $sandbox.Facts
        $common = @{ StorePath = Join-Path $TestDrive 'signin.db'; MaxRetry = 0; ExchangeTransport = 'Rest'; GraphTransport = 'Sdk' }
        $http = [System.Net.Http.HttpClient]::new($sandbox.CreateHandler())
        function Get-Token([string] $resource) {
            $form = [System.Collections.Generic.Dictionary[string, string]]::new()
            $form['grant_type'] = 'client_credentials'; $form['client_id'] = "$($facts.ClientId)"; $form['client_secret'] = $facts.ClientSecret; $form['scope'] = "$resource/.default"
            $answer = $http.PostAsync("https://login.microsoftonline.com/$($facts.TenantId)/oauth2/v2.0/token", [System.Net.Http.FormUrlEncodedContent]::new($form)).GetAwaiter().GetResult()
            ($answer.Content.ReadAsStringAsync().GetAwaiter().GetResult() | ConvertFrom-Json).access_token
        }
        function ConvertTo-Secret([string] $text) { [System.Net.NetworkCredential]::new('', $text).SecurePassword }
        $graph, $exchange = (Get-Token 'https://graph.microsoft.com'), (Get-Token 'https://outlook.office365.com')
    }

    AfterEach { Disconnect-TeemTenant }
    AfterAll { $wire.SetValue($null, $null) }

    It 'takes given tokens, and finds the tenant in them' {
        $tenant = Connect-TeemTenant -GraphAccessToken (ConvertTo-Secret $graph) -ExchangeAccessToken (ConvertTo-Secret $exchange) @common
        $tenant.TenantId | Should -Be $facts.TenantId
        $tenant.SignIn, $tenant.Account, "$($tenant.Environment)" | Should -Be 'AccessToken', "$($facts.ClientId)", 'Global'
        Get-TeemTenant | Should -Be $tenant
        New-TeemRoom -Mailbox "token@$($facts.Domain)" -Name Token | Should -HaveCount 1
    }

    It 'takes a client secret' {
        $credential = [pscredential]::new("$($facts.ClientId)", (ConvertTo-Secret $facts.ClientSecret))
        (Connect-TeemTenant -TenantId $facts.Domain -ClientSecretCredential $credential @common).SignIn | Should -Be 'Secret'
    }

    It 'signs in as a managed identity' {
        $identity = $sandbox.AddManagedIdentity('runbook', $null)
        # It gets its token, and may do nothing yet.
        $refused = { Connect-TeemTenant -ManagedIdentity @common } | Should -Throw -PassThru
        $refused.FullyQualifiedErrorId | Should -BeLike 'GraphPermissionMissing,*'
        $refused = { Connect-TeemTenant -ManagedIdentity -ManagedIdentityId (New-Guid) @common } | Should -Throw -PassThru
        $refused.FullyQualifiedErrorId | Should -BeLike 'ManagedIdentityNotAssigned,*'
        $identity | Should -Not -BeNullOrEmpty
    }

    It 'reads a federated token from its file' {
        $token = $sandbox.IssueWorkloadToken('system:serviceaccount:teem:sync', 'api://AzureADTokenExchange', $null)
        Push-Location $TestDrive
        try {
            Set-Content token $token
            $refused = { Connect-TeemTenant -TenantId $facts.Domain -ClientId $facts.ClientId -FederatedTokenFile ./token @common } | Should -Throw -PassThru
            $refused.FullyQualifiedErrorId | Should -BeLike 'FederatedTokenRefused,*'
            $refused.Exception.Message | Should -BeLike '*AADSTS700211*'
            $refused.ErrorDetails.RecommendedAction | Should -BeLike '*Federated credentials*'
            "$($refused.Exception)" | Should -Not -BeLike "*$token*"
            { Connect-TeemTenant -TenantId $facts.Domain -ClientId $facts.ClientId -FederatedTokenFile ./none @common } | Should -Throw -ErrorId 'FederatedTokenUnreadable,*'
        }
        finally { Pop-Location }
    }

    It 'names the cloud of a tenant that is not in the one asked for' {
        $refused = { Connect-TeemTenant -Environment China -TenantId $facts.Domain -ClientSecretCredential ([pscredential]::new("$($facts.ClientId)", (ConvertTo-Secret 'x'))) @common } | Should -Throw -PassThru
        $refused.FullyQualifiedErrorId | Should -BeLike 'OtherCloud,*'
        $refused.ErrorDetails.RecommendedAction | Should -Be 'Connect again with -Environment Global.'
    }

    It 'says what else there is where no browser can be opened' -Skip:(-not $IsLinux) {
        $saved = $env:DISPLAY, $env:WAYLAND_DISPLAY, $env:WSL_DISTRO_NAME
        try {
            $env:DISPLAY, $env:WAYLAND_DISPLAY, $env:WSL_DISTRO_NAME = $null, $null, $null
            $refused = { Connect-TeemTenant @common } | Should -Throw -PassThru
            $refused.FullyQualifiedErrorId | Should -BeLike 'NoBrowser,*'
            $refused.ErrorDetails.RecommendedAction | Should -BeLike '*-DeviceCode*'
        }
        finally { $env:DISPLAY, $env:WAYLAND_DISPLAY, $env:WSL_DISTRO_NAME = $saved }
    }

    It 'shows no token and no secret in any stream, nor in any error' {
        $credential = [pscredential]::new("$($facts.ClientId)", (ConvertTo-Secret $facts.ClientSecret))
        $wrong = [pscredential]::new("$($facts.ClientId)", (ConvertTo-Secret 'canary-secret-0815'))
        $Error.Clear()
        $shown = & {
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            Connect-TeemTenant -GraphAccessToken (ConvertTo-Secret $graph) -ExchangeAccessToken (ConvertTo-Secret $exchange) @common -Verbose -Debug | Format-List * -Force
            try { Connect-TeemTenant -GraphAccessToken (ConvertTo-Secret $exchange) -ExchangeAccessToken (ConvertTo-Secret $graph) @common -Verbose -Debug } catch { $_ | Format-List * -Force; $_.Exception.ToString() }
            Connect-TeemTenant -TenantId $facts.Domain -ClientSecretCredential $credential @common -Verbose -Debug | ConvertTo-Json
            try { Connect-TeemTenant -TenantId $facts.Domain -ClientSecretCredential $wrong @common -Verbose -Debug } catch { $_ | Format-List * -Force; $_.Exception.ToString() }
        } *>&1 | Out-String -Width 100000
        $shown += $Error | ForEach-Object { $_ | Format-List * -Force | Out-String -Width 100000; "$($_.Exception)" } | Out-String -Width 100000
        $shown | Should -Match 'AADSTS7000215'
        foreach ($secret in $graph, $exchange, $facts.ClientSecret, 'canary-secret-0815') { $shown.Contains($secret) | Should -BeFalse }
        # Nor in what is kept: the store.
        Disconnect-TeemTenant
        # What SQLite has not written to its file yet stands beside it, until the last connection is gone.
        foreach ($file in 'signin.db-wal', 'signin.db') {
            try { $text = [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes("$TestDrive/$file")) } catch [System.IO.FileNotFoundException] { continue }
            foreach ($secret in $graph, $exchange, $facts.ClientSecret) { $text.Contains($secret) | Should -BeFalse }
        }
    }

    It 'needs in the set <set> exactly <mandatory>' -ForEach @(
        @{ set = 'Browser'; mandatory = @() }
        @{ set = 'ManagedIdentity'; mandatory = @('ManagedIdentity') }
        @{ set = 'FederatedToken'; mandatory = @('ClientId', 'FederatedTokenFile', 'TenantId') }
        @{ set = 'AccessToken'; mandatory = @('ExchangeAccessToken', 'GraphAccessToken') }
        @{ set = 'ClientSecret'; mandatory = @('ClientSecretCredential', 'TenantId') }
        @{ set = 'CertificateThumbprint'; mandatory = @('CertificateThumbprint', 'ClientId', 'TenantId') }
    ) {
        $parameters = ((Get-Command Connect-TeemTenant).ParameterSets | Where-Object Name -eq $set).Parameters
        @($parameters | Where-Object IsMandatory | ForEach-Object Name | Sort-Object) | Should -Be $mandatory
        'Environment', 'StorePath', 'MaxRetry' | ForEach-Object { $parameters.Name | Should -Contain $_ }
    }
}

Describe 'Disconnect-TeemTenant' {
    It 'closes the connection; commands then say what to do' {
        $tenant = Connect-TeemTenant -Sandbox
        $tenant | Disconnect-TeemTenant
        $tenant.IsConnected | Should -BeFalse
        Get-TeemTenant | Should -BeNullOrEmpty
        { Get-TeemRoom -Connection $tenant } | Should -Throw -ErrorId 'Disconnected,*'
        { Get-TeemRoom } | Should -Throw -ErrorId 'NotConnected,*'
    }

    It 'does nothing where nothing is open' {
        { Disconnect-TeemTenant; Disconnect-TeemTenant } | Should -Not -Throw
    }
}

Describe 'A sandbox tenant with a past, and with weather' {
    AfterEach { Disconnect-TeemTenant }

    It 'brings along what is asked for' {
        Connect-TeemTenant -Sandbox -SandboxHistory SyncedRooms, RenamedRoom | Out-Null
        $rooms = Get-TeemRoom
        $rooms.Origin | Should -Contain 'Synced'
        $rooms | Where-Object { $_.UserPrincipalName -ne $_.Mailbox } | Should -Not -BeNullOrEmpty
    }

    It 'is empty without it' {
        Connect-TeemTenant -Sandbox | Out-Null
        Get-TeemRoom | Should -BeNullOrEmpty
    }

    It 'has no past that contradicts itself' {
        { Connect-TeemTenant -Sandbox -SandboxHistory ConditionalAccess, SecurityDefaults } | Should -Throw -ErrorId 'SandboxImpossible,*'
    }

    It 'goes through weather by its own clock' {
        Set-Content "$TestDrive/weather.json" '{ "seed": 7, "speed": 500, "latency": { "exchange": "00:00:02" }, "faults": { "unavailable": 0.1 } }'
        Connect-TeemTenant -Sandbox -SandboxWeather "$TestDrive/weather.json" | Out-Null
        (New-TeemRoom -Mailbox aurora@contoso.example -Name Aurora).Mailbox | Should -Be 'aurora@contoso.example'
        (Get-TeemRoom).DisplayName | Should -Be 'Aurora'
    }

    It 'says what is wrong with a weather file' {
        Set-Content "$TestDrive/weather.json" '{ "speed": 0 }'
        { Connect-TeemTenant -Sandbox -SandboxWeather "$TestDrive/weather.json" } | Should -Throw -ErrorId 'SandboxUnreadable,*'
        { Connect-TeemTenant -Sandbox -SandboxWeather "$TestDrive/none.json" } | Should -Throw -ErrorId 'SandboxUnreadable,*'
    }
}
