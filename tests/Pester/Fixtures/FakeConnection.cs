namespace TeemCalendar.Fixtures;

/// <summary>A connection to nowhere, for commands that only show how the bridge behaves.</summary>
public sealed class FakeConnection : TenantConnection
{
    /// <inheritdoc/>
    public override Guid TenantId => Guid.Empty;
    /// <inheritdoc/>
    public override string Domain => "fake.example";
    /// <inheritdoc/>
    public override TenantEnvironment Environment => TenantEnvironment.Sandbox;
    /// <inheritdoc/>
    public override string Account => "nobody";
    /// <inheritdoc/>
    public override string SignIn => "None";
    /// <inheritdoc/>
    public override string ExchangeTransport => "Rest";
    /// <inheritdoc/>
    public override string GraphTransport => "Sdk";
    /// <inheritdoc/>
    public override string? StorePath => null;
    /// <inheritdoc/>
    public override DateTimeOffset ConnectedAt => DateTimeOffset.UnixEpoch;
    /// <inheritdoc/>
    public override bool IsConnected => Connected;
    /// <inheritdoc/>
    public override long Requests => 0;
    /// <inheritdoc/>
    public override long Writes => 0;

    /// <summary>Whether it says that it is connected.</summary>
    public bool Connected { get; set; } = true;
}
