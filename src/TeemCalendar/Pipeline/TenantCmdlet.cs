using System.Management.Automation;

namespace TeemCalendar.Pipeline;

/// <summary>A command that works in a tenant.</summary>
public abstract class TenantCmdlet : TeemCmdlet
{
    private protected TenantCmdlet()
    {
    }

    /// <summary>The connection to work over, as Connect-TeemTenant gave it. Without it, the one that this session made last.</summary>
    [Parameter]
    [ValidateNotNull]
    public TenantConnection? Connection { get; set; }

    /// <summary>The tenant; known since BeginProcessing.</summary>
    private protected TenantConnection Tenant { get; private set; } = null!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var connection = Connection ?? TeemSession.Here.Current;
        if (connection is null)
            ThrowTerminatingError(Errors.NotConnected());
        if (!connection!.IsConnected)
            ThrowTerminatingError(Errors.Disconnected(connection));
        Tenant = connection;
    }
}
