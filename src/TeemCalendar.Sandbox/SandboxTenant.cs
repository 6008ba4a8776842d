namespace TeemCalendar.Sandbox;

/// <summary>A simulated Office 365 tenant: sign-in, Microsoft Graph and Exchange's admin REST, answered on the wire.</summary>
/// <remarks>It shares no code with the engine: what it knows of Microsoft's services it knows from their documentation.</remarks>
public sealed class SandboxTenant
{
    readonly Wire.SandboxRouter router;

    SandboxTenant(State.TenantState state, TimeProvider clock, string? path) { State = state; Clock = clock; Path = path; router = new(this); }

    internal State.TenantState State { get; }
    internal TimeProvider Clock { get; }
    /// <summary>Held while one request is answered: the tenant does one thing at a time.</summary>
    internal object Gate { get; } = new();

    /// <summary>The file that keeps the tenant between runs, or null when it is gone with the process.</summary>
    public string? Path { get; }

    /// <summary>What the tenant has seen so far.</summary>
    public SandboxCounters Counters { get; } = new();

    /// <summary>What one needs to sign in: ids, names and secrets of this made-up tenant.</summary>
    public SandboxFacts Facts => State.Facts();
}
