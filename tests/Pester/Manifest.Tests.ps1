param([Parameter(Mandatory)] [string] $Module)

Describe 'The manifest' {
    BeforeAll {
        $path = Join-Path $Module 'TeemCalendar.psd1'
        $manifest = Test-ModuleManifest $path -ErrorAction Stop
        $data = Import-PowerShellDataFile $path
    }

    It 'names its commands, so that they are found before the module is loaded' {
        $data.CmdletsToExport | Should -Not -Contain '*'
        $data.FunctionsToExport | Should -HaveCount 0
        $data.AliasesToExport | Should -HaveCount 0
        $data.VariablesToExport | Should -HaveCount 0
    }

    It 'names every command that there is, and no other' {
        $loaded = Import-Module $path -PassThru
        # Import-Module shows only what is named; the assembly shows what there is.
        $classes = $loaded.ImplementingAssembly.ExportedTypes | ForEach-Object { $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false) }
        $data.CmdletsToExport | Sort-Object | Should -Be ($classes | ForEach-Object { "$($_.VerbName)-$($_.NounName)" } | Sort-Object)
        $data.CmdletsToExport | Should -Be ($data.CmdletsToExport | Sort-Object) -Because 'they are easier to find in order'
    }

    It 'refuses Windows PowerShell' {
        $manifest.CompatiblePSEditions | Should -Be 'Core'
        $manifest.PowerShellVersion | Should -Be '7.4'
    }

    It 'has the version of its assemblies' {
        foreach ($file in Get-ChildItem $Module -Filter TeemCalendar*.dll -Recurse) {
            [Reflection.AssemblyName]::GetAssemblyName($file.FullName).Version | Should -Be ([version]"$($manifest.Version).0") -Because $file.Name
        }
    }

    It 'has a description, an author and tags' {
        $manifest.Description | Should -Not -BeNullOrEmpty
        $manifest.Author | Should -Not -BeNullOrEmpty
        $manifest.Tags | Should -Contain 'Teem'
    }
}

Describe 'The layout' {
    It 'keeps at the root only what PowerShell loads' {
        Get-ChildItem $Module -File | ForEach-Object Name | Sort-Object | Should -Be @(
            'LICENSE', 'TeemCalendar.dll', 'TeemCalendar.Format.ps1xml', 'TeemCalendar.Loader.dll', 'TeemCalendar.Model.dll', 'TeemCalendar.psd1' | Sort-Object)
        Get-ChildItem $Module -Directory | ForEach-Object Name | Sort-Object | Should -Be 'en-US', 'lib'
    }

    It 'never has the model in lib, where it would be another type of the same name' {
        Join-Path $Module 'lib/TeemCalendar.Model.dll' | Should -Not -Exist
        Join-Path $Module 'lib/TeemCalendar.Core.dll' | Should -Exist
    }

    It 'has SQLite for <_>' -ForEach 'win-x64', 'win-arm64', 'linux-x64', 'linux-arm64', 'osx-x64', 'osx-arm64' {
        Get-ChildItem (Join-Path $Module "lib/runtimes/$_/native") -File | Should -HaveCount 1
    }

    It 'has no native library for anything else' {
        Get-ChildItem (Join-Path $Module 'lib/runtimes') -Directory | Should -HaveCount 6
    }

    It 'has no native sign-in broker: it is one for the whole process' {
        Get-ChildItem $Module -Recurse -Filter *msalruntime* | Should -HaveCount 0
        Get-ChildItem $Module -Recurse -Filter *Broker* | Should -HaveCount 0
    }

    It 'has about_TeemCalendar and the help of the commands' {
        Join-Path $Module 'en-US/about_TeemCalendar.help.txt' | Should -Exist
        Join-Path $Module 'en-US/TeemCalendar.dll-Help.xml' | Should -Exist
    }
}
