using System.Collections;
using System.Management.Automation;
using TeemCalendar.Core;

namespace TeemCalendar.Pipeline;

/// <summary>Runs commands of the caller's sessions for one call of a command of this module: on its thread, one at a time, and not after it.</summary>
sealed class SessionRunner(AsyncPipeline pipeline)
{
    // What waits here can still be cancelled, and what the body has to write gets its turn between two commands.
    readonly SemaphoreSlim one = new(1);
    CallerSessions? found;

    /// <summary>The runner of the call that needs it.</summary>
    /// <exception cref="TeemException">What needs it runs in no command: a job has no session.</exception>
    internal static SessionRunner Here => AsyncPipeline.Here is { IsOver: false } running ? running.Sessions : throw new TeemException(
        "SessionOutOfReach", TeemErrorKind.NotSupported, "This connection goes through the commands of the session that made it, and a job has none.",
        remedy: "Connect with a token of this module's own, for example Connect-TeemTenant -TenantId <tenant> -ClientId <application> -CertificateThumbprint <thumbprint>.");

    /// <summary>Runs one command.</summary>
    /// <param name="find">Finds the command among the sessions that are there; called on the session's thread.</param>
    /// <param name="parameters">By name.</param>
    /// <param name="take">Takes each object while the command still has it; called on the session's thread.</param>
    /// <param name="cancel">Stops the command, or the wait for its turn.</param>
    internal async Task<SessionOutcome> RunAsync(Func<CallerSessions, CommandInfo> find, IDictionary parameters, Action<PSObject> take, CancellationToken cancel)
    {
        await one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await pipeline.InvokeAsync(here => SessionShell.Run(here, find(found ??= CallerSessions.Find(here, cancel)), parameters, take, cancel)).ConfigureAwait(false);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>The sessions that are there now.</summary>
    internal Task<CallerSessions> FindAsync(CancellationToken cancel) => pipeline.InvokeAsync(here => found ??= CallerSessions.Find(here, cancel));
}
