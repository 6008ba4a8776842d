using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Onboarding;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Commands;

/// <summary>How commands run a round, and tell what became of a room in it.</summary>
static class SyncOutput
{
    /// <summary>Runs one round and writes its results, with the progress of so many rooms.</summary>
    internal static async Task RunRoundAsync(this AsyncPipeline pipeline, Tenant tenant, SyncRequest request, int rooms, CancellationToken cancel)
    {
        var engine = await tenant.OpenSyncAsync(cancel).ConfigureAwait(false);
        var progress = pipeline.Progress("Reading room calendars");
        await using var _ = progress.ConfigureAwait(false);
        var done = 0;
        await foreach (var result in engine.RunRoundAsync(request, cancel).WithSummaryAsync(tenant, cancel).ConfigureAwait(false))
        {
            await pipeline.WriteResultAsync(result).ConfigureAwait(false);
            progress.Report(result.Mailbox, ++done, rooms);
        }
    }

    /// <summary>Writes a result, with what there is to be said about it.</summary>
    internal static async Task WriteResultAsync(this AsyncPipeline pipeline, SyncResult result)
    {
        await pipeline.WriteObjectAsync(result).ConfigureAwait(false);
        if (Warning(result) is { } warning)
            await pipeline.WriteWarningAsync(warning).ConfigureAwait(false);
        if (Error(result) is { } error)
            await pipeline.WriteErrorAsync(error).ConfigureAwait(false);
    }

    /// <summary>What a person has to know of a room that was read: what waits for him, and which change of his was lost. Null when that is nothing.</summary>
    internal static string? Warning(SyncResult result) =>
        result.Outcome == SyncOutcome.Held || (result.Outcome == SyncOutcome.Synchronised && result.Conflicts > 0) ? $"{result.Mailbox}: {result.Detail}" : null;

    /// <summary>The error of a room that was not read; null for one that was.</summary>
    internal static ErrorRecord? Error(SyncResult result) => result.Outcome != SyncOutcome.Failed ? null : Errors.From(new TeemException(
        "RoomNotRead", result.Cause == "ErrorAccessDenied" ? TeemErrorKind.AccessDenied : TeemErrorKind.Unavailable,
        $"{result.Mailbox} was not read. {result.Detail}", result.Mailbox, $"Test-TeemIntegration -Mailbox {result.Mailbox}"));
}
