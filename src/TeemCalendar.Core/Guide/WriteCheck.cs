using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;

namespace TeemCalendar.Core.Guide;

/// <summary>Whether rooms can be written, tried: a check for each room, of the chapter in which the right is granted.</summary>
internal static class WriteCheck
{
    /// <summary>A check for each room, in their order.</summary>
    /// <param name="tenant">The connection.</param>
    /// <param name="access">The way to the calendars, as whoever writes; null when nobody can sign in as that here.</param>
    /// <param name="chapter">The chapter.</param>
    /// <param name="rooms">The rooms whose rights hold as far as they were read.</param>
    /// <param name="cancel">Ends it; what was written is taken away all the same.</param>
    internal static async Task<IReadOnlyList<Check>> VerifyAsync(Tenant tenant, CalendarAccess? access, string chapter, IReadOnlyList<string> rooms, CancellationToken cancel)
    {
        if (access is null)
            return [.. rooms.Select(room => new Check { Chapter = chapter, Target = room, Status = CheckStatus.Manual, Detail = "Nobody wrote: no sign-in of whoever may is on this computer.", Cause = "NobodyToWrite", Remedy = "Run it where the application's certificate is, or where the account signed in." })];
        // A calendar is opened by the room's id: one that was renamed signs in under the name it had.
        var known = (await new RoomFinder(tenant).LookUpAsync(rooms, cancel).ConfigureAwait(false)).Rooms;
        using var some = new SemaphoreSlim(8);
        return await Task.WhenAll(rooms.Select(async room =>
        {
            await some.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                var error = await access.Write.TryAsync(room, known.GetValueOrDefault(room)?.Id?.ToString() ?? room, cancel).ConfigureAwait(false);
                return error is null
                    ? new Check { Chapter = chapter, Target = room, Status = CheckStatus.Pass, Evidence = CheckEvidence.Proven, Detail = "A free, private event was written three years ahead, and is gone." }
                    : new Check { Chapter = chapter, Target = room, Status = CheckStatus.Fail, Evidence = CheckEvidence.Proven, Detail = $"It cannot be written. {error.Message}", Cause = error.Id == "MailboxAccessDenied" ? "WriteDenied" : error.Id, Remedy = error.Id == "MailboxAccessDenied" ? Planning.CommandLine.Of("Test-TeemAccess", ("Mailbox", room)) : error.Remedy };
            }
            finally { some.Release(); }
        })).ConfigureAwait(false);
    }
}
