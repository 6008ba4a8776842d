using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>Makes a reservation in the tenant: in the room's own calendar, or in an organizer's, who invites the room.</summary>
internal sealed class OutboxCreation(EventGateway events, TimeProvider clock)
{
    /// <summary>A making whose answer was lost is sent again only so long: later nobody can tell one that never arrived from one that was removed since. Our own figure.</summary>
    static readonly TimeSpan SentAgainWithin = TimeSpan.FromHours(1);

    public async Task<OutboxStep> TryAsync(RoomCalendar room, OutboxEntry entry, CancellationToken cancel)
    {
        var mailbox = entry.Organizer ?? room.RoomId.ToString();
        var made = await FindAsync(mailbox, entry, cancel).ConfigureAwait(false);
        if (made is null)
        {
            if (entry.State == LocalChangeState.Sent)
                return OutboxStep.Lost(OutboxProblems.Gone(room, entry));
            var now = clock.GetUtcNow();
            if (entry.End <= now)
                return OutboxStep.Lost(OutboxProblems.Expired(room, entry));
            if (entry.Attempts > 1 && now - entry.RecordedAt > SentAgainWithin)
                return OutboxStep.Lost(OutboxProblems.NotSentAgain(room, entry));
            if ((await RoomAsync(room, entry, cancel).ConfigureAwait(false)).FirstOrDefault(e => e.Takes(entry.Start, entry.End)) is { } taken
                // It may be this very one, by a process that is at it too.
                && (made = await LookAsync(mailbox, entry, cancel).ConfigureAwait(false)) is null)
                return OutboxStep.Refused(OutboxProblems.Taken(room, taken));
            made ??= await events.CreateAsync(mailbox, entry.TransactionId, entry.Title, entry.Start, entry.End, entry.Organizer is null ? null : (room.Mailbox, room.DisplayName), cancel).ConfigureAwait(false);
        }
        try
        {
            return entry.Organizer is null ? await AloneAsync(room, entry, made, cancel).ConfigureAwait(false) : await AnsweredAsync(room, entry, made, cancel).ConfigureAwait(false);
        }
        // It is made, and has to be looked after: a room that was readable a moment ago will be again.
        catch (TeemException unseen) when (OutboxProblems.IsClosed(unseen) && entry.End > clock.GetUtcNow())
        {
            return OutboxStep.Sent(made.Id);
        }
    }

    /// <summary>Whether an earlier try has made it. A first try has none before it.</summary>
    async Task<LiveEvent?> FindAsync(string mailbox, OutboxEntry entry, CancellationToken cancel)
    {
        if (entry.EventId is { } known && await events.FindAsync(mailbox, known, cancel).ConfigureAwait(false) is { } found)
            return found;
        return entry.Attempts <= 1 ? null : await LookAsync(mailbox, entry, cancel).ConfigureAwait(false);
    }

    async Task<LiveEvent?> LookAsync(string mailbox, OutboxEntry entry, CancellationToken cancel) =>
        (await events.ViewAsync(mailbox, entry.Start, entry.End, cancel).ConfigureAwait(false)).FirstOrDefault(e => e.TransactionId == entry.TransactionId);

    /// <summary>Between the look and the making somebody may have come: who was there first keeps the room.</summary>
    async Task<OutboxStep> AloneAsync(RoomCalendar room, OutboxEntry entry, LiveEvent made, CancellationToken cancel)
    {
        var shown = await RoomAsync(room, entry, cancel).ConfigureAwait(false);
        if (shown.FirstOrDefault(e => e.Id != made.Id && e.Takes(entry.Start, entry.End) && IsBefore(e, made)) is { } first)
        {
            await events.DeleteAsync(room.RoomId.ToString(), made, cancel).ConfigureAwait(false);
            return OutboxStep.Lost(OutboxProblems.Taken(room, first));
        }
        return shown.FirstOrDefault(e => e.Id == made.Id) is { } own ? OutboxStep.Confirmed(own, made.Id) : OutboxStep.Lost(OutboxProblems.Gone(room, entry));
    }

    /// <summary>The room that was invited answers by itself, usually within seconds.</summary>
    async Task<OutboxStep> AnsweredAsync(RoomCalendar room, OutboxEntry entry, LiveEvent made, CancellationToken cancel)
    {
        if ((await RoomAsync(room, entry, cancel).ConfigureAwait(false)).FirstOrDefault(e => e.Item.ICalUId == made.Item.ICalUId && e.Item.IsCancelled != true) is { } copy)
            return OutboxStep.Confirmed(copy, made.Id);
        // As it stands now: the answer to the making was written before the room's.
        if (await events.FindAsync(entry.Organizer!, made.Id, cancel).ConfigureAwait(false) is not { } current)
            return OutboxStep.Lost(OutboxProblems.Gone(room, entry));
        if (!current.HasDeclined)
            // A room that does not process requests never answers.
            return entry.End <= clock.GetUtcNow() ? OutboxStep.Lost(OutboxProblems.NotShown(room, entry)) : OutboxStep.Sent(made.Id);
        // Nobody but the room was invited: a meeting without it is none that was asked for.
        await events.DeleteAsync(entry.Organizer!, current, cancel).ConfigureAwait(false);
        return OutboxStep.Refused(OutboxProblems.Declined(room, entry));
    }

    /// <summary>What the room shows. One that may not be read counts as taken.</summary>
    async Task<IReadOnlyList<LiveEvent>> RoomAsync(RoomCalendar room, OutboxEntry entry, CancellationToken cancel)
    {
        try { return await events.ViewAsync(room.RoomId.ToString(), entry.Start, entry.End, cancel).ConfigureAwait(false); }
        catch (TeemException closed) when (OutboxProblems.IsClosed(closed)) { throw OutboxProblems.Unreadable(room, closed); }
    }

    static bool IsBefore(LiveEvent one, LiveEvent other) =>
        one.Created != other.Created ? one.Created < other.Created : string.CompareOrdinal(one.Id, other.Id) < 0;
}
