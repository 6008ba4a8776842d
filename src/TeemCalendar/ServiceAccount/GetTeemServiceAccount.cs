using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Gets a service account: its licences, and whether its mailbox is ready.</summary>
/// <remarks>The mailbox is None without a licence that brings one, Provisioning while Exchange makes it, and Ready when it is there.</remarks>
/// <example>
/// <code>Get-TeemServiceAccount -UserPrincipalName teem@contoso.example</code>
/// <para>Shows the account, and the address of its mailbox, which may differ from the sign-in name.</para>
/// </example>
/// <seealso cref="NewTeemServiceAccount"/>
[Cmdlet(VerbsCommon.Get, "TeemServiceAccount")]
[OutputType(typeof(ServiceAccount))]
public sealed class GetTeemServiceAccount : AsyncTeemCmdlet
{
    /// <summary>The sign-in names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Login")]
    [ValidateNotNullOrEmpty]
    public string[] UserPrincipalName { get; set; } = [];

    private protected override Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel) => pipeline.WriteEachAsync<ServiceAccount>(UserPrincipalName, async name =>
        [await ServiceAccounts.ReadAccountAsync(Tenant, name, cancel).ConfigureAwait(false) ?? throw ServiceAccounts.Missing(name)], cancel);
}
