using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Lets an application read and write the calendars of rooms, and of nobody else; or of as many mailboxes as are asked for. Over a session of an Exchange server it lets the service account act as them.</summary>
/// <remarks>
/// <para>
/// It is what the guide's impersonation became: the Exchange role Application Calendars.ReadWrite on a management scope of all room mailboxes, those made later among them. The guide
/// recommends that limit; Teem's End Event Early alone would need the organizers' mailboxes too: -Scope RoomsAndOrganizers with a filter of who they are, or AllMailboxes. What reaches beyond rooms is asked for
/// once more, and so is an administrative unit or a filter, whose members may be anybody.
/// </para>
/// <para>
/// The application is ours, or Teem's own enterprise application: what it may do here is this tenant's business. One that has the role on other mailboxes gets the scope that is wished instead; nothing is added
/// beside it. What lets it reach further nevertheless, a consent of the whole tenant, Test-TeemAccess names, and Update-TeemImpersonation takes away.
/// </para>
/// <para>
/// Over a session of an Exchange server of one's own (Import-PSSession) the guide's own way is still there: with -Method ApplicationImpersonation -ServiceAccount teem@contoso.example the account gets the role ApplicationImpersonation by itself, on rooms alone. With -RoleGroup it
/// is done as the guide has it, by a role group; Discovery Management carries the search of everybody's mailboxes. Exchange Online has the role no more and refuses it; a server has no roles for applications.
/// </para>
/// <para>
/// Exchange caches rights: a grant is usually effective within 30 minutes to 2 hours. Test-TeemAccess tells a grant that is not effective yet from one that is wrong.
/// </para>
/// </remarks>
/// <example>
/// <code>Grant-TeemImpersonation</code>
/// <para>Grants the application TeemCalendar the rooms' calendars.</para>
/// </example>
/// <example>
/// <code>Register-TeemApplication | Grant-TeemImpersonation -WhatIf</code>
/// <para>Shows what would be granted to the application.</para>
/// </example>
/// <example>
/// <code>Grant-TeemImpersonation -Scope RoomsAndOrganizers -OrganizerFilter "Department -eq 'Sales'" -Confirm:$false</code>
/// <para>Grants the rooms, and the calendars of those who may end their meetings early.</para>
/// </example>
/// <seealso cref="RegisterTeemApplication"/>
/// <seealso cref="GetTeemAccess"/>
/// <seealso cref="TestTeemAccess"/>
[Cmdlet(VerbsSecurity.Grant, "TeemImpersonation", DefaultParameterSetName = "Application", SupportsShouldProcess = true)]
[OutputType(typeof(AccessGrant))]
public sealed class GrantTeemImpersonation : AsyncTeemCmdlet
{
    /// <summary>The application, ours or Teem's own, by its name or its application (client) id.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Application")]
    [Alias("DisplayName")]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string Application { get; set; } = ApplicationRequest.UsualName;

    /// <summary>The service account, by its sign-in name: over a session of an Exchange server it gets the role ApplicationImpersonation.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ServiceAccount")]
    [ValidateNotNullOrEmpty]
    public string? ServiceAccount { get; set; }

    /// <summary>A role group, as the guide's Discovery Management: it gets the role when it has it not, and the account becomes a member, with all else that the group may do.</summary>
    [Parameter(ParameterSetName = "ServiceAccount")]
    [ValidateNotNullOrEmpty]
    public string? RoleGroup { get; set; }

    /// <summary>The mailboxes that it may reach: Rooms, all rooms of the tenant and those made later; RoomsAndOrganizers, those and whom -OrganizerFilter matches; AllMailboxes.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Rooms")]
    [ValidateSet(nameof(Reach.Rooms), nameof(Reach.RoomsAndOrganizers), nameof(Reach.AllMailboxes))]
    public string Scope { get; set; } = nameof(Reach.Rooms);

    /// <summary>Who the organizers are, in Exchange's OPATH, as in "Department -eq 'Sales'". A group may be given by its name or address: MemberOfGroup -eq 'organizers@contoso.com'.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OrganizerFilter { get; set; }

    /// <summary>An administrative unit, by its name or id: its members, whoever they are.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AdministrativeUnit { get; set; }

    /// <summary>Room lists, by name or address: the rooms in them, and those added later.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] RoomList { get; set; } = [];

    /// <summary>A filter of one's own, in Exchange's OPATH: all mailboxes that it matches, rooms or not.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecipientFilter { get; set; }

    /// <summary>How it is granted: ApplicationRole to an application, ApplicationImpersonation to an account. The second is the guide's role, which Exchange Online no longer has and an Exchange server still has; each refuses the other with the reason.</summary>
    [Parameter]
    [PSDefaultValue(Help = "ApplicationRole; with -ServiceAccount ApplicationImpersonation")]
    [ValidateSet("ApplicationRole", AccountImpersonation.Role)]
    public string? Method { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        if ((Method ?? (ServiceAccount is null ? "ApplicationRole" : AccountImpersonation.Role)) == AccountImpersonation.Role)
            AccountImpersonation.RefuseOnline(Tenant, ServiceAccount ?? Application);
        else
            AccountImpersonation.RefuseApplication(Tenant, ServiceAccount ?? Application);
        var request = new ScopeRequest { Reach = Enum.Parse<Reach>(Scope), OrganizerFilter = OrganizerFilter, AdministrativeUnit = AdministrativeUnit, RoomLists = RoomList, RecipientFilter = RecipientFilter };
        if (ServiceAccount is not null)
        {
            await GrantAccountAsync(pipeline, request, ServiceAccount, cancel).ConfigureAwait(false);
            return;
        }
        AccountImpersonation.RefuseApplication(Tenant, Application);
        var chapter = new Impersonation(Tenant, await ApplicationName.ResolveAsync(Tenant, Application, cancel).ConfigureAwait(false), [], request: request);
        var changes = await pipeline.ApplyAsync(Tenant, chapter, cancel).ConfigureAwait(false);
        if (changes.All(c => c.Outcome == ChangeOutcome.Applied) && await chapter.ReadGrantAsync(cancel).ConfigureAwait(false) is { } grant)
            await pipeline.WriteObjectAsync(grant).ConfigureAwait(false);
    }

    async Task GrantAccountAsync(AsyncPipeline pipeline, ScopeRequest request, string account, CancellationToken cancel)
    {
        // An application's role asked for an account, in Exchange Online.
        AccountImpersonation.RefuseOnline(Tenant, account);
        var chapter = new AccountImpersonation(Tenant, account, [], request, RoleGroup);
        if (await chapter.WarningAsync(cancel).ConfigureAwait(false) is { } warning)
            await pipeline.WriteWarningAsync(warning).ConfigureAwait(false);
        var changes = await pipeline.ApplyAsync(Tenant, chapter, cancel).ConfigureAwait(false);
        if (changes.All(c => c.Outcome == ChangeOutcome.Applied))
            await pipeline.WriteAllAsync(await chapter.ReadGrantsAsync(cancel).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
