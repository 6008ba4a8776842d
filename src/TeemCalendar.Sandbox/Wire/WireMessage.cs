using System.Text.Json.Nodes;

namespace TeemCalendar.Sandbox.Wire;

/// <summary>One request as a service of the tenant sees it, whether it came alone or inside a batch.</summary>
/// <param name="Method">GET, POST, PATCH, PUT, DELETE.</param>
/// <param name="Base">The address under which the caller reached this service, without a slash at the end (https://graph.microsoft.com, http://127.0.0.1:5000/graph): links in answers begin with it.</param>
/// <param name="Path">What follows, decoded segment by segment later; begins with a slash.</param>
/// <param name="Query">The query without its question mark.</param>
/// <param name="Headers">Names are compared without case.</param>
/// <param name="Body">The raw body; empty when there is none.</param>
internal sealed record WireRequest(string Method, string Base, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Whether the body says that it is JSON, whatever parameters follow.</summary>
    public bool IsJson => Header("Content-Type")?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) == true;

    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;
}

/// <summary>One answer; a JsonNode body is written as application/json, bytes as they are.</summary>
internal sealed record WireAnswer(int Status, JsonNode? Json = null, byte[]? Bytes = null)
{
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is left to do without holding the tenant; its answer is the one to give.</summary>
    public Func<Task<WireAnswer>>? Then { get; init; }

    /// <summary>The last answer, after all that was left to do.</summary>
    public async Task<WireAnswer> FinishedAsync() => Then is null ? this : await (await Then().ConfigureAwait(false)).FinishedAsync().ConfigureAwait(false);

    /// <summary>True when the connection is lost in the middle of the body.</summary>
    public bool BreaksOff { get; init; }
}
