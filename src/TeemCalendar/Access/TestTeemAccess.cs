using System.Management.Automation;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Commands;

/// <summary>Checks whether an application, or the service account as a delegate, reaches the calendars of rooms.</summary>
/// <remarks>
/// A check is Pass; Pending when Exchange would let the application in and its cache does not yet, with the time by which it usually does; or Fail, with cause and remedy. A mailbox that is
/// no room is outside the scope, and a Fail with the cause OutOfScope. The evidence is Proven when a calendar was opened with the application's own token, and Authorised when Exchange
/// said that it would be. What lets the application reach further than its scope, a consent of the whole tenant or another role, is a Fail of the application itself. Without -Mailbox all rooms of the tenant
/// are checked. Over a session of an Exchange server -ServiceAccount checks ApplicationImpersonation, and delegate access of an account that has it not; what is configured is read, and a Manual check
/// says where it is seen to work. Nothing is changed, but with -IncludeWrite an event is written into each room and removed at once.
/// </remarks>
/// <example>
/// <code>Test-TeemAccess</code>
/// <para>Checks all rooms of the tenant.</para>
/// </example>
/// <example>
/// <code>Get-Mailbox -RecipientTypeDetails RoomMailbox | Test-TeemAccess | Where-Object Status -ne Pass</code>
/// <para>Shows the rooms that are not reached, or not yet.</para>
/// </example>
/// <example>
/// <code>Test-TeemAccess -Mailbox admin@contoso.example</code>
/// <para>Shows that a person's mailbox is not reached.</para>
/// </example>
/// <seealso cref="GrantTeemImpersonation"/>
/// <seealso cref="GetTeemAccess"/>
[Cmdlet(VerbsDiagnostic.Test, "TeemAccess", DefaultParameterSetName = "Application")]
[OutputType(typeof(Check))]
public sealed class TestTeemAccess : RoomSetCmdlet
{
    /// <summary>The application, by its name or its application (client) id. With -ServiceAccount the one through which the account signs in.</summary>
    [Parameter]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string Application { get; set; } = ApplicationRequest.UsualName;

    /// <summary>The service account, by its sign-in name: checks delegate access, and on an Exchange server impersonation.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ServiceAccount")]
    [ValidateNotNullOrEmpty]
    public string? ServiceAccount { get; set; }

    /// <summary>Also writes into each room whose calendar opened: a private event that takes no time and invites nobody, beyond the days that can be booked, and removed at once. One that could not be removed is told.</summary>
    [Parameter(ParameterSetName = "Application")]
    public SwitchParameter IncludeWrite { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, IReadOnlyList<string>? mailboxes, CancellationToken cancel)
    {
        if (ServiceAccount is null)
            AccountImpersonation.RefuseApplication(Tenant, Application);
        var application = await ApplicationName.ResolveAsync(Tenant, Application, cancel).ConfigureAwait(false);
        var rooms = mailboxes ?? [.. (await new RoomFinder(Tenant).AllAsync(cancel).ConfigureAwait(false)).Select(r => r.Room.Mailbox)];
        var acts = ServiceAccount is not null && Tenant.IsOnPremises && await new AccountImpersonation(Tenant, ServiceAccount, []).IsMeantAsync(rooms, cancel).ConfigureAwait(false);
        IChapter chapter = acts ? new AccountImpersonation(Tenant, ServiceAccount!, rooms) : ServiceAccount is null ? new Impersonation(Tenant, application, rooms, includeWrite: IncludeWrite) : new DelegateAccess(Tenant, application, ServiceAccount, rooms);
        await pipeline.WriteAllAsync(await chapter.VerifyAsync(cancel).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
