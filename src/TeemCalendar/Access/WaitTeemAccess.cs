using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Commands;

/// <summary>Waits until an application, or the service account as a delegate, reaches the calendars of rooms.</summary>
/// <remarks>
/// <para>
/// Each room is checked as Test-TeemAccess checks it, once a minute, until it is no longer pending. A room that passes, or fails, is given at once; one that is still pending when the time is over is
/// given as it is, with an error that says since when it was waited. Microsoft names 30 minutes to 2 hours for a change to be effective.
/// </para>
/// <para>Ctrl+C ends the wait at once. Nothing is changed.</para>
/// </remarks>
/// <example>
/// <code>
/// Grant-TeemImpersonation
/// Get-TeemRoom | Wait-TeemAccess
/// </code>
/// <para>Grants the application the rooms' calendars, and goes on when it reaches them.</para>
/// </example>
/// <example>
/// <code>Wait-TeemAccess boardroom@contoso.example -Timeout 00:30:00</code>
/// <para>Waits for one room, half an hour at the most.</para>
/// </example>
/// <seealso cref="TestTeemAccess"/>
[Cmdlet(VerbsLifecycle.Wait, "TeemAccess", DefaultParameterSetName = "Application")]
[OutputType(typeof(Check))]
public sealed class WaitTeemAccess : StreamingRoomCmdlet
{
    /// <summary>The application, by its name or its application (client) id. With -ServiceAccount the one through which the account signs in.</summary>
    [Parameter]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string Application { get; set; } = ApplicationRequest.UsualName;

    /// <summary>The service account, by its sign-in name: waits for delegate access.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ServiceAccount")]
    [ValidateNotNullOrEmpty]
    public string? ServiceAccount { get; set; }

    /// <summary>How long to wait at the most, as in 01:30:00 for an hour and a half.</summary>
    [Parameter]
    [PSDefaultValue(Help = "03:00:00, an hour more than Microsoft names")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromHours(3);

    // Together: the rooms that are pending are waited for side by side.
    private protected override async Task ProcessAllAsync(AsyncPipeline pipeline, IAsyncEnumerable<string> records, CancellationToken cancel)
    {
        var rooms = await records.ToRoomsAsync(cancel).ConfigureAwait(false);
        if (rooms.Count == 0)
            return;
        var application = await ApplicationName.ResolveAsync(Tenant, Application, cancel).ConfigureAwait(false);
        var progress = pipeline.Progress("Waiting for access");
        await using var _ = progress.ConfigureAwait(false);
        var since = Tenant.Clock.GetUtcNow();
        await foreach (var check in AccessWait.RunAsync(Tenant, rooms, Chapter, Timeout, Show, cancel).ConfigureAwait(false))
        {
            await pipeline.WriteObjectAsync(check).ConfigureAwait(false);
            if (check.Status == CheckStatus.Pending)
                await pipeline.WriteErrorAsync(Errors.From(new TeemException("StillPending", TeemErrorKind.Unavailable, $"{check.Target} has been waited for since {since:u}. {check.Detail}", check.Target, check.Remedy))).ConfigureAwait(false);
        }

        IChapter Chapter(IReadOnlyList<string> some) => ServiceAccount is null ? new Impersonation(Tenant, application, some) : new DelegateAccess(Tenant, application, ServiceAccount, some);

        void Show(IReadOnlyList<Check> pending) => progress.Report($"{pending.Count} of {rooms.Count} rooms, since {since.ToLocalTime():t}. {pending[0].Detail}{(pending[0].UsuallyBy is { } by ? $" Usually by {by.ToLocalTime():t}." : "")}", rooms.Count - pending.Count, rooms.Count);
    }
}
