using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Makes the service account a delegate of rooms.</summary>
/// <remarks>
/// <para>
/// The guide strongly recommends impersonation instead: with delegate access one account makes all calls, Microsoft's throttling holds all its rooms back together, and Teem does not
/// help with the errors that Microsoft's products then show.
/// </para>
/// <para>
/// The account is also given consent to sign in through the application: for itself alone, to the calendars that are shared with it. Automapping is off, so that Outlook does not open
/// every room for whoever signs in as the account. Each room sends the account a sharing invitation, which a person has to accept: there is no interface that does. Test-TeemAccess has a
/// Manual check for each, and says Pass once the account has signed in (Connect-TeemCalendarAccount) and its own list shows the calendar under Other Calendars, in whatever language.
/// </para>
/// <para>
/// A lesser right that is there is raised, and restored by Revoke-TeemDelegateAccess; a greater one, delegate flags and full access that were there stay as they are. Full access that somebody
/// denied is an error for that room. Whether full access that was there opens the room in Outlook by itself (automapping), Exchange does not tell.
/// </para>
/// </remarks>
/// <example>
/// <code>Grant-TeemDelegateAccess -Mailbox boardroom@contoso.example -ServiceAccount teem@contoso.example</code>
/// <para>Lets the account read and change the calendar of one room.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoom | Grant-TeemDelegateAccess -ServiceAccount teem@contoso.example -Level FullAccess -WhatIf</code>
/// <para>Shows what it takes to give the account full access to all rooms.</para>
/// </example>
/// <seealso cref="GrantTeemImpersonation"/>
/// <seealso cref="TestTeemAccess"/>
[Cmdlet(VerbsSecurity.Grant, "TeemDelegateAccess", SupportsShouldProcess = true)]
[OutputType(typeof(AccessGrant))]
public sealed class GrantTeemDelegateAccess : StreamingRoomCmdlet
{
    // As a number: a field of the model's enumeration would load the model at import.
    int level;

    /// <summary>The service account's sign-in name.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string ServiceAccount { get; set; } = "";

    /// <summary>The application through which the account signs in, by its name or its application (client) id.</summary>
    [Parameter]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string Application { get; set; } = ApplicationRequest.UsualName;

    /// <summary>How much the account may do: CalendarEditor, its calendar, or FullAccess, the calendar and the mailbox.</summary>
    [Parameter]
    [PSDefaultValue(Value = "CalendarEditor")]
    public DelegateLevel Level
    {
        get => (DelegateLevel)level;
        set => level = (int)value;
    }

    /// <summary>Sends no sharing invitations. Without them the account's own Outlook does not show the rooms.</summary>
    [Parameter]
    public SwitchParameter NoNotification { get; set; }

    private protected override async Task ProcessAllAsync(AsyncPipeline pipeline, IAsyncEnumerable<string> records, CancellationToken cancel)
    {
        // All rooms together: they share the consent, which is given once.
        var rooms = await records.ToRoomsAsync(cancel).ConfigureAwait(false);
        if (rooms.Count == 0)
            return;
        foreach (var warning in Warnings())
            await pipeline.WriteWarningAsync(warning).ConfigureAwait(false);
        var application = await ApplicationName.ResolveAsync(Tenant, Application, cancel).ConfigureAwait(false);
        var chapter = new DelegateAccess(Tenant, application, ServiceAccount, rooms, fullAccess: Level == DelegateLevel.FullAccess, notify: !NoNotification);
        var changes = await pipeline.ApplyAsync(Tenant, chapter, cancel).ConfigureAwait(false);
        if (changes.Any(c => c.Outcome == ChangeOutcome.Planned))
            return;
        // What could not be read was an error when it was planned.
        await pipeline.WriteAllAsync((await chapter.ReadGrantsAsync(cancel).ConfigureAwait(false)).Grants).ConfigureAwait(false);
    }

    IEnumerable<string> Warnings()
    {
        yield return "The guide strongly recommends impersonation (Grant-TeemImpersonation): as a delegate one account makes all calls, and Microsoft throttles all its rooms together; Microsoft's products may show errors that Teem does not help with; "
            + "and End Event Early needs impersonation of all mailboxes.";
        yield return "Today: a delegate gets no change notifications of a room, so that its calendar is polled; it usually works within 24 hours; and Teem discovers only calendars that a person has accepted and that stand under Other Calendars.";
        if (Level == DelegateLevel.FullAccess)
            yield return "Full access opens the whole mailbox. Microsoft Graph asks for the right on the calendar folder alone, and Exchange Web Services, which used full access, end in April 2027: -Level CalendarEditor is enough.";
    }
}
