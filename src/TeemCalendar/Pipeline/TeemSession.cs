using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace TeemCalendar.Pipeline;

/// <summary>What the module keeps for one runspace: the connection that commands use when none is named.</summary>
/// <remarks>Per runspace, not per process: two sessions of one process, or the runspaces of <c>ForEach-Object -Parallel</c>, may be in two tenants.</remarks>
sealed class TeemSession
{
    // Weak: a closed runspace takes its entry along, and nothing tells a module that it was closed.
    static readonly ConditionalWeakTable<Runspace, TeemSession> Sessions = new();

    /// <summary>The session of the runspace that this thread serves. Ask on the pipeline thread, before the body starts.</summary>
    internal static TeemSession Here => Sessions.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>The connection made last, until it is closed.</summary>
    internal TenantConnection? Current { get; set; }
}
