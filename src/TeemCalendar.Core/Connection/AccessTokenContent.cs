using System.Text.Json;

namespace TeemCalendar.Core.Connection;

/// <summary>What an access token says of itself, as far as it lets itself be read. A token is its service's own affair: what is not there is null, and nothing is decided by it that the service decides.</summary>
/// <param name="TenantId">The tenant it is of.</param>
/// <param name="Audience">The service it is for.</param>
/// <param name="Expires">Until when (UTC).</param>
/// <param name="Account">Whose it is: a person's sign-in name, or the application's id.</param>
internal sealed record AccessTokenContent(Guid? TenantId, string? Audience, DateTimeOffset? Expires, string? Account)
{
    static readonly AccessTokenContent Nothing = new(null, null, null, null);

    internal static AccessTokenContent Read(string token)
    {
        try
        {
            if (token.Split('.') is not [_, var payload, _]) return Nothing;
            using var json = JsonDocument.Parse(Decode(payload));
            string? Text(string name) => json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return new(Guid.TryParse(Text("tid"), out var tenant) ? tenant : null, Text("aud"),
                json.RootElement.TryGetProperty("exp", out var end) && end.TryGetInt64(out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
                Text("upn") ?? Text("unique_name") ?? Text("appid"));
        }
        // Nothing of the token may get into an error, not even where reading it stopped.
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or InvalidOperationException or ArgumentException) { return Nothing; }
    }

    // Base64 for addresses: without padding, and with two other characters.
    static byte[] Decode(string part) => Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/') + new string('=', (4 - part.Length % 4) % 4));
}
