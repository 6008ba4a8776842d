using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Moves an application from what earlier years left, a consent of the whole tenant, an application access policy or ApplicationImpersonation, to a role that is limited to rooms.</summary>
/// <remarks>
/// <para>
/// In this order: the scoped role is granted, and Exchange asked whether it authorises the application for every room; the consent to all calendars is taken back; Exchange's cache is waited out, until the application's own token
/// opens the rooms and not a mailbox outside; and only then an access policy, and an assignment of ApplicationImpersonation, is taken away. What cannot be shown gives the consent again and takes back what was granted.
/// </para>
/// <para>
/// As Teem's own application nobody but Teem can sign in: for it, the two hours that Microsoft names for the cache are waited, Exchange is asked what it would decide, and a person has to look in Teem whether the rooms still
/// synchronise; Test-TeemAccess says so. It may be interrupted: run again, it goes on. -WhatIf gives the changes without making any.
/// </para>
/// </remarks>
/// <example>
/// <code>Update-TeemImpersonation -WhatIf</code>
/// <para>Shows what would be moved of the application TeemCalendar.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoom | Update-TeemImpersonation -Application TeemCalendar -Confirm:$false</code>
/// <para>Moves the application; every room that is given has to be reached before anything is taken away.</para>
/// </example>
/// <seealso cref="GrantTeemImpersonation"/>
/// <seealso cref="TestTeemAccess"/>
[Cmdlet(VerbsData.Update, "TeemImpersonation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Change))]
public sealed class UpdateTeemImpersonation : RoomSetCmdlet
{
    /// <summary>The application, ours or Teem's own, by its name or its application (client) id.</summary>
    [Parameter]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string Application { get; set; } = ApplicationRequest.UsualName;

    /// <summary>The mailboxes that it may reach afterwards; see Grant-TeemImpersonation.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Rooms")]
    [ValidateSet(nameof(Reach.Rooms), nameof(Reach.RoomsAndOrganizers), nameof(Reach.AllMailboxes))]
    public string Scope { get; set; } = nameof(Reach.Rooms);

    /// <summary>Who the organizers are, in Exchange's OPATH.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OrganizerFilter { get; set; }

    /// <summary>The account that has ApplicationImpersonation from earlier, by its sign-in name: its assignments of the role are taken away, and it leaves the role groups that give it the role.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServiceAccount { get; set; }

    /// <summary>How long to wait for Exchange's cache at the most.</summary>
    [Parameter]
    [PSDefaultValue(Help = "03:00:00, an hour more than Microsoft names")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromHours(3);

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, IReadOnlyList<string>? mailboxes, CancellationToken cancel)
    {
        AccountImpersonation.RefuseApplication(Tenant, Application);
        var application = await ApplicationName.ResolveAsync(Tenant, Application, cancel).ConfigureAwait(false);
        var rooms = mailboxes ?? [.. (await new RoomFinder(Tenant).AllAsync(cancel).ConfigureAwait(false)).Select(r => r.Room.Mailbox)];
        var progress = pipeline.Progress("Moving to a scoped role");
        await using var _ = progress.ConfigureAwait(false);
        var move = new AccessMove(Tenant, application, rooms, new ScopeRequest { Reach = Enum.Parse<Reach>(Scope), OrganizerFilter = OrganizerFilter }, ServiceAccount, Timeout);
        await foreach (var result in move.RunAsync(pipeline.ApproveAsync, (reason, since) => progress.Report($"Since {since.ToLocalTime():t}: {reason}"), cancel).ConfigureAwait(false))
        {
            await pipeline.WriteObjectAsync(pipeline.WhatIf && result.Error is null ? result.Change with { Outcome = ChangeOutcome.Planned, Detail = null } : result.Change).ConfigureAwait(false);
            if (result.Error is { } error)
                await pipeline.WriteErrorAsync(Errors.From(error, result.Change.Target)).ConfigureAwait(false);
        }
    }
}
