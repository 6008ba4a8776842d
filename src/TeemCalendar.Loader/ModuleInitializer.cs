using System.Management.Automation;
using System.Runtime.Loader;

namespace TeemCalendar.Loader;

/// <summary>Gives the engine and everything it needs a load context of its own, before the first command is seen.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    static int done;

    /// <summary>Adds the one handler that finds the engine.</summary>
    /// <remarks>
    /// Once a process, and never taken away: <c>Import-Module -Force</c> runs this again without OnRemove, a closed runspace never runs
    /// OnRemove, and an assembly that is asked for late must still be found.
    /// </remarks>
    public void OnImport()
    {
        if (Interlocked.Exchange(ref done, 1) == 0)
            AssemblyLoadContext.Default.Resolving += PrivateContext.Resolve;
    }
}
