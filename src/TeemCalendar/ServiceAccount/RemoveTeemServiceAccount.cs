using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Removes the service account that New-TeemServiceAccount made.</summary>
/// <remarks>
/// An account that was there before is kept: only the licence that it was given from this computer is taken back. One that was neither made nor licensed from here is refused. Within 30 days an
/// administrator can bring an account and its mailbox back.
/// </remarks>
/// <example>
/// <code>Remove-TeemServiceAccount teem@contoso.example -WhatIf</code>
/// <para>Shows what would be removed.</para>
/// </example>
/// <example>
/// <code>
/// New-TeemServiceAccount -UserPrincipalName teem-test@contoso.example
/// Remove-TeemServiceAccount teem-test@contoso.example -Confirm:$false
/// </code>
/// <para>Makes an account and removes it, without asking.</para>
/// </example>
/// <seealso cref="NewTeemServiceAccount"/>
[Cmdlet(VerbsCommon.Remove, "TeemServiceAccount", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveTeemServiceAccount : AsyncTeemCmdlet
{
    /// <summary>The account's sign-in name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string UserPrincipalName { get; set; } = "";

    private protected override Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel) =>
        pipeline.ApplyAsync(Tenant, new ServiceAccountRemoval(Tenant, UserPrincipalName), cancel);
}
