using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>addPassword and removePassword: the secrets of an application, or of its account in this tenant.</summary>
internal static class Passwords
{
    internal static WireAnswer Add(GraphCall call, List<PasswordCredential> secrets)
    {
        var body = BodyReader.ReadAction(call.Request, "Request_BadRequest", ("passwordCredential", new('.', "passwordCredential", false)));
        var wanted = body["passwordCredential"] as JsonObject;
        var start = Time(wanted?["startDateTime"]) ?? call.Tenant.Now;
        var secret = new PasswordCredential
        {
            // Two years are what the service gives when no end is asked (documented).
            KeyId = call.Tenant.NewGuid(), DisplayName = wanted?["displayName"].Text(), Start = start, End = Time(wanted?["endDateTime"]) ?? start.AddYears(2),
            Secret = "sb~" + Base64Url.Encode(SHA256.HashData(call.Tenant.NewGuid().ToByteArray()))[..37],
        };
        CredentialRules.CheckSecret(call);
        if (secret.End <= call.Tenant.Now) throw GraphRefusal.BadRequest("Credential end date is in the past.");
        secrets.Add(secret);
        var json = Json(secret);
        json["secretText"] = secret.Secret;
        json["@odata.context"] = call.Context("microsoft.graph.passwordCredential");
        return new(200, json);
    }

    internal static WireAnswer Remove(GraphCall call, List<PasswordCredential> secrets)
    {
        var body = BodyReader.ReadAction(call.Request, "Request_BadRequest", ("keyId", new('g', null, false)));
        if (!Guid.TryParse(body["keyId"].Text(), out var key) || secrets.RemoveAll(s => s.KeyId == key) == 0)
            throw GraphRefusal.BadRequest($"No password credential found with keyId '{body["keyId"]}'.");
        return GraphCall.NoContent();
    }

    internal static JsonObject Json(PasswordCredential secret) => new()
    {
        ["customKeyIdentifier"] = null, ["displayName"] = secret.DisplayName, ["endDateTime"] = GraphTime.Instant(secret.End), ["hint"] = secret.Secret[..3], ["keyId"] = secret.KeyId.ToString(),
        ["secretText"] = null, ["startDateTime"] = GraphTime.Instant(secret.Start),
    };

    static DateTimeOffset? Time(JsonNode? node) => node.Text() is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;
}
