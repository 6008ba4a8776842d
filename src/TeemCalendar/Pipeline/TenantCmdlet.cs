using System.Management.Automation;
using TeemCalendar.Core.Connection;

namespace TeemCalendar.Pipeline;

/// <summary>A command that works in a tenant.</summary>
public abstract class TenantCmdlet : TeemCmdlet
{
    // Of the model's type, not of the engine's: a field of an engine type would load the engine at import.
    TenantConnection? current;

    private protected TenantCmdlet()
    {
    }

    /// <summary>The connection to work over, as Connect-TeemTenant gave it. Without it, the one that this session made last.</summary>
    [Parameter]
    [ValidateNotNull]
    public TenantConnection? Connection { get; set; }

    /// <summary>The tenant to work in; known since BeginProcessing.</summary>
    private protected Tenant Tenant => (Tenant)current!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        current = Connection ?? TeemSession.Here.Current;
        if (current is null)
            ThrowTerminatingError(Errors.NotConnected());
        else if (!current.IsConnected)
            ThrowTerminatingError(Errors.Disconnected(current));
    }
}
