using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph;

/// <summary>One request to Graph, understood: who asks, for which path, with which options.</summary>
internal sealed record GraphCall(SandboxTenant Tenant, WireRequest Request, Caller Caller, string Version, string[] Path, QueryOptions Query)
{
    internal string Root => $"{Request.Base}/{Version}";
    internal State.TenantState State => Tenant.State;
    internal string Context(string of) => $"{Root}/$metadata#{of}";

    /// <summary>Picks what the method asks for; a method that the resource does not know is refused as such.</summary>
    internal WireAnswer On(Func<WireAnswer>? get = null, Func<WireAnswer>? post = null, Func<WireAnswer>? patch = null, Func<WireAnswer>? delete = null) =>
        (Request.Method switch { "GET" => get, "POST" => post, "PATCH" => patch, "DELETE" => delete, _ => null } ?? throw GraphRefusal.NoMethod())();

    internal JsonObject Body(string type) => BodyReader.Read(Request, type, "Request_BadRequest");

    /// <summary>A body for the Outlook part of Graph, which names a bad one differently.</summary>
    internal JsonObject OutlookBody(string type) => BodyReader.Read(Request, type, "RequestBodyRead");

    /// <summary>The value of a preference, of "name" or "name=value" form, however many headers or commas they came in.</summary>
    internal string? Prefer(string name)
    {
        foreach (var part in (Request.Header("Prefer") ?? "").Split([',', ';']))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if ((at < 0 ? part : part[..at]).Trim().Equals(name, StringComparison.OrdinalIgnoreCase)) return at < 0 ? "" : part[(at + 1)..].Trim().Trim('"');
        }
        return null;
    }

    internal static WireAnswer NoContent() => new(204);

    internal static WireAnswer Accepted() => new(202);
}
