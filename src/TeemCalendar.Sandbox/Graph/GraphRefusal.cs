using System.Text.Json.Nodes;

namespace TeemCalendar.Sandbox.Graph;

/// <summary>An answer that ends the request: Graph's error object with its status. Only this side of the wire ever sees it as an exception.</summary>
internal sealed class GraphRefusal(int status, string code, string message) : Exception(message)
{
    internal int Status => status;
    internal string Code => code;
    internal JsonArray? Details { get; init; }
    internal (string Name, string Value)? Header { get; init; }

    // Documented texts, or seen in many places.
    internal static GraphRefusal RequestDenied() => new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    internal static GraphRefusal ResourceNotFound(string what) =>
        new(404, "Request_ResourceNotFound", $"Resource '{what}' does not exist or one of its queried reference-property objects are not present.");
    internal static GraphRefusal BadRequest(string message) => new(400, "Request_BadRequest", message);
    internal static GraphRefusal InvalidUser(string name) => new(404, "ErrorInvalidUser", $"The requested user '{name}' is invalid.");
    internal static GraphRefusal NoMailbox() => new(404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.");
    internal static GraphRefusal ItemNotFound() => new(404, "ErrorItemNotFound", "The specified object was not found in the store.");
    internal static GraphRefusal AccessDenied() => new(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
    internal static GraphRefusal InvalidRequest(string message) => new(400, "ErrorInvalidRequest", message);
    // Inferred: status and codes of these two were not captured.
    internal static GraphRefusal NoSegment(string segment) => new(400, "BadRequest", $"Resource not found for the segment '{segment}'.");
    internal static GraphRefusal NoMethod() => new(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
}
