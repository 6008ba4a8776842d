using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Finds the applications that may reach rooms: this module's, and Teem's own.</summary>
/// <remarks>
/// <para>
/// Teem's own is registered in Teem's tenant; here it is an enterprise application, with what the tenant consented to. A calendar permission among its tenant-wide permissions reaches every mailbox,
/// whatever scope Exchange was given. IsOurs tells the one that this module registered.
/// </para>
/// <para>Who consented, and when an application signed in last, is in Entra's audit and sign-in logs; this command does not read them.</para>
/// </remarks>
/// <example>
/// <code>Find-TeemApplication</code>
/// <para>Shows every application whose name begins with Teem.</para>
/// </example>
/// <example>
/// <code>Find-TeemApplication | Where-Object TenantWidePermissions -match Calendars</code>
/// <para>Shows those that reach every calendar of the tenant.</para>
/// </example>
/// <seealso cref="GetTeemApplication"/>
[Cmdlet(VerbsCommon.Find, "TeemApplication", DefaultParameterSetName = "DisplayName")]
[OutputType(typeof(TeemApplication))]
public sealed class FindTeemApplication : AsyncTeemCmdlet
{
    /// <summary>How the application's name begins.</summary>
    [Parameter(Position = 0, ParameterSetName = "DisplayName")]
    [PSDefaultValue(Value = "Teem")]
    [ValidateNotNullOrEmpty]
    public string DisplayName { get; set; } = "Teem";

    /// <summary>The application (client) id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AppId")]
    public Guid AppId { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        if (ParameterSetName == "DisplayName")
        {
            await pipeline.WriteAllAsync(await Applications.FindAllAsync(Tenant, DisplayName, cancel).ConfigureAwait(false)).ConfigureAwait(false);
            return;
        }
        var principal = await Tenant.Applications.FindPrincipalAsync(AppId, cancel).ConfigureAwait(false)
            ?? throw new TeemException("ApplicationNotFound", TeemErrorKind.NotFound, $"No application of this tenant has the id {AppId}.", AppId.ToString(), "Find-TeemApplication shows those whose names begin with Teem.");
        await pipeline.WriteObjectAsync(await Applications.DescribeAsync(Tenant, principal, cancel).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
