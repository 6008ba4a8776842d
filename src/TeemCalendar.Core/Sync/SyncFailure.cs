using Microsoft.Data.Sqlite;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using TeemCalendar.Core.Graph;

namespace TeemCalendar.Core.Sync;

/// <summary>Why a room was not read, and what to do, in words for whoever looks after the rooms.</summary>
/// <param name="Cause">A stable word for it: Microsoft's own where it answered.</param>
/// <param name="Detail">The sentence.</param>
internal readonly record struct SyncFailure(string? Cause, string Detail)
{
    const int RefusalsNamed = 5;

    /// <summary>What an error means.</summary>
    /// <param name="error">The error.</param>
    public static SyncFailure Of(Exception error) => error switch
    {
        ODataError answer => Of(answer.ResponseStatusCode, answer.Error?.Code, answer.Error?.Message ?? answer.Message, answer.Error?.InnerError?.RequestId),
        ApiException answer => Of(answer.ResponseStatusCode, null, answer.Message, null),
        DeltaStateLostException => new("syncStateNotFound", "Microsoft Graph lost its place in the calendar several times in one round. The next round reads the calendar anew."),
        TeemException told => new(told.Id, told.Explained),
        SqliteException => new(null, $"The store could not be read or written: {error.Message}"),
        OperationCanceledException => new(null, "The answer took too long. The next round tries again."),
        HttpRequestException => new(null, $"Microsoft Graph could not be reached: {error.Message} The next round tries again."),
        _ => new(null, error.Message),
    };

    /// <summary>Names the events that were refused, and why.</summary>
    /// <param name="refusals">Each with its reason.</param>
    public static string Refused(IReadOnlyList<string> refusals)
    {
        var more = refusals.Count - RefusalsNamed;
        return $"Not stored: {string.Join("; ", refusals.Take(RefusalsNamed))}{(more > 0 ? $"; and {more} more" : "")}.";
    }

    static SyncFailure Of(int status, string? code, string message, string? requestId)
    {
        var remedy = (status, code?.ToUpperInvariant()) switch
        {
            (_, "MAILBOXNOTENABLEDFORRESTAPI") => "The room has no mailbox in Exchange Online: it is on an Exchange Server, or was disabled.",
            (_, "ERRORINVALIDUSER" or "REQUEST_RESOURCENOTFOUND" or "RESOURCENOTFOUND") => "The room is no longer in the directory. If it was deleted, remove its calendar with Remove-TeemRoomCalendar.",
            (401, _) => "The sign-in is no longer accepted: connect again with Connect-TeemTenant.",
            (403, _) => "The application may not read this room: it needs Exchange's role Application Calendars.Read on it, or Application Calendars.ReadWrite to write as well. Test-TeemAccess shows what is missing, Grant-TeemImpersonation grants it; a new grant takes up to two hours to work.",
            (404, _) => "The room's calendar is not visible to this account: with delegate access it needs more than free/busy. Test-TeemAccess shows what is missing.",
            (429, _) => "Microsoft asks for fewer requests. The next round tries again; read fewer rooms at once if this stays.",
            (>= 500, _) => "The service is not well at the moment. The next round tries again.",
            _ => "Test-TeemIntegration looks for the cause.",
        };
        var trace = requestId is null ? "" : $" (request id {requestId})";
        return new(code, $"{code ?? $"HTTP {status}"}: {message.TrimEnd('.')}. {remedy}{trace}");
    }
}
