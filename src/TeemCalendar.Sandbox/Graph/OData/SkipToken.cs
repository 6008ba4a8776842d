using System.Security.Cryptography;
using System.Text;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.OData;

/// <summary>Where the next page begins, in a token that means nothing to its reader and is good for its own query only.</summary>
internal static class SkipToken
{
    internal static string Link(GraphCall call, int offset) =>
        $"{call.Root}/{string.Join('/', call.Path.Select(Uri.EscapeDataString))}?{call.Query.With("skiptoken", Base64Url.Encode([.. BitConverter.GetBytes(offset), .. Mark(call)]), "skip")}";

    internal static int? Read(GraphCall call)
    {
        if (call.Query["skiptoken"] is not { } token) return null;
        if (Base64Url.Decode(token) is { Length: 12 } bytes && bytes.AsSpan(4).SequenceEqual(Mark(call))) return BitConverter.ToInt32(bytes);
        throw GraphRefusal.BadRequest("The specified page token value is not valid for this query.");
    }

    static byte[] Mark(GraphCall call) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{call.State.TenantId}|{string.Join('/', call.Path)}|{call.Query["filter"]}|{call.Query["select"]}|{call.Query["orderby"]}|{call.Query["startDateTime"]}|{call.Query["endDateTime"]}"))[..8];
}
