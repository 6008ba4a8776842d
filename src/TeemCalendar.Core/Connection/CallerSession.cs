namespace TeemCalendar.Core.Connection;

/// <summary>A session that the caller has open already, and that a connection may go through in the place of a token of its own.</summary>
/// <typeparam name="T">What goes through it: Exchange's commands, or Graph's requests.</typeparam>
/// <param name="Way">The way through it. It holds nothing of the session but how to find it: whoever calls brings his own.</param>
/// <param name="TenantId">The tenant that the session is in; null for an Exchange on-premises, which is in none.</param>
/// <param name="Account">Who is signed in there.</param>
/// <param name="IsAsked">True when the caller asked for this session: it is taken, or the connection refused. Else it is taken where it is in the tenant that is connected to.</param>
internal sealed record CallerSession<T>(T Way, Guid? TenantId, string Account, bool IsAsked)
    where T : class
{
    /// <summary>The way, when the session is in this tenant; null when it is in another and nobody asked for it.</summary>
    /// <param name="tenantId">The tenant that is connected to.</param>
    /// <param name="what">Whose session it is, for the refusal.</param>
    /// <exception cref="TeemException">The session was asked for, and is in another tenant.</exception>
    internal T? In(Guid tenantId, string what) => TenantId is { } mine && mine != tenantId
        ? IsAsked ? throw Elsewhere(what, mine, tenantId) : null
        : TenantId is null && !IsAsked ? null : Way;

    internal static TeemException Elsewhere(string what, Guid there, Guid here) => new("TenantsDiffer", TeemErrorKind.Conflict,
        $"The session of {what} is in the tenant {there}, and this connection in {here}.", here.ToString(), "Connect both to the same tenant, then run Connect-TeemTenant again.");
}
