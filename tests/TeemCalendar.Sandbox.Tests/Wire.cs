using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Contract.Traffic;

namespace TeemCalendar.Sandbox.Tests;

/// <summary>A clock that stands still until it is told otherwise.</summary>
sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;
    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>A tenant and a plain HTTP client in front of it.</summary>
sealed class Wire
{
    public const string Graph = "https://graph.microsoft.com/.default";
    public const string Exchange = "https://outlook.office365.com/.default";

    public Wire(SandboxOptions? options = null)
    {
        Clock = new(new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        Tenant = SandboxTenant.Create((options ?? new() { People = 6, MeetingsPerRoom = 0 }) with { Clock = Clock });
        Http = new(Recording.Around(Tenant.CreateHandler()));
    }

    public StoppedClock Clock { get; }
    public SandboxTenant Tenant { get; }
    public HttpClient Http { get; }
    public string TokenUrl => $"https://login.sandbox.invalid/{Tenant.Facts.TenantId}/oauth2/v2.0/token";

    public async Task<(HttpStatusCode Status, JsonObject Json)> Form(string url, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var response = await Http.PostAsync(new Uri(url), content);
        return (response.StatusCode, (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public async Task<string> AdminToken(string scope = Exchange)
    {
        var (status, json) = await Form(TokenUrl, ("grant_type", "client_credentials"), ("client_id", Tenant.Facts.ClientId.ToString()), ("client_secret", Tenant.Facts.ClientSecret), ("scope", scope));
        Assert.Equal(HttpStatusCode.OK, status);
        return (string)json["access_token"]!;
    }

    public static JsonObject Claims(string token)
    {
        var part = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return (JsonObject)JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(part + new string('=', (4 - part.Length % 4) % 4))))!;
    }
}
