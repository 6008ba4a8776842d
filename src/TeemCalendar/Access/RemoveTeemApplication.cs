using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Removes the application that Register-TeemApplication registered, and what was granted to it.</summary>
/// <remarks>
/// <para>
/// First what Exchange granted to it is taken back, then the registration goes, with its enterprise application and consents, and the private keys that were made for it on this computer. Nothing is
/// synchronised any more until another one is registered and granted access.
/// </para>
/// <para>An application that this module did not register is refused, Teem's own among them.</para>
/// </remarks>
/// <example>
/// <code>Remove-TeemApplication -WhatIf</code>
/// <para>Shows what would be removed and taken back.</para>
/// </example>
/// <example>
/// <code>Remove-TeemApplication -DisplayName TeemCalendar -Confirm:$false</code>
/// <para>Removes it without asking.</para>
/// </example>
/// <seealso cref="RegisterTeemApplication"/>
/// <seealso cref="RevokeTeemImpersonation"/>
[Cmdlet(VerbsCommon.Remove, "TeemApplication", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveTeemApplication : AsyncTeemCmdlet
{
    /// <summary>The application, by its name or its application (client) id.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string DisplayName { get; set; } = ApplicationRequest.UsualName;

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        var name = await ApplicationName.ResolveAsync(Tenant, DisplayName, cancel).ConfigureAwait(false);
        await pipeline.ApplyAsync(Tenant, [new AccessRemoval(Tenant, name, AccessRemoval.Every), new ApplicationRemoval(Tenant, name)], cancel).ConfigureAwait(false);
    }
}
