using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Takes back what Grant-TeemImpersonation granted to an application, or on an Exchange server to the service account.</summary>
/// <remarks>
/// <para>
/// The role is taken back, whatever its scope; its management scope when nothing else uses it; and, when the application has no other role left, what made Exchange know it. An assignment that was there
/// before and got another scope from here gets its own back. What somebody else granted to the application, and consents in Entra, stay: Test-TeemAccess tells whether it still gets in. The application itself stays: Remove-TeemApplication removes it.
/// </para>
/// <para>
/// Over a session of an Exchange server -ServiceAccount takes back the account's own assignment of ApplicationImpersonation; the place in a role group and the group's role, where this module's journal has
/// that it gave them.
/// </para>
/// <para>Exchange caches rights: the application may get in for another 30 minutes to 2 hours.</para>
/// </remarks>
/// <example>
/// <code>Revoke-TeemImpersonation</code>
/// <para>Takes the rooms' calendars back from the application TeemCalendar.</para>
/// </example>
/// <example>
/// <code>Revoke-TeemImpersonation -Application TeemCalendar -WhatIf</code>
/// <para>Shows what would be taken back.</para>
/// </example>
/// <seealso cref="GrantTeemImpersonation"/>
[Cmdlet(VerbsSecurity.Revoke, "TeemImpersonation", DefaultParameterSetName = "Application", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RevokeTeemImpersonation : AsyncTeemCmdlet
{
    /// <summary>The application, by its name or its application (client) id.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Application")]
    [Alias("DisplayName")]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string Application { get; set; } = ApplicationRequest.UsualName;

    /// <summary>The service account, by its sign-in name: what it got over a session of an Exchange server.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ServiceAccount")]
    [ValidateNotNullOrEmpty]
    public string? ServiceAccount { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        if (ServiceAccount is not null)
        {
            AccountImpersonation.RefuseOnline(Tenant, ServiceAccount);
            await pipeline.ApplyAsync(Tenant, new AccountImpersonationRemoval(Tenant, ServiceAccount), cancel).ConfigureAwait(false);
            return;
        }
        AccountImpersonation.RefuseApplication(Tenant, Application);
        var name = await ApplicationName.ResolveAsync(Tenant, Application, cancel).ConfigureAwait(false);
        await pipeline.ApplyAsync(Tenant, new AccessRemoval(Tenant, name, [Impersonation.CalendarRole]), cancel).ConfigureAwait(false);
    }
}
