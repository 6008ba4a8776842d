using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>Closes the connection to a tenant.</summary>
/// <remarks>The store keeps its calendars and reservations. A sandbox tenant with a path is written to its file; one without is gone. Closing what is closed already does nothing.</remarks>
/// <example>
/// <code>Disconnect-TeemTenant</code>
/// <para>Closes the connection that this session made last.</para>
/// </example>
/// <example>
/// <code>Get-TeemTenant | Disconnect-TeemTenant</code>
/// <para>Closes a connection that is given.</para>
/// </example>
[Cmdlet(VerbsCommunications.Disconnect, "TeemTenant")]
[OutputType(typeof(void))]
public sealed class DisconnectTeemTenant : PSCmdlet
{
    /// <summary>The connection to close. Without it, the one that this session made last.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public TenantConnection? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = TeemSession.Here;
        var connection = Connection ?? session.Current;
        if (connection is null)
            return;
        if (ReferenceEquals(connection, session.Current))
            session.Current = null;
        try
        {
            (connection as IDisposable)?.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The connection is closed; what failed is writing a sandbox tenant to its file.
            WriteError(Errors.From(e, connection));
        }
    }
}
