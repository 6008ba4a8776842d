using System.Management.Automation;
using TeemCalendar.Core;

namespace TeemCalendar.Commands;

/// <summary>How commands tell what became of a room in a round.</summary>
static class SyncOutput
{
    /// <summary>Writes a result, and the error that goes with a room that was not read.</summary>
    internal static async Task WriteResultAsync(this AsyncPipeline pipeline, SyncResult result)
    {
        await pipeline.WriteObjectAsync(result).ConfigureAwait(false);
        if (Error(result) is { } error)
            await pipeline.WriteErrorAsync(error).ConfigureAwait(false);
    }

    /// <summary>The error of a room that was not read; null for one that was.</summary>
    internal static ErrorRecord? Error(SyncResult result) => result.Outcome == SyncOutcome.Synchronised ? null : Errors.From(new TeemException(
        "RoomNotRead", result.Cause == "ErrorAccessDenied" ? TeemErrorKind.AccessDenied : TeemErrorKind.Unavailable,
        $"{result.Mailbox} was not read. {result.Detail}", result.Mailbox, $"Test-TeemIntegration -Mailbox {result.Mailbox}"));
}
