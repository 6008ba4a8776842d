using System.Text.Json;

namespace TeemCalendar.Core.Connection;

/// <summary>What anyone may know of a tenant without signing in: its id, and which kind of cloud it is in.</summary>
/// <param name="TenantId">The directory's id.</param>
/// <param name="SubScope">GCC, DODCON (GCC High), DOD, or null in the ordinary cloud.</param>
internal sealed record OpenIdConfiguration(Guid TenantId, string? SubScope)
{
    internal static async Task<OpenIdConfiguration> ReadAsync(Authority authority, CancellationToken cancel)
    {
        using var answer = await authority.Client.GetAsync(new Uri($"{authority.Address}/v2.0/.well-known/openid-configuration"), cancel).ConfigureAwait(false);
        var text = await answer.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode) throw Unknown(authority.Tenant);
        try
        {
            using var json = JsonDocument.Parse(text);
            var issuer = new Uri(json.RootElement.GetProperty("issuer").GetString()!);
            // https://login.microsoftonline.com/<tenant id>/v2.0
            return Guid.TryParse(issuer.Segments.ElementAtOrDefault(1)?.TrimEnd('/'), out var id)
                ? new(id, json.RootElement.TryGetProperty("tenant_region_sub_scope", out var scope) ? scope.GetString() : null)
                : throw Unknown(authority.Tenant);
        }
        catch (Exception unread) when (unread is JsonException or KeyNotFoundException or UriFormatException or ArgumentNullException or InvalidOperationException)
        {
            throw new TeemException("SignInUnexpected", TeemErrorKind.Unexpected, $"{authority.Cloud.Login} does not answer as Microsoft's sign-in does.", authority.Tenant,
                "Check that no proxy answers in its place.", inner: unread);
        }
    }

    static TeemException Unknown(string tenant) => new("TenantNotFound", TeemErrorKind.SignInRefused, $"There is no tenant '{tenant}' in this cloud.", tenant,
        "Give -TenantId the directory's id from the Entra admin center, or one of its verified domains.");
}
