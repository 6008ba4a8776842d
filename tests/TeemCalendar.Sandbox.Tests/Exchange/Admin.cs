using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace TeemCalendar.Sandbox.Tests.Exchange;

/// <summary>Somebody with a token who runs Exchange commands over the bare wire.</summary>
sealed class Admin(Wire wire, string token)
{
    public string Url { get; init; } = $"https://outlook.office365.com/adminapi/beta/{wire.Tenant.Facts.TenantId}/InvokeCommand";

    public static async Task<Admin> Of(Wire wire) => new(wire, await wire.AdminToken());

    public async Task<HttpResponseMessage> Send(string command, object? parameters = null, string? anchor = null, string? prefer = null, string? url = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url ?? Url) { Content = new StringContent(Input(command, parameters).ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        request.Headers.TryAddWithoutValidation("X-AnchorMailbox", anchor ?? $"APP:SystemMailbox{{bb558c35-97f1-4cb9-8ff7-d53741dc928c}}@{wire.Tenant.Facts.TenantId}");
        if (prefer is not null) request.Headers.TryAddWithoutValidation("Prefer", prefer);
        return await wire.Http.SendAsync(request);
    }

    public static JsonObject Input(string command, object? parameters) => new()
    {
        ["CmdletInput"] = new JsonObject { ["CmdletName"] = command, ["Parameters"] = parameters as JsonNode ?? System.Text.Json.JsonSerializer.SerializeToNode(parameters ?? new object()) },
    };

    /// <summary>The whole answer of a command that works.</summary>
    public async Task<JsonObject> Answer(string command, object? parameters = null, string? anchor = null, string? prefer = null, string? url = null)
    {
        using var response = await Send(command, parameters, anchor, prefer, url);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{command}: {(int)response.StatusCode} {text}");
        return (JsonObject)JsonNode.Parse(text)!;
    }

    public async Task<List<JsonObject>> Rows(string command, object? parameters = null, string? anchor = null) =>
        [.. (await Answer(command, parameters, anchor))["value"]!.AsArray().Select(r => (JsonObject)r!)];

    public async Task<JsonObject> Row(string command, object? parameters = null, string? anchor = null) => Assert.Single(await Rows(command, parameters, anchor));

    public async Task<List<string>> Warnings(string command, object? parameters = null, string? anchor = null) =>
        [.. (await Answer(command, parameters, anchor))["@adminapi.warnings"]!.AsArray().Select(w => (string)w!)];

    /// <summary>The exception's class name of a command that fails.</summary>
    public async Task<string> Fault(string command, object? parameters = null, HttpStatusCode status = HttpStatusCode.BadRequest, string? anchor = null)
    {
        using var response = await Send(command, parameters, anchor);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{command}: {(int)response.StatusCode} {text}");
        var error = JsonNode.Parse(text)!["error"]!;
        var type = error["details"] is JsonArray details ? ((string)details[0]!["message"]!).Split('|')[1] : (string)error["innererror"]!["internalexception"]!["type"]!;
        return type[(type.LastIndexOf('.') + 1)..];
    }
}
