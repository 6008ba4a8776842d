using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Gets who may reach the rooms' calendars, and how.</summary>
/// <remarks>
/// It shows every role that lets the application into calendars, with scope, filter, and since when and by whom where that is recorded; it reads what is granted, not whether it works yet: that is Test-TeemAccess. With -Mailbox an application's grant says of each mailbox whether it is inside the scope, as Exchange
/// would decide now. With -ServiceAccount it is what the account has on each room as a delegate, and over a session of an Exchange server as whom it may act.
/// </remarks>
/// <example>
/// <code>Get-TeemAccess</code>
/// <para>Shows the role of the application TeemCalendar and the scope on which it holds.</para>
/// </example>
/// <example>
/// <code>Get-TeemAccess -Mailbox boardroom@contoso.example, admin@contoso.example</code>
/// <para>Shows for a room and for a person's mailbox whether they are inside the scope.</para>
/// </example>
/// <example>
/// <code>Get-TeemAccess -ServiceAccount teem@contoso.example</code>
/// <para>Shows the rooms of which the account is a delegate.</para>
/// </example>
/// <seealso cref="TestTeemAccess"/>
[Cmdlet(VerbsCommon.Get, "TeemAccess", DefaultParameterSetName = "Application")]
[OutputType(typeof(AccessGrant))]
public sealed class GetTeemAccess : RoomSetCmdlet
{
    /// <summary>The application, by its name or its application (client) id.</summary>
    [Parameter(ParameterSetName = "Application")]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string Application { get; set; } = ApplicationRequest.UsualName;

    /// <summary>The service account, by its sign-in name: shows delegate access, and on an Exchange server impersonation.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ServiceAccount")]
    [ValidateNotNullOrEmpty]
    public string? ServiceAccount { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, IReadOnlyList<string>? mailboxes, CancellationToken cancel)
    {
        var (grants, errors) = await ReadAsync(mailboxes, cancel).ConfigureAwait(false);
        await pipeline.WriteAllAsync(grants).ConfigureAwait(false);
        foreach (var error in errors)
            await pipeline.WriteErrorAsync(Errors.From(error)).ConfigureAwait(false);
    }

    async Task<(IReadOnlyList<AccessGrant> Grants, IReadOnlyList<TeemException> Errors)> ReadAsync(IReadOnlyList<string>? mailboxes, CancellationToken cancel)
    {
        if (ServiceAccount is not null)
        {
            var rooms = mailboxes ?? [.. (await new RoomFinder(Tenant).AllAsync(cancel).ConfigureAwait(false)).Select(r => r.Room.Mailbox)];
            var (grants, errors) = await new DelegateAccess(Tenant, Application, ServiceAccount, rooms, fullAccess: true).ReadGrantsAsync(cancel).ConfigureAwait(false);
            if (!Tenant.IsOnPremises)
                return (grants, errors);
            // Of a mailbox that is no room there are no delegate's rights to tell, and it is still one to act as or not.
            var acts = await new AccountImpersonation(Tenant, ServiceAccount, mailboxes ?? []).ReadGrantsAsync(cancel).ConfigureAwait(false);
            return ([.. acts, .. grants], acts.Count > 0 ? [] : errors);
        }
        AccountImpersonation.RefuseApplication(Tenant, Application);
        var impersonation = new Impersonation(Tenant, await ApplicationName.ResolveAsync(Tenant, Application, cancel).ConfigureAwait(false), mailboxes ?? []);
        if (mailboxes is not null)
            return await impersonation.ReadGrantsAsync(cancel).ConfigureAwait(false);
        return (await impersonation.ReadAllAsync(cancel).ConfigureAwait(false), []);
    }
}
