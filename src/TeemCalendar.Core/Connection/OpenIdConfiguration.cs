using System.Text.Json;

namespace TeemCalendar.Core.Connection;

/// <summary>What anyone may know of a tenant without signing in: its id, and which cloud it is in.</summary>
/// <param name="TenantId">The directory's id.</param>
/// <param name="Environment">The cloud that the tenant is in, whichever was asked.</param>
/// <param name="SubScope">GCC, DODCON (GCC High), DOD, or null in the ordinary cloud.</param>
internal sealed record OpenIdConfiguration(Guid TenantId, TenantEnvironment Environment, string? SubScope)
{
    /// <summary>Reads what the sign-in service says of a tenant.</summary>
    /// <exception cref="TeemException">The tenant is unknown.</exception>
    internal static async Task<OpenIdConfiguration> ReadAsync(Authority authority, CancellationToken cancel)
    {
        using var answer = await authority.Client.GetAsync(new Uri($"{authority.Address}/v2.0/.well-known/openid-configuration"), cancel).ConfigureAwait(false);
        var text = await answer.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode) throw Unknown(authority);
        try
        {
            using var json = JsonDocument.Parse(text);
            var issuer = new Uri(json.RootElement.GetProperty("issuer").GetString()!);
            // https://login.microsoftonline.com/<tenant id>/v2.0
            if (!Guid.TryParse(issuer.Segments.ElementAtOrDefault(1)?.TrimEnd('/'), out var id)) throw Unknown(authority);
            string? Text(string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
            return new(id, EnvironmentOf(Text("cloud_instance_name"), Text("msgraph_host"), Text("tenant_region_sub_scope")), Text("tenant_region_sub_scope"));
        }
        catch (Exception unread) when (unread is JsonException or KeyNotFoundException or UriFormatException or ArgumentNullException or InvalidOperationException)
        {
            throw new TeemException("SignInUnexpected", TeemErrorKind.Unexpected, $"{authority.Cloud.Login} does not answer as Microsoft's sign-in does.", authority.Tenant,
                "Check that no proxy answers in its place.", inner: unread);
        }
    }

    /// <summary>The same, when the tenant is in the cloud that was asked; the sandbox plays all of them.</summary>
    /// <exception cref="TeemException">The tenant lives in another cloud.</exception>
    internal OpenIdConfiguration In(Authority authority) => Environment == authority.Cloud.Environment || authority.Cloud.Environment == TenantEnvironment.Sandbox ? this
        : throw new TeemException("OtherCloud", TeemErrorKind.InvalidInput, $"The tenant '{authority.Tenant}' is not in the cloud {authority.Cloud.Environment}, but in {Environment}.", authority.Tenant, $"Connect again with -Environment {Environment}.");

    /// <summary>Whether the guide excludes the tenant: it names Office 365 GCC, and the other national clouds go with it.</summary>
    internal bool IsExcluded => SubScope is "GCC" or "DODCON" or "DOD" || Environment is TenantEnvironment.USGovHigh or TenantEnvironment.USGovDoD or TenantEnvironment.China;

    /// <summary>What the excluded cloud is called.</summary>
    internal string CloudName => Environment switch
    {
        TenantEnvironment.China => "the cloud in China that 21Vianet operates",
        TenantEnvironment.USGovHigh => "a government cloud (GCC High)",
        TenantEnvironment.USGovDoD => "a government cloud (DoD)",
        _ => $"a government cloud ({SubScope})",
    };

    // Sign-in of GCC High and DoD is one host: the sub scope tells them apart, and Graph's host where it is not given.
    static TenantEnvironment EnvironmentOf(string? instance, string? graph, string? subScope) => instance switch
    {
        "microsoftonline.us" => subScope == "DOD" || graph == "dod-graph.microsoft.us" ? TenantEnvironment.USGovDoD : TenantEnvironment.USGovHigh,
        "partner.microsoftonline.cn" => TenantEnvironment.China,
        _ => TenantEnvironment.Global,
    };

    static TeemException Unknown(Authority authority) => new("TenantNotFound", TeemErrorKind.SignInRefused, $"There is no tenant '{authority.Tenant}' in this cloud ({authority.Cloud.Environment}).", authority.Tenant,
        "Give -TenantId the directory's id from the Entra admin center, or one of its verified domains; for a national cloud give -Environment too.");
}
