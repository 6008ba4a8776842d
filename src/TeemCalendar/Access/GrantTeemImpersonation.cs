using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Lets an application read and write the calendars of rooms, and of nobody else.</summary>
/// <remarks>
/// <para>
/// It is what the guide's impersonation became: the Exchange role Application Calendars.ReadWrite on a management scope of all room mailboxes, those made later among them. The guide
/// recommends that limit; Teem's End Event Early alone would need the organizers' mailboxes too.
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
/// <seealso cref="RegisterTeemApplication"/>
/// <seealso cref="GetTeemAccess"/>
/// <seealso cref="TestTeemAccess"/>
[Cmdlet(VerbsSecurity.Grant, "TeemImpersonation", SupportsShouldProcess = true)]
[OutputType(typeof(AccessGrant))]
public sealed class GrantTeemImpersonation : AsyncTeemCmdlet
{
    const string Retired = "ApplicationImpersonation";

    /// <summary>The application, by its name or its application (client) id.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("DisplayName")]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string Application { get; set; } = ApplicationRequest.UsualName;

    /// <summary>The mailboxes that it may reach: Rooms, all rooms of the tenant.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Rooms")]
    [ValidateSet("Rooms")]
    public string Scope { get; set; } = "Rooms";

    /// <summary>How it is granted. ApplicationImpersonation is the guide's role, which Exchange Online no longer has; it is refused with the reason.</summary>
    [Parameter]
    [PSDefaultValue(Value = "ApplicationRole")]
    [ValidateSet("ApplicationRole", Retired)]
    public string Method { get; set; } = "ApplicationRole";

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        if (Method == Retired)
            throw new TeemException("ImpersonationRetired", TeemErrorKind.NotSupported,
                "Exchange Online has no ApplicationImpersonation any more: Microsoft stopped new assignments of the role in 2024 and removed it in 2025.", Application,
                "Leave -Method out, or give ApplicationRole: the application gets the role Application Calendars.ReadWrite on rooms, which does the same with less.");
        var chapter = new Impersonation(Tenant, await ApplicationName.ResolveAsync(Tenant, Application, cancel).ConfigureAwait(false), []);
        var changes = await pipeline.ApplyAsync(Tenant, chapter, cancel).ConfigureAwait(false);
        if (changes.All(c => c.Outcome == ChangeOutcome.Applied) && await chapter.ReadGrantAsync(cancel).ConfigureAwait(false) is { } grant)
            await pipeline.WriteObjectAsync(grant).ConfigureAwait(false);
    }
}
