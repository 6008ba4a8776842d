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
/// <para>
/// Permissions lists what was consented to, of applications and of people, and whether an administrator consented for everyone or somebody for himself. When an application signed in last is in a report
/// of Entra that needs AuditLog.Read.All and a licence of Entra ID P1; where it may not be read, LastSignIn is empty and a warning says why.
/// </para>
/// </remarks>
/// <example>
/// <code>Find-TeemApplication</code>
/// <para>Shows every application whose name begins with Teem.</para>
/// </example>
/// <example>
/// <code>(Find-TeemApplication -DisplayName Teem).Permissions | Format-Table Resource, Permission, Kind, ConsentedBy</code>
/// <para>Shows what those may do, and who consented; nobody's name means an administrator, for everyone.</para>
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
            await WriteAsync(pipeline, await Applications.FindAllAsync(Tenant, DisplayName, cancel).ConfigureAwait(false)).ConfigureAwait(false);
            return;
        }
        var principal = await Tenant.Applications.FindPrincipalAsync(AppId, cancel).ConfigureAwait(false)
            ?? throw new TeemException("ApplicationNotFound", TeemErrorKind.NotFound, $"No application of this tenant has the id {AppId}.", AppId.ToString(), "Find-TeemApplication shows those whose names begin with Teem.");
        await WriteAsync(pipeline, [await Applications.DescribeFullyAsync(Tenant, principal, cancel).ConfigureAwait(false)]).ConfigureAwait(false);
    }

    static async Task WriteAsync(AsyncPipeline pipeline, IReadOnlyList<(TeemApplication Application, IReadOnlyList<string> Unread)> found)
    {
        // What is so for the whole tenant is said once.
        foreach (var unread in found.SelectMany(f => f.Unread).Distinct()) await pipeline.WriteWarningAsync(unread).ConfigureAwait(false);
        await pipeline.WriteAllAsync(found.Select(f => f.Application)).ConfigureAwait(false);
    }
}
