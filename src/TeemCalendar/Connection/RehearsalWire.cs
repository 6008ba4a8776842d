using TeemCalendar.Sandbox;

namespace TeemCalendar.Commands;

/// <summary>The wire to a sandbox tenant. It closes with its connection, and then the tenant is written to its file: also when PowerShell ends and nobody has disconnected.</summary>
sealed class RehearsalWire : DelegatingHandler
{
    readonly SandboxTenant sandbox;
    int closed;

    internal RehearsalWire(SandboxTenant sandbox) : base(sandbox.CreateHandler())
    {
        this.sandbox = sandbox;
        if (sandbox.Path is not null)
            AppDomain.CurrentDomain.ProcessExit += SaveLast;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Each way out of the connection ends in this wire, and closes it.
        if (disposing && Interlocked.Exchange(ref closed, 1) == 0)
        {
            AppDomain.CurrentDomain.ProcessExit -= SaveLast;
            sandbox.Save();
        }
        base.Dispose(disposing);
    }

    void SaveLast(object? sender, EventArgs e) => sandbox.Save();
}
