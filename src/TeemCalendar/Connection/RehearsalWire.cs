using TeemCalendar.Sandbox;

namespace TeemCalendar.Commands;

/// <summary>The wire to a sandbox tenant. It closes with its connection, and the tenant is written to its file then.</summary>
sealed class RehearsalWire(SandboxTenant sandbox) : DelegatingHandler(sandbox.CreateHandler())
{
    int closed;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Each way out of the connection ends in this wire, and closes it.
        if (disposing && Interlocked.Exchange(ref closed, 1) == 0)
            OpenSandboxes.Leave(sandbox);
        base.Dispose(disposing);
    }
}
