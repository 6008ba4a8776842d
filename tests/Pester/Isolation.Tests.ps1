param([Parameter(Mandatory)] [string] $Module)

BeforeAll {
    $pwsh = (Get-Process -Id $PID).Path
    $root = Resolve-Path (Join-Path $PSScriptRoot '../..')
    $neighbour = Join-Path $root 'out/tests/neighbour'

    # Each in a process of its own: what is loaded once is loaded for good.
    function Invoke-Fresh([scriptblock] $Script, [object[]] $Arguments) {
        $output = & $pwsh -NoProfile -NonInteractive -OutputFormat Text -Command $Script -args $Arguments 2>&1
        $LASTEXITCODE | Should -Be 0 -Because ($output | Out-String)
        $output
    }
}

Describe 'Importing' {
    It 'loads only the commands and the loader' {
        Invoke-Fresh -Arguments $Module {
            param($module)
            Import-Module $module
            [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name | Where-Object { $_ -like 'TeemCalendar*' } | Sort-Object
        } | Should -Be 'TeemCalendar', 'TeemCalendar.Loader'
    }

    It 'brings nothing of lib into the context that all modules share' {
        Invoke-Fresh -Arguments $Module {
            param($module)
            $before = [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name
            Import-Module $module
            Get-Command -Module TeemCalendar | Get-Help | Out-Null
            $lib = (Get-ChildItem "$module/lib" -Filter *.dll).BaseName
            [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name | Where-Object { $_ -notin $before -and $_ -in $lib }
        } | Should -BeNullOrEmpty
    }

    It 'makes nothing in the folders of the user' {
        $home2 = New-Item (Join-Path $TestDrive 'home') -ItemType Directory
        Invoke-Fresh -Arguments $Module, $home2.FullName {
            param($module, $there)
            foreach ($name in 'HOME', 'USERPROFILE', 'LOCALAPPDATA', 'APPDATA', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME') { Set-Item "env:$name" $there }
            Import-Module $module
            Get-ChildItem $there -Recurse -Force | Where-Object FullName -like '*Teem*' | ForEach-Object FullName
        } | Should -BeNullOrEmpty
    }

    It 'can be done again with -Force, and in a second runspace' {
        Invoke-Fresh -Arguments $Module {
            param($module)
            Import-Module $module
            Import-Module $module -Force
            Get-TeemTenant
            1..3 | ForEach-Object -Parallel { Import-Module $using:module; Get-TeemTenant; 'ok' } -ThrottleLimit 3
        } | Should -Be 'ok', 'ok', 'ok'
    }

    It 'is refused by the manifest where PowerShell is older' {
        $old = Join-Path $TestDrive 'TeemCalendar'
        New-Item $old -ItemType Directory | Out-Null
        (Get-Content (Join-Path $Module 'TeemCalendar.psd1') -Raw) -replace "(?m)^(\s*PowerShellVersion\s*=).*$", "`$1 '99.0'" | Set-Content (Join-Path $old 'TeemCalendar.psd1')
        Invoke-Fresh -Arguments $old {
            param($module)
            try { Import-Module $module -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
        } | Should -BeLike 'Modules_InsufficientPowerShellVersion,*'
    }
}

Describe 'Another version of Microsoft.Identity.Client' {
    BeforeAll {
        $useNeighbour = {
            param($module, $neighbour, $first)
            $ErrorActionPreference = 'Stop'
            function Use-Neighbour {
                Add-Type -Path (Join-Path $neighbour 'Microsoft.IdentityModel.Abstractions.dll'), (Join-Path $neighbour 'Microsoft.Identity.Client.dll')
                $application = [Microsoft.Identity.Client.PublicClientApplicationBuilder]::Create([guid]::NewGuid()).Build()
                $application.GetType().Assembly.GetName().Version.ToString(3)
            }
            function Use-Module {
                Import-Module $module
                # The engine's own sign-in library, asked for from where the engine lives.
                $core = [Reflection.Assembly]::Load('TeemCalendar.Core')
                $context = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($core)
                $context.LoadFromAssemblyName([Reflection.AssemblyName]::new('Microsoft.Identity.Client')).GetName().Version.ToString(3)
                $context.Name
            }
            if ($first -eq 'neighbour') { Use-Neighbour; Use-Module } else { Use-Module; Use-Neighbour }
        }
        $theirs = [Reflection.AssemblyName]::GetAssemblyName("$neighbour/Microsoft.Identity.Client.dll").Version.ToString(3)
        $ours = [Reflection.AssemblyName]::GetAssemblyName("$Module/lib/Microsoft.Identity.Client.dll").Version.ToString(3)
    }

    It 'is another version' { $theirs | Should -Not -Be $ours }

    It 'may be there before' { Invoke-Fresh $useNeighbour $Module, $neighbour, 'neighbour' | Should -Be $theirs, $ours, 'TeemCalendar' }

    It 'may come after' { Invoke-Fresh $useNeighbour $Module, $neighbour, 'module' | Should -Be $ours, 'TeemCalendar', $theirs }
}

Describe 'What lib refers to' {
    BeforeDiscovery {
        $dlls = Get-ChildItem $Module -Filter *.dll -Recurse | Where-Object { $_.FullName -notmatch '[\\/]runtimes[\\/]' } |
            ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } }
    }

    BeforeAll {
        $shared = Split-Path ([object].Assembly.Location)
        $automation = [psobject].Assembly.GetName()
        function Get-Reference([string] $Path) {
            $stream = [IO.File]::OpenRead($Path)
            try {
                $pe = [System.Reflection.PortableExecutable.PEReader]::new($stream)
                $metadata = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($pe)
                foreach ($handle in $metadata.AssemblyReferences) {
                    $reference = $metadata.GetAssemblyReference($handle)
                    @{ Name = $metadata.GetString($reference.Name); Version = $reference.Version }
                }
            }
            finally { $stream.Dispose() }
        }
    }

    It '<Name> finds each of its references' -ForEach $dlls {
        $missing = foreach ($reference in Get-Reference $Path) {
            if ($reference.Name -eq $automation.Name -and $Path -notmatch '[\\/]lib[\\/]') { continue }
            # In lib, at the root, or in the shared framework, and nowhere too old.
            $file = "$Module/lib/$($reference.Name).dll", "$Module/$($reference.Name).dll", "$shared/$($reference.Name).dll" | Where-Object { Test-Path $_ } | Select-Object -First 1
            if (-not $file) { "$($reference.Name) is missing" }
            elseif ([Reflection.AssemblyName]::GetAssemblyName($file).Version -lt $reference.Version) { "$($reference.Name) $($reference.Version) is wanted" }
        }
        $missing | Should -BeNullOrEmpty
    }
}

Describe 'The commands' {
    BeforeAll { $references = Get-ChildItem $Module -Filter TeemCalendar.dll | ForEach-Object { [Reflection.Assembly]::LoadFrom($_.FullName).GetReferencedAssemblies().Name } }

    It 'know no HTTP: nothing of Graph, MSAL, Polly or SQLite' {
        $references | Where-Object { $_ -match '^(Microsoft\.(Graph|Kiota|Identity|Data)|Polly|SQLitePCL|Dapper|Azure\.)' } | Should -BeNullOrEmpty
    }

    It 'and the engine knows no PowerShell' {
        [Reflection.Assembly]::Load([IO.File]::ReadAllBytes("$Module/lib/TeemCalendar.Core.dll")).GetReferencedAssemblies().Name | Should -Not -Contain 'System.Management.Automation'
    }
}
