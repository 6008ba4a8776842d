using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace TeemCalendar.Loader;

/// <summary>Where the module's <c>lib</c> folder is loaded: apart from what other modules of the session brought along.</summary>
sealed class PrivateContext : AssemblyLoadContext
{
    static readonly string Root = Path.GetDirectoryName(typeof(PrivateContext).Assembly.Location)!;
    static readonly string Lib = Path.Combine(Root, "lib");
    static readonly PrivateContext Instance = new();

    PrivateContext() : base("TeemCalendar")
    {
    }

    // By path, not by name: a name that is missing in lib would come back here through Default for ever.
    internal static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is "TeemCalendar.Core" or "TeemCalendar.Sandbox" ? Instance.LoadFromAssemblyPath(Path.Combine(Lib, name.Name + ".dll")) : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The nouns are one and the same for engine and cmdlets, so they live where PowerShell does.
        if (assemblyName.Name == "TeemCalendar.Model")
            return Default.LoadFromAssemblyPath(Path.Combine(Root, "TeemCalendar.Model.dll"));
        var file = Path.Combine(Lib, assemblyName.Name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }

    /// <inheritdoc/>
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        var (os, file) = OperatingSystem.IsWindows() ? ("win", unmanagedDllName + ".dll")
            : OperatingSystem.IsMacOS() ? ("osx", $"lib{unmanagedDllName}.dylib")
            : ("linux", $"lib{unmanagedDllName}.so");
        var rid = $"{os}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        var path = Path.Combine(Lib, "runtimes", rid, "native", file);
        return File.Exists(path) ? LoadUnmanagedDllFromPath(path) : IntPtr.Zero;
    }
}
