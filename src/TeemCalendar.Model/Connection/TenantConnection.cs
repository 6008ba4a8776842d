namespace TeemCalendar;

/// <summary>A connection to one tenant, as Connect-TeemTenant gives it and every command takes it. It holds no secret.</summary>
public abstract class TenantConnection
{
    /// <summary>The directory's id.</summary>
    public abstract Guid TenantId { get; }

    /// <summary>The tenant's default mail domain.</summary>
    public abstract string Domain { get; }

    /// <summary>Which Microsoft cloud the tenant is in; Sandbox for a rehearsal.</summary>
    public abstract TenantEnvironment Environment { get; }

    /// <summary>Who is signed in: a user's sign-in name or an application's id.</summary>
    public abstract string Account { get; }

    /// <summary>How that one signed in: Browser, DeviceCode, Certificate, Secret, ManagedIdentity, FederatedToken, AccessToken; Session when it is the caller's own sessions that are signed in.</summary>
    public abstract string SignIn { get; }

    /// <summary>How Exchange is reached: Rest, with a token of this module, or Session, by the commands of the caller's own session.</summary>
    public abstract string ExchangeTransport { get; }

    /// <summary>How Microsoft Graph is reached: Sdk, with a token of this module, Session, by Invoke-MgGraphRequest, or None.</summary>
    public abstract string GraphTransport { get; }

    /// <summary>The SQLite file that keeps this tenant's calendars and reservations; null when they are gone with the connection.</summary>
    public abstract string? StorePath { get; }

    /// <summary>When the connection was made (UTC).</summary>
    public abstract DateTimeOffset ConnectedAt { get; }

    /// <summary>False after Disconnect-TeemTenant.</summary>
    public abstract bool IsConnected { get; }

    /// <summary>HTTP requests sent over this connection so far, sign-in included; a batch is one.</summary>
    public abstract long Requests { get; }

    /// <summary>Operations sent over this connection so far that asked to change something in the tenant.</summary>
    public abstract long Writes { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Domain} ({Environment}, {Account})";
}

/// <summary>The Microsoft clouds. The guide excludes all government clouds; China is excluded with them.</summary>
public enum TenantEnvironment
{
    /// <summary>The worldwide cloud (GCC tenants sign in here too and are told apart by their sub scope).</summary>
    Global,
    /// <summary>A simulated tenant in this process or on loopback.</summary>
    Sandbox,
    /// <summary>Microsoft 365 for the United States government, GCC High.</summary>
    USGovHigh,
    /// <summary>Microsoft 365 for the United States Department of Defense.</summary>
    USGovDoD,
    /// <summary>Microsoft 365 in China, operated by 21Vianet.</summary>
    China,
}
