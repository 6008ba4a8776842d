param([Parameter(Mandatory)] [string] $Module)

# What holds for every command, those that are there and those to come: a command that is exported is found here by itself.

BeforeDiscovery {
    Import-Module $Module
    # What needs Microsoft's own sign-in is read, and not run.
    $needsMicrosoft = 'Connect-ExchangeOnline\b|Connect-TeemTenant\b.*-(DeviceCode|Certificate\w*|ClientSecretCredential|ManagedIdentity\w*|FederatedTokenFile|GraphAccessToken|TenantId)\b'
    $commands = foreach ($command in Get-Command -Module TeemCalendar) {
        $help = Get-Help $command.Name -Full
        $shouldProcess = $command.Parameters.ContainsKey('WhatIf')
        $number = 0
        @{
            Name = $command.Name; Command = $command; Help = $help
            ChangesState = $command.Verb -notin 'Get', 'Find', 'Test', 'Wait' -and $command.Name -notin 'Connect-TeemTenant', 'Disconnect-TeemTenant'
            Parameters = @($command.Parameters.Values | Where-Object { $_.Name -notin [System.Management.Automation.Cmdlet]::CommonParameters })
            Examples = @($help.examples.example | Where-Object { $_ } | ForEach-Object {
                    @{ Name = $command.Name; Number = ++$number; Code = $_.code; Runs = $_.code -notmatch $needsMicrosoft; ShouldProcess = $shouldProcess }
                })
        }
    }
}

BeforeAll {
    Import-Module $Module
    $source = Resolve-Path (Join-Path $PSScriptRoot '../../src/TeemCalendar')

    # Runs an example in a runspace of its own, in the prepared tenant.
    function Invoke-Example([string] $Code, [switch] $WhatIf) {
        $folder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule([string[]]$Module)
        $shell = [powershell]::Create($state)
        try {
            $shell.AddScript(". '$(Join-Path $PSScriptRoot 'Sandbox.ps1')' -Folder '$folder'").Invoke() | Out-Null
            $shell.Commands.Clear()
            $before = Get-Written $shell
            if ($WhatIf) {
                # What follows a command that gave nothing may complain; our own commands may not.
                try { $shell.AddScript("`$WhatIfPreference = `$true`n$Code").Invoke() | Out-Null }
                catch { $_.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId | Should -Not -BeLike '*,TeemCalendar.*' -Because $_.Exception.InnerException.Message }
                $shell.Commands.Clear()
                (Get-Written $shell) - $before | Should -Be 0 -Because 'nothing may be written to the tenant under -WhatIf'
            }
            else {
                $shell.AddScript($Code).Invoke() | Out-Null
                $shell.Streams.Error | Should -BeNullOrEmpty
            }
            $shell.Commands.Clear()
            $shell.AddScript('Disconnect-TeemTenant').Invoke() | Out-Null
        }
        finally { $shell.Dispose() }
    }

    function Get-Written($Shell) {
        $written = $Shell.AddScript('(Get-TeemTenant).Writes').Invoke()[0]
        $Shell.Commands.Clear()
        [long]$written
    }
}

Describe '<Name>' -ForEach $commands {
    It 'is a verb that PowerShell approves and a noun in the singular' {
        (Get-Verb).Verb | Should -Contain $Command.Verb
        $Command.Noun | Should -Match '^Teem\w*[^s]$|^TeemAccess$|^Teem\w+Access$'
    }

    It 'has a source file of its name' {
        Get-ChildItem $source -Recurse -Filter "$($Command.Verb)$($Command.Noun).cs" | Should -HaveCount 1
    }

    It 'says in a sentence what it does' {
        $Help.Synopsis | Should -Match '^[A-Z].+\.$'
        # Without help of its own PowerShell shows the syntax instead.
        $Help.Synopsis | Should -Not -Match ([regex]::Escape($Command.Name))
    }

    It 'has help for every parameter, and for none that is gone' {
        $documented = @($Help.parameters.parameter | Where-Object { $_ })
        $documented.name | Sort-Object | Should -Be ($Parameters.Name | Sort-Object)
        foreach ($parameter in $documented) { ($parameter.description.Text -join ' ') | Should -Match '\S' -Because "-$($parameter.name)" }
    }

    It 'has an example' { $Examples.Count | Should -BeGreaterThan 0 }

    It 'says what it gives' { $Command.OutputType.Count + @($Command.ImplementingType.GetCustomAttributes([System.Management.Automation.OutputTypeAttribute], $false)).Count | Should -BeGreaterThan 0 }

    It 'supports -WhatIf and -Confirm when it changes something' {
        if ($ChangesState) { $Command.Parameters.Keys | Should -Contain 'WhatIf' }
        else { $Command.Parameters.Keys | Should -Not -Contain 'WhatIf' -Because 'there is nothing to ask for' }
    }

    It 'has no parameter Identity: that binds the display name' {
        $Parameters.Name | Should -Not -Contain 'Identity'
        $Parameters.Aliases | Should -Not -Contain 'Identity'
    }

    It 'takes rooms as all commands do' {
        if ($mailbox = $Parameters | Where-Object Name -eq 'Mailbox') {
            $mailbox.Aliases | Should -Be 'PrimarySmtpAddress', 'EmailAddress', 'Email', 'RoomEmail', 'Mail', 'WindowsEmailAddress', 'UserPrincipalName'
            $mailbox.Attributes.TypeId.Name | Should -Contain 'MailboxAttribute'
            $mailbox.Attributes | Where-Object { $_ -is [Parameter] } | ForEach-Object ValueFromPipelineByPropertyName | Should -Contain $true
        }
    }

    It 'takes the connection from -Connection' {
        if ($Command.Name -notin 'Connect-TeemTenant', 'Get-TeemTenant', 'Get-TeemRequiredPermission') {
            $Command.Parameters['Connection'].ParameterType.FullName | Should -Be 'TeemCalendar.TenantConnection'
        }
    }

    if (-not $Examples) { return }

    It 'has an example <Number> whose commands and parameters exist' -ForEach $Examples {
        $problems = $null
        $script = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref]$null, [ref]$problems)
        $problems | Should -BeNullOrEmpty
        foreach ($call in $script.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] -and $args[0].GetCommandName() -like '*-Teem*' }, $true)) {
            $called = Get-Command $call.GetCommandName() -Module TeemCalendar -ErrorAction Ignore
            $called | Should -Not -BeNullOrEmpty -Because $call.GetCommandName()
            foreach ($parameter in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                { $called.ResolveParameter($parameter.ParameterName) } | Should -Not -Throw -Because $call.Extent
            }
        }
    }

    if ($runs = $Examples | Where-Object Runs) {
        It 'has an example <Number> that runs' -ForEach $runs {
            Invoke-Example $Code
        }
    }

    if ($changes = $Examples | Where-Object { $_.Runs -and $_.ShouldProcess }) {
        It 'has an example <Number> that writes nothing under -WhatIf' -ForEach $changes {
            Invoke-Example $Code -WhatIf
        }
    }
}
