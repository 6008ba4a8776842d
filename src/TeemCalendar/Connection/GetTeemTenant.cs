using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>Gets the tenant that this session is connected to.</summary>
/// <remarks>Gives nothing when the session is not connected. It asks nobody: what it says is what was true when the connection was made.</remarks>
/// <example>
/// <code>Get-TeemTenant</code>
/// <para>Shows the tenant, who is signed in, and where calendars and reservations are kept.</para>
/// </example>
/// <example>
/// <code>if (-not (Get-TeemTenant)) { Connect-TeemTenant -Sandbox }</code>
/// <para>Connects only when the session is not connected yet.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "TeemTenant")]
[OutputType(typeof(TenantConnection))]
public sealed class GetTeemTenant : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (TeemSession.Here.Current is { } connection)
            WriteObject(connection);
    }
}
